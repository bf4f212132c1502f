#!/usr/bin/env bash
# doepy 0.0.1 with pandas 3.0.0: a Box-Behnken design holds the numbers of the levels; with pandas 2.2.3 their values.
#
# doepy writes the values into a copy of a column (`df[name][rows] = value`). Up to pandas 2 that reached the table; since
# copy-on-write is the rule (pandas 3) it does not, and the plan keeps 0, 1, 2. Neither raises an error; pandas 3 warns of
# a chained assignment, which doepy's callers (as OPTIMEO 1.4.2) switch off.
#
# Seen: "pandas 2.2.3: [100.0, 250.0, 400.0] MPa; pandas 3.0.0: [0.0, 1.0, 2.0] MPa". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for pandas in 2.2.3 3.0.0; do
    python3 -m venv "$pandas"
    "$pandas/bin/pip" install --quiet "doepy==0.0.1" "pyDOE==0.3.8" "pandas==$pandas" "numpy==2.2.0" "scipy==1.15.1"
    "$pandas/bin/python" -W ignore - <<'PYTHON' | tee -a levels.txt
import pandas
from doepy import build

plan = build.box_behnken({"copress_mpa": [100, 250, 400], "dwell_s": [60, 120, 300], "anode_mpa": [25, 50, 75]})
print(f"pandas {pandas.__version__}: {sorted(float(v) for v in plan['copress_mpa'].unique())} MPa")
PYTHON
done
diff - levels.txt <<'SEEN' || { echo CHANGED; exit 1; }
pandas 2.2.3: [100.0, 250.0, 400.0] MPa
pandas 3.0.0: [0.0, 1.0, 2.0] MPa
SEEN
