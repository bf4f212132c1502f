#!/usr/bin/env bash
# doenut 0.1.1 reports the removal of one term and takes another out of the model, once several are removed.
#
# `autotune_model` drops insignificant terms one after the other. It keeps the numbers of the terms in one list and
# their names in another, and removes the name that stands at the number of the term: right for the first removal,
# one place off for each earlier removal of a lower number. The model is fitted to the names; the numbers are what is
# returned and what `predict_from_model` takes its columns from. (Where the number lies past the end of the shortened
# list it stops with IndexError.)
#
# Seen: three made-up studies of 27 runs: "3 of 3 models hold other terms than returned; first: returned ['copress',
# 'dwell', 'release', 'dwell**2', 'copress*release', 'dwell*release'], fitted ['copress', 'dwell', 'release',
# 'dwell**2', 'release**2', 'dwell*release']". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==1.26.4" "pandas==2.3.3" "scikit-learn==1.7.2" "doenut==0.1.1"
MPLBACKEND=Agg venv/bin/python -W ignore - <<'PYTHON'
import contextlib
import io
import itertools

import numpy as np
import pandas as pd
from doenut import add_higher_order_terms, autotune_model

levels = pd.DataFrame(list(itertools.product([-1.0, 0.0, 1.0], repeat=3)), columns=["copress", "dwell", "release"])
terms, sources = add_higher_order_terms(levels, verbose=False)
different = []
for seed in (46, 67, 107):
    noise = np.random.default_rng(seed).normal(0.0, 3.0, 27)
    density = pd.DataFrame({"density": 80.0 + 3.0 * levels["copress"] + levels["release"] + noise})
    with contextlib.redirect_stdout(io.StringIO()):
        kept, model = autotune_model(terms.copy(), density, list(sources))
    returned, fitted = [terms.columns[number] for number in kept], list(model.data.get_inputs().columns)
    if returned != fitted:
        different.append((returned, fitted))
print(f"{len(different)} of 3 models hold other terms than returned; first: returned {different[0][0]}, fitted {different[0][1]}")
assert len(different) == 3, "CHANGED"
PYTHON
