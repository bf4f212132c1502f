#!/usr/bin/env bash
# tobit-reg 0.0.1: the scatter is too large by the square root of the number of cells, and the line of censored values is lost.
#
# A Tobit regression reads values at the end of a meter's range as "at least". Its likelihood has the logarithm of 1/sigma once
# for each value within the range; the derivative that is set to zero has it once in all. Without a single censored
# value the line is right and the scatter is sqrt(n) times the right one; with a third of them above the range the search
# runs away, stops after 1000 steps and returns where it is. Nothing is said.
#
# Seen: y = 1 + 2 x, scatter 3, 200 values: "none above the range: scatter 38.1, maximum likelihood 2.7; 62 of 200 above
# the range: slope more than 50, maximum likelihood 2.00". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "scipy==1.16.3"
venv/bin/pip install --quiet --no-compile --no-deps "tobit-reg==0.0.1"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm
from tobit_reg.tobit_reg import TobitRegression

random = np.random.default_rng(1)
x = random.uniform(0.0, 10.0, (200, 1))
y = 1.0 + 2.0 * x[:, 0] + 3.0 * random.standard_normal(200)


def tobit(limit):
    """Slope and scatter by the package."""
    model = TobitRegression(high=limit, dtype=np.float64)
    model.fit(x, np.minimum(y, limit))
    line, scatter = model.parameters
    return float(line[0]), float(scatter)


def by_hand(limit):
    """Slope and scatter of the largest likelihood."""
    above, read = y >= limit, np.minimum(y, limit)

    def minus_log_likelihood(p):
        line, scatter = p[0] + p[1] * x[:, 0], np.exp(p[2])
        return -(norm.logpdf(read[~above], line[~above], scatter).sum() + norm.logsf(limit, line[above], scatter).sum())

    found = minimize(minus_log_likelihood, [1.0, 1.0, 1.0], method="Nelder-Mead", options={"maxiter": 5000}).x
    return float(found[1]), float(np.exp(found[2]))


(_, wide), (_, right) = tobit(1000.0), by_hand(1000.0)
(far, _), (near, _) = tobit(15.0), by_hand(15.0)
print(f"none above the range: scatter {wide:.1f}, maximum likelihood {right:.1f}; {int((y >= 15.0).sum())} of 200 above the"
      f" range: slope {far:.0f}, maximum likelihood {near:.2f}")
assert abs(right - 2.7) < 0.1 and abs(near - 2.0) < 0.05
assert abs(wide / right - 200**0.5) < 0.1 and abs(far - near) > 1.0, "CHANGED"
PYTHON
