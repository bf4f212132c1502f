"""How well a classical design can estimate its effects, before any cell is pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.classical.model_terms import Model, Term, model_matrix, terms_of
from doe.classical.run_plan import DesignPlan

_LEAST_EFFICIENCY = 0.01
"""Below one percent terms are tied to each other, but for the little by which cells were moved onto
steps or away from a rule; a table in which they are tied exactly has none."""


@dataclass(frozen=True)
class DesignEvaluation:
    """What a design can tell.

    Attributes:
        model: largest of linear, interactions, quadratic that it can estimate; None if not even
            the main effects.
        d_efficiency: for that model; 1 is an orthogonal two-level design.
        lack_of_fit: degrees of freedom left to find out that the model is too simple.
        pure_error: degrees of freedom of repeated cells.
    """

    model: Model | None
    d_efficiency: float
    lack_of_fit: int
    pure_error: int


def judged(plan: DesignPlan) -> DesignEvaluation:
    """The largest model that the design can estimate, and how well."""
    models: tuple[Model, ...] = ("quadratic", "interactions", "linear")
    for model in models:
        terms = terms_of(plan.space.dimensions, model)
        if (efficiency := d_efficiency(plan.coded, terms)) > _LEAST_EFFICIENCY:
            return DesignEvaluation(model, efficiency, *degrees_of_freedom(plan.coded, terms))
    return DesignEvaluation(None, 0.0, 0, 0)


Array = NDArray[np.float64]


def d_efficiency(coded: Array, terms: Sequence[Term]) -> float:
    """|X'X|^(1/p) / n: 1 for an orthogonal two-level design, 0 when a term cannot be estimated.

    Args:
        coded: settings (n, d) within -1..1.
        terms: the model's p terms.
    """
    X = model_matrix(coded, terms)
    sign, log_det = np.linalg.slogdet(X.T @ X)
    return float(np.exp(log_det / X.shape[1]) / len(X)) if sign > 0 else 0.0


def average_variance(coded: Array, region: Array, terms: Sequence[Term]) -> float:
    """Variance of prediction averaged over the region (m, d), in units of one cell's variance.

    Infinite when the design cannot estimate the model. Multiply by n to compare sizes.
    """
    X, F = model_matrix(coded, terms), model_matrix(region, terms)
    information = X.T @ X
    if np.linalg.matrix_rank(information) < X.shape[1]:
        return float("inf")
    return float(np.trace(np.linalg.solve(information, F.T @ F / len(F))))


def degrees_of_freedom(coded: Array, terms: Sequence[Term]) -> tuple[int, int]:
    """Degrees of freedom (lack of fit, pure error) that the design leaves."""
    distinct = len(np.unique(np.round(coded, 9), axis=0))
    rank = int(np.linalg.matrix_rank(model_matrix(coded, terms)))
    return distinct - rank, len(coded) - distinct
