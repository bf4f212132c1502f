#!/usr/bin/env bash
# error-propagation 0.0.4: one over a measured value is the value, and ten less a value is the value less ten.
#
# `Complex(value, error)` carries an error through arithmetic. Where a plain number stands on the left Python asks for the
# reflected operation; for minus and for division that is the plain one here, so both sides change places. Conductance
# from resistance, thickness from a difference to a gauge block: value and error are those of something else. With
# `Complex(1, 0)` on the left the result is right.
#
# Seen: "1 / (4.0 +- 0.1) is 4.0 +- 0.1, 10 - (4.0 +- 0.1) is -6.0 +- 0.1; Complex(1, 0) / it 0.25 +- 0.00625".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "error-propagation==0.0.4"
venv/bin/python -W error - <<'PYTHON'
from error_propagation import Complex

measured = Complex(4.0, 0.1)
over, less, right = 1 / measured, 10 - measured, Complex(1, 0) / measured


def shown(found):
    return f"{found.value} +- {found.error:g}"


print(f"1 / ({shown(measured)}) is {shown(over)}, 10 - ({shown(measured)}) is {shown(less)}; Complex(1, 0) / it {shown(right)}")
assert right.value == 0.25 and abs(right.error - 0.00625) < 1e-12
assert (over.value, over.error, less.value) == (4.0, 0.1, -6.0), "CHANGED"
PYTHON
