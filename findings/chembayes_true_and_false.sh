#!/usr/bin/env bash
# ChemBayes 1.0.2 leaves an input of true and false out of the model, and says nothing.
#
# `Optimizer(data, inputs, output)` sorts its inputs into numbers and categories by the type of their column. bool is
# neither, so a column "with foil: true or false" is learned from by nobody: the score below is 5 higher with foil and
# the model does not see it. The optimum has no value for it either. As text ("yes", "no") it is a category.
#
# Seen: "inputs ['copress_mpa', 'foil']: optimum has ['copress_mpa']; as text ['copress_mpa', 'foil']".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "chembayes==1.0.2"
MPLBACKEND=agg venv/bin/python -W ignore - <<'PYTHON'
import numpy
import pandas
from chembayes import Optimizer

random = numpy.random.default_rng(1)
cells = pandas.DataFrame({"copress_mpa": random.uniform(100, 400, 16), "foil": random.random(16) < 0.5})
cells["score"] = cells["copress_mpa"] / 100 + 5 * cells["foil"]
text = cells.assign(foil=cells["foil"].map({True: "yes", False: "no"}))
names = [list(Optimizer(table, ["copress_mpa", "foil"], "score", n_tuning_trials=3, n_opt_trials=5).opt_params)
         for table in (cells, text)]
print(f"inputs ['copress_mpa', 'foil']: optimum has {names[0]}; as text {names[1]}")
assert names == [["copress_mpa"], ["copress_mpa", "foil"]], "CHANGED"
PYTHON
