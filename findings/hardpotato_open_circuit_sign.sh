#!/usr/bin/env bash
# Hard Potato 1.3.13 gives the open-circuit potential of a CH Instruments file with the opposite sign.
#
# CH Instruments writes cathodic currents as positive, so `load_data` turns the sign of every column after the first.
# In a file of open-circuit potential that column is the potential: a cell at +2.1 V is read as -2.1 V.
#
# Seen: "+2.100 V in the file, -2.1 V read". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "hardpotato==1.3.13"
venv/bin/python -W ignore - <<'PYTHON'
import hardpotato

HEAD = ["Nov. 30, 2026   10:00:00", "Open Circuit Potential - Time", "File: cell.bin", "Data Source:  Experiment",
        "Instrument Model:  CHI760E", "Header: ", "Note: ", "", "Time/sec, Potential/V", ""]
with open("cell.txt", "w", encoding="utf-8") as handle:
    handle.write("\n".join([*HEAD, "0.1, 2.100", "0.2, 2.101"]) + "\n")
rest = hardpotato.load_data.OCP(fileName="cell.txt", folder=".", model="chi760e")
print(f"+2.100 V in the file, {float(rest.E[0, 0])} V read")
assert float(rest.E[0, 0]) == -2.1, "CHANGED"
PYTHON
