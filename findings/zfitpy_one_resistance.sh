#!/usr/bin/env bash
# zfitpy 0.6.1: the ready-made circuit of a resistor in series with an RC arc has one resistance, not two.
#
# `SeriesRParallelRCModel` is announced with the parameters R1, R2 and C1; its network is R1 + (R1 | C1). The second
# parameter is asked for, fitted within its range and printed, and has no influence on anything. R1 becomes a
# compromise between the ohmic resistance and the arc. The same network written out is right.
#
# Seen: 20 ohm + (100 ohm | 1 uF), without noise: "named model R1 54.1 ohm, C1 2.314 uF, misses by 24.6 ohm; written out
# R1 20.0, R2 100.0 ohm; Z with R2 of 1, 1000 ohm: 40.0, 40.0 ohm". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "setuptools==80.9.0" "lcapy==1.26" "zfitpy==0.6.1"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
from zfitpy import ZFitter
from zfitpy.model import modelmake, models

frequency_hz = np.logspace(0, 6, 61)
measured = 20.0 + 1.0 / (1.0 / 100.0 + 2j * np.pi * frequency_hz * 1e-6)
ranges = {"R1": (1.0, 1000.0), "R2": (1.0, 1000.0), "C1": (1e-8, 1e-5)}
named = models["SeriesRParallelRCModel"]
written = modelmake("WrittenOut", "R('R1') + (R('R2') | C('C1'))", ("R1", "R2", "C1"))
wrong, right = (ZFitter(model, frequency_hz, measured)(ranges=ranges, method="trf") for model in (named, written))
slow = [abs(named(20.0, r2_ohm, 1e-6).Z(np.array([1.0])))[0] for r2_ohm in (1.0, 1000.0)]
print(f"named model R1 {wrong.R1:.1f} ohm, C1 {wrong.C1 * 1e6:.3f} uF, misses by {wrong.error:.1f} ohm;"
      f" written out R1 {right.R1:.1f}, R2 {right.R2:.1f} ohm; Z with R2 of 1, 1000 ohm: {slow[0]:.1f}, {slow[1]:.1f} ohm")
assert named.paramnames == ("R1", "R2", "C1") and abs(wrong.R1 - 54.1) < 0.5 and wrong.error > 20.0, "CHANGED"
assert abs(right.R1 - 20.0) < 0.1 and abs(right.R2 - 100.0) < 0.1 and abs(slow[0] - slow[1]) < 1e-6, "CHANGED"
PYTHON
