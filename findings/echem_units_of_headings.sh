#!/usr/bin/env bash
# e-chem 1.0.5 passes over the unit of a heading: kohm, mohm and kHz are read as ohm and Hz.
#
# `loadBioLogicPEIS` finds columns by their heading, whatever its unit ("Re(Z)/kOhm", "Zreal / mOhm", "Frequency / kHz"
# are all found), and takes the numbers as they stand. The results, R0 and the fit speak of ohm and Hz.
#
# Seen: "1400 ohm at 2 kHz come back as 1.4 ohm at 2 Hz". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "e-chem==1.0.5"
venv/bin/python - <<'PYTHON'
from e_chem.peis.io import loadBioLogicPEIS

with open("pellet.csv", "w", encoding="utf-8") as handle:
    handle.write("Frequency / kHz;Re(Z) / kOhm;-Im(Z) / kOhm\n20;1.2;0.3\n2;1.4;0.2\n0.2;1.5;0.1\n")
run = loadBioLogicPEIS("pellet.csv")
print(f"1400 ohm at 2 kHz come back as {run.Z[1].real} ohm at {run.freqs[1]:g} Hz")
assert run.Z[1] == 1.4 - 0.2j and run.freqs[1] == 2.0, "CHANGED"
PYTHON
