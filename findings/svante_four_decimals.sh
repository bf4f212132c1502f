#!/usr/bin/env bash
# svante 0.4.1 writes rates with four decimals: what is below 5e-5 is zero in the file that its Arrhenius fit reads.
#
# `svante combine` puts rates of several files into one table, `svante plot` fits log10(rate) over 1/T of that table. It is
# written with "%.4f" whatever the size of the numbers: 1.2e-4 is 0.0001, 4e-5 is 0.0000. Conductivities in S/cm and
# slow rates lose all digits at the cold end, without a word, and the activation energy with them.
#
# Seen: conductivities with 30 kJ/mol, 3.0e-4 to 2.8e-5 S/cm between 60 and 0 degrees: "written 0.0003, 0.0002, 0.0001,
# 0.0000; the three warmest give 22.4 kJ/mol, the rates themselves 30.0". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "setuptools==80.9.0" "numpy==2.3.5" "pandas==2.3.3" "svante==0.4.1"
venv/bin/python - <<'PYTHON'
import math

with open("cell.tsv", "w", encoding="utf-8") as handle:
    handle.write("T\tsigma\tsigma_error\n")
    for kelvin in (333.15, 313.15, 293.15, 273.15):
        sigma = 3e-4 * math.exp(-30.0 / 8.314462618e-3 * (1.0 / kelvin - 1.0 / 333.15))
        handle.write(f"{kelvin}\t{sigma:.6e}\t{0.01 * sigma:.6e}\n")
PYTHON
cat > combine.toml <<'TOML'
[[inputs]]
uri = "cell.tsv"
T = {col = 0, uncertainty = 0.1}
rate = {name = "sigma", uncertainties = "sigma_error"}
[combined]
title = "conductivity"
filename = "combined.tsv"
rates = [{name = "sigma", label = "sigma", line_label_loc = [3.0, -4.0]}]
TOML
venv/bin/svante combine combine.toml >log.txt 2>&1 || { cat log.txt; exit 1; }
venv/bin/python -W error - <<'PYTHON'
import numpy as np
import pandas as pd

given = pd.read_csv("cell.tsv", sep="\t")
with open("combined.tsv", encoding="utf-8") as handle:
    lines = [line.split("\t") for line in handle.read().splitlines()]
place = lines[0].index("sigma")
written = {float(line[0]): line[place] for line in lines[1:]}


def activation_kj(rates):
    """From ln(rate) over 1/T, of the three warmest."""
    kelvins = sorted(rates)[-3:]
    return -8.314462618e-3 * np.polyfit([1.0 / t for t in kelvins], [np.log(float(rates[t])) for t in kelvins], 1)[0]


right = activation_kj(dict(zip(given["T"], given["sigma"], strict=True)))
told = activation_kj(written)
print("written", ", ".join(written[t] for t in sorted(written, reverse=True)),
      f"; the three warmest give {told:.1f} kJ/mol, the rates themselves {right:.1f}")
assert abs(right - 30.0) < 0.1 and written[273.15] == "0.0000" and abs(told - right) > 5.0, "CHANGED"
PYTHON
