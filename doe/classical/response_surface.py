"""Response-surface model of a designed table: effects, analysis of variance, lack of fit.

Ordinary least squares on coded settings, as in Myers, Montgomery and Anderson-Cook, Response
Surface Methodology, 4th ed. (2016), chapters 2 and 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, stdtr

from doe.classical.model_terms import Model, Term, model_matrix, term_name, terms_of

Array = NDArray[np.float64]
_MOST_LEVERAGE = 1.0 - 1e-9
"""A cell of leverage 1 is fitted exactly, whatever was measured; rounding keeps it just below."""


@dataclass(frozen=True)
class Effect:
    """One coefficient of the model.

    Attributes:
        name: of the term.
        value: change of the response when the term goes from 0 to 1 (middle to high).
        std: its standard error.
        p: probability of a value so large if the term had no effect.
    """

    name: str
    value: float
    std: float
    p: float


@dataclass(frozen=True)
class VarianceSource:
    """One line of the analysis of variance."""

    name: str
    sum_of_squares: float
    degrees: int
    f: float | None
    p: float | None


@dataclass(frozen=True)
class ResponseSurface:
    """A fitted polynomial.

    Attributes:
        model: linear, interactions or quadratic.
        effects: the mean first.
        anova: model, residual, lack of fit, pure error.
        r2: share of the variance explained.
        r2_adjusted: the same, the number of terms counted against it.
        r2_predicted: the same for cells left out (PRESS).
        residual_std: scatter about the surface.
    """

    model: Model
    effects: tuple[Effect, ...]
    anova: tuple[VarianceSource, ...]
    r2: float
    r2_adjusted: float
    r2_predicted: float
    residual_std: float

    @property
    def lack_of_fit_p(self) -> float | None:
        """Probability of such a lack of fit by chance; None without repeated cells."""
        return next((source.p for source in self.anova if source.name == "lack of fit"), None)


def fit_response_surface(
    coded: Array, y: ArrayLike, names: Sequence[str], model: Model | None = None
) -> ResponseSurface | None:
    """Fit the model, or the largest that the cells can bear.

    Args:
        coded: settings (n, d), -1 low and +1 high.
        y: responses (n,).
        names: of the knobs.
        model: None for the largest with at least two degrees of freedom left.

    Returns:
        The fit; None when the cells cannot estimate even the main effects, or a single cell alone
        determines one of them, so that nothing can be predicted of it from the others.
    """
    values = np.asarray(y, dtype=float)
    models: tuple[Model, ...] = ("quadratic", "interactions", "linear")
    for candidate in models if model is None else (model,):
        terms = terms_of(len(names), candidate)
        X = model_matrix(coded, terms)
        enough = len(values) >= X.shape[1] + 2 and np.linalg.cond(X) < 1e4
        if enough and _leverage(X).max() < _MOST_LEVERAGE:
            return _fitted(candidate, terms, X, coded, values, names)
    return None


def _leverage(X: Array) -> Array:
    """Share of each cell (n,) in its own fitted value: the diagonal of the hat matrix."""
    Q, _ = np.linalg.qr(X)
    return np.asarray(np.sum(Q * Q, axis=1))


def _fitted(
    model: Model, terms: Sequence[Term], X: Array, coded: Array, y: Array, names: Sequence[str]
) -> ResponseSurface:
    n, p = X.shape
    D = np.linalg.inv(X.T @ X)
    b = D @ X.T @ y
    residual = y - X @ b
    sse, sst = float(residual @ residual), float(np.sum((y - y.mean()) ** 2))
    variance = sse / (n - p)
    std = np.sqrt(variance * np.diag(D))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 2.0 * stdtr(n - p, -np.abs(b / std))
    press = residual / (1.0 - _leverage(X))
    whole = max(sst, 1e-300)
    return ResponseSurface(
        model,
        tuple(
            Effect(term_name(term, names), float(v), float(s), float(q))
            for term, v, s, q in zip(terms, b, std, np.nan_to_num(chance, nan=1.0), strict=True)
        ),
        _anova(coded, y, sse, sst, n - p, p),
        1.0 - sse / whole,
        1.0 - (sse / (n - p)) / (whole / (n - 1)),
        1.0 - float(press @ press) / whole,
        variance**0.5,
    )


def _anova(
    coded: Array, y: Array, sse: float, sst: float, rest: int, p: int
) -> tuple[VarianceSource, ...]:
    lines = [
        _source("model", sst - sse, p - 1, sse, rest),
        VarianceSource("residual", sse, rest, None, None),
    ]
    _, group = np.unique(np.round(coded, 6), axis=0, return_inverse=True)
    group = np.asarray(group).ravel()
    count = np.bincount(group)
    level = np.bincount(group, weights=y) / count
    pure, degrees = float(np.sum((y - level[group]) ** 2)), int(len(y) - len(count))
    if degrees > 0 and rest - degrees > 0:
        lines.append(_source("lack of fit", sse - pure, rest - degrees, pure, degrees))
        lines.append(VarianceSource("pure error", pure, degrees, None, None))
    return tuple(lines)


def _source(
    name: str, ss: float, degrees: int, ss_error: float, degrees_error: int
) -> VarianceSource:
    mean_error = ss_error / degrees_error
    if mean_error <= 0:
        return VarianceSource(name, ss, degrees, None, None)
    f = (ss / degrees) / mean_error
    return VarianceSource(name, ss, degrees, float(f), float(fdtrc(degrees, degrees_error, f)))
