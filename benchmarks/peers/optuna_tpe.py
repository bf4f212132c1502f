"""Optuna's TPE sampler (multivariate) with constraints."""

import warnings

from optuna.samplers import TPESampler

from peers.optuna_samplers import OptunaPeer, constraint


def make(dimension: int, seed: int) -> OptunaPeer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = TPESampler(seed=seed, multivariate=True, constraints_func=constraint)
    return OptunaPeer(dimension, sampler)
