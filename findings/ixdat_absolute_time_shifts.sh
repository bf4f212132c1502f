#!/usr/bin/env bash
# ixdat 0.4.0 moves every column of an EC-Lab text file by one where the time was exported as date and time.
#
# EC-Lab can write time/s relative or absolute ("11/30/2026 10:00:01.0000"). ixdat splits headings at tabs and rows at
# any white space, so the absolute time fills two columns: the potential gets the control, the current the potential, the
# cycle number the current, and the last value of each row is dropped. It warns that 'time/s' and the column after it
# cannot be read and are set to 0; of the columns that were moved it says nothing. (Its dependency `requests` is not
# declared and has to be installed by hand.)
#
# Seen: "I = 7 mA at 0.1 V: relative time 7.0 mA, 0.1 V; absolute time 0.1 mA, 0.5 V, cycle number 7.0".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "ixdat==0.4.0" "requests==2.32.5"
venv/bin/python -W ignore - <<'PYTHON' 2> /dev/null
from pathlib import Path

from ixdat import Measurement

HEAD = ["EC-Lab ASCII FILE", "Nb header lines : 8", "", "Chronoamperometry / Chronocoulometry",
        "Acquisition started on : 11/30/2026 10:00:00.000",
        "Technique started on : 11/30/2026 10:00:00.000", "Saved on :",
        "mode\ttime/s\tcontrol/V\tEwe/V\tI/mA\tcycle number"]
TIMES = {"relative.mpt": "{0}.0", "absolute.mpt": "11/30/2026 10:00:0{0}.0000"}
read = {}
for name, form in TIMES.items():
    rows = [f"2\t{form.format(k)}\t0.5\t0.1\t7.0\t1.0" for k in range(3)]
    Path(name).write_text("\n".join(HEAD + rows) + "\n", encoding="utf-8")
    cell = Measurement.read(name, reader="biologic")
    read[name] = [float(cell[key].data[-1]) for key in ("I/mA", "Ewe/V", "cycle number")]
print(f"7 mA at 0.1 V in cycle 1: {read}")
assert read == {"relative.mpt": [7.0, 0.1, 1.0], "absolute.mpt": [0.1, 0.5, 7.0]}, "CHANGED"
PYTHON
