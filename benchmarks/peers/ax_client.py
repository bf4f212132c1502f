"""Ax: its Client, staying whole as an outcome constraint; broken cells enter at the worst seen."""

import logging
import warnings
from collections.abc import Sequence

import numpy as np
from ax.api.client import Client
from ax.api.configs import RangeParameterConfig

from peers import Peer, Unit, best_intact, worst_seen

LEAST_WHOLE = 0.8


class AxClient(Peer):
    """Ax's default generation strategy; broken cells enter as ln(ASR) = worst seen, whole = 0."""

    def __init__(self, dimension: int, seed: int) -> None:
        logging.disable(logging.WARNING)  # Ax logs every trial
        warnings.simplefilter("ignore")
        self.names = [f"x{i}" for i in range(dimension)]
        self.client = Client(random_seed=seed)
        self.client.configure_experiment(
            [
                RangeParameterConfig(name=n, parameter_type="float", bounds=(0.0, 1.0))
                for n in self.names
            ]
        )
        self.client.configure_optimization("-ln_asr", [f"whole >= {LEAST_WHOLE}"])
        self.client.configure_generation_strategy(
            initialization_random_seed=seed, allow_exceeding_initialization_budget=True
        )
        self.results: list[tuple[Unit, float | None]] = []
        self.trial = -1

    def ask(self) -> Unit:
        ((self.trial, point),) = self.client.get_next_trials(1).items()
        return np.array([float(point[name]) for name in self.names])

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        self.results.append((unit, ln_asr))
        value = worst_seen(self.results) if ln_asr is None else ln_asr
        self.client.complete_trial(
            self.trial, {"ln_asr": value, "whole": float(ln_asr is not None)}
        )

    def load(self, results: Sequence[tuple[Unit, float | None]]) -> None:
        for unit, ln_asr in results:
            point = dict(zip(self.names, (float(x) for x in unit), strict=True))
            self.trial = self.client.attach_trial(point)
            self.tell(unit, ln_asr)

    def recommend(self) -> Unit:
        try:
            point, *_ = self.client.get_best_parameterization()
        except Exception:  # noqa: BLE001 - Ax raises several kinds when nothing is feasible
            return best_intact(self.results)
        return np.array([float(point[name]) for name in self.names])


def make(dimension: int, seed: int) -> AxClient:
    return AxClient(dimension, seed)
