#!/usr/bin/env bash
# mcup 1.1.0: with equal errors in x the regressor for errors in x gives the slope of ordinary least squares, or less.
#
# The README says that errors in x pull slopes toward zero and that `XYWeightedRegressor` corrects it. Its "analytical"
# method holds the weights fixed while it fits, so where they are equal it is least squares of y on x to the last digit.
# Its default, Monte Carlo, adds the errors to a measured x once more, and pulls twice. The stated errors
# keep the true slope out.
#
# Seen: slope 2, x known to half of its spread, 200 points: "least squares 1.60; XYWeightedRegressor 1.60 +- 0.05, Monte
# Carlo 1.31 +- 0.04; York's method (york 0.1.0) 1.98 +- 0.08". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5" "scipy==1.16.3" "numdifftools==0.9.41" "mcup==1.1.0" "york==0.1.0"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
import york
from mcup import XYWeightedRegressor

random = np.random.default_rng(1)
true = random.standard_normal(200)
error_x, error_y = np.full(200, 0.5), np.full(200, 0.1)
x = true + error_x * random.standard_normal(200)
y = 1.0 + 2.0 * true + error_y * random.standard_normal(200)
least_squares = float(np.polyfit(x, y, 1)[0])


def slope(method):
    """Slope and its stated error."""
    np.random.seed(1)
    fit = XYWeightedRegressor(lambda at, p: p[0] + p[1] * at, method=method, n_iter=60).fit(x, y, error_x, error_y, p0=[0.0, 1.0])
    return float(fit.params_[1]), float(fit.params_std_[1])


analytical, monte_carlo = slope("analytical"), slope("mc")
right = york.fit(x, y, sx=error_x, sy=error_y)
print(f"least squares {least_squares:.2f}; XYWeightedRegressor {analytical[0]:.2f} +- {analytical[1]:.2f}, Monte Carlo"
      f" {monte_carlo[0]:.2f} +- {monte_carlo[1]:.2f}; York's method (york 0.1.0) {right.slope:.2f} +- {right.slope_err:.2f}")
assert abs(right.slope - 2.0) < 3.0 * right.slope_err
assert abs(analytical[0] - least_squares) < 1e-3 and monte_carlo[0] < 1.45 and 2.0 - analytical[0] > 4.0 * analytical[1], "CHANGED"
PYTHON
