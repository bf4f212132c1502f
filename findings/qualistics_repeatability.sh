#!/usr/bin/env bash
# qualistics 0.1.0: the repeatability of a gauge study with two repeats is half of what it is.
#
# The scatter of repeats about the mean of their own operator and part has o p (n - 1) degrees of freedom (o operators, p
# parts, n repeats), as each mean takes one. The package takes the variance of all these differences at once, with one
# degree of freedom less than there are measurements: of two repeats half of the variance is left, of three two thirds.
#
# Seen: 20 operators, 50 parts, 2 repeats, an instrument that scatters by a standard deviation of 0.50: "repeatability
# (variance): put in 0.2500, by the package 0.1266, with its degrees of freedom 0.2530" (about). Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "pandas==2.3.3"
venv/bin/pip install --quiet --no-compile --no-deps "qualistics==0.1.0"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
import pandas as pd
from qualistics.gauge import gauge_rr

random = np.random.default_rng(2)
operators, parts, repeats = 20, 50, 2
part, operator, repeat = (grid.ravel() for grid in np.meshgrid(range(parts), range(operators), range(repeats)))
scatter = 0.5 * random.standard_normal(part.size)
value = 2.0 * random.standard_normal(parts)[part] + 0.3 * random.standard_normal(operators)[operator] + scatter
study = pd.DataFrame({"Part": part, "Operator": operator, "Measurement": value, "Randomised Order": np.arange(part.size)})
table = gauge_rr(study)
package = float(table.loc[table["Source"].str.contains("Repeatability"), "Variance"].iloc[0])
about_mean = study["Measurement"] - study.groupby(["Part", "Operator"])["Measurement"].transform("mean")
by_hand = float((about_mean**2).sum()) / (operators * parts * (repeats - 1))
print(f"repeatability (variance): put in 0.2500, by the package {package:.4f}, with its degrees of freedom {by_hand:.4f}")
assert abs(by_hand - 0.25) < 0.03 and abs(package / by_hand - 0.5) < 0.01, "CHANGED"
PYTHON
