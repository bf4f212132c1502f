#!/usr/bin/env bash
# barril 2.2.1 takes a tonne-force for a million pounds-force, a picosiemens for a nanosiemens and a centisiemens for 100 S.
#
# `Mgf` is listed as "thousand kilograms force", what the gauge of a laboratory press in tonnes shows; its factor is that
# of a million pounds-force, 454 times as much. `pS` has the factor of nS, and `cS/m` is turned over (100 for 0.01). The
# units next to them are right (kgf, gf, mS, uS, mS/m), and so is the way back, so nothing looks odd within the package.
#
# Seen: "10 tonnes-force are 44482.2 kN, 10000 kgf are 98.1 kN; 100 pS are 1e-07 S; 1 cS/m is 100 S/m, 10 mS/m are 0.01
# S/m". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "barril==2.2.1"
venv/bin/python -W error - <<'PYTHON'
from barril.units import Scalar
from barril.units.unit_database import UnitDatabase

name = next(unit.name for unit in UnitDatabase.GetSingleton().quantity_types["force"] if unit.unit == "Mgf")
tonnes_kn, kilograms_kn = Scalar(10.0, "Mgf").GetValue("kN"), Scalar(10000.0, "kgf").GetValue("kN")
small_s = Scalar(100.0, "pS").GetValue("S")
centi, milli = Scalar(1.0, "cS/m").GetValue("S/m"), Scalar(10.0, "mS/m").GetValue("S/m")
print(f"10 tonnes-force are {tonnes_kn:.1f} kN, 10000 kgf are {kilograms_kn:.1f} kN; 100 pS are {small_s:.3g} S;"
      f" 1 cS/m is {centi:g} S/m, 10 mS/m are {milli:g} S/m")
assert name == "thousand kilograms force" and abs(kilograms_kn - 98.0665) < 1e-6
assert abs(tonnes_kn - 44482.22) < 0.1 and abs(small_s - 1e-7) < 1e-12 and abs(centi - 100.0) < 1e-9, "CHANGED"
PYTHON
