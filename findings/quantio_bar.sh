#!/usr/bin/env bash
# quantio 0.19.2 takes a bar for ten pascals, a millipascal for a pascal and a g/ml for a g/m3.
#
# `Pressure` keeps kilopascals; the factor of `bar` is 0.01 in place of 100, that of `millipascal` the same as of
# `pascal`. The gauge of a hydraulic press shows bar: 300 bar become 0.003 MPa, and 30 MPa become 3 000 000 bar. Both
# directions are wrong by the same factor, so going there and back shows nothing; kPa, MPa and GPa are right.
# Densities of powders are turned over: 2 g/ml are 0.002 kg/m3.
#
# Seen: "300 bar are 0.003 MPa, 30 MPa are 3e+06 bar, 1 Pa is 1 mPa; 2 g/ml are 0.002 kg/m3". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "quantio==0.19.2"
venv/bin/python -W error - <<'PYTHON'
from quantio import Density, Pressure

gauge_mpa, die_bar, pascal_mpa = Pressure(bar=300).megapascal, Pressure(megapascal=30).bar, Pressure(pascal=1).millipascal
density = Density(grams_per_milliliter=2).kilograms_per_cubic_meter
print(f"300 bar are {gauge_mpa:g} MPa, 30 MPa are {die_bar:g} bar, 1 Pa is {pascal_mpa:g} mPa; 2 g/ml are {density:g} kg/m3")
assert abs(gauge_mpa - 0.003) < 1e-9 and abs(die_bar - 3e6) < 1.0 and abs(pascal_mpa - 1.0) < 1e-9, "CHANGED"
assert abs(density - 0.002) < 1e-9, "CHANGED"
PYTHON
