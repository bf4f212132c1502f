#!/usr/bin/env bash
# e-chem 1.0.5 takes -Im(Z) for Re(Z) in an EC-Lab export that has the counter electrode's impedance as well.
#
# With a reference electrode EC-Lab offers columns of the working and of the counter electrode: Re(Z)/Ohm, -Im(Z)/Ohm,
# Re(Zce)/Ohm, -Im(Zce)/Ohm. `loadBioLogicPEIS` looks for headings (`auto_detect_columns=True`), finds two that fit,
# and passes the error over: it falls back to its default "f,-im,re" and takes the first three columns by their place.
# EC-Lab writes the real part first, so both parts change places. No warning; without the last two columns all is right.
#
# Seen: "22.5 - 15.4j ohm at 10 kHz; with the counter electrode 15.4 - 22.5j ohm". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "e-chem==1.0.5"
venv/bin/python - <<'PYTHON'
from e_chem.peis.io import loadBioLogicPEIS

WORKING = ["freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "time/s"]
COUNTER = ["Re(Zce)/Ohm", "-Im(Zce)/Ohm"]
ROWS = [["1.0E5", "20.0", "0.3", "1.0", "10.0", "0.2"], ["1.0E4", "22.5", "15.4", "2.0", "11.2", "7.7"],
        ["1.0E3", "91.7", "45.0", "3.0", "45.8", "22.5"]]
read = {}
for name, heads in {"working.txt": WORKING, "both.txt": WORKING + COUNTER}.items():
    with open(name, "w", encoding="utf-8") as handle:
        handle.write("\n".join("\t".join(row[:len(heads)]) for row in [heads, *ROWS]) + "\n")
    read[name] = complex(loadBioLogicPEIS(name).Z[1])
print(f"at 10 kHz: {read['working.txt']} ohm; with the counter electrode {read['both.txt']} ohm")
assert read == {"working.txt": 22.5 - 15.4j, "both.txt": 15.4 - 22.5j}, "CHANGED"
PYTHON
