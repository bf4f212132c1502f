#!/usr/bin/env bash
# MADAP 1.2.8 writes activation energies of conductivity in kJ/mol and calls them mJ/mol.
#
# The Arrhenius fit runs over 1000/T with the gas constant in J/(mol K), so its slope times that constant is in kJ/mol.
# The log, the figure and the key of the JSON file say "mJ/mol": a factor of a million for who reads the unit.
#
# Seen: "30 kJ/mol comes back as 30.0 under the key 'activation [mJ/mol]'". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "madap==1.2.8"
venv/bin/python -W ignore - <<'PYTHON'
import json
from pathlib import Path

import numpy as np
import pandas as pd
from madap.echem.arrhenius.arrhenius import Arrhenius

temperature_c = pd.Series([20.0, 30.0, 40.0, 50.0, 60.0])
sigma_s_cm = pd.Series(10.0 * np.exp(-30e3 / 8.314 / (temperature_c + 273.15)))
fit = Arrhenius(temperature_c, sigma_s_cm)
fit.analyze()
fit.save_data(".")
written = json.loads(next(Path("data").glob("*linear_fit.json")).read_text(encoding="utf-8"))
key = next(name for name in written if name.startswith("activation"))
print(f"30 kJ/mol comes back as {written[key]:.1f} under the key {key!r}")
assert key == "activation [mJ/mol]" and abs(written[key] - 30.0) < 1e-6, "CHANGED"
PYTHON
