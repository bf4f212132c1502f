"""Model terms of a response surface: which columns a design must be able to tell apart."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Model = Literal["linear", "interactions", "quadratic"]
Term = tuple[int, ...]
"""The factors that are multiplied: () the mean, (0,) an effect, (0, 1) a pair, (0, 0) a square."""


def terms_of(factors: int, model: Model) -> tuple[Term, ...]:
    """Terms of a model: mean, main effects, then pairs, then squares."""
    terms: list[Term] = [(), *((k,) for k in range(factors))]
    if model in ("interactions", "quadratic"):
        terms += list(combinations(range(factors), 2))
    if model == "quadratic":
        terms += [(k, k) for k in range(factors)]
    return tuple(terms)


def model_matrix(coded: Array, terms: Sequence[Term]) -> Array:
    """Coded settings (n, d) to the columns of the terms (n, p)."""
    columns = [np.prod(coded[:, list(term)], axis=1) for term in terms]
    return np.stack(columns, axis=1)


def term_name(term: Term, names: Sequence[str]) -> str:
    """`copress_mpa`, `copress_mpa x stack_mpa`, `copress_mpa^2`; the mean is `mean`."""
    if not term:
        return "mean"
    if len(term) == 2 and term[0] == term[1]:
        return f"{names[term[0]]}^2"
    return " x ".join(names[k] for k in term)
