"""From cells to a surface: MAP length scales, learned scatter, per-point noise."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surrogate.gp.log_marginal_likelihood import NOISE_FACTOR_OPEN, Evidence
from surrogate.gp.priors import enough_for_scales
from surrogate.gp.surface import Array, GaussianProcess
from surrogate.gp.trend_kernel import Trend, TrendKernel, trend_mean
from surrogate.gp.values import checked, part_of, spread_of

TYPICAL_NOISE = 0.08  # ln units from cell to cell: sound replicates scatter 6-18 %
TYPICAL_RUNG = 0.03
"""Ln units from rung to rung of one cell: it stays in its tooling, so that no part of it is made or
mounted again. Chosen: readings of one mounted cell scatter by 0.02, and steps of pressure are met
to 1 %."""
_BIAS_STD = 1.5  # of the spread: the level itself is learned, not fixed at the mean
_CONTRADICTED = 1.2
"""Of squared errors: above, the scatter is looked for again with a wide prior. Of 120 simulated
tables of 10 to 40 cells with a scatter of 0.03 to 0.3 a third is above by chance, which costs
little; median 1.15."""


def fit_gaussian_process(
    X: ArrayLike,
    y: ArrayLike,
    noise_variance: ArrayLike | None = None,
    trend: Trend | None = None,
    *,
    typical_noise: float = TYPICAL_NOISE,
    shared: Array | None = None,
    of_cell: NDArray[np.int64] | None = None,
    lot_std: float = 0.0,
) -> GaussianProcess:
    """Learn a surface from cells.

    Matern-5/2 with one length scale a knob on top of a constant and, where given, a trend with
    uncertain weights. Noise = learned scatter from cell to cell + each value's own variance, both
    in the unit of the values (scikit-learn's regressor would add `alpha` after its own scaling).

    Args:
        X: cells (n, d) in the unit cube, n >= 1.
        y: values (n,), e.g. ln ASR.
        noise_variance: variance of measurement (n,) in squared units of y.
        trend: expected shape, in units of y.
        typical_noise: prior median of the scatter from cell to cell, in units of y.
        shared: covariance (n, n) of what cells have in common, in squared units of y.
        of_cell: cell of each row (n,); None where no cell has several rungs. With several, rungs
            of a cell share its deviation, whose spread is learned next to their own scatter.
        lot_std: spread from lot to lot, in units of y; kept for predictions of one more cell.

    Returns:
        The fitted surface.

    Raises:
        ValueError: no cell, shapes that do not fit, or values that are not finite.
    """
    cells, values, own = checked(X, y, noise_variance)
    expected = trend_mean(trend, cells)
    level = float(np.mean(values - expected))
    spread = spread_of(values - expected - level)
    residual = (values - expected - level) / spread
    own_scaled = own / spread**2
    chosen, shape = enough_for_scales(len(cells)), TrendKernel(trend, _BIAS_STD, spread)
    common = None if shared is None else shared / spread**2
    same = None if of_cell is None else (of_cell[:, None] == of_cell[None, :]).astype(float)
    evidence = Evidence(
        cells[chosen],
        residual[chosen],
        own_scaled[chosen],
        shape,
        (typical_noise if same is None else TYPICAL_RUNG) / spread,
        part_of(common, chosen),
        same_cell=part_of(same, chosen),
        typical_cell=typical_noise / spread,
    )
    scaled = _Scaled(cells, residual, own_scaled, level, spread, trend, lot_std, common, same)
    usual = scaled.learned(evidence)
    if usual.squared_errors <= _CONTRADICTED:
        return usual
    return scaled.learned(replace(evidence, noise_factor=NOISE_FACTOR_OPEN))


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Cells on the scale of the fit; the names are those of `GaussianProcess`."""

    X: Array
    residual: Array
    own: Array
    """Scaled variance (n,) of each value's measurement."""
    level: float
    spread: float
    trend: Trend | None
    lot_std: float
    common: Array | None
    """Scaled covariance (n, n) of what cells have in common."""
    same_cell: Array | None

    def learned(self, evidence: Evidence) -> GaussianProcess:
        """The surface under the most probable hyperparameters of `evidence`."""
        theta = evidence.most_probable()
        surface, scatter, of_cells = evidence.parts(theta)
        return GaussianProcess(
            evidence.shape + surface,
            self.X,
            self.residual,
            self.own + scatter,
            self.level,
            self.spread,
            (scatter + of_cells) ** 0.5 * self.spread,
            self.trend,
            self.lot_std,
            learned=(evidence, theta),
            shared=self._shared(of_cells),
            same_cell=self.same_cell,
            cell_std=of_cells**0.5 * self.spread,
        )

    def _shared(self, of_cells: float) -> Array | None:
        if self.same_cell is None:
            return self.common
        return of_cells * self.same_cell + (0.0 if self.common is None else self.common)
