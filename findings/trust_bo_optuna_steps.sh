#!/usr/bin/env bash
# trust-bo 0.3.0 as a sampler of Optuna 5.0.0 is a random search where a knob's steps do not start at a multiple of the step.
#
# trust-bo counts the steps of a real knob from zero, Optuna from its lower limit (and so does trust-bo itself for whole
# numbers). 25 to 325 MPa in steps of 50 becomes 50, 100, 150 ...; Optuna finds that such a value is none of the
# knob's, and draws one at random instead. Every proposal of the model is computed and thrown away, without a warning.
# From 50 MPa on the same search uses all of them. Used on its own, trust-bo proposes the values off the grid.
#
# Seen: "steps from 25 MPa: 13 proposals, 13 thrown away; from 50 MPa: 13 proposals, 0 thrown away; alone 25, 50, 100,
# 150, 200, 250, 300 MPa, as whole numbers 25, 75, 125, 175, 225, 275, 325". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "numpy==2.3.5" "optuna==5.0.0" "trust-bo==0.3.0"
venv/bin/python -W error - <<'PYTHON'
import optuna
from trust_bo.integrations.optuna import TrustBoOptunaSampler
from trust_bo.space import Float, Int, SearchSpaceManager

optuna.logging.set_verbosity(optuna.logging.WARNING)


class Counted(TrustBoOptunaSampler):
    """The sampler as it is, its proposals written down."""

    def __init__(self) -> None:
        super().__init__(seed=1)
        self.proposed: dict[int, float] = {}

    def sample_relative(self, study, trial, search_space):
        values = super().sample_relative(study, trial, search_space)
        if values:
            self.proposed[trial.number] = values["copress_mpa"]
        return values


def counts(low_mpa: float) -> tuple[int, int]:
    """Proposals of the model, and those of them that were not tried."""
    sampler = Counted()
    study = optuna.create_study(sampler=sampler)
    study.optimize(lambda trial: (trial.suggest_float("copress_mpa", low_mpa, low_mpa + 300.0, step=50.0) - 175.0) ** 2,
                   n_trials=14)
    tried = {trial.number: trial.params["copress_mpa"] for trial in study.trials}
    return len(sampler.proposed), sum(tried[number] != value for number, value in sampler.proposed.items())


def grid(knob) -> str:
    space = SearchSpaceManager([knob])
    return ", ".join(f"{value:g}" for value in sorted({space.decode([share / 600])["knob"] for share in range(601)}))


off, on = counts(25.0), counts(50.0)
real, whole = grid(Float("knob", 25, 325, step=50)), grid(Int("knob", 25, 325, step=50))
print(f"steps from 25 MPa: {off[0]} proposals, {off[1]} thrown away; from 50 MPa: {on[0]} proposals, {on[1]} thrown away;"
      f" alone {real} MPa, as whole numbers {whole}")
assert off == (13, 13) and on == (13, 0), "CHANGED"
assert real == "25, 50, 100, 150, 200, 250, 300" and whole == "25, 75, 125, 175, 225, 275, 325", "CHANGED"
PYTHON
