#!/usr/bin/env bash
# easymodbus 2.1.6: what it calls a double is an unsigned whole number of 32 bits.
#
# `convert_double_to_two_registers` writes -5 as the two words of a signed number, as a PLC has it in a DINT, and
# `convert_registers_to_double` reads them back as 4294967291. The float comes back as a tuple of one.
#
# Seen: "-5 comes back as 4294967291; 1.5 as (1.5,)". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "easymodbus==2.1.6"
venv/bin/python -W ignore - <<'PYTHON'
from easymodbus import modbus_client as easy

back = easy.convert_registers_to_double(easy.convert_double_to_two_registers(-5))
fraction = easy.convert_registers_to_float(easy.convert_float_to_two_registers(1.5))
print(f"-5 comes back as {back}; 1.5 as {fraction}")
assert back == 2**32 - 5 and fraction == (1.5,), "CHANGED"
PYTHON
