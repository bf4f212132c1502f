#!/usr/bin/env bash
# esio-units 0.1.0: a scale between two units of the same quantity is converted once more after scaling.
#
# `ScaleConverter("mA", "psi", (4, 20), (0, 100))` maps a range onto a range, as its README shows: 12 mA is 50 psi.
# Where both units are of one quantity, 0-1000 psi of a gauge onto 0-68.9 bar, or 0-10 V of an amplifier onto the 0-20
# mV of its load cell, the number in the target range is taken for one of the source unit and converted as well.
#
# Seen: "500 psi are 2.38 bar, not 34.47; 5 V of 0-10 V onto 0-20 mV are 10000 mV, not 10". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "esio-units==0.1.0"
venv/bin/python - <<'PYTHON'
from esio_units import ScaleConverter, convert

gauge_bar = ScaleConverter("psi", "bar", (0.0, 1000.0), (0.0, convert(1000.0, "psi", "bar"))).convert(500.0)
cell_mv = ScaleConverter("V", "mV", (0.0, 10.0), (0.0, 20.0)).convert(5.0)
readme = ScaleConverter("mA", "psi", (4.0, 20.0), (0.0, 100.0)).convert(12.0)
print(f"500 psi are {gauge_bar:.2f} bar, not {convert(500.0, 'psi', 'bar'):.2f};"
      f" 5 V of 0-10 V onto 0-20 mV are {cell_mv:g} mV, not 10")
assert abs(gauge_bar - 2.3769) < 0.001 and cell_mv == 10000.0 and readme == 50.0, "CHANGED"
PYTHON
