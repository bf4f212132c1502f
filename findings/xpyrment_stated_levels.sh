#!/usr/bin/env bash
# xpyrment 1.6.1.2 asks for levels and limits that its plans do not keep.
#
# `DefinitiveScreeningDesign` insists on three levels, "low, mid, and high", and puts the mean of the outer two in place
# of the middle one: a dwell of 60, 120 or 300 s is planned at 180. `MixtureDesign` takes "low/high levels" of each
# ingredient and looks at none: the plan holds pure components. Neither says so.
#
# Seen: "dwell of 60, 120, 300 s is planned at [60.0, 180.0, 300.0]; active material of 0.6 to 0.8 is planned at [0.0,
# 0.5, 1.0]". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "pandas==2.3.3" "xpyrment==1.6.1.2"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
from xpyrment.design.doe.dsd import DefinitiveScreeningDesign
from xpyrment.design.doe.mixture import MixtureDesign

screening = DefinitiveScreeningDesign({"copress_mpa": [100, 250, 400], "dwell_s": [60, 120, 300],
                                       "release_mpa_s": [1, 3, 5], "anode_mpa": [20, 60, 100]}).generate()
mixture = MixtureDesign({"active": [0.6, 0.8], "electrolyte": [0.15, 0.35], "carbon": [0.0, 0.05]}).generate()
dwells = sorted({float(value) for value in screening["dwell_s"]})
shares = sorted({float(value) for value in mixture["active"]})
print(f"dwell of 60, 120, 300 s is planned at {dwells}; active material of 0.6 to 0.8 is planned at {shares}")
assert dwells == [60.0, 180.0, 300.0] and shares == [0.0, 0.5, 1.0], "CHANGED"
PYTHON
