#!/usr/bin/env bash
# battery-data-toolkit 0.4.6: after `StateOfCharge` every cycle but the last has a coulombic efficiency of 100 %.
#
# `StateOfCharge` writes the charge since the start of the cycle next to each row. `CapacityPerCycle` uses that column where
# it is there (its default) and takes the charge at the end of a cycle from the first row of the next one - where it is
# zero already. So what came back during a cycle is always what went in: losses vanish, charge and discharge are equal.
# Without the column, or with `reuse_integrals=False`, the numbers are right.
#
# Seen: 1 mAh in, 0.9 mAh out, three cycles: "discharge without StateOfCharge 0.90, 0.90, 0.90 mAh; after it 1.00, 1.00,
# 0.90 mAh; reuse_integrals=False 0.90, 0.90, 0.90 mAh". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "pandas==2.3.3" "battery-data-toolkit==0.4.6"
venv/bin/python -W ignore - <<'PYTHON'
import pandas as pd
from battdat.data import BatteryDataset
from battdat.postprocess.integral import CapacityPerCycle, StateOfCharge

rows, time_s = [], 0.0
for cycle in range(3):
    for current_a, volt, points in ((1e-3, 3.8, 61), (-1e-3, 3.6, 55)):  # an hour in, 54 minutes out
        for _ in range(points):
            rows.append({"cycle_number": cycle, "test_time": time_s, "current": current_a, "voltage": volt})
            time_s += 60.0
        time_s -= 59.999


def discharged_mah(with_the_column, reuse=True):
    raw = pd.DataFrame(rows)
    cell = BatteryDataset.make_cell_dataset(raw_data=raw)
    if with_the_column:
        StateOfCharge().enhance(cell.tables["raw_data"])
    CapacityPerCycle(reuse_integrals=reuse).add_summaries(cell)
    return [round(1000 * float(value), 3) for value in cell.tables["cycle_stats"]["capacity_discharge"]]


without, after, again = discharged_mah(False), discharged_mah(True), discharged_mah(True, reuse=False)
print("discharge without StateOfCharge", ", ".join(f"{value:.2f}" for value in without), "mAh; after it",
      ", ".join(f"{value:.2f}" for value in after), "mAh; reuse_integrals=False", ", ".join(f"{value:.2f}" for value in again), "mAh")
assert all(abs(value - 0.9) < 0.002 for value in without + again)
assert all(abs(value - right) < 0.002 for value, right in zip(after, (1.0, 1.0, 0.9), strict=True)), "CHANGED"
PYTHON
