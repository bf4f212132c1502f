#!/usr/bin/env bash
# lab-data-utils 0.2.0: the uncertainty of a value below 1e-7 is carried on with a step that is larger than the value.
#
# `propagate(function, value, error, ...)` takes the slope between value - h and value + h. h is 1e-8 of the value, but never
# less than 1e-8: for a capacitance of 1 nF the slope is taken from -9 nF to 11 nF, across the pole of 1/C. In farads,
# metres, siemens per centimetre nearly everything of a pellet is so small. In nF the same formula is right.
#
# Seen: 1 / (2 pi R C) of 100 kohm and 1 nF +- 10 %: "1591.5 +- 1.6 Hz; in nF +- 159.2 Hz". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5"
venv/bin/pip install --quiet --no-compile --no-deps "lab-data-utils==0.2.0"
mkdir module
cp venv/lib/python3*/site-packages/labdatautils/error_propagation.py module/   # the package's head wants pandas and matplotlib
PYTHONPATH=module venv/bin/python -W error - <<'PYTHON'
import math

from error_propagation import propagate

value_hz, farads_hz = (float(part[0]) for part in propagate(lambda c_f: 1.0 / (2 * math.pi * 1e5 * c_f), 1e-9, 1e-10))
_, nanofarads_hz = propagate(lambda c_nf: 1.0 / (2 * math.pi * 1e5 * c_nf * 1e-9), 1.0, 0.1)
print(f"{value_hz:.1f} +- {farads_hz:.1f} Hz; in nF +- {nanofarads_hz[0]:.1f} Hz")
assert abs(nanofarads_hz[0] - 0.1 * value_hz) < 0.01 * value_hz
assert farads_hz < 0.02 * nanofarads_hz[0], "CHANGED"
PYTHON
