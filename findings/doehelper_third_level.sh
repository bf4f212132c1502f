#!/usr/bin/env bash
# doehelper 0.4.5: where a factor has three levels, the optimum of the surface is written with the middle level for the highest.
#
# A central composite design asks for "2 levels (low, high) or 3 levels (low, center, high)". The fit scales a factor
# by its lowest and highest level; the way back from the scaled optimum takes the first two levels of the list. The
# stationary point, the path of steepest ascent and the adaptive runs go back by the same two levels. The predicted
# value next to the settings is that of the highest levels, so the two do not belong together.
#
# Seen: density 60 + 0.05 copress + 0.02 dwell over 100/250/400 MPa and 10/60/110 s: "surface optimum copress 250,
# dwell 60, predicted 82.2; there the density is 73.7, and 82.2 belongs to 400 and 110". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "doehelper==0.4.5"
venv/bin/python - <<'PYTHON'
import json
import pathlib

pathlib.Path("plan.json").write_text(json.dumps({
    "metadata": {"name": "pellets"},
    "factors": [{"name": "copress", "levels": ["100", "250", "400"], "type": "continuous", "unit": "MPa"},
                {"name": "dwell", "levels": ["10", "60", "110"], "type": "continuous", "unit": "s"}],
    "responses": [{"name": "density", "optimize": "maximize", "unit": "%"}],
    "settings": {"operation": "central_composite", "test_script": "press.sh", "out_directory": "results",
                 "processed_directory": "results/analysis"},
}))
pathlib.Path("press.sh").touch()
pathlib.Path("pellet.py").write_text(
    "def density(knobs):\n"
    "    return {'density': 60 + 0.05 * float(knobs['copress']) + 0.02 * float(knobs['dwell'])}\n")
PYTHON
venv/bin/doe generate --config plan.json --output results/run.sh --seed 1 > generated.txt
PYTHONPATH=. venv/bin/doe simulate --config plan.json --func pellet:density > simulated.txt
venv/bin/doe optimize --config plan.json > optimum.txt
venv/bin/python - <<'PYTHON'
import pathlib
import re

text = pathlib.Path("optimum.txt").read_text()
surface = text[text.index("Surface optimum"):]
copress, dwell, value = (float(re.search(pattern, surface)[1]) for pattern in
                         (r"copress = ([\d.]+)", r"dwell = ([\d.]+)", r"Predicted value: ([\d.]+)"))
there = 60 + 0.05 * copress + 0.02 * dwell
print(f"surface optimum copress {copress:g}, dwell {dwell:g}, predicted {value:g}; there the density is {there:g},"
      " and 82.2 belongs to 400 and 110")
assert (copress, dwell, value) == (250.0, 60.0, 82.2), "CHANGED"
PYTHON
