"""What scikit-learn's own tools say of the models: folds, permutations, calibration.

`Models.calibration` leaves each cell out in closed form, hyperparameters kept: exact, and two
hundred cells take no time. It cannot leave a lot out, nor learn the hyperparameters again, nor
judge P(intact). That is asked here, for who wants it: each fold fits the models again, and
scikit-learn takes half a second to load. So nothing imports this file but who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import permutation_importance
from sklearn.metrics import brier_score_loss, log_loss, r2_score
from sklearn.model_selection import (
    BaseCrossValidator,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    StratifiedKFold,
    cross_val_predict,
    cross_validate,
)

from campaigns.explore.models import Models
from doe.domain.learners import Regression
from doe.trials import Observation

Array = NDArray[np.float64]

INTACT_CALIBRATION = "intact-calibration"
"""Name of the plot of `IntactByFold`."""

_FOLDS = 10  # the usual number (Kohavi 1995, IJCAI)
_FEWEST_LOTS = 3  # chosen: of two, each is predicted from one other lot alone
_FEWEST_OF_A_KIND = 5  # broken cells, or whole ones; chosen: fewer draw no curve
_SHUFFLES = 20  # of each knob; chosen: the mean is known to a fifth of the spread of one shuffle
_BY_CHANCE = 1e-6  # of P(intact): keeps the logarithm finite


@dataclass(frozen=True, eq=False)
class LeftOutByFold:
    """Cross-validation of the surface, its hyperparameters learned again in each fold.

    Attributes:
        left_out: what one fold leaves out: "lot", "cell" of several rungs, or "tenth".
        rmse: typical error of ln cost in each fold (k,).
        r2: share of the variance of ln cost that is predicted, all folds together.
        measured: ln cost (n,).
        expected: what the other folds predict (n,).
    """

    left_out: str
    rmse: Array
    r2: float
    measured: Array
    expected: Array


@dataclass(frozen=True, eq=False)
class IntactByFold:
    """P(intact) of cells that were left out of the models.

    Attributes:
        intact: what became of them (n,).
        p_intact: what the other cells say (n,).
        brier: mean squared error of the probabilities.
        brier_of_share: the same where each cell is given the share of intact cells.
        log_loss: minus the mean ln probability of what happened.
    """

    intact: NDArray[np.bool_]
    p_intact: Array
    brier: float
    brier_of_share: float
    log_loss: float


@dataclass(frozen=True, eq=False)
class ScikitLearnChecks:
    """What scikit-learn says of an exploration.

    Attributes:
        surface: cross-validation of the resistance, or of what the table has in its place.
        importance: by knob, how far R2 of the cells falls when its column is shuffled: mean and
            standard deviation over the shuffles.
        integrity: calibration of P(intact); None where nobody looked, or where too few cells broke
            or held.
    """

    surface: LeftOutByFold
    importance: dict[str, tuple[float, float]]
    integrity: IntactByFold | None


class _OfModels(BaseEstimator):  # type: ignore[misc]
    """An estimator whose only parameter are the models that it learns like."""

    def __init__(self, models: Models) -> None:
        self.models = models

    def __sklearn_clone__(self) -> Any:
        """The same, not fitted; scikit-learn itself would copy the whole table for each fold."""
        return type(self)(self.models)


class SurfaceRegressor(RegressorMixin, _OfModels):  # type: ignore[misc]
    """The surface of an exploration: ln cost at coordinates of its space.

    Args:
        models: of the exploration; each `fit` learns a surface as they did.
    """

    surface_: Regression

    def fit(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        of_cell: NDArray[np.int64] | None = None,
    ) -> SurfaceRegressor:
        """Learn from coordinates (n, d), ln cost (n,), its variance (n,), and cell of each row."""
        noise = np.zeros(len(y)) if noise_variance is None else noise_variance
        self.surface_ = self.models.learned_again(X, y, noise, of_cell)
        return self

    def predict(self, X: Array) -> Array:
        """Mean of ln cost (n,) at coordinates (n, d)."""
        return self.surface_.predict(X)[0]


class IntactClassifier(ClassifierMixin, _OfModels):  # type: ignore[misc]
    """P(intact) by the models of an exploration; X (n, 1) are rows of its history.

    How a cell failed says more than that it failed: so rows are handed over, not coordinates.

    Args:
        models: of the exploration.
    """

    classes_ = np.array([False, True])

    def fit(self, X: NDArray[np.int64], y: NDArray[np.bool_]) -> IntactClassifier:
        """Learn from some rows; what became of them is in the history."""
        self._history = [self._all[row] for row in X[:, 0]]
        return self

    def predict_proba(self, X: NDArray[np.int64]) -> Array:
        """Probability (n, 2) that the cells of other rows broke, and that they held."""
        strategy = self.models.strategy
        points = [self._all[row].point for row in X[:, 0]]
        p = strategy.p_intact(self._history, points)
        return np.column_stack([1.0 - p, p])

    def predict(self, X: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the cells of other rows (n,) held, more probably than not."""
        return np.asarray(self.predict_proba(X)[:, 1] >= 0.5)

    @property
    def _all(self) -> tuple[Observation, ...]:
        return self.models.past.history


