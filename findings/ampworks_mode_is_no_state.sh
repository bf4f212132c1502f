#!/usr/bin/env bash
# ampworks 0.1.0 makes every current positive where a table has a column `mode`, as exports of EC-Lab have.
#
# `mode` (1 galvanostatic, 2 potentiostatic, 3 rest, after EC-Lab's manual) is taken for the state, charge or discharge.
# Its numbers are none of the states that are known, and an unknown state gives a current the sign +: a discharge
# becomes a charge, a cycle a charge without an end. Without that column the signs are kept.
#
# Seen: "currents of +1, -1 mA: with mode [0.001, 0.001], without [0.001, -0.001]". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "ampworks==0.1.0"
venv/bin/python -W ignore - <<'PYTHON'
import ampworks

with open("with.csv", "w", encoding="utf-8") as handle:
    handle.write("mode,ox/red,Ns,time/s,Ecell/V,<I>/mA\n1,1,0,0,3.0,1\n1,0,1,60,3.1,-1\n")
with open("without.csv", "w", encoding="utf-8") as handle:
    handle.write("ox/red,Ns,time/s,Ecell/V,<I>/mA\n1,0,0,3.0,1\n0,1,60,3.1,-1\n")
read = {name: [float(a) for a in ampworks.read_csv(f"{name}.csv")["Amps"]]
        for name in ("with", "without")}
print(f"currents of +1, -1 mA: with mode {read['with']}, without {read['without']}")
assert read == {"with": [0.001, 0.001], "without": [0.001, -0.001]}, "CHANGED"
PYTHON
