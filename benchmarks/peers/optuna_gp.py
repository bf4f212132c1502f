"""Optuna's GP sampler with constraints."""

import warnings

from optuna.samplers import GPSampler

from peers.optuna_samplers import OptunaPeer, constraint


def make(dimension: int, seed: int) -> OptunaPeer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = GPSampler(seed=seed, constraints_func=constraint)
    return OptunaPeer(dimension, sampler)