def checked_by_scikit_learn(models: Models) -> ScikitLearnChecks:
    """Ask scikit-learn of the models of past cells."""
    return ScikitLearnChecks(_surface(models), _importance(models), _integrity(models))


def _surface(models: Models) -> LeftOutByFold:
    folds, groups, left_out = _folds_of(models)
    found = cross_validate(
        SurfaceRegressor(models),
        models.X,
        models.y,
        groups=groups,
        cv=folds,
        scoring="neg_root_mean_squared_error",
        params=_known_of_rows(models),
        return_estimator=True,
        return_indices=True,
        error_score="raise",
    )
    expected = np.empty(len(models.y))
    for model, rows in zip(found["estimator"], found["indices"]["test"], strict=True):
        expected[rows] = model.predict(models.X[rows])
    r2 = float(r2_score(models.y, expected))
    return LeftOutByFold(left_out, -found["test_score"], r2, models.y, expected)


def _known_of_rows(models: Models) -> dict[str, Any]:
    """What is known of each row besides coordinates and value."""
    known: dict[str, Any] = {"noise_variance": models.noise_variance}
    if models.past.of_cell is not None:
        known["of_cell"] = models.past.of_cell
    return known


def _folds_of(models: Models) -> tuple[BaseCrossValidator, NDArray[Any] | None, str]:
    """Folds, the group of each row, and what a fold leaves out: what belongs together, together."""
    lots = [cell.lot for cell in models.past.measured]
    count = len({lot for lot in lots if lot})
    if count >= _FEWEST_LOTS and all(lots):
        several = LeaveOneGroupOut() if count <= _FOLDS else GroupKFold(_FOLDS)
        return several, np.array(lots), "lot"
    of_cell = models.past.of_cell
    if of_cell is not None:
        return GroupKFold(min(_FOLDS, len(np.unique(of_cell)))), of_cell, "cell"
    seed = models.strategy.settings.seed
    return KFold(min(_FOLDS, len(models.y)), shuffle=True, random_state=seed), None, "tenth"


def _importance(models: Models) -> dict[str, tuple[float, float]]:
    fitted = SurfaceRegressor(models).fit(models.X, models.y, **_known_of_rows(models))
    found = permutation_importance(
        fitted,
        models.X,
        models.y,
        scoring="r2",
        n_repeats=_SHUFFLES,
        random_state=models.strategy.settings.seed,
    )
    both = zip(found.importances_mean, found.importances_std, strict=True)
    return {
        name: (float(mean), float(std))
        for name, (mean, std) in zip(models.past.space.names, both, strict=True)
    }


def _integrity(models: Models) -> IntactByFold | None:
    intact = np.array([cell.intact for cell in models.past.history])
    fewest = int(min(np.sum(intact), np.sum(~intact)))
    if not models.past.looked_at or fewest < _FEWEST_OF_A_KIND:
        return None
    rows = np.arange(len(intact))[:, None]
    p = _p_left_out(models, rows, intact, min(_FOLDS, fewest))
    return IntactByFold(
        intact,
        p,
        float(brier_score_loss(intact, p)),
        float(brier_score_loss(intact, np.full(len(intact), np.mean(intact)))),
        float(log_loss(intact, np.clip(p, _BY_CHANCE, 1.0 - _BY_CHANCE))),
    )


def _p_left_out(
    models: Models, rows: NDArray[np.intp], intact: NDArray[np.bool_], folds: int
) -> Array:
    """P(intact) (n,) of each cell by the others; the rungs of a cell are left out together."""
    seed = models.strategy.settings.seed
    groups: Sequence[str] | None = None
    several: BaseCrossValidator = StratifiedKFold(folds, shuffle=True, random_state=seed)
    if models.past.of_cell is not None:
        history = models.past.history
        groups = [c.cell or f"row {n}" for n, c in enumerate(history)]
        several = GroupKFold(min(_FOLDS, len(set(groups))))
    found = cross_val_predict(
        IntactClassifier(models),
        rows,
        intact,
        groups=groups,
        cv=several,
        method="predict_proba",
    )
    return np.asarray(found[:, 1])
