"""Probability that a cell stays intact, from how others failed: competing risks.

A cell holds when it holds against each mode of failure. Each mode has limits in loads that are
known to matter (`failure_limits`); what they leave open, knobs without a name among it, is one more
margin: a Gaussian process over all knobs. A failure seen in one mode says nothing of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from surrogate.gp.cholesky import factorised
from surrogate.integrity.common_scale import under_common_scale
from surrogate.integrity.failure_limits import (
    SEEN_OUTSIDE,
    Fitted,
    limits_that_held,
)
from surrogate.integrity.failure_messages import Factor, expected_hold, with_failures
from surrogate.integrity.integrity import IntegrityModel, fit_integrity
from surrogate.integrity.limit import Limit, LimitLearned
from surrogate.integrity.limit_features import LimitFeatures, margins
from surrogate.integrity.limit_marginal import Marginal
from surrogate.integrity.margin import Margin, MarginPrior, fit_margin
from surrogate.integrity.mode_safety import ModeSafety
from surrogate.integrity.open_window import with_open_windows
from surrogate.integrity.ordered_probit import BAD_LUCK, FAILED

Array = NDArray[np.float64]

REST = MarginPrior(level=3.5, amplitude=0.8, bias_std=0.5)
"""Before any cell: what no limit explains breaks one cell in two hundred, bad luck and all; cells
that break where they should have held teach more. With a level of 3, and a share of bad luck taken
off what is promised besides, P(intact) was said 0.03 to 0.07 too low above 0.8, and was worse at
held-out places in each of four families of tuning powders."""
LUCK_OF_A_MODE = 0.02
"""Share of cells that fail in one way wherever they are pressed. With 0.01, two unlucky cells kept
advice on the simulated laboratory 20 % above the best for the rest of a campaign; with 0.03, two
cells that crumbled were taken for bad luck because a third had held below them."""
LUCK_OF_A_SHORT = 0.05
"""The same of shorts: debris and edges short a cell at any pressure. With 0.02, two unlucky shorts
kept advice on the simulated laboratory 19 and 20 % above the best on two of ten seeds; with 0.05 it
was within 14 % on all, and eight random powders without such luck had as many shorts."""
LUCK_WHERE_OPEN = 0.08
"""A failure of which nobody said the mode is often another one than the grade suggests."""
MOST_EXCUSED = 0.1
"""Greatest probability that a failure which limits may explain comes from elsewhere. One cell that
cracked where others held made what no limit explains likely everywhere; so it excused all cracks,
and a powder that had cracked at 220 to 430 MPa was thought to bear 335. Less would be better on
random powders (0.412 nats a place with 0.05, 0.418 with 0.1), but the advice on the simulated
laboratory, whose cells break by flaws at all pressures, was 1.5 % worse with 0.05 (8 campaigns)."""
STUCK_AGAIN = 2
"""Cells stuck in the die that are no fault of the handling any more: one is."""
_UNEXPLAINED = 0.5  # even odds: more likely bad luck than a limit
_JITTER = 1e-6  # relative to the variance: keeps Cholesky's decomposition real
_KEPT = 4  # answers: the same pool of points is asked about for rule, score and choice
_SWEEPS_FOR_ONE = 4
"""One more cell changes what no limit explains by little; after four a hundredth of it is left."""
_TINY = 1e-12  # keeps the logarithm finite


class Failures(Protocol):
    """What became of cells."""

    @property
    def damage(self) -> NDArray[np.int64]:
        """Grades (n,), 0 intact to 3."""

    @property
    def shorted(self) -> NDArray[np.bool_]:
        """Shorts (n,)."""

    @property
    def failed_by(self) -> Sequence[Sequence[str]]:
        """Modes by which each cell failed, or nearly failed, for certain."""

    @property
    def failed_by_one_of(self) -> Sequence[Sequence[str]]:
        """Modes of which at least one made the cell fail."""

    @property
    def before(self) -> Sequence[int]:
        """Row of the same cell's rung before, -1 for none; empty where no cell has several."""


