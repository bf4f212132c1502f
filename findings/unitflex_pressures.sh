#!/usr/bin/env bash
# unitflex 0.9.3 takes mPa for MPa, a tonne-force on a square metre for a thousand, and psig for psia beside all other units.
#
# Its description lists `millipascal (mPa)`, `ton-force per m2 (tf/m2)` and conversion between absolute and gauge pressure.
# Spellings are put into small letters first, where mPa and MPa are one word. The factor of tf/m2 is that of a thousand.
# The atmosphere is added from psig to psia alone: to bar, kPa or atm a gauge pressure is the same as an absolute one.
#
# Seen: "1 mPa is 1000000 Pa, 1 millipascal 0.001; 1 tf/m2 is 1000000 kgf/m2; 100 psig are 114.696 psia, and both 100 psig
# and 100 psia are 6.895 bar". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "unitflex==0.9.3" "python-dotenv==1.1.1"
venv/bin/python - <<'PYTHON'
from unitflex import pressure


def of(value, unit, other):
    return float(pressure.convert(value, unit, other, precision=6))


milli, word, tonne = of(1, "mPa", "Pa"), of(1, "millipascal", "Pa"), of(1, "tf/m2", "kgf/m2")
gauge_psi, gauge_bar, absolute_bar = of(100, "psig", "psia"), of(100, "psig", "bar"), of(100, "psia", "bar")
print(f"1 mPa is {milli:.0f} Pa, 1 millipascal {word:g}; 1 tf/m2 is {tonne:.0f} kgf/m2; 100 psig are {gauge_psi:.3f} psia,"
      f" and both 100 psig and 100 psia are {gauge_bar:.3f} bar")
assert word == 1e-3 and gauge_psi == 114.696 and absolute_bar == 6.89476
assert milli == 1e6 and tonne == 1e6 and gauge_bar == absolute_bar, "CHANGED"
PYTHON
