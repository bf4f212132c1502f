"""Resistance of intact cells as a scikit-learn regressor: a Gaussian process of ln(ASR)."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_consistent_length, check_is_fitted, validate_data

from surrogate.estimators.unit_cube import UnitCube
from surrogate.gp.gp import TYPICAL_NOISE, fit_gaussian_process
from surrogate.gp.lot_effects import fit_with_lots
from surrogate.gp.surface import GaussianProcess

Array = NDArray[np.float64]


class ResistanceRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Gaussian process of ln(ASR) with one length scale a knob and a learned scatter.

    Args:
        typical_noise: Expected scatter of ln(ASR) from cell to cell, about its relative scatter.

    Attributes:
        n_features_in_: Number of knobs.
        surface_: The fitted `surrogate.gp.gp.GaussianProcess` in the unit cube.
    """

    surface_: GaussianProcess
    cube_: UnitCube

    def __init__(self, typical_noise: float = TYPICAL_NOISE) -> None:
        self.typical_noise = typical_noise

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        y_std: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> ResistanceRegressor:
        """Learn from intact cells.

        Args:
            X: Settings (n, d), one row a cell, in any unit.
            y: ASR (n,), ohm cm2, above 0.
            y_std: Standard uncertainty of each measurement (n,), or one of all, ohm cm2.
            groups: Lot of each cell (n,), any labels; lots share the surface up to a factor.

        Returns:
            The estimator.

        Raises:
            ValueError: Shapes that do not fit, values that are not finite, y not above 0, y_std
                below 0, a cell without a lot, `typical_noise` not above 0.
        """
        _check_noise(self.typical_noise)
        cells, asr = validate_data(self, X, y, y_numeric=True, dtype=np.float64)
        if np.any(asr <= 0):
            raise ValueError("y holds a resistance that is not above 0 ohm cm2.")
        relative = np.zeros(len(asr)) if y_std is None else _checked_std(y_std, asr) / asr
        self.cube_ = UnitCube.around(cells)
        unit, log_asr = self.cube_.of(cells), np.log(asr)
        if groups is None:
            self.surface_ = fit_gaussian_process(
                unit, log_asr, relative**2, typical_noise=self.typical_noise
            )
        else:
            lots = _lots(groups, asr)
            self.surface_ = fit_with_lots(unit, log_asr, relative**2, lots=lots)
        return self

    def predict(self, X: ArrayLike, return_std: bool = False) -> Array | tuple[Array, Array]:
        """Median ASR (n,), ohm cm2, and, if asked, the standard deviation (n,) of one more cell."""
        mean, variance = self._log_asr(X)
        median = np.exp(mean)
        if not return_std:
            return median
        return median, np.exp(mean + variance / 2) * np.sqrt(np.expm1(variance))

    def sample_y(self, X: ArrayLike, n_samples: int = 1, random_state: int | None = None) -> Array:
        """Draws of the surface (n, n_samples), ohm cm2, without the scatter of single cells."""
        check_is_fitted(self)
        cells = validate_data(self, X, reset=False, dtype=np.float64)
        mean, covariance = self.surface_.joint(self.cube_.of(cells))
        draws = np.random.default_rng(random_state).multivariate_normal(
            mean, covariance, n_samples, method="eigh"
        )
        return np.exp(draws.T)

    def _log_asr(self, X: ArrayLike) -> tuple[Array, Array]:
        check_is_fitted(self)
        cells = validate_data(self, X, reset=False, dtype=np.float64)
        mean, std = self.surface_.predict(self.cube_.of(cells))
        scatter = self.surface_.noise_std**2 + self.surface_.lot_std**2
        return mean, std**2 + scatter

    def __sklearn_tags__(self) -> Any:
        """ASR is above 0, and with one cell there is nothing to learn from."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        return tags


def _check_noise(typical_noise: object) -> None:
    if not (isinstance(typical_noise, Real) and 0.0 < float(typical_noise) < np.inf):
        raise ValueError(
            f"typical_noise = {typical_noise!r} must be a number above 0, such as 0.08 for 8 %."
        )


def _lots(groups: ArrayLike, asr: Array) -> NDArray[np.int64]:
    """Codes (n,) of the lots; each cell has one."""
    check_consistent_length(asr, groups)
    labels = np.asarray(groups, dtype=object)
    unknown = [row for row, lot in enumerate(labels) if _is_unknown(lot)]
    if unknown:
        raise ValueError(
            f"groups holds no lot of the cell in row {unknown[0]}, counted from 0 ({len(unknown)} "
            "of them in all): give each cell a label, those of an unknown lot a label of their own."
        )
    return np.unique(np.asarray(groups), return_inverse=True)[1].astype(np.int64)


def _is_unknown(lot: object) -> bool:
    return lot is None or (isinstance(lot, float) and np.isnan(lot))


def _checked_std(y_std: ArrayLike, asr: Array) -> Array:
    """Uncertainties (n,), ohm cm2."""
    std = np.asarray(y_std, dtype=float)
    if std.shape not in ((), asr.shape):
        raise ValueError(f"y_std has the shape {std.shape}; {len(asr)} cells need {asr.shape}.")
    if not np.all(np.isfinite(std) & (std >= 0)):
        raise ValueError(
            "y_std holds an uncertainty that is not a finite number, 0 ohm cm2 or above."
        )
    return np.broadcast_to(std, asr.shape)