@dataclass(frozen=True, eq=False)
class ModeModel:
    """The fitted limits, and the margin of what they leave open.

    Attributes:
        X: cells (n, d).
        fitted: limits, one for each load.
        rest: what no limit explains.
        factors: the failures, with the luck that was allowed for.
        features: loads and reliefs of the limits at points that were asked about.
        unchanged: what is known of each limit, where it is that of a model with one cell more.
    """

    X: Array
    fitted: tuple[Fitted, ...]
    rest: Margin
    factors: tuple[Factor, ...]
    features: LimitFeatures
    unchanged: tuple[Marginal | None, ...] = ()
    _asked: dict[bytes, ModeSafety] = field(init=False, repr=False, default_factory=dict)

    @cached_property
    def marginals(self) -> tuple[Marginal, ...]:
        """What is known of each limit, ready to be asked about many points."""
        known = self.unchanged or (None,) * len(self.fitted)
        return tuple(
            one.marginal() if seen is None else seen
            for one, seen in zip(self.fitted, known, strict=True)
        )

    def limits(self) -> tuple[LimitLearned, ...]:
        """What the cells say of each limit."""
        return self._limits

    @cached_property
    def _limits(self) -> tuple[LimitLearned, ...]:
        found = []
        for one, seen in zip(self.fitted, self.marginals, strict=True):
            low, median, high = (float(q) for q in seen.quantiles((0.05, 0.5, 0.95)))
            found.append(
                LimitLearned(one.limit.key, one.limit.mode, low, median, high, seen.std, one.trust)
            )
        return tuple(found)

    def at(self, X: ArrayLike) -> ModeSafety:
        """The margins at X (n, d)."""
        cells = np.asarray(X, dtype=float)
        key = cells.tobytes()
        found = self._asked.get(key)
        return self._kept(key, self._at(cells)) if found is None else found

    def _kept(self, key: bytes, answer: ModeSafety) -> ModeSafety:
        while len(self._asked) >= _KEPT:
            self._asked.pop(next(iter(self._asked)), None)
        self._asked[key] = answer
        return answer

    def among(self, X: Array, rows: NDArray[np.bool_]) -> Array:
        """Those rows of points X (n, d); what is known of them is kept from what X was asked."""
        kept = np.asarray(X[rows])
        self._kept(kept.tobytes(), self.at(X).among(rows))
        return kept

    def _at(self, cells: Array) -> ModeSafety:
        mean, std = margins(self._weights, self.features.at(cells))
        modes = tuple(one.limit.mode for one in self.fitted)
        return ModeSafety(modes, self._shares, mean, std, self.rest.predict(cells))

    @cached_property
    def _weights(self) -> tuple[Array, Array]:
        return self.features.weights(self.marginals)

    @cached_property
    def _shares(self) -> Array:
        """Weights (k, q) of all components in each limit."""
        shares = np.zeros((len(self.fitted), sum(len(one.share) for one in self.marginals)))
        first = 0
        for row, one in zip(shares, self.marginals, strict=True):
            row[first : first + len(one.share)] = one.share
            first += len(one.share)
        return shares

    def p_intact(self, X: ArrayLike) -> Array:
        """Probability (n,) that one more cell at X (n, d) is neither damaged nor shorted."""
        return self.at(X).p_intact()

    def draws(self, X: ArrayLike, count: int, generator: np.random.Generator) -> Array:
        """What P(intact) may truly be at X (n, d): margins drawn together, (count, n)."""
        cells = np.asarray(X, dtype=float)
        p = np.ones((count, len(cells)))
        for one in self.marginals:
            p *= one.draws(cells, count, generator)
        mean, covariance = self.rest.joint(cells)
        level = _JITTER * (1.0 + np.mean(np.diag(covariance)))
        root = factorised(covariance + level * np.eye(len(cells)))
        return np.asarray(p * ndtr(mean + generator.standard_normal((count, len(cells))) @ root.T))

    def without(self, *rows: int) -> "ModeModel":
        """The same without the cell of these rows, hyperparameters kept."""
        kept = np.delete(np.arange(len(self.X)), rows)
        limits = tuple(one.dropping(rows) for one in self.fitted)
        factors = tuple(
            one.moved(-sum(row < one.cell for row in rows))
            for one in self.factors
            if one.cell not in rows
        )
        unchanged = tuple(
            seen if one.says_nothing(rows) else None
            for one, seen in zip(self.fitted, self.marginals, strict=True)
        )
        rest = self.rest.without(*rows)
        return ModeModel(self.X[kept], limits, rest, factors, self.features, unchanged)

    def had_held(self, row: int) -> "ModeModel":
        """The same as if the cell of that row had stayed intact, hyperparameters kept."""
        limits = tuple(one.had_held(row) for one in self.fitted)
        factors = tuple(one for one in self.factors if one.cell != row)
        rest = self.rest.had_held(row)
        return replace(self, fitted=limits, rest=rest, factors=factors, unchanged=())

    def one_more(self, x: Array, fate: Failures) -> "ModeModel":
        """The same given one more cell at x (1, d).

        Hyperparameters, and what earlier failures said to the limits, are kept.
        """
        x = x.copy()
        x.setflags(write=False)  # nothing changes between one limit and the next
        mean, std = self.rest.predict(x)
        new, held = _facts(fate, [one.limit for one in self.fitted])
        new = _with_luck(new, ndtr(mean / np.sqrt(1.0 + std**2)))
        new = tuple(one.moved(len(self.X)) for one in new)
        pairs = zip(self.fitted, held[0], strict=True)
        sound = [one.one_more(x, held=bool(bore)) for one, bore in pairs]
        fitted = with_failures(sound, new)
        intact = (fate.damage == 0) & ~fate.shorted
        luck = _luck(fitted, new, np.append(np.ones(len(self.X), dtype=bool), intact))[-1]
        grade = 0 if intact[0] else FAILED
        rest = self.rest.one_more(x, grade, float(luck), _SWEEPS_FOR_ONE)
        unchanged = tuple(
            seen if after.said is one.said or one.nearly_flat(after.said - one.said) else None
            for one, after, seen in zip(self.fitted, fitted, self.marginals, strict=True)
        )
        factors = (*self.factors, *new)
        X = np.vstack([self.X, x])
        return ModeModel(X, fitted, rest, factors, self.features, unchanged)


