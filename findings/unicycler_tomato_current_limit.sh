#!/usr/bin/env bash
# aurora-unicycler 0.4.6: a voltage hold that ends at a current in mA has no end in the protocol for tomato.
#
# `ConstantVoltage` takes its end as a C-rate, a current in mA or a time. The writer for tomato knows the rate and the
# time; the current is left out without a word, and where it is the only limit the hold has none. The other four
# writers have it.
#
# Seen: "hold at 4.2 V until 0.01 mA for tomato: device, technique, measure_every_dt, I_range, E_range, voltage".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "aurora-unicycler==0.4.6"
venv/bin/python -W error - <<'PYTHON'
import json

from aurora_unicycler import ConstantVoltage, CyclingProtocol, RecordParams, SampleParams

protocol = CyclingProtocol(
    sample=SampleParams(name="cell", capacity_mAh=1.0), record=RecordParams(time_s=10.0),
    method=[ConstantVoltage(voltage_V=4.2, until_current_mA=0.01)])
step = json.loads(protocol.to_tomato_mpg2())["method"][0]
print("hold at 4.2 V until 0.01 mA for tomato: " + ", ".join(step))
assert not any(name.startswith(("limit", "time")) for name in step), "CHANGED"
assert "until 0.01 mA" in protocol.to_pybamm_experiment()[0] and "Stop_Curr" in protocol.to_neware_xml()
PYTHON
