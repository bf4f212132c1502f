#!/usr/bin/env bash
# impedancefitter 2.0.12 takes a text file whose sweep goes from high to low frequency for an empty one.
#
# `readin_Data_from_TXT_file` takes the first row's frequency for the lowest and the last row's for the highest where
# no limits are given. Nearly every instrument sweeps downwards: no row lies between then, and the array is empty
# without a word. `Fitter("TXT", ...)` raises "an empty data set was provided" and suspects a current threshold.
# The same rows upwards, or both limits given, are read.
#
# Seen: "points read: sweep up 7, down 0, down with limits 7". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "impedancefitter==2.0.12"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
from impedancefitter.readin import readin_Data_from_TXT_file

f_hz = np.logspace(6, 0, 7)
z_ohm = 100.0 / (1.0 + 2j * np.pi * f_hz * 100.0 * 1e-6)
rows = np.column_stack([f_hz, z_ohm.real, z_ohm.imag])
np.savetxt("down.txt", rows, delimiter="\t")
np.savetxt("up.txt", rows[::-1], delimiter="\t")
limits = {"minimumFrequency": 1.0, "maximumFrequency": 1e6}
up, down, limited = (
    len(readin_Data_from_TXT_file(name, skiprows_txt=0, **given)[0])
    for name, given in (("up.txt", {}), ("down.txt", {}), ("down.txt", limits))
)
print(f"points read: sweep up {up}, down {down}, down with limits {limited}")
assert (up, down, limited) == (7, 0, 7), "CHANGED"
PYTHON
