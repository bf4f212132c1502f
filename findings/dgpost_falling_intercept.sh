#!/usr/bin/env bash
# dgpost 2.4 does not interpolate an intercept where the spectrum crosses the real axis downwards.
#
# `lowest_real_impedance` sorts by Re(Z) and interpolates the two points about the first change of sign with
# `numpy.interp`, which wants rising values. Where -Im(Z) falls through zero (a low-frequency loop, after the arc) it gets
# falling ones and returns the second point as it stands: the resistance is too high by up to the distance of two points.
# The crossing at high frequencies, upwards, is interpolated. No warning in either case.
#
# Seen: "(20, -30), (21, 10): 20.75 ohm; (100, 10), (104, -30): 104.0 ohm, where 101 is right".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "dgpost==2.4"
venv/bin/python -W ignore - <<'PYTHON'
import numpy
import pint
from dgpost.transform.impedance import lowest_real_impedance


def intercept(real, minus_imag):
    found = lowest_real_impedance(
        real=pint.Quantity(numpy.array(real), "ohm"), imag=pint.Quantity(numpy.array(minus_imag), "ohm")
    )
    return round(found["min Re(Z)"].m.nominal_value, 6)


upwards = intercept([20.0, 21.0, 60.0], [-30.0, 10.0, 40.0])
downwards = intercept([20.0, 60.0, 100.0, 104.0], [0.5, 40.0, 10.0, -30.0])
print(f"(20, -30), (21, 10): {upwards} ohm; (100, 10), (104, -30): {downwards} ohm, where 101 is right")
assert (upwards, downwards) == (20.75, 104.0), "CHANGED"
PYTHON
