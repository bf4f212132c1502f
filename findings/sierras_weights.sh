#!/usr/bin/env bash
# sierras 0.2.5: equal weights give another activation energy than no weights; uncertainties given as weights count upside down.
#
# `ArrheniusRegressor.fit(X, y, sample_weight=...)`, "individual weight of each value", is an estimator of scikit-learn's
# kind, where equal weights change nothing. It divides the weights by the values before the fit of ln y over 1/T: with
# equal weights the coldest, least conductive point counts ten times the hottest. The same quotient is drawn as error
# bars by `plot`: who gives uncertainties gets them drawn right, and the most uncertain point counts most in the fit.
#
# Seen: conductivity of 0.300 eV between 298 and 373 K, the coldest point 20 % low: "no weights 0.3224 eV, equal weights
# 0.3392 eV; 20 % error there and 1 % elsewhere 0.3362 eV, weights 1/error^2 0.3001 eV when done by hand". Fails when
# that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "pandas==2.3.3" "scikit-learn==1.7.2" "matplotlib==3.10.7" "sierras==0.2.5"
MPLBACKEND=Agg venv/bin/python -W error - <<'PYTHON'
import numpy as np
from sierras import ArrheniusRegressor

BOLTZMANN_EV_K = 8.617333262e-5
kelvin = np.array([[298.0], [313.0], [333.0], [353.0], [373.0]])
conductivity = 1000.0 * np.exp(-0.30 / BOLTZMANN_EV_K / kelvin.ravel()) * np.array([0.8, 1.0, 1.0, 1.0, 1.0])
relative_error = np.array([0.20, 0.01, 0.01, 0.01, 0.01])


def energy_ev(weight=None):
    return float(ArrheniusRegressor().fit(kelvin, conductivity, sample_weight=weight).activation_energy_)


none, equal, errors = energy_ev(), energy_ev(np.ones(5)), energy_ev(relative_error * conductivity)
by_hand = -BOLTZMANN_EV_K * np.polyfit(1.0 / kelvin.ravel(), np.log(conductivity), 1, w=1.0 / relative_error)[0]
print(f"no weights {none:.4f} eV, equal weights {equal:.4f} eV; 20 % error there and 1 % elsewhere {errors:.4f} eV,"
      f" weights 1/error^2 {by_hand:.4f} eV when done by hand")
assert abs(none - 0.3224) < 1e-3 and abs(equal - 0.3392) < 1e-3 and abs(errors - 0.3362) < 1e-3, "CHANGED"
assert abs(by_hand - 0.30) < 2e-3
PYTHON
