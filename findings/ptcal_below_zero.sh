#!/usr/bin/env bash
# ptcal 0.1.4, a calibration tool for Pt100 after ITS-90, gives negative resistances below 0 degrees Celsius.
#
# Below the triple point of water the reference function of ITS-90 is given by its logarithm (equation 9a); the code takes
# the sum for the function itself. Above, it is right. An ideal Pt100 has a resistance below zero; by the formula of
# Callendar and Van Dusen in the same package it has 84.7 ohm.
#
# Seen: "gallium (29.7646 degrees) 1.118139, mercury (-38.8344 degrees) -0.169434, argon (-189.344 degrees) -1.533126; ITS-90
# has 1.118139, 0.844142, 0.215860; an ideal Pt100 at -38.8344 degrees has -16.9 ohm, by Callendar and Van Dusen 84.7".
# Fails when that changes.
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
other = float(PtSensor("ideal", "CVD", R0=100.0, A=3.9083e-3, B=-5.775e-7, C=-4.183e-12).get_resistance(-38.8344))
print(", ".join(f"{name} ({points[name][0]:g} degrees) {w:.6f}" for name, w in told.items()), "; ITS-90 has",
      ", ".join(f"{w:.6f}" for _, w in points.values()), f"; an ideal Pt100 at -38.8344 degrees has {ohm:.1f} ohm, by Callendar and Van Dusen {other:.1f}")
assert abs(told["gallium"] - points["gallium"][1]) < 1e-6
assert all(abs(told[name] - math.log(points[name][1])) < 1e-6 for name in ("mercury", "argon")) and ohm < 0.0 < other, "CHANGED"
PYTHON