def fit_failure_modes(
    X: ArrayLike, seen: Failures, limits: Sequence[Limit] = ()
) -> ModeModel | IntegrityModel:
    """Learn what cells bear.

    Args:
        X: cells (n, d) in the unit cube.
        seen: what became of them.
        limits: loads that are known to break cells. Without any, two margins are learned, against
            damage and against shorts.

    Raises:
        ValueError: as `fit_integrity`.
    """
    if not limits:
        return fit_integrity(X, seen.damage, seen.shorted)
    cells = np.asarray(X, dtype=float)
    stuck = sum("stuck" in certain for certain in seen.failed_by)
    if stuck < STUCK_AGAIN:
        limits = [limit for limit in limits if limit.mode != "stuck"]
    factors, held = _facts(seen, limits)
    intact = (seen.damage == 0) & ~seen.shorted
    rest_holds = np.full(len(cells), float(ndtr(REST.level / np.hypot(1.0, REST.bias_std))))
    sound = limits_that_held(limits, cells, held, seen.before)
    lucky = _with_luck(factors, rest_holds)
    fitted = with_open_windows(under_common_scale(with_failures(sound, lucky)))
    luck = _luck(fitted, factors, intact)
    grades = np.where(intact, 0, FAILED).astype(np.int64)
    open_question = bool(np.any(luck[~intact] < _UNEXPLAINED))
    rest = fit_margin(cells, grades, REST, luck=luck, learn_scales=open_question)
    if open_question:
        mean, std = rest.cavity()
        rest_holds = ndtr(mean / np.sqrt(1.0 + std**2))
        lucky = _with_luck(factors, rest_holds)
        sound = tuple(
            replace(one, prior=seen.prior) for one, seen in zip(sound, fitted, strict=True)
        )
        fitted = with_open_windows(under_common_scale(with_failures(sound, lucky)))
    return ModeModel(cells, fitted, rest, lucky, LimitFeatures(tuple(limits)))


def _facts(seen: Failures, limits: Sequence[Limit]) -> tuple[tuple[Factor, ...], NDArray[np.bool_]]:
    """Failures as factors, and which cells held against which limits (n, k) for certain."""
    factors: list[Factor] = []
    modes = [limit.mode for limit in limits]
    held = np.zeros((len(seen.damage), len(limits)), dtype=bool)
    for row, (certain, one_of) in enumerate(
        zip(seen.failed_by, seen.failed_by_one_of, strict=True)
    ):
        near = bool(seen.damage[row] == 1) and not seen.shorted[row]
        for mode in certain:
            members = _members(modes, (mode,))
            handling = mode == "stuck" and not members
            luck = LUCK_OF_A_SHORT if mode == "shorted" else LUCK_OF_A_MODE
            factors.append(Factor(row, members, 1.0 if handling else luck, near))
        if one_of:
            factors.append(Factor(row, _members(modes, one_of), LUCK_WHERE_OPEN, near))
        blamed = {*certain, *one_of}
        sound_pellet = seen.damage[row] == 0 or near
        unseen = SEEN_OUTSIDE if row in seen.before else ()
        held[row] = [sound_pellet and mode not in (*blamed, *unseen) for mode in modes]
    return tuple(factors), held


def _members(modes: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    return tuple(k for k, mode in enumerate(modes) if mode in wanted)


def _with_luck(factors: Sequence[Factor], rest_holds: Array) -> tuple[Factor, ...]:
    """The factors, what no limit explains counted as luck, up to `MOST_EXCUSED`."""

    def luck(factor: Factor) -> float:
        otherwise = 1 - (1 - factor.luck) * float(rest_holds[factor.cell])
        return min(otherwise, max(factor.luck, MOST_EXCUSED)) if factor.members else otherwise

    return tuple(factor._replace(luck=luck(factor)) for factor in factors)


def _luck(fitted: Sequence[Fitted], factors: Sequence[Factor], intact: NDArray[np.bool_]) -> Array:
    """Probability (n,) of what was seen of each cell without the rest's doing."""
    luck = np.where(intact, BAD_LUCK, 1.0 - _TINY)
    for factor in factors:
        explained = 1 - (1 - factor.luck) * expected_hold(fitted, factor)
        luck[factor.cell] = min(luck[factor.cell], explained)
    return np.asarray(luck)
