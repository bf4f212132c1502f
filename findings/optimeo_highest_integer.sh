#!/usr/bin/env bash
# OPTIMEO 1.4.2: a Latin hypercube hardly ever tries the highest value of an integer.
#
# The designs of `DesignOfExperiments` are drawn as real numbers from the lowest to the highest value, and a parameter of
# type "integer" is then cut off (`astype(int)`), not rounded: the highest value needs a draw that is exactly it. Of 30
# runs with 1 to 3 layers one has 3 layers in the space filling hypercube and none in the randomized one. Installed as in
# optimeo_fractional_levels.sh.
#
# Seen: "30 runs, 1 to 3 layers: space filling {1: 15, 2: 14, 3: 1}, randomized {1: 15, 2: 15}".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "doepy==0.0.1" "pyDOE==0.3.8" "pyDOE3==1.0.4" "dexpy==0.12" "plotly==5.24.0"
venv/bin/pip install --quiet "definitive_screening_design==0.5.0" "numpy==2.2.0" "pandas==2.2.3" "scikit-learn==1.6.1" "scipy==1.15.1"
venv/bin/pip install --quiet --no-deps "optimeo==1.4.2"
venv/bin/python -W ignore - <<'PYTHON'
from optimeo.doe import DesignOfExperiments

runs = {}
for kind in ("Space Filling Latin Hypercube", "Randomized Latin Hypercube"):
    knobs = [{"name": "layers", "type": "integer", "values": [1, 3]},
             {"name": "copress_mpa", "type": "float", "values": [100, 400]}]
    plan = DesignOfExperiments(type=kind, parameters=knobs, Nexp=30).design
    runs[kind] = {int(n): int(many) for n, many in plan["layers"].value_counts().sort_index().items()}
print("30 runs, 1 to 3 layers:", runs)
assert runs["Space Filling Latin Hypercube"] == {1: 15, 2: 14, 3: 1}, "CHANGED"
assert runs["Randomized Latin Hypercube"] == {1: 15, 2: 15}, "CHANGED"
PYTHON
