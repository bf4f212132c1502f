"""What the cells say of each limit, in the unit of its knob and in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doe.domain.learners import LimitLearned
from doe.prior.load_limits import FailureLimit

_MODE_WORDS = {
    "cracked": "crack",
    "delaminated": "delaminate",
    "crumbled": "crumble",
    "shorted": "short",
    "stuck": "stick in the die",
}
_MOVED = 0.25  # of ln threshold: less is within what the literature says
_KNOWN = 0.3  # standard deviation of ln threshold: more is no statement


@dataclass(frozen=True)
class LimitKnown:
    """One limit as this powder shows it.

    Attributes:
        key: name of the limit.
        mode: how cells fail beyond it.
        names: knobs of the load; two where the load is their ratio.
        too_little: whether cells fail below it.
        low: 90 % interval of the threshold, in the unit of the load.
        median: of the threshold.
        high: 90 % interval of the threshold.
        literature: threshold where the literature has it.
        trust: probability that the literature's threshold holds for this powder.
        known: whether the cells say more of it than was known beforehand.
    """

    key: str
    mode: str
    names: tuple[str, ...]
    too_little: bool
    low: float
    median: float
    high: float
    literature: float
    trust: float
    known: bool

    @property
    def sentence(self) -> str:
        """For instance "cells crack above about 290 copress_mpa (240 to 350; literature 600)"."""
        side = "below" if self.too_little else "above"
        load = " / ".join(self.names)
        span = f"{self.low:.3g} to {self.high:.3g}; literature {self.literature:.3g}"
        verb = _MODE_WORDS.get(self.mode, self.mode)
        return f"cells {verb} {side} about {self.median:.3g} {load} ({span})"


def limits_known(
    limits: Sequence[FailureLimit], learned: Sequence[LimitLearned]
) -> tuple[LimitKnown, ...]:
    """Each learned limit in the unit of its load."""
    of = {limit.key: limit for limit in limits}
    return tuple(_known(of[seen.key], seen) for seen in learned)


def surprising(limits: Sequence[LimitKnown]) -> tuple[LimitKnown, ...]:
    """The limits that are known and lie elsewhere than the literature has them."""
    return tuple(
        limit
        for limit in limits
        if limit.known and abs(np.log(limit.median / limit.literature)) > _MOVED
    )


def _known(limit: FailureLimit, seen: LimitLearned) -> LimitKnown:
    side = -1.0 if limit.too_little else 1.0
    ends = sorted(float(np.exp(side * end)) for end in (seen.low, seen.high))
    return LimitKnown(
        limit.key,
        limit.mode,
        limit.names,
        limit.too_little,
        ends[0],
        float(np.exp(side * seen.median)),
        ends[1],
        limit.threshold,
        seen.trust,
        seen.std < _KNOWN,
    )
