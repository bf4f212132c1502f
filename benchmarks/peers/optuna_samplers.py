"""Optuna with a constraint function: what the peers `optuna_tpe` and `optuna_gp` share."""

import warnings
from collections.abc import Sequence

import numpy as np
import optuna

from peers import Peer, Unit, best_intact, worst_seen

BROKEN, WHOLE = (1.0,), (-1.0,)


def constraint(trial: optuna.trial.FrozenTrial) -> tuple[float]:
    """Above zero is infeasible, as Optuna has it."""
    return trial.user_attrs["constraint"]


class OptunaPeer(Peer):
    """Ask and tell; a broken cell violates the constraint and enters at the worst seen."""

    def __init__(self, dimension: int, sampler: optuna.samplers.BaseSampler) -> None:
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.names = [f"x{i}" for i in range(dimension)]
        self.study = optuna.create_study(direction="minimize", sampler=sampler)
        self.results: list[tuple[Unit, float | None]] = []

    def ask(self) -> Unit:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.trial = self.study.ask()
            return np.array([self.trial.suggest_float(name, 0.0, 1.0) for name in self.names])

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        self.results.append((unit, ln_asr))
        self.trial.set_user_attr("constraint", BROKEN if ln_asr is None else WHOLE)
        self.study.tell(self.trial, worst_seen(self.results) if ln_asr is None else ln_asr)

    def load(self, results: Sequence[tuple[Unit, float | None]]) -> None:
        for unit, ln_asr in results:
            self.study.enqueue_trial(dict(zip(self.names, map(float, unit), strict=True)))
            self.ask()
            self.tell(unit, ln_asr)

    def recommend(self) -> Unit:
        return best_intact(self.results)
