#!/usr/bin/env bash
# pyDRTtools 0.2: the peaks that `peak_fct` offers for fits do not have the resistance that is their first parameter.
#
# The area of a peak over ln(tau) is its resistance. The ZARC peak lacks the factor 1/pi of its formula (its area is pi R);
# the Havriliak-Negami peak lacks the 2 of 1 + 2 cos(pi phi) x + x^2, and its angle is on the wrong branch below the peak
# for phi > 0.5. So an R_ct from such a fit is a third of the true one, or twice it (phi = 0.9). Formulas: Boukamp,
# J. Phys. Energy 2 (2020) 042001.
#
# Seen: "area of a peak of 100 ohm: ZARC 314.2; Havriliak-Negami (psi = 1, the same element) 93.8, 70.1, 47.1 ohm for
# phi 0.6, 0.8, 0.9". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "numpy==2.3.5"
venv/bin/pip install --quiet --no-compile --no-deps "pyDRTtools==0.2"
venv/bin/python - <<'PYTHON'
import runpy
from importlib.metadata import files

import numpy as np

(module,) = (f for f in files("pyDRTtools") if f.name == "peak_analysis.py")
peak_fct = runpy.run_path(str(module.locate()))["peak_fct"]
log_tau = np.linspace(-60.0, 60.0, 120001)


def area(phi, kind, *psi):
    peak = peak_fct(np.array([100.0, 0.0, phi, *psi]), np.exp(log_tau), 1, kind)
    return round(float(np.trapezoid(peak, log_tau)), 1)


phis = (0.6, 0.8, 0.9)
zarc = [area(phi, "ZARC") for phi in phis]
same = [area(phi, "Havriliak-Negami", 1.0) for phi in phis]
print(f"area of a peak of 100 ohm, phi {phis}: ZARC {zarc}, Havriliak-Negami with psi = 1 {same}")
assert zarc == [314.2, 314.2, 314.2] and same == [93.8, 70.1, 47.1], "CHANGED"
PYTHON
