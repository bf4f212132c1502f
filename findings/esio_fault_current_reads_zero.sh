#!/usr/bin/env bash
# esio-units 0.1.0 reads a broken 4-20 mA loop as zero, and an overload as full scale.
#
# A transmitter shows a fault by a current outside 4-20 mA (NAMUR NE 43: 3.6 mA and less, 21 mA and more); a cut wire
# is 0 mA. `ScaleConverter` cuts every value off at the ends of the range; its documentation does not say so, and
# nothing tells 0 mA from 4 mA.
#
# Seen: "0 mA, 3.6 mA, 4 mA are 0, 0, 0 psi; 20 mA and 22 mA are 100, 100 psi". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "esio-units==0.1.0"
venv/bin/python -W error - <<'PYTHON'
from esio_units import ScaleConverter

loop = ScaleConverter("mA", "psi", (4.0, 20.0), (0.0, 100.0))
low = [loop.convert(current_ma) for current_ma in (0.0, 3.6, 4.0)]
high = [loop.convert(current_ma) for current_ma in (20.0, 22.0)]
print("0 mA, 3.6 mA, 4 mA are {:g}, {:g}, {:g} psi; 20 mA and 22 mA are {:g}, {:g} psi".format(*low, *high))
assert low == [0.0, 0.0, 0.0] and high == [100.0, 100.0], "CHANGED"
PYTHON
