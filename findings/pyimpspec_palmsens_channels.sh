#!/usr/bin/env bash
# pyimpspec 5.1.3 reads one channel of a PalmSens session that holds three, and says nothing.
#
# A multi-channel PSTrace measurement has one entry for each channel in `EISDataList`, and in
# `DataSet` the values of one channel (layout of PalmSens/palmsens-sdk,
# python/tests/test_data/eis_3ch_4scan_5freq.pssession; the numbers here are made up: resistors of
# 100, 200 and 300 ohm in parallel with 1 uF). `parse_data` looks at `DataSet` alone: the spectra of
# the other channels are missing from the result, without a warning.
#
# Seen: "1 spectrum of 3 channels: 300 ohm". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "pyimpspec==5.1.3"
venv/bin/python - <<'PYTHON'
import json
import warnings

import numpy as np

f_hz = np.geomspace(1e5, 1.0, 26)


def values(ohm):
    z = ohm / (1.0 + 2j * np.pi * f_hz * ohm * 1e-6)
    told = {"Hertz": f_hz, "ZRe": z.real, "ZIm": -z.imag}
    return [{"Description": unit, "Unit": {"Type": f"PalmSens.Units.{unit}"},
             "DataValues": [{"V": float(v)} for v in column]} for unit, column in told.items()]


channels = {"CH 3": 100.0, "CH 5": 200.0, "CH 8": 300.0}
session = {
    "Type": "PalmSens.DataFiles.SessionFile",
    "Measurements": [{
        "Title": "Impedance Spectroscopy",
        "DataSet": {"Type": "PalmSens.Data.DataSetEIS", "Values": values(300.0)},
        "EISDataList": [{"Title": title, "DataSet": {"Values": values(ohm)}}
                        for title, ohm in channels.items()],
    }],
}
with open("three.pssession", "wb") as handle:
    handle.write(json.dumps(session).encode("utf-16"))

import pyimpspec

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found = pyimpspec.parse_data("three.pssession")
real = [float(each.get_impedances().real.max()) for each in found]
print(f"pyimpspec {pyimpspec.__version__ if hasattr(pyimpspec, '__version__') else '5.1.3'}:"
      f" {len(found)} spectrum of {len(channels)} channels: {real[0]:.0f} ohm,"
      f" {len(warned)} warnings")
assert len(found) == 1 and abs(real[0] - 300.0) < 1.0, "all channels are read now"
PYTHON
