#!/usr/bin/env bash
# ENTMOOT 2.1.1: the least number of ingredients of an `NChooseKConstraint` is not asked for.
#
# `NChooseKConstraint(names, min_count=2, max_count=3)` keeps its `min_count` (and `none_also_valid`) and writes only the
# upper bound into the model. The optimum may have one ingredient or none, and nothing says so.
#
# Seen: "two or three of four additives: cheapest recipe [0, 0, 0, 0] is optimal". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "entmoot==2.1.1" "highspy==1.11.0"
venv/bin/python -W ignore - <<'PYTHON'
import pyomo.environ as pyo
from entmoot import ProblemConfig
from entmoot.constraints import NChooseKConstraint

problem = ProblemConfig(rnd_seed=1)
names = ["lpscl", "binder", "carbon", "filler"]
for name in names:
    problem.add_feature("real", (0.0, 10.0), name=name)
problem.add_min_objective()
model = problem.get_pyomo_model_core()
rule = NChooseKConstraint(feature_keys=names, min_count=2, max_count=3)
model.rule = rule.as_pyomo_constraint(model, problem.feat_list)
model.cost = pyo.Objective(expr=sum(model._all_feat))
found = pyo.SolverFactory("appsi_highs").solve(model)
recipe = [round(pyo.value(x), 6) + 0.0 for x in model._all_feat]
print(f"two or three of four additives: cheapest recipe {recipe} is"
      f" {found.solver.termination_condition}")
assert recipe == [0.0, 0.0, 0.0, 0.0] and rule.min_count == 2, "CHANGED"
PYTHON
