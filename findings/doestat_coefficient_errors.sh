#!/usr/bin/env bash
# doestat 0.1.0 divides the variance of a coefficient by the number of runs once more.
#
# `Regression.coefficient` shows each coefficient with a 95 % interval and whether it is significant. The textbook's
# variance is inv(X'X) s^2. The code divides it by len(y) - the remark next to it says by the number of replicates -
# and len(y) is the number of runs. In a 2^3 design the intervals are too narrow by the square root of 8; noise is
# called significant in more than a third of the cases, not in one of twenty.
#
# Seen: 200 designs of pure noise with five centre points: "interval 0.354 of the textbook's; 37 % of the coefficients
# of pure noise are significant at 5 %" (about). Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "doestat==0.1.0"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
import contextlib
import io
import itertools

import numpy as np
import pandas as pd
from doestat import Regression
from scipy.stats import t

levels = pd.DataFrame(list(itertools.product([-1, 1], repeat=3)), columns=["copress", "dwell", "release"])
design = np.column_stack([np.ones(8), levels])
rng = np.random.default_rng(1)
ratios, significant = [], []
for _ in range(200):
    density = rng.normal(90.0, 1.0, 8)
    with contextlib.redirect_stdout(io.StringIO()):
        fit = Regression(levels, pd.DataFrame({"density": density}), yc=list(rng.normal(90.0, 1.0, 5)),
                         effect_error="cp", regression="linear")
        table = fit.coefficient
    residual = density - design @ np.linalg.lstsq(design, density, rcond=None)[0]
    textbook = t.ppf(0.975, 4) * np.sqrt(residual @ residual / 4 / 8)
    shown = float(table["Error"].iloc[1].lstrip("±"))
    ratios.append(shown / textbook)
    significant.extend(table["Significant"].iloc[1:])
ratio, share = float(np.median(ratios)), float(np.mean(significant))
print(f"interval {ratio:.3f} of the textbook's; {share:.0%} of the coefficients of pure noise are significant at 5 %")
assert abs(ratio - 8**-0.5) < 0.005 and share > 0.3, "CHANGED"
PYTHON
