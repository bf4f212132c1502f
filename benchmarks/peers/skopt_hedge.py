"""scikit-optimize as its users run it: GP with gp_hedge; a broken cell enters at the worst seen."""

import warnings

import numpy as np
from skopt import Optimizer

from peers import Peer, Unit, best_intact, worst_seen


class SkoptHedge(Peer):
    def __init__(self, dimension: int, seed: int) -> None:
        self.optimizer = Optimizer([(0.0, 1.0)] * dimension, random_state=seed)
        self.results: list[tuple[Unit, float | None]] = []

    def ask(self) -> Unit:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.array(self.optimizer.ask())

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        self.results.append((unit, ln_asr))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.optimizer.tell(list(unit), worst_seen(self.results) if ln_asr is None else ln_asr)

    def recommend(self) -> Unit:
        return best_intact(self.results)


def make(dimension: int, seed: int) -> SkoptHedge:
    return SkoptHedge(dimension, seed)
