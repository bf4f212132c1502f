#!/usr/bin/env bash
# OPTIMEO 1.4.2: a fractional factorial design of numbers holds the numbers of the levels, not the values.
#
# `DesignOfExperiments(type="Fractional Factorial", ...)` asks pyDOE3 for level numbers and translates them back for
# parameters of type "categorical". Its documented types of numbers, "float" and "integer", keep 0, 1, 2: a plan for
# 100, 250 and 400 MPa says 0, 1 and 2. (Full factorial designs have the values.) OPTIMEO is installed here with what
# its module of designs needs, in the versions that it asks for, without its optimiser and its web page.
#
# Seen: "100, 250, 400 MPa: full factorial [100.0, 250.0, 400.0], fractional [0.0, 1.0, 2.0]".
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

levels = {}
for kind in ("Full Factorial", "Fractional Factorial"):
    knobs = [{"name": "copress_mpa", "type": "float", "values": [100, 250, 400]},
             {"name": "dwell_s", "type": "integer", "values": [60, 120, 300]},
             {"name": "anode_mpa", "type": "float", "values": [25, 50, 75]}]
    plan = DesignOfExperiments(type=kind, parameters=knobs, reduction=3).design
    levels[kind] = sorted(float(value) for value in plan["copress_mpa"].unique())
print(f"100, 250, 400 MPa: full factorial {levels['Full Factorial']}, fractional {levels['Fractional Factorial']}")
assert levels == {"Full Factorial": [100.0, 250.0, 400.0], "Fractional Factorial": [0.0, 1.0, 2.0]}, "CHANGED"
PYTHON
