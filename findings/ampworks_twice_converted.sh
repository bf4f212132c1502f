#!/usr/bin/env bash
# ampworks 0.1.0 converts a column once more for each further column of the same quantity.
#
# A table that shows time in s and in h, and current in A and in mA, as many cycler programs export: `read_csv` keeps the
# first column and then multiplies it by the factor of the second. One hour is 12 960 000 s, 1 mA is 1 uA. No warning
# about it.
#
# Seen: "one hour is 12960000 s, 1 mA is 1e-06 A". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "ampworks==0.1.0"
venv/bin/python -W ignore - <<'PYTHON'
import ampworks

with open("cell.csv", "w", encoding="utf-8") as handle:
    handle.write("Time(s),Time(h),Current(A),Current(mA),Voltage(V)\n"
                 "0,0,0.001,1,3.0\n3600,1,0.001,1,3.1\n7200,2,0.001,1,3.2\n")
cell = ampworks.read_csv("cell.csv")
hour_s, current_a = float(cell["Seconds"][1]), float(cell["Amps"][1])
print(f"one hour is {hour_s:.0f} s, 1 mA is {current_a:g} A")
assert hour_s == 3600.0 * 3600.0 and abs(current_a - 1e-6) < 1e-12, "CHANGED"
PYTHON
