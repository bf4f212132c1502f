"""The operating window: the box of settings in which a cell is intact and meets the target."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from doe.domain.candidates import Candidates
from doe.domain.sobol import sobol_points
from doe.knobs.parameter import Parameter
from doe.posterior.posterior import Posterior
from doe.recommendation.recommendation import Interval, Window

Array = NDArray[np.float64]

WANTED_PROBABILITY = 0.9  # chosen: as sure as all intervals that are shown
_SLACK = 1.1  # the target lies a tenth above what 95 % of the cells at the advised point meet
_GROWTH = 0.02  # cube widths a round; chosen: as fine as a dial
_ROUNDS = 30  # chosen: with _GROWTH more than half a range each way
_INSIDE_LOG2 = 6  # 64 points of a Sobol sequence; chosen: twice for inside and corners
_ROUNDING = 1e-9  # of a value that stands on a bound
_SAME = 1e-6  # of a step; the way through the unit cube leaves far less


@dataclass(frozen=True, eq=False)
class _Box:
    low: Array
    high: Array

    def grown(self, knob: int, upward: bool) -> "_Box":
        low, high = self.low.copy(), self.high.copy()
        if upward:
            high[knob] = min(high[knob] + _GROWTH, 1.0)
        else:
            low[knob] = max(low[knob] - _GROWTH, 0.0)
        return _Box(low, high)

    def sample(self, shares: Array) -> Array:
        return np.asarray(self.low + shares * (self.high - self.low))


def operating_window(
    posterior: Posterior,
    candidates: Candidates,
    x: Array,
    asr: Interval,
    generator: np.random.Generator,
) -> Window | None:
    """Largest box about x (d,) in which P(intact and ASR <= target) >= 0.9 everywhere sampled.

    Grown side by side in steps of 2 % of the space, a side that fails stays where it is; corners
    that break a known rule end a side as well. A choice stays the advised one and has no range.

    Returns:
        The window, or None where not even the advised point itself reaches 0.9.
    """
    target = _SLACK * asr.high
    shares = _shares(len(x), generator)
    box = _Box(x.copy(), x.copy())
    if _worst(posterior, box.sample(shares), target) < WANTED_PROBABILITY:
        return None
    numbers = [k for k, knob in enumerate(candidates.space.parameters) if knob.is_number]
    sides = [(knob, upward) for knob in numbers for upward in (False, True)]
    for _ in range(_ROUNDS):
        for side in list(sides):
            larger = box.grown(*side)
            if _holds(posterior, candidates, larger.sample(shares), target):
                box = larger
            else:
                sides.remove(side)
    return _described(posterior, candidates, box, shares, target)


def _shares(dimensions: int, generator: np.random.Generator) -> Array:
    """Corners (of few knobs) and interior points of the unit box."""
    inside = sobol_points(_INSIDE_LOG2, dimensions, generator)
    corners = np.round(sobol_points(_INSIDE_LOG2, dimensions, generator))
    return np.vstack([inside, np.unique(corners, axis=0)])


def _worst(posterior: Posterior, X: Array, target: float) -> float:
    if posterior.resistance is None:
        return 0.0
    return float(np.min(_good_resistance(posterior, X, target) * posterior.p_intact(X)))


def _good_resistance(posterior: Posterior, X: Array, target: float) -> Array:
    """Probability (n,) that one more cell measures less than the target."""
    assert posterior.resistance is not None  # noqa: S101  asked by both who call
    mean, std = posterior.resistance.predict(X)
    total = np.sqrt(std**2 + posterior.resistance.noise_std**2 + posterior.resistance.lot_std**2)
    return np.asarray(ndtr((np.log(target) - mean) / total))


def _holds(posterior: Posterior, candidates: Candidates, X: Array, target: float) -> bool:
    space = candidates.space
    columns = space.columns(space.from_unit(X))
    allowed = all(bool(np.all(rule(columns))) for rule in candidates.constraints)
    return allowed and _everywhere(posterior, X, target)


def _everywhere(posterior: Posterior, X: Array, target: float) -> bool:
    """Whether every point (n, d) probably enough gives a good cell.

    The probability of staying intact is worked out last: it costs most and only lowers the whole.
    """
    if posterior.resistance is None:
        return WANTED_PROBABILITY <= 0.0
    good = _good_resistance(posterior, X, target)
    if float(np.min(good)) < WANTED_PROBABILITY:
        return False
    return float(np.min(good * posterior.p_intact(X))) >= WANTED_PROBABILITY


def _described(
    posterior: Posterior, candidates: Candidates, box: _Box, shares: Array, target: float
) -> Window:
    ends = candidates.space.from_unit(np.vstack([box.low, box.high]))
    ranges = {
        knob.name: _settable(knob, float(ends[0, k]), float(ends[1, k]))
        for k, knob in enumerate(candidates.space.parameters)
        if knob.is_number
    }
    return Window(ranges, target, _worst(posterior, box.sample(shares), target))


def _settable(knob: Parameter, low: float, high: float) -> tuple[float, float]:
    """Ends of a range: the outermost settings of a dial, a gauge or a list that lie within."""
    if knob.values:
        within = [value for value in knob.values if low - _ROUNDING <= value <= high + _ROUNDING]
        return (within[0], within[-1]) if within else (low, high)
    if knob.step is None:
        return low, high
    near, slack = np.array([low, low + knob.step, high - knob.step, high]), _SAME * knob.step
    inside = [v for v in knob.snap(near).tolist() if low - slack <= v <= high + slack]
    return (min(inside), max(inside)) if inside else (low, high)
