#!/usr/bin/env bash
# battery-data-toolkit 0.4.6 describes its column of energies in joules that count discharge; it holds Wh that count charge.
#
# Each table carries descriptions of its columns, so that others need not guess. For
# `cycle_energy` it says unit J, "positive values indicate the battery has discharged"; `StateOfCharge` writes watt-hours,
# positive while it is charged. Whoever reads by the description is wrong by 3600, and charge and discharge change
# places; for `cycle_capacity` the sign alone.
#
# Seen: 1 A at 3.6 V into a cell for an hour: "cycle_energy ends at +3.6, described as J; cycle_capacity ends at +1.0,
# described as A-hr; both: positive is discharged". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "pandas==2.3.3" "battery-data-toolkit==0.4.6"
venv/bin/python -W ignore - <<'PYTHON'
import pandas as pd
from battdat.data import BatteryDataset
from battdat.postprocess.integral import StateOfCharge

raw = pd.DataFrame({"cycle_number": 0, "test_time": [60.0 * minute for minute in range(61)], "current": 1.0, "voltage": 3.6})
cell = BatteryDataset.make_cell_dataset(raw_data=raw)
StateOfCharge().enhance(cell.tables["raw_data"])
schema = cell.schemas["raw_data"]
current = schema["current"].description
ends, told = {}, {}
for name in ("cycle_energy", "cycle_capacity"):
    ends[name] = round(float(cell.tables["raw_data"][name].iloc[-1]), 6)
    told[name] = (schema[name].units, "Positive values indicate the battery has discharged" in schema[name].description)
print("; ".join(f"{name} ends at {ends[name]:+.1f}, described as {told[name][0]}" for name in ends),
      "; both: positive is discharged" if all(discharged for _, discharged in told.values()) else "")
print("current:", current)
assert ends == {"cycle_energy": 3.6, "cycle_capacity": 1.0}
assert told == {"cycle_energy": ("J", True), "cycle_capacity": ("A-hr", True)}, "CHANGED"
PYTHON
