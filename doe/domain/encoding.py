"""How models see choices that have no order: the one place where choices become columns.

Everywhere else a point has one coordinate a knob, a choice k / (n - 1). To a model that would say
that "PTFE foil" lies between "bare" and "graphite". So knobs of three or more choices are handed
to models as one column a choice, of which one is 1 / sqrt(2) and the others 0: any two choices
are one cube width apart. With a length scale for each column this is a kernel over categories in
which each choice has its own weight (dummy variables, as in Pinheiro and Bates 1996, Statistics
and Computing 6:289, and Roustant et al. 2020, SIAM/ASA J. Uncertainty Quantification 8:775). Two
choices are one column as they are.

What is known of pressing keeps its own coordinates: shapes and limits see points, not columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from doe.domain.learners import (
    Array,
    Calibration,
    Failures,
    Integrity,
    Learners,
    LearnIntegrity,
    LearnReading,
    LearnRegression,
    Limit,
    LimitLearned,
    Regression,
    Safety,
    Trend,
)
from doe.space import Space

_FEWEST = 3  # choices; two need no second column
_MARK = 1 / sqrt(2)  # two marks are one cube width apart


@dataclass(frozen=True)
class Encoding:
    """Coordinates of a space to columns of a model, and back.

    Attributes:
        choices: number of choices of each knob (d,); 0 for a number.
    """

    choices: tuple[int, ...]

    @classmethod
    def of(cls, space: Space) -> Encoding:
        """The encoding of a space."""
        return cls(tuple(len(p.choices) for p in space.parameters))

    @property
    def needed(self) -> bool:
        """Whether columns differ from coordinates."""
        return any(count >= _FEWEST for count in self.choices)

    def encoded(self, X: Array) -> Array:
        """Coordinates (n, d) to columns (n, D)."""
        columns = []
        for at, count in enumerate(self.choices):
            if count < _FEWEST:
                columns.append(X[:, at : at + 1])
                continue
            code = np.clip(np.rint(X[:, at] * (count - 1)), 0, count - 1)
            columns.append(_MARK * (code[:, None] == np.arange(count)))
        return np.hstack(columns)

    def decoded(self, Z: Array) -> Array:
        """Columns (n, D) to coordinates (n, d)."""
        columns, first = [], 0
        for count in self.choices:
            wide = count if count >= _FEWEST else 1
            part = Z[:, first : first + wide]
            columns.append(part[:, 0] if wide == 1 else np.argmax(part, axis=1) / (count - 1))
            first += wide
        return np.stack(columns, axis=1)

    def of_points(self, columns: Callable[[Array], Array]) -> Callable[[Array], Array]:
        """A function of coordinates, asked with columns."""
        return _DecodedFeatures(columns, self) if self.needed else columns

    def trend(self, trend: Trend | None) -> Trend | None:
        """An expected shape, asked with columns."""
        return None if trend is None else replace(trend, columns=self.of_points(trend.columns))

    def limit(self, limit: Limit) -> Limit:
        """A limit, asked with columns."""
        return replace(
            limit,
            load=lambda Z: limit.load(self.decoded(Z)),
            reliefs=lambda Z: limit.reliefs(self.decoded(Z)),
        )


def encoded_regression(learner: LearnRegression, space: Space) -> LearnRegression:
    """The same regression for a space with choices; itself where columns are coordinates."""
    encoding = Encoding.of(space)
    return _EncodedRegressionLearner(learner, encoding) if encoding.needed else learner


def encoded_learners(learners: Learners, space: Space) -> Learners:
    """The same models for a space with choices; themselves where columns are coordinates."""
    encoding = Encoding.of(space)
    if not encoding.needed:
        return learners
    return Learners(
        encoded_regression(learners.regression, space),
        _EncodedIntegrityLearner(learners.integrity, encoding),
        _EncodedReadingLearner(learners.reading, encoding),
    )


@dataclass(frozen=True)
class _DecodedFeatures:
    """Columns of a shape at columns of a model; can be kept in a file, which a lambda cannot."""

    columns: Callable[[Array], Array]
    encoding: Encoding

    def __call__(self, Z: Array) -> Array:
        return self.columns(self.encoding.decoded(Z))


@dataclass(frozen=True)
class _EncodedRegressionLearner(LearnRegression):
    learner: LearnRegression
    encoding: Encoding

    @override
    def __call__(
        self,
        X: Array,
        y: Array,
        noise_variance: Array | None = None,
        trend: Trend | None = None,
        lots: NDArray[np.int64] | None = None,
        of_cell: NDArray[np.int64] | None = None,
    ) -> Regression:
        Z, shape = self.encoding.encoded(X), self.encoding.trend(trend)
        found = self.learner(Z, y, noise_variance, shape, lots, of_cell)
        return _EncodedRegression(found, self.encoding)


@dataclass(frozen=True)
class _EncodedIntegrityLearner(LearnIntegrity):
    learner: LearnIntegrity
    encoding: Encoding

    @override
    def __call__(self, X: Array, seen: Failures, limits: Sequence[Limit] = ()) -> Integrity:
        known = [self.encoding.limit(limit) for limit in limits]
        return _EncodedIntegrity(self.learner(self.encoding.encoded(X), seen, known), self.encoding)


@dataclass(frozen=True)
class _EncodedReadingLearner(LearnReading):
    learner: LearnReading
    encoding: Encoding

    @override
    def __call__(
        self, X: Array, damage: NDArray[np.int64], shorted: NDArray[np.bool_]
    ) -> Integrity:
        fitted = self.learner(self.encoding.encoded(X), damage, shorted)
        return _EncodedIntegrity(fitted, self.encoding)


@dataclass(frozen=True)
class _EncodedRegression(Regression):
    model: Regression
    encoding: Encoding

    @property
    @override
    def noise_std(self) -> float:
        return self.model.noise_std

    @property
    @override
    def lot_std(self) -> float:
        return self.model.lot_std

    @override
    def predict(self, X: Array) -> tuple[Array, Array]:
        return self.model.predict(self.encoding.encoded(X))

    @override
    def one_more(self, X: Array) -> tuple[Array, Array, Array]:
        return self.model.one_more(self.encoding.encoded(X))

    @override
    def joint(self, X: Array) -> tuple[Array, Array]:
        return self.model.joint(self.encoding.encoded(X))

    @override
    def believing(self, X: Array) -> Regression:
        return replace(self, model=self.model.believing(self.encoding.encoded(X)))

    @override
    def without(self, *rows: int) -> Regression:
        return replace(self, model=self.model.without(*rows))

    @override
    def rescaled(self, count: int, generator: np.random.Generator) -> Sequence[Regression]:
        return [replace(self, model=one) for one in self.model.rescaled(count, generator)]

    @property
    @override
    def log_evidence(self) -> float:
        return self.model.log_evidence

    @property
    @override
    def calibration(self) -> Calibration:
        return self.model.calibration


@dataclass(frozen=True)
class _EncodedIntegrity(Integrity):
    model: Integrity
    encoding: Encoding

    @override
    def at(self, X: Array) -> Safety:
        return self.model.at(self.encoding.encoded(X))

    @override
    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        self.model.among(self.encoding.encoded(X), rows)
        return np.asarray(X[rows])

    @override
    def limits(self) -> Sequence[LimitLearned]:
        return self.model.limits()

    @override
    def draws(self, X: Array, count: int, generator: np.random.Generator) -> Array:
        return self.model.draws(self.encoding.encoded(X), count, generator)

    @override
    def without(self, *rows: int) -> Integrity:
        return replace(self, model=self.model.without(*rows))

    @override
    def had_held(self, row: int) -> Integrity:
        return replace(self, model=self.model.had_held(row))

    @override
    def one_more(self, x: Array, fate: Failures) -> Integrity:
        return replace(self, model=self.model.one_more(self.encoding.encoded(x), fate))
