"""A fitted surface of one measured value: what it predicts, with which doubt, and without a cell.

`surrogate.gp.gp` fits it.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surrogate.calibration import Calibration, calibrate
from surrogate.gp.cholesky import factorised_in_place, inverse_diagonal, lengths, reduced, solved
from surrogate.gp.kernel import Kernel, SumKernel, lower_triangle
from surrogate.gp.log_marginal_likelihood import JITTER, Evidence
from surrogate.gp.remembered import Remembered
from surrogate.gp.trend_kernel import Trend, TrendKernel, trend_mean

Array = NDArray[np.float64]

_FEWEST_DEGREES = 3.0  # of freedom: with fewer the variance itself would be infinite
_FEWEST_TO_WIDEN = 5  # cells; chosen: the errors of fewer say nothing of an interval


@dataclass(frozen=True, eq=False)
class GaussianProcess:
    """A fitted surface.

    Attributes:
        kernel: covariance of the scaled surface, noise excluded.
        X: cells (n, d) in the unit cube.
        residual: scaled values (n,) less the trend's expectation.
        noise: scaled variance (n,) of each value.
        level: what was subtracted from the values.
        spread: what they were divided by.
        noise_std: scatter of one more cell, in the unit of the value; of several rungs a cell, that
            of cells and of rungs together.
        trend: expected shape, or None.
        lot_std: spread from lot to lot, likewise; zero where lots are not distinguished.
        learned: what the cells said of the hyperparameters, and the most probable ones (k,); None
            where they are taken as known.
        shared: scaled covariance (n, n) of what rows have in common and one more cell has not, a
            lot or their cell; None where nothing.
        same_cell: 1 where two rows are rungs of one cell (n, n); None where no cell has several.
        cell_std: of `noise_std`, the scatter of cells; zero where no cell has several rungs.
        of_cell: cell of each row (n,), where the rows of one cell are to be left out together; None
            where each row is left out alone.
        left_out: the surface with one cell more, and that cell's row there; None where this is no
            such part of another.
    """

    kernel: SumKernel[TrendKernel, Kernel]
    X: Array
    residual: Array
    noise: Array
    level: float
    spread: float
    noise_std: float
    trend: Trend | None = None
    lot_std: float = 0.0
    learned: tuple[Evidence, Array] | None = None
    shared: Array | None = None
    same_cell: Array | None = None
    cell_std: float = 0.0
    of_cell: NDArray[np.int64] | None = None
    left_out: tuple["GaussianProcess", int] | None = None
    _remembered: Remembered = field(init=False, repr=False, default_factory=Remembered)
    _pulls: Remembered = field(init=False, repr=False, default_factory=Remembered)

    @cached_property
    def factor(self) -> Array:
        """Cholesky factor (n, n), once (Rasmussen and Williams 2006, algorithm 2.1)."""
        covariance = lower_triangle(self.kernel, self.X)
        covariance[np.diag_indices(len(self.X))] += self.noise + JITTER
        if self.shared is not None:
            covariance += np.tril(self.shared)
        return factorised_in_place(covariance)

    @cached_property
    def weights(self) -> Array:
        """Of the cells (n,) in the mean."""
        return solved(self.factor, self.residual)

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of the surface at X (n, d), noise excluded."""
        return self._remembered.of(np.asarray(X), self._predicted)

    def _predicted(self, X: Array) -> tuple[Array, Array]:
        if self.left_out is not None:
            whole, row = self.left_out
            return whole.predicted_without(row, X)
        ahead, features = self.kernel.k1.expected_and_features(X)
        across = self.kernel.k2(X, self.X)
        across += features @ self._features.T
        before = np.einsum("ij,ij->i", features, features) + self.kernel.k2.diag(X)
        variance = before - lengths(reduced(self.factor, across.T))
        std = np.sqrt(np.maximum(variance, JITTER))
        mean = self.level + ahead + self.spread * (across @ self.weights)
        return np.asarray(mean), std * self.spread

    @cached_property
    def _features(self) -> Array:
        """Of the expected shapes at the cells (n, k)."""
        return self.kernel.k1.expected_and_features(self.X)[1]

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) of the surface at X (n, d), noise excluded."""
        across = self.kernel(X, self.X)
        reduction = reduced(self.factor, across.T)
        covariance = self.kernel(X) - reduction.T @ reduction
        return self._unscaled(X, across @ self.weights), covariance * self.spread**2

    def believing(self, X: Array) -> "GaussianProcess":
        """The same surface as if cells at X (m, d) had measured what it expects (kriging believer).

        Used for cells that are still on the press: the mean stays, the doubt there shrinks.
        """
        believed = self.kernel(X, self.X) @ self.weights
        noise = np.full(len(X), (self.noise_std**2 + self.lot_std**2) / self.spread**2)
        return replace(
            self,
            X=np.vstack([self.X, X]),
            residual=np.concatenate([self.residual, believed]),
            of_cell=None,
            left_out=None,
            noise=np.concatenate([self.noise, noise]),
            shared=None if self.shared is None else np.pad(self.shared, (0, len(X))),
            same_cell=None if self.same_cell is None else np.pad(self.same_cell, (0, len(X))),
        )

    def one_more(self, X: Array) -> tuple[Array, Array, Array]:
        """What one more cell at X (n, d) will measure, doubt about the hyperparameters included.

        The variance is that of the surface and the scatter, averaged over hyperparameters one
        sigma to either side of the most probable ones, plus the variance of the mean among them.
        A variance that is itself uncertain makes the forecast a Student t; its degrees of freedom
        follow from how uncertain (Satterthwaite 1946, Biometrics Bulletin 2:110).

        Returns:
            Mean (n,), scale (n,) and degrees of freedom (n,).
        """
        mean, variance = _measured(self, X)
        averaged, unsure = variance.copy(), np.zeros(len(X))
        for lower, upper in self._neighbours:
            (low, low_variance), (high, high_variance) = _measured(lower, X), _measured(upper, X)
            averaged += (low_variance + high_variance) / 2 - variance + (high - low) ** 2 / 4
            unsure += (high_variance - low_variance) ** 2 / 4
        scale = self._too_narrow * np.sqrt(np.maximum(averaged, variance))
        degrees = 2 * variance**2 / np.maximum(unsure, 1e-3 * variance**2)
        return mean, scale, np.maximum(degrees, _FEWEST_DEGREES)

    @cached_property
    def _too_narrow(self) -> float:
        """By how much intervals are widened where nobody stated how uncertain the values are.

        The most probable scales follow scatter that nobody vouched for; the errors of cells left
        out, standardised, tell by how much. Never narrower than the model says.
        """
        return float(np.sqrt(max(1.0, self.squared_errors)))

    @cached_property
    def squared_errors(self) -> float:
        """Standardised squared errors of cells left out, a degree of freedom; 1 is as expected.

        1 where values came with an uncertainty of their own, which is taken at its word, and of
        fewer than five cells, which say nothing of it.
        """
        cells = len(self.X)
        if self.learned is None or self.learned[0].stated or cells < _FEWEST_TO_WIDEN:
            return 1.0
        mean, std = self.leave_one_out()
        return float(np.sum(((self.values - mean) / std) ** 2) / (cells - 2))  # level, scatter

    @cached_property
    def _neighbours(self) -> tuple[tuple["GaussianProcess", "GaussianProcess"], ...]:
        """The same cells under hyperparameters one sigma to either side, by pairs."""
        if self.learned is None:
            return ()
        evidence, theta = self.learned
        return tuple(
            (self._under(theta - s, evidence), self._under(theta + s, evidence))
            for s in self._one_sigma_steps
        )

    @cached_property
    def _one_sigma_steps(self) -> Array:
        """Steps (k, k) of the hyperparameters; none where they were taken as known."""
        if self.learned is None:
            return np.empty((0, 0))
        evidence, theta = self.learned
        return evidence.one_sigma_steps(theta)

    def rescaled(self, count: int, generator: np.random.Generator) -> tuple["GaussianProcess", ...]:
        """The same cells under hyperparameters drawn from what the cells say of them.

        Laplace's approximation about the most probable ones, within the bounds of their search;
        the same surface again where they were taken as known.
        """
        if self.learned is None:
            return (self,) * count
        evidence, theta = self.learned
        bounds = np.array(evidence.prior.bounds())
        drawn = theta + generator.standard_normal((count, len(theta))) @ self._one_sigma_steps
        inside = np.minimum(np.maximum(drawn, bounds[:, 0]), bounds[:, 1])
        return tuple(self._under(one, evidence) for one in inside)

    def _under(self, theta: Array, evidence: Evidence) -> "GaussianProcess":
        surface, scatter, of_cells = evidence.parts(theta)
        rung_variance, cell_variance = self.noise_std**2 - self.cell_std**2, self.cell_std**2
        own, shared = self.noise - rung_variance / self.spread**2, self.shared
        if shared is not None and self.same_cell is not None:
            shared = shared + (of_cells - cell_variance / self.spread**2) * self.same_cell
        return replace(
            self,
            kernel=evidence.shape + surface,
            noise=np.maximum(own, 0.0) + scatter,
            noise_std=(scatter + of_cells) ** 0.5 * self.spread,
            cell_std=of_cells**0.5 * self.spread,
            shared=shared,
            learned=None,
            left_out=None,
        )

    def without(self, *rows: int) -> "GaussianProcess":
        """The same surface without the cell of these rows; level, scales and noise are kept."""
        kept = np.delete(np.arange(len(self.X)), rows)
        alone = len(rows) == 1 and self.left_out is None
        return replace(
            self,
            X=self.X[kept],
            residual=self.residual[kept],
            noise=self.noise[kept],
            shared=None if self.shared is None else self.shared[np.ix_(kept, kept)],
            same_cell=None if self.same_cell is None else self.same_cell[np.ix_(kept, kept)],
            of_cell=None if self.of_cell is None else self.of_cell[kept],
            left_out=(self, rows[0]) if alone else None,
        )

    def predicted_without(self, row: int, X: Array) -> tuple[Array, Array]:
        """What `without(row)` predicts at X (n, d): a change of rank one, nothing is factorised.

        The inverse of a covariance without one cell follows from the whole inverse (Rasmussen and
        Williams 2006, eq A.12), so that all cells can be left out of one prediction.
        """
        mean, std = self.predict(X)
        pull = self._pulls.of(np.asarray(X), self._pulled)[0][:, row]
        own = float(self._inverse[row, row])
        mean = mean - pull * (self.weights[row] / own * self.spread)
        return mean, np.hypot(std, pull * (self.spread / own**0.5))

    def _pulled(self, X: Array) -> tuple[Array, Array]:
        """How cells pull at X: their share (n, cells) of the mean there; and nothing."""
        return self.kernel(X, self.X) @ self._inverse, np.zeros(len(X))

    @cached_property
    def _inverse(self) -> Array:
        return solved(self.factor, np.eye(len(self.X)))

    def leave_one_out(self) -> tuple[Array, Array]:
        """What each cell (n,) would have been expected to measure without it, and the doubt (n,).

        Closed form, hyperparameters kept (Rasmussen and Williams 2006, eqs 5.10-5.12); the
        standard deviation includes the scatter of the cell. With `of_cell` all rows of the cell are
        without it.
        """
        if self.of_cell is None:
            variance = 1.0 / inverse_diagonal(self.factor)
            mean = self.residual - self.weights * variance
        else:
            inverse = self._inverse
            mean, variance = self.residual.copy(), np.empty(len(self.X))
            for cell in np.unique(self.of_cell):
                rows = np.flatnonzero(self.of_cell == cell)
                own = np.linalg.inv(inverse[np.ix_(rows, rows)])
                mean[rows] -= own @ self.weights[rows]
                variance[rows] = np.diag(own)
        return self._unscaled(self.X, mean), np.sqrt(variance) * self.spread

    @cached_property
    def calibration(self) -> Calibration:
        """The surface judged by its own cells, each left out.

        Raises:
            ValueError: fewer than two cells.
        """
        return calibrate(self, self.values)

    @property
    def values(self) -> Array:
        """Of the cells (n,), each lot's own shift taken off."""
        return self._unscaled(self.X, self.residual)

    @property
    def log_evidence(self) -> float:
        """Ln density of the values it was fitted to, with its hyperparameters' own prior density.

        Up to a constant that expected shapes have in common: what tells shapes apart. At most the
        150 cells that teach hyperparameters are asked.

        Raises:
            ValueError: nothing was learned.
        """
        if self.learned is None:
            raise ValueError("Hyperparameters were taken as known: nothing tells shapes apart.")
        evidence, theta = self.learned
        against = evidence.negative(theta)[0] + evidence.prior.penalty(theta)[0]
        return -against - len(evidence.y) * float(np.log(self.spread))

    def _unscaled(self, X: Array, scaled: Array) -> Array:
        return np.asarray(self.level + trend_mean(self.trend, X) + self.spread * scaled)


def _measured(surface: GaussianProcess, X: Array) -> tuple[Array, Array]:
    """Mean (n,) and variance (n,) of one more cell, hyperparameters taken as known."""
    mean, std = surface.predict(X)
    return mean, std**2 + surface.noise_std**2 + surface.lot_std**2
