#!/usr/bin/env bash
# aurora-unicycler 0.4.6: a limit of 0 V is in the protocol for Neware and missing in those for BioLogic, tomato, PyBaMM and BattINFO.
#
# A symmetric cell or an anode half cell is discharged to 0 V, with a time as the second limit: "the step will end
# when any one of these is met". Four of the five writers ask whether the voltage is true, and 0.0 is not. The step
# then goes on for its whole time. With 0.001 V instead all five have the limit.
#
# Seen: "limit of 0 V in: neware; of 0.001 V in: battinfo biologic neware pybamm tomato". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "aurora-unicycler==0.4.6"
venv/bin/python - <<'PYTHON'
import json

from aurora_unicycler import ConstantCurrent, CyclingProtocol, RecordParams, SampleParams


def with_a_voltage_limit(volt: float) -> str:
    """Names of the formats in which the step of a protocol ends at a voltage."""
    protocol = CyclingProtocol(
        sample=SampleParams(name="cell", capacity_mAh=1.0), record=RecordParams(time_s=10.0),
        method=[ConstantCurrent(current_mA=-0.1, until_time_s=36000.0, until_voltage_V=volt)])
    found = {"biologic": "Ewe" in "".join(line for line in protocol.to_biologic_mps().splitlines() if line.startswith("lim")),
             "battinfo": "VoltageLimit" in json.dumps(protocol.to_battinfo_jsonld()),
             "neware": "Stop_Volt" in protocol.to_neware_xml(),
             "pybamm": " V" in protocol.to_pybamm_experiment()[0],
             "tomato": "limit_voltage_min" in protocol.to_tomato_mpg2()}
    return " ".join(name for name, is_there in sorted(found.items()) if is_there)


zero, little = with_a_voltage_limit(0.0), with_a_voltage_limit(0.001)
print(f"limit of 0 V in: {zero}; of 0.001 V in: {little}")
assert zero == "neware" and little == "battinfo biologic neware pybamm tomato", "CHANGED"
PYTHON
