#!/usr/bin/env bash
# doelab 0.1.1 gives the error of an analysis of variance the runs less the factors, whatever their levels.
#
# A factor of three levels takes two degrees of freedom, and the mean takes one: nine runs of an L9 with three factors
# leave 9 - 1 - 3 * 2 = 2. `anova` says 9 - 3 = 6, so the mean square of the error is a third of the right one, and
# every F is three times too high; read at 2 and 6 degrees of freedom noise is significant in more than a third of the
# cases. The column DF does not add up to its own total.
#
# Seen: "DF 2 + 2 + 2 + 6, total 8; F 3.00 times the textbook's; 38 % of the factors of pure noise significant at 5 %"
# (about). Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "pandas==2.3.3" "scipy==1.16.3" "matplotlib==3.10.7"
# doelab asks for the tools of its developers as well; they have no part in this.
venv/bin/pip install --quiet --no-deps "doelab==0.1.1"
MPLBACKEND=Agg venv/bin/python -W error - <<'PYTHON'
import numpy as np
import pandas as pd
from analysis.anova import anova
from doe.orthogonal_array import OrthogonalArray
from scipy.stats import f as f_distribution

design = OrthogonalArray("L9").create_orthogonal_array().iloc[:, :3]
rng = np.random.default_rng(1)
significant, ratios = [], []
for _ in range(400):
    density = pd.Series(rng.normal(90.0, 1.0, 9))
    table = anova(design, density)
    freedom, squares = table["DF"].tolist(), table["SS"].tolist()
    shown = [float(value) for value in table["F"].iloc[:3]]
    textbook = (squares[0] / 2) / (squares[3] / (9 - 1 - 3 * 2))
    ratios.append(shown[0] / textbook)
    significant.extend(f_distribution.sf(value, freedom[0], freedom[3]) < 0.05 for value in shown)
ratio, share = float(np.median(ratios)), float(np.mean(significant))
print(f"DF {freedom[0]} + {freedom[1]} + {freedom[2]} + {freedom[3]}, total {freedom[4]};"
      f" F {ratio:.2f} times the textbook's; {share:.0%} of the factors of pure noise significant at 5 %")
assert freedom == [2, 2, 2, 6, 8] and abs(ratio - 3.0) < 1e-6 and share > 0.2, "CHANGED"
PYTHON
