"""Lots of powder as a noise of their own: what a lot shifts is neither scatter nor landscape.

Pressing another cell of the same lot and pressing one of another lot are two different noises. A
lot's shift is a random effect (Henderson 1975, Biometrics 31, 423): its spread from lot to lot is
learned along with the surface, and its cells share it in their covariance, so that a shift of which
little is known is not taken for known. The rungs of one cell, measured at several pressures, share
their cell in the same way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surrogate.gp.cholesky import factorised, solved
from surrogate.gp.gp import TYPICAL_NOISE, fit_gaussian_process
from surrogate.gp.log_marginal_likelihood import JITTER, Evidence
from surrogate.gp.priors import enough_for_scales
from surrogate.gp.surface import GaussianProcess
from surrogate.gp.trend_kernel import Trend, TrendKernel, trend_mean
from surrogate.gp.values import TYPICAL_SPREAD

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

TYPICAL_LOT = 0.12
"""Ln units from lot to lot within one laboratory, prior median: conductivities of one powder vary
by about 0.15, between laboratories by 0.5."""
_LOT_FACTOR = 2.5
"""Factor of one standard deviation; chosen: wider than that of the scatter of cells."""
_GRID = np.geomspace(0.01, 0.6, 7)
_BIAS_STD = 1.5  # of a spread of one; chosen: the level is hardly known beforehand


@dataclass(frozen=True, eq=False)
class LotEffects:
    """What lots do.

    Attributes:
        std: spread from lot to lot, in the unit of the values.
        shifts: of each lot (k,), by code.
    """

    std: float
    shifts: Array


def fit_with_lots(
    X: ArrayLike,
    y: ArrayLike,
    noise_variance: ArrayLike | None = None,
    trend: Trend | None = None,
    lots: Codes | None = None,
    of_cell: Codes | None = None,
) -> GaussianProcess:
    """Learn a surface from cells, lots distinguished where there are two or more.

    Args:
        X: cells (n, d) in the unit cube; of a pressure series each rung is a row.
        y: values (n,), e.g. ln ASR.
        noise_variance: variance of measurement (n,).
        trend: expected shape.
        lots: lot of each row (n,), codes from 0; None where nobody noted them.
        of_cell: cell of each row (n,), codes from 0; None where no cell has several.

    Returns:
        The surface of the middle lot; one more cell may be of another lot (`lot_std`). With several
        rungs a cell, `noise_std` is what fresh cells scatter: their own effect and that of a rung.

    Raises:
        ValueError: as `fit_gaussian_process`.
    """
    several_lots = lots is not None and len(np.unique(lots)) > 1
    if not several_lots and of_cell is None:
        return fit_gaussian_process(X, y, noise_variance, trend)
    cells, values = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    own = np.zeros(len(cells)) if noise_variance is None else np.asarray(noise_variance, float)
    if of_cell is not None:
        of_cell = _from_zero(of_cell)
    shared, lot_std = None, 0.0
    if several_lots:
        codes = _from_zero(lots)
        # rungs of a cell agree with each other: lots are distinguished by one rung a cell
        rows = np.arange(len(cells)) if of_cell is None else _first_rows(of_cell)
        found = lot_effects(cells[rows], values[rows], own[rows], _from_zero(codes[rows]), trend)
        lot_std = found.std
        shared = lot_std**2 * (codes[:, None] == codes[None, :])
    return fit_gaussian_process(
        cells, values, own, trend, shared=shared, of_cell=of_cell, lot_std=lot_std
    )


def _from_zero(labels: ArrayLike | None) -> Codes:
    """Codes (n,) from 0, none left out."""
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)


def _first_rows(of_cell: Codes) -> NDArray[np.int64]:
    """The first row of each cell."""
    return np.sort(np.unique(of_cell, return_index=True)[1]).astype(np.int64)


def lot_effects(
    X: Array, y: Array, own: Array, lots: Codes, trend: Trend | None = None
) -> LotEffects:
    """Spread from lot to lot and each lot's shift, averaged over how large the spread may be.

    Args:
        X: cells (n, d).
        y: values (n,).
        own: variance of measurement (n,).
        lots: codes (n,) from 0, none left out.
        trend: expected shape.
    """
    residual = y - trend_mean(trend, X)
    residual = residual - np.mean(residual)
    member = (lots[:, None] == np.arange(lots.max() + 1)[None, :]).astype(float)
    found = [_under(std, X, residual, own, member, trend) for std in _GRID]
    weights, shifts = (np.array(part) for part in zip(*found, strict=True))
    share = np.exp(weights - np.max(weights))
    share /= np.sum(share)
    return LotEffects(float(np.sqrt(share @ _GRID**2)), share @ shifts)


def _under(
    std: float, X: Array, residual: Array, own: Array, member: Array, trend: Trend | None
) -> tuple[float, Array]:
    """Ln probability of a spread from lot to lot, and each lot's shift (k,) under it."""
    few, scale = enough_for_scales(len(X)), TYPICAL_SPREAD
    shared = std**2 * member @ member.T
    evidence = Evidence(
        X[few],
        residual[few] / scale,
        own[few] / scale**2,
        TrendKernel(trend, _BIAS_STD, scale),
        TYPICAL_NOISE / scale,
        shared[np.ix_(few, few)] / scale**2,
    )
    theta = evidence.most_probable()
    likely = -evidence.negative(theta)[0] - evidence.prior.penalty(theta)[0]
    surface, scatter, _ = evidence.parts(theta)
    K = surface(X) + np.diag(own / scale**2 + scatter + JITTER)
    K = scale**2 * (K + TrendKernel(trend, _BIAS_STD, scale)(X)) + shared
    factor, reach = factorised(K), std**2 * member.T
    before = -0.5 * (np.log(std / TYPICAL_LOT) / np.log(_LOT_FACTOR)) ** 2
    return float(before + likely), np.asarray(reach @ solved(factor, residual))
