"""Several goals at once: resistance, integrity, lost capacity and time in one number.

All four are logarithms to be made small, so that a tenth is ten per cent of each. The number is the
augmented Chebyshev distance from the best of each (Knowles 2006, IEEE Trans. Evol. Comput. 10, 50:
ParEGO), read through the models' doubt; its weights change from cell to cell, so that a campaign
walks along the whole front, and are equal where one compromise is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from doe.domain.learners import Regression

Array = NDArray[np.float64]

NAMES = ("asr_ohm_cm2", "p_intact", "retention", "total_s")
_LEAST_SPAN = 0.1  # a spread of ten per cent: less is not worth a campaign of its own
_SUM_SHARE = 0.05  # rho of ParEGO (Knowles 2006)
_COMPROMISE_EVERY = 4  # chosen: three turns along the front, one for the compromise
_DRAWS = np.random.default_rng(0).standard_normal((16, len(NAMES)))
_NORMALS = np.vstack([_DRAWS, -_DRAWS])


@dataclass(frozen=True, eq=False)
class Trade:
    """What is traded against what.

    Attributes:
        names: of the goals (k,), from `NAMES`.
        loss: model of ln lost capacity; None where retention is not among them.
        log_time: X (n, d) to ln of the time that a cell takes (n,).
        weights: of the goals (k,), positive, adding up to one.
        best: best value of each among the cells so far (k,).
        span: how far the best cells are apart in each (k,).
    """

    names: tuple[str, ...]
    loss: Regression | None
    log_time: Callable[[Array], Array]
    weights: Array
    best: Array
    span: Array

    def parts(self, resistance: tuple[Array, Array], risk: tuple[Array, Array], X: Array) -> Array:
        """Expectation and doubt (2, k, n) of every goal at X (n, d).

        Args:
            resistance: mean and doubt (n,) of ln ASR.
            risk: mean and doubt (n,) of -ln P(intact).
            X: coordinates.
        """
        parts = {"asr_ohm_cm2": resistance, "p_intact": risk}
        if "retention" in self.names and self.loss is not None:
            parts["retention"] = self.loss.predict(X)
        if "total_s" in self.names:
            parts["total_s"] = (self.log_time(X), np.zeros(len(X)))
        return np.array([[parts[name][part] for name in self.names] for part in (0, 1)])

    def blended(self, parts: Array) -> tuple[Array, Array]:
        """Mean and doubt (n,) of the one number."""
        mean, std = parts
        draws = mean + _NORMALS[:, : len(self.names), None] * std
        apart = (draws - self.best[:, None]) / self.span[:, None] * self.weights[:, None]
        total = len(self.names) * (np.max(apart, axis=1) + _SUM_SHARE * np.sum(apart, axis=1))
        scale = float(np.mean(self.span))  # back to logarithms: a tenth is ten per cent again
        return scale * np.mean(total, axis=0), scale * np.std(total, axis=0)

    def measured_by(self, parts: Array) -> "Trade":
        """The same, best and span read from the expectations (2, k, n) of the cells so far."""
        mean = parts[0]
        front = mean[:, non_dominated(mean.T)]
        span = np.maximum(np.max(front, axis=1) - np.min(front, axis=1), _LEAST_SPAN)
        return replace(self, best=np.min(front, axis=1), span=span)

    def leaning(self, turn: int) -> "Trade":
        """The same with the weights of that turn; every fourth one looks for the compromise."""
        if turn % _COMPROMISE_EVERY == 0:
            return self
        drawn = np.random.default_rng(turn).exponential(size=len(self.names))
        return replace(self, weights=drawn / np.sum(drawn))


def equal_weights(count: int) -> Array:
    """Weights (k,) of the compromise."""
    return np.full(count, 1.0 / count)


def non_dominated(values: Array) -> NDArray[np.bool_]:
    """Rows (n,) of values (n, k) that no other row beats in one without losing in another."""
    no_worse = np.ones((len(values), len(values)), dtype=bool)
    better = np.zeros_like(no_worse)
    for goal in values.T:  # goal by goal: sums over two or three goals of each pair are slow
        no_worse &= goal[:, None] <= goal
        better |= goal[:, None] < goal
    return np.asarray(~np.any(no_worse & better, axis=0))


def hypervolume(values: Array, reference: Array) -> float:
    """Volume between the reference (k,) and all that rows of values (n, k) are better than.

    Exact, by slices along the last goal; meant for some dozens of rows and up to four goals.
    """
    inside = values[np.all(values < reference, axis=1)]
    if len(inside) == 0:
        return 0.0
    inside = inside[non_dominated(inside)]
    if values.shape[1] == 1:
        return float(reference[0] - np.min(inside))
    inside = inside[np.argsort(inside[:, -1], kind="stable")]
    ends = np.append(inside[1:, -1], reference[-1])
    slices = [
        (end - row[-1]) * hypervolume(inside[: n + 1, :-1], reference[:-1])
        for n, (row, end) in enumerate(zip(inside, ends, strict=True))
        if end > row[-1]
    ]
    return float(sum(slices))
