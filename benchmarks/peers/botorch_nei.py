"""BoTorch: constrained qLogNoisyExpectedImprovement on ln(ASR), P(whole) as a regressed outcome."""

import warnings

import numpy as np
import torch
from botorch.acquisition.logei import (
    qLogNoisyExpectedImprovement,
    qLogProbabilityOfFeasibility,
)
from botorch.acquisition.objective import GenericMCObjective
from botorch.exceptions import BotorchWarning
from botorch.fit import fit_gpytorch_mll
from botorch.models import ModelListGP, SingleTaskGP
from botorch.models.transforms import Standardize
from botorch.optim import optimize_acqf
from botorch.sampling import SobolQMCNormalSampler
from gpytorch.mlls import ExactMarginalLogLikelihood
from scipy.stats import qmc

from peers import Peer, Unit, best_intact

LEAST_WHOLE = 0.8
RESTARTS, RAW_SAMPLES, MC_SAMPLES = 10, 512, 128


def fitted(units: np.ndarray, values: np.ndarray, *, standardised: bool) -> SingleTaskGP:
    """BoTorch's default GP (RBF, dimension-scaled prior)."""
    x, y = torch.tensor(units), torch.tensor(values)[:, None]
    model = SingleTaskGP(x, y, outcome_transform=Standardize(1) if standardised else None)
    fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
    return model


class BotorchNei(Peer):
    """Sobol start of 2 d points, then the constrained noisy log expected improvement."""

    def __init__(self, dimension: int, seed: int) -> None:
        torch.set_default_dtype(torch.double)
        torch.manual_seed(seed)
        self.seed = seed
        self.bounds = torch.stack([torch.zeros(dimension), torch.ones(dimension)])
        self.first = qmc.Sobol(dimension, rng=seed).random(2 * dimension)
        self.results: list[tuple[Unit, float | None]] = []

    def ask(self) -> Unit:
        n = len(self.results)
        if n < len(self.first):
            return self.first[n]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", BotorchWarning)
            return self._optimised(n)

    def tell(self, unit: Unit, ln_asr: float | None) -> None:
        self.results.append((unit, ln_asr))

    def recommend(self) -> Unit:
        if sum(value is not None for _, value in self.results) < 2:
            return best_intact(self.results)
        asr, whole = self._models()
        grid = np.vstack([qmc.Sobol(len(self.first[0]), rng=0).random(4096), self._units()])
        with torch.no_grad():
            mean = asr.posterior(torch.tensor(grid)).mean.numpy()[:, 0]
            safe = whole.posterior(torch.tensor(grid)).mean.numpy()[:, 0] >= LEAST_WHOLE
        return (
            grid[np.argmin(np.where(safe, mean, np.inf))]
            if safe.any()
            else best_intact(self.results)
        )

    def _units(self) -> np.ndarray:
        return np.array([unit for unit, _ in self.results])

    def _models(self) -> tuple[SingleTaskGP, SingleTaskGP]:
        whole = np.array([value is not None for _, value in self.results])
        values = np.array([value for _, value in self.results if value is not None])
        units = self._units()
        return (
            fitted(units[whole], values, standardised=True),
            fitted(units, whole.astype(float), standardised=whole.any() and not whole.all()),
        )

    def _optimised(self, n: int) -> Unit:
        sampler = SobolQMCNormalSampler(torch.Size([MC_SAMPLES]), seed=self.seed + n)
        if sum(value is not None for _, value in self.results) < 2:
            whole = np.array([float(value is not None) for _, value in self.results])
            model = fitted(self._units(), whole, standardised=False)
            acquisition = qLogProbabilityOfFeasibility(
                model, [lambda samples: LEAST_WHOLE - samples[..., 0]], sampler=sampler
            )
        else:
            acquisition = qLogNoisyExpectedImprovement(
                ModelListGP(*self._models()),
                torch.tensor(self._units()),
                sampler=sampler,
                objective=GenericMCObjective(lambda samples, X=None: -samples[..., 0]),
                constraints=[lambda samples: LEAST_WHOLE - samples[..., 1]],
            )
        best, _ = optimize_acqf(
            acquisition, self.bounds, q=1, num_restarts=RESTARTS, raw_samples=RAW_SAMPLES
        )
        return best[0].detach().numpy()


def make(dimension: int, seed: int) -> BotorchNei:
    return BotorchNei(dimension, seed)
