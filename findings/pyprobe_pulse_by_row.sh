#!/usr/bin/env bash
# PyProBE 2.6.1 reads the resistance "1 s after the pulse" between two rows by their number, not by their time.
#
# `pulsing.get_resistances(data, r_times=[...])` inserts a row at each time and fills the voltage with polars'
# `interpolate()`, which knows no time: one inserted row gets the mean of its neighbours, two get a third and two thirds.
# So the answer depends on the spacing of the points and on what else is asked. Here the cell has 50 mohm at once and
# 1 mohm more each second, a straight line, with a point every 10 s.
#
# Seen: "R after 1 s: 55.0 mohm asked alone, 53.3 with 9 s, truly 51; after 9 s: 55.0 alone, truly 59".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "pyprobe-data==2.6.1"
venv/bin/python -W ignore - <<'PYTHON'
import polars as pl
from pyprobe.analysis import pulsing
from pyprobe.result import Result

table = pl.DataFrame({
    "Time [s]": [0.0, 10.0, 20.0, 20.001, 30.0, 40.0],
    "Current [A]": [0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
    "Voltage [V]": [3.7, 3.7, 3.7, 3.75, 3.76, 3.77],
    "Capacity [Ah]": [0.0, 0.0, 0.0, 0.0, 0.003, 0.006],
    "SOC": [0.5] * 6,
    "Step": [1, 1, 1, 2, 2, 2],
    "Event": [0, 0, 0, 1, 1, 1],
})
data = Result(lf=table, info={}, column_definitions={"Capacity": "", "SOC": ""})


def mohm(asked, wanted):
    found = pulsing.get_resistances(data, r_times=asked).data[f"R_{wanted}s [Ohms]"]
    return round(1000.0 * found.item(), 1)


alone, together, late = mohm([1.0], 1.0), mohm([1.0, 9.0], 1.0), mohm([9.0], 9.0)
print(f"R after 1 s: {alone} mohm asked alone, {together} with 9 s, truly 51;"
      f" after 9 s: {late} alone, truly 59")
assert (alone, together, late) == (55.0, 53.3, 55.0), "CHANGED"
PYTHON
