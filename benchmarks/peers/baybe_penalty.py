"""BayBE: its default recommender on ln(ASR).

It has no outcome constraint, so broken cells enter at the worst seen.
"""

import warnings

import numpy as np
import pandas as pd
import torch
from baybe import Campaign
from baybe.parameters import NumericalContinuousParameter
from baybe.searchspace import SearchSpace
from baybe.targets import NumericalTarget

from peers import Peer, Unit, best_intact, worst_seen


class BaybePenalty(Peer):
    def __init__(self, dimension: int, seed: int) -> None:
        warnings.simplefilter("ignore")
        torch.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002 - the seed that BayBE's first recommender reads
        self.names = [f"x{i}" for i in range(dimension)]
        space = SearchSpace.from_product(
            [NumericalContinuousParameter(name, (0.0, 1.0)) for name in self.names]
        )
        self.campaign = Campaign(space, NumericalTarget("ln_asr", minimize=True).to_objective())
        self.results: list[tuple[Unit, float | None]] = []

    def ask(self) -> Unit:
        return self.campaign.recommend(1)[self.names].to_numpy(dtype=float)[0]

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        self.results.append((unit, ln_asr))
        value = worst_seen(self.results) if ln_asr is None else ln_asr
        self.campaign.add_measurements(
            pd.DataFrame([dict(zip(self.names, unit, strict=True)) | {"ln_asr": value}])
        )

    def recommend(self) -> Unit:
        return best_intact(self.results)


def make(dimension: int, seed: int) -> BaybePenalty:
    return BaybePenalty(dimension, seed)
