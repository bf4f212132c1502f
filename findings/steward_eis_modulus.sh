#!/usr/bin/env bash
# battery-data-steward 0.4.0 takes |Z| for the imaginary part where the heading is -Z'' (with the minus of a Nyquist plot).
#
# `read_eis` compares headings after all but letters and digits is removed: Z', -Z'', |Z| are all "z" then, and the
# last such column is taken. A table with the columns of every impedance program, Z', -Z'', |Z|, phase, gives a
# spectrum whose imaginary part is +|Z|: phase +45 degrees for a resistor. No warning; `validate_eis` says valid.
#
# Seen: "resistor of 100 ohm at 1 Hz: imaginary part +100.0 ohm for -0.1, valid True, 0 warnings".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "battery-data-steward==0.4.0"
venv/bin/python - <<'PYTHON'
import warnings

import bds  # noqa: F401
from battery_data_standard.eis import read_eis, validate_eis

lines = ["Frequency (Hz),Z',-Z'',|Z|,Phase (deg)"]
for f_hz in (1e5, 1e4, 1e3, 1e2, 1e1, 1.0):
    z = 100.0 / (1.0 + 2j * 3.141592653589793 * f_hz * 100.0 * 1e-6)
    lines.append(f"{f_hz:g},{z.real:.6g},{-z.imag:.6g},{abs(z):.6g},-0.1")
with open("cell.csv", "w", encoding="utf-8") as handle:
    handle.write("\n".join(lines) + "\n")

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    spectrum = read_eis("cell.csv")
at_1_hz = spectrum.filter(spectrum["Frequency_Hz"] == 1.0)["Zim_exp_Ohm"][0]
valid = validate_eis(spectrum).valid
print(f"resistor of 100 ohm at 1 Hz: imaginary part {at_1_hz:+.1f} ohm for -0.1,"
      f" valid {valid}, {len(warned)} warnings")
assert abs(at_1_hz - 100.0) < 0.1 and valid and not warned, "CHANGED"
PYTHON
