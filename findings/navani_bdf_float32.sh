#!/usr/bin/env bash
# navani 0.1.22 writes the test time of a Battery Data Format table in single precision: points of one pulse fall together.
#
# `build_bdf_df`, and so `save_bdf` and `export_to_bdf`, store "Test Time / s" as float32. After 12 days its steps are
# 0.06 s, after 49 days 0.5 s. (Unix time is left in double precision for this reason, says a comment there.) A pulse
# after two months on a cycler, sampled every 0.1 s: several rows with one time, and charge or dV/dt from it is wrong.
#
# Seen: "0, 0.1, 0.2, 0.3, 0.4 s after 60 days come back as [0.0, 0.0, 0.0, 0.5, 0.5]". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==1.26.4" "pandas==2.3.3"
venv/bin/pip install --quiet --no-compile --no-deps "navani==0.1.22"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
import pandas as pd
from navani.bdf import build_bdf_df, save_bdf

start_s = 60 * 86400.0
times_s = start_s + np.array([0.0, 0.1, 0.2, 0.3, 0.4])
cell = pd.DataFrame({"Time": times_s, "Voltage": 3.7, "Current": [0.0, 1.0, 1.0, 1.0, 1.0]})
save_bdf(build_bdf_df(cell), csv_path="cell.bdf.csv")
back = pd.read_csv("cell.bdf.csv")["Test Time / s"] - start_s
print(f"0, 0.1, 0.2, 0.3, 0.4 s after 60 days come back as {back.tolist()}")
assert back.tolist() == [0.0, 0.0, 0.0, 0.5, 0.5], "CHANGED"
PYTHON
