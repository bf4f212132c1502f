#!/usr/bin/env bash
# impedance.py 1.7.1 reads the rest between two sweeps of an EC-Lab Modulo Bat as points at 0 Hz.
#
# A Modulo Bat text export has one table for all its steps; rows without alternating current have
# frequency 0 and impedance 0 (headings as in dgbowl/yadg, tests/test_x_eclab/mb.mpt; the numbers are
# made up). `readFile(..., instrument="biologic")` returns those rows as points, and the sweeps of a
# 100 ohm and of a 300 ohm cell as one spectrum, without a warning.
#
# Seen: "28 points, 6 of them at 0 Hz and 0 ohm, two sweeps as one". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "impedance==1.7.1"
venv/bin/python - <<'PYTHON'
import warnings

import numpy as np

headings = ("mode\tox/red\terror\tNs\ttime/s\tEwe/V\tI/mA\tfreq/Hz\t|Z|/Ohm\tPhase(Z)/deg"
            "\tRe(Z)/Ohm\t-Im(Z)/Ohm\tz cycle")
rest = "\t".join(["3", "0", "0", "0", "1.0E+000", "3.4E+000", "0", "0", "0", "0", "0", "0", "0"])
rows = []
for cycle, ohm in enumerate((100.0, 300.0)):
    rows += [rest] * 3
    for f_hz in np.geomspace(1e5, 1.0, 11):
        z = ohm / (1.0 + 2j * np.pi * f_hz * ohm * 1e-6)
        numbers = (f_hz, abs(z), np.degrees(np.angle(z)))
        rows.append("\t".join(["9", "0", "0", "1", "1.0E+000", "3.4E+000", "0",
                               *(f"{v:.7E}" for v in numbers), f"{z.real:.7E}",
                               f"{-z.imag:.7E}", str(cycle)]))
head = ["EC-Lab ASCII FILE", "Nb header lines : 6", "", "Modulo Bat", "", headings]
with open("mb.mpt", "w", encoding="latin-1", newline="") as handle:
    handle.write("\r\n".join([*head, *rows]) + "\r\n")

from impedance import preprocessing

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    f_hz, z_ohm = preprocessing.readFile("mb.mpt", instrument="biologic")
empty = int(((f_hz == 0.0) & (z_ohm == 0.0)).sum())
starts = int((np.diff(f_hz[f_hz > 0.0]) > 0.0).sum()) + 1
print(f"impedance.py 1.7.1: {len(f_hz)} points, {empty} of them at 0 Hz and 0 ohm,"
      f" {starts} sweeps as one, {len(warned)} warnings")
assert (len(f_hz), empty, starts) == (28, 6, 2), "rows without frequency are left out now"
PYTHON
