#!/usr/bin/env bash
# Mango 1.6.0: after `minimize()` the first points have their results with the opposite sign.
#
# `Tuner.minimize` turns the sign of every result and turns `objective_values` back at the end. `random_params_objective`,
# the results of the first points, and `surrogate_values` are left negative, under names that say nothing of it. In one
# dictionary the same cell has 50 and -50 ohm cm2; a plot of both, or a start of the next campaign from the first points
# (`initial_custom` takes pairs of point and result), has half of its cells upside down.
#
# Seen: "first cells: objective_values [50.0, 52.0, 68.0], random_params_objective [-50.0, -52.0, -68.0]".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "arm-mango==1.6.0"
venv/bin/python -W ignore - <<'PYTHON'
import random

import numpy
from mango import Tuner


def asr_ohm_cm2(points):
    return [40 + abs(point["copress_mpa"] - 400) / 10 for point in points]


random.seed(1)
numpy.random.seed(1)
how = {"num_iteration": 2, "initial_random": 3, "log_progress": False}
found = Tuner({"copress_mpa": range(100, 701, 10)}, asr_ohm_cm2, how).minimize()
true = [float(value) for value in found["objective_values"][:3]]
first = [float(value) for value in found["random_params_objective"]]
print(f"first cells: objective_values {true}, random_params_objective {first}")
assert min(true) >= 40 and first == [-value for value in true], "CHANGED"
PYTHON
