#!/usr/bin/env bash
# ptcal 0.1.4, a calibration tool for Pt100 after ITS-90, gives negative resistances below 0 degrees Celsius.
#
# Below the triple point of water the reference function of ITS-90 is given by its logarithm (equation 9a); the code takes the
# sum for the function itself. Above, it is right. Calibrations with points on both sides (mercury, argon) are fitted
# to the wrong function without a word, and an ideal Pt100 has a resistance below zero. The fit after Callendar and Van
# Dusen next to it is right.
#
# Seen: "W of gallium (29.7646 degrees) 1.118139, of mercury (-38.8344) -0.169434, of argon (-189.3442) -1.533126; ITS-90
# has 1.118139, 0.844142, 0.215860; an ideal Pt100 at -38.8344 degrees has -16.9 ohm". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "pandas==2.3.3" "scipy==1.16.3" "matplotlib==3.10.7"
venv/bin/pip install --quiet --no-compile --no-deps "ptcal==0.1.4"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
import math

from ptcal import PtSensor, its90_w_ref_calc

points = {"gallium": (29.7646, 1.11813889), "mercury": (-38.8344, 0.84414211), "argon": (-189.3442, 0.21585975)}  # ITS-90, table 1
told = {name: float(its90_w_ref_calc(degc)) for name, (degc, _) in points.items()}
ohm = float(PtSensor("ideal", "ITS90", R_TPW=100.0).get_resistance(-38.8344))
print(", ".join(f"{name} ({points[name][0]:g} degrees) {w:.6f}" for name, w in told.items()), "; ITS-90 has",
      ", ".join(f"{w:.6f}" for _, w in points.values()), f"; an ideal Pt100 at -38.8344 degrees has {ohm:.1f} ohm")
assert abs(told["gallium"] - points["gallium"][1]) < 1e-6
assert all(abs(told[name] - math.log(points[name][1])) < 1e-6 for name in ("mercury", "argon")) and ohm < 0.0, "CHANGED"
PYTHON
