#!/usr/bin/env bash
# battery-data-toolkit 0.4.6 takes a measured constant current for a hold at constant voltage.
#
# `AddMethod` asks which of the two varies more, after each was stretched to
# the range from 0 to 1. A current that is constant to the last digit stays flat; one with any noise fills the range as
# well as the voltage does, and its many turns cut the step into pieces in which the voltage hardly moves. A tenth of a
# microampere is enough.
#
# Seen: an hour at 1 mA, 3.4 to 3.7 V, a point every 10 s: "no noise: {'constant_current': 360}; 100 nA of noise:
# {'constant_voltage': 360}". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "pandas==2.3.3" "battery-data-toolkit==0.4.6"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
import pandas as pd
from battdat.postprocess.tagging import AddMethod, AddSteps
from battdat.schemas.column import ChargingState

time_s = np.arange(0.0, 3600.0, 10.0)
random = np.random.default_rng(1)


def methods(noise_a):
    """How many points of an hour at constant current are called what."""
    step = pd.DataFrame({"cycle_number": 0, "test_time": time_s, "voltage": 3.4 + 0.3 * time_s / 3600.0,
                         "current": 1e-3 + noise_a * random.standard_normal(len(time_s)), "state": ChargingState.charging})
    AddSteps().enhance(step)
    AddMethod().enhance(step)
    return {method.value: int(count) for method, count in step["method"].value_counts().items()}


flat, noisy = methods(0.0), methods(1e-7)
print(f"no noise: {flat}; 100 nA of noise: {noisy}")
assert flat == {"constant_current": 360} and noisy == {"constant_voltage": 360}, "CHANGED"
PYTHON
