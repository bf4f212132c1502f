#!/usr/bin/env bash
# PyImpedanceModel 1.0 fits no resistance above 10 kohm, no capacitance below 1 uF, and moves a start outside to 500 000 F.
#
# Each element carries bounds that `fit_data` uses where none are given; neither the README nor the description of the
# element or of the fit names them. An electrolyte pellet of 20 kohm is called 10 kohm, and the rest is booked on the
# ohmic resistance. A start outside the bounds (20 nF, a grain boundary) is replaced by the middle of the bounds, 500 000
# F, in the caller's own list too, and the fit ends far away. `success` is true in both cases; nothing is said.
#
# Seen: "made with 200 + 20000 ohm: 6771 + 10000 ohm, success True; 20 + 80 ohm | 20 nF from (10, 100, 2e-08): 86.2 +
# 0.013 ohm, success True, start now [10.0, 100.0, 500000.0]; with bounds given 20.0 + 80.0 ohm". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "scipy==1.16.3" "pyimpedancemodel==1.0"
venv/bin/python - <<'PYTHON'
import numpy as np
from pyimpedancemodel import C, ImpedanceModel, R, R_CPE

frequency_hz = np.logspace(6, 0, 61)
j_omega = 2j * np.pi * frequency_hz
pellet = ImpedanceModel([R(100.0), R_CPE(5000.0, 1e-4, 1.0)])
fit, _ = pellet.fit_data(frequency_hz, 200.0 + 20000.0 / (1.0 + j_omega * 2e-5))
ohmic, arc = float(fit.x[0]), float(fit.x[1])

boundary = 20.0 + 80.0 / (1.0 + j_omega * 80.0 * 20e-9)
start = [10.0, 100.0, 20e-9]
free, _ = ImpedanceModel([R(10.0), (R(100.0), C(20e-9))]).fit_data(frequency_hz, boundary, p_0=start)
given, _ = ImpedanceModel([R(10.0), (R(100.0), C(20e-9))]).fit_data(
    frequency_hz, boundary, p_0=[10.0, 100.0, 20e-9], p_min=[0.0, 0.0, 1e-12], p_max=[1e6, 1e6, 1e-3])
print(f"made with 200 + 20000 ohm: {ohmic:.0f} + {arc:.0f} ohm, success {fit.success};"
      f" 20 + 80 ohm | 20 nF from (10, 100, 2e-08): {free.x[0]:.1f} + {free.x[1]:.3f} ohm, success {free.success},"
      f" start now {[round(float(value), 3) for value in start]}; with bounds given {given.x[0]:.1f} + {given.x[1]:.1f} ohm")
assert fit.success and abs(arc - 10000.0) < 1.0 and ohmic > 5000.0, "CHANGED"
assert free.success and free.x[0] > 50.0 and start[2] > 4e5, "CHANGED"
assert abs(given.x[0] - 20.0) < 0.5 and abs(given.x[1] - 80.0) < 0.5
PYTHON
