#!/usr/bin/env bash
# PyProBE 2.6.1 gives the rows of an EC-Lab text file a date that hardly moves: an hour later is 3.6 ms later.
#
# Where the table has the time in seconds, `import_from_cycler(cycler="biologic")` adds it to the date in the header
# ("Acquisition started on") as a duration, and polars takes a number that is cast to a duration for microseconds. The
# reader of Basytec files multiplies by a million first. The column `Time [s]` is right. `add_data` joins the log of an
# oven or of a press by that date: every row gets what the log says of the first moment. No error, no warning.
#
# Seen: "Time 3600 s, Date 0.0036 s after the start; oven at 20, 30, 40 degC joined as 20, 20, 20". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "pyprobe-data==2.6.1"
venv/bin/python -W ignore - <<'PYTHON'
import datetime as dt

import polars as pl
import pyprobe

head = ["EC-Lab ASCII FILE", "Nb header lines : 5", "",
        "Acquisition started on : 11/30/2026 10:00:00.000",
        "Ns\ttime/s\tI/mA\tEwe/V\tQ charge/mA.h\tQ discharge/mA.h"]
rows = [f"0\t{t_s}\t1.0\t3.{k}\t{k}\t0" for k, t_s in enumerate((0, 1800, 3600))]
with open("cell.csv", "w", encoding="utf-8") as handle:
    handle.write("\n".join(head + rows) + "\n")
cell = pyprobe.Cell(info={"Name": "cell"})
cell.import_from_cycler("run", "biologic", "cell.csv", "cell.parquet")
run = cell.procedure["run"]
start = dt.datetime(2026, 11, 30, 10)
log = pl.DataFrame({"at": [start + dt.timedelta(minutes=30 * k) for k in range(3)],
                    "oven": [20.0, 30.0, 40.0]})
run.add_data(log, date_column_name="at", existing_data_timezone="UTC", new_data_timezone="UTC")
table = run.data
later = (table["Date"][2] - table["Date"][0]).total_seconds()
oven = [round(value, 3) for value in table["oven"]]
print(f"Time {table['Time [s]'][2]:g} s, Date {later} s after the start; oven joined as {oven}")
assert table["Time [s]"].to_list() == [0.0, 1800.0, 3600.0], "CHANGED"
assert later == 0.0036 and oven == [20.0, 20.0, 20.0], "CHANGED"
PYTHON
