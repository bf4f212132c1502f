#!/usr/bin/env bash
# doestat 0.1.0: the error of an effect falls with the number of centre points, which have no part in the effect.
#
# An effect of a 2^k design is the mean of one half of its runs less the mean of the other: its standard error is 2 s
# / sqrt(2^k). Centre points say how large s is, and more of them make s better known, not the effect. `Analysis(...,
# effect_error="cp")` divides by sqrt(number of centre points * 2^k), as if each corner had been run that often.
#
# Seen: the effect of nothing over 4000 designs scatters by 0.71; "with 4 centre points the error is 0.33, with 16 it
# is 0.18" (about). Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "doestat==0.1.0"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
import itertools

import numpy as np
import pandas as pd
from doestat import Analysis

levels = pd.DataFrame(list(itertools.product([-1, 1], repeat=3)), columns=["copress", "dwell", "release"])
rng = np.random.default_rng(1)
corners = rng.normal(90.0, 1.0, (4000, 8))
scatter = float((corners @ levels["copress"].to_numpy() / 4.0).std())
shown = {}
for centre_points in (4, 16):
    errors = [Analysis(levels, pd.DataFrame({"density": row}), yc=list(rng.normal(90.0, 1.0, centre_points)),
                       effect_error="cp").error for row in corners[:400]]
    shown[centre_points] = float(np.mean(errors))
print(f"an effect scatters by {scatter:.2f}; with 4 centre points the error is {shown[4]:.2f}, with 16 it is {shown[16]:.2f}")
assert abs(scatter - 0.707) < 0.03 and shown[4] < 0.37 and shown[16] < 0.2, "CHANGED"
PYTHON
