"""How a cell ends, as a scikit-learn classifier: intact, or one of the ways of failing."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from surrogate.estimators.unit_cube import UnitCube
from surrogate.integrity.integrity import DAMAGE_AMPLITUDE, DAMAGE_MARGIN
from surrogate.integrity.margin import Margin, MarginPrior, fit_margin

Array = NDArray[np.float64]

_INTACT = "intact"
_FAILED = 3  # the worst grade of the ordered probit: beyond its edge for certain
_PRIOR = MarginPrior(DAMAGE_MARGIN, DAMAGE_AMPLITUDE)


class IntegrityClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One margin a way of failing; a cell is intact when it holds against each (competing risks).

    A cell that was seen cracked says nothing bad of its margin against a short: each margin learns
    from intact cells and from those that failed in its own way.

    Args:
        intact: The label of intact cells. Where "intact" does not occur it is True of booleans,
            and the first label in order of others, such as 0 of grades of damage; of texts with a
            warning.

    Attributes:
        classes_: The labels, sorted.
        n_features_in_: Number of knobs.
    """

    classes_: NDArray[Any]
    cube_: UnitCube

    def __init__(self, intact: object = _INTACT) -> None:
        self.intact = intact

    def fit(self, X: ArrayLike, y: ArrayLike) -> IntegrityClassifier:
        """Learn from cells.

        Args:
            X: Settings (n, d), one row a cell.
            y: Labels (n,): the label of intact cells, and how the others failed.

        Returns:
            The estimator.

        Raises:
            ValueError: Shapes that do not fit, values that are not finite, one label only, no cell
                of the label that was named for intact ones.
        """
        cells, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise ValueError("Only one class is among the cells: nothing tells them apart.")
        self._intact_at = self._place_of_intact()
        self.cube_ = UnitCube.around(cells)
        unit = self.cube_.of(cells)
        held = labels == self.classes_[self._intact_at]
        self._margins = {
            place: _margin(unit, held, labels == label)
            for place, label in enumerate(self.classes_)
            if place != self._intact_at
        }
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probability (n, k) of each of `classes_` for one more cell at X (n, d)."""
        check_is_fitted(self)
        cells = self.cube_.of(validate_data(self, X, reset=False, dtype=np.float64))
        holds = {place: _holds(margin, cells) for place, margin in self._margins.items()}
        chances = np.empty((len(cells), len(self.classes_)))
        chances[:, self._intact_at] = np.prod(list(holds.values()), axis=0)
        hazard = {place: -np.log(np.maximum(p, np.finfo(float).tiny)) for place, p in holds.items()}
        total = np.sum(list(hazard.values()), axis=0)
        for place, share in hazard.items():  # of competing risks, in proportion to their hazards
            failed = 1.0 - chances[:, self._intact_at]
            chances[:, place] = failed * np.divide(
                share, total, out=np.full(len(cells), 1.0 / len(hazard)), where=total > 0
            )
        return chances

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The most probable label (n,)."""
        chances = self.predict_proba(X)
        return np.asarray(self.classes_[np.argmax(chances, axis=1)])

    def predict_log_proba(self, X: ArrayLike) -> Array:
        """Ln of `predict_proba` (n, k)."""
        return np.log(np.maximum(self.predict_proba(X), np.finfo(float).tiny))

    def _place_of_intact(self) -> int:
        """Where among `classes_` the label of intact cells is."""
        found = np.flatnonzero(self.classes_.astype(object) == self.intact)
        if len(found):
            return int(found[0])
        there = ", ".join(repr(label) for label in self.classes_.tolist())
        if self.intact != _INTACT:
            raise ValueError(f"No cell is labelled {self.intact!r}, for intact; there are {there}.")
        if self.classes_.dtype.kind == "b":
            return 1  # of False and True
        if self.classes_.dtype.kind not in "iuf":
            first = self.classes_[0]
            warnings.warn(
                f"No cell is labelled {_INTACT!r}; of {there} the first is taken for it. Say which "
                f"it is: IntegrityClassifier(intact={first!r}).",
                stacklevel=3,
            )
        return 0


def _margin(unit: Array, held: NDArray[np.bool_], failed: NDArray[np.bool_]) -> Margin:
    known = held | failed
    grades = np.where(failed[known], _FAILED, 0).astype(np.int64)
    return fit_margin(unit[known], grades, _PRIOR, None)


def _holds(margin: Margin, cells: Array) -> Array:
    mean, std = margin.predict(cells)
    return np.asarray(ndtr(mean / np.sqrt(1.0 + std**2)))
