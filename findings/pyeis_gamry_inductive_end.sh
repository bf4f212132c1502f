#!/usr/bin/env bash
# pyeis-cefim 0.1.3 folds the inductive end of a Gamry spectrum up into an arc.
#
# `extract_dta` keeps -Im(Z) as the magnitude of Zimag (`np.abs`), which is right only below the axis. The cable's
# inductance at high frequencies (Im(Z) > 0) becomes capacitive: a first arc that is not there, next to the ohmic
# resistance.
#
# Seen: "Zimag +12.4 ohm at 1 MHz and -15.4 ohm at 10 kHz: -Im(Z) is 12.4 and 15.4". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "scipy==1.17.1" "pandas==3.0.0" "lmfit==1.3.4" "seaborn==0.13.2" "mpmath==1.3.0"
venv/bin/pip install --quiet --no-deps "pyeis-cefim==0.1.3"
MPLBACKEND=agg venv/bin/python -W ignore - <<'PYTHON'
from PyEIS.PyEIS_Data_extraction import extract_dta

ROWS = ["1.0e6\t20.0\t12.4", "1.0e5\t20.1\t0.9", "1.0e4\t22.5\t-15.4", "1.0e3\t91.7\t-45.0"]
with open("cell.DTA", "w", encoding="latin1") as handle:
    handle.write("EXPLAIN\nTAG\tEISPOT\nTITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier\nZCURVE\tTABLE\n"
                 "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange\n"
                 "\t#\ts\tHz\tohm\tohm\tV\tohm\tdeg\tA\tV\t#\n")
    for k, row in enumerate(ROWS):
        handle.write(f"\t{k}\t{k}\t{row}\t1\t1\t1\t0\t0\t5\n")
minus_im = list(extract_dta("", "cell.DTA")["im"])
print(f"Zimag +12.4 ohm at 1 MHz and -15.4 ohm at 10 kHz: -Im(Z) is {minus_im[0]} and {minus_im[2]}")
assert minus_im == [12.4, 0.9, 15.4, 45.0], "CHANGED"
PYTHON
