#!/usr/bin/env bash
# GageRnR 0.8.0: the variance between operators and parts is divided by the number of parts, not of repeats.
#
# In the analysis of variance of a gauge study (each of o operators measures each of p parts n times) the mean square of the
# interaction expects sigma^2 + n sigma_op^2 (Montgomery, Design and Analysis of Experiments, two random factors), so that
# sigma_op^2 is (MS_op - MS_error) / n. The package divides by p. With ten parts and two repeats what operators do
# differently from part to part comes out a fifth of what it is, and the gauge looks better than it is; with as many repeats
# as parts nobody notices.
#
# Seen: 4000 simulated measurements (20 operators, 100 parts, 2 repeats) with an interaction of standard deviation 0.60:
# "interaction: put in 0.60, by the package 0.085, by the mean squares over the repeats 0.602" (about). Fails when that
# changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "scipy==1.16.3" "tabulate==0.9.0" "plotly==6.5.0" "docopt==0.6.2" "pandas==2.3.3" "statsmodels==0.14.6"
venv/bin/pip install --quiet --no-compile --no-deps "GageRnR==0.8.0"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
from GageRnR import Component, GageRnR, Result

random = np.random.default_rng(1)
operators, parts, repeats = 20, 100, 2
data = (
    0.3 * random.standard_normal((operators, 1, 1))
    + 2.0 * random.standard_normal((1, parts, 1))
    + 0.6 * random.standard_normal((operators, parts, 1))
    + 0.2 * random.standard_normal((operators, parts, repeats))
)
told = GageRnR(data).calculate()
package = float(np.sqrt(told[Result.Var][Component.OPERATOR_BY_PART]))
squares = told[Result.MS]
by_hand = float(np.sqrt((squares[Component.OPERATOR_BY_PART] - squares[Component.MEASUREMENT]) / repeats))
print(f"interaction: put in 0.60, by the package {package:.3f}, by the mean squares over the repeats {by_hand:.3f}")
assert abs(by_hand - 0.6) < 0.05 and abs(package / by_hand - np.sqrt(repeats / parts)) < 1e-9, "CHANGED"
PYTHON
