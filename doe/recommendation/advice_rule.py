"""The one rule by which protocols are compared: for advice, trade-off, box and a person's idea."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from doe.domain.learners import Array, Integrity
from doe.posterior.posterior import Posterior

SAFE_P_INTACT = 0.9
"""Share of intact cells that an advice should keep."""
_BELOW_SAFEST = 0.04
"""Where nothing reaches 0.9 yet, resistance still counts near the safest. At the end of 86
campaigns the advice kept 85 % of the cells in 96.5 % of them with 0.06, in 97.7 % with 0.04 and
0.02; its mean loss was 5.7, 5.8 and 5.9 %. On the simulated laboratory that of an unlucky campaign
was the safest corner with 0.01, a quarter above the best."""
STEEPNESS = 60.0  # chosen: one per cent too few intact cells outweighs half of the resistance
INTEGRITY_WEIGHT = 6.0
"""One per cent of broken cells costs as much as six of resistance. With 1.5, advice on five knobs
was 1 % better and truly safe in 87 % of 60 simulated campaigns for 93 %."""
INTEGRITY_WEIGHT_BOXED = 0.8
"""The same where the limits of failure are known: their probabilities are calibrated. Then the
rule is nearly the resistance that is paid for each intact cell. At the end of 80 campaigns on
tuning powders the advice kept 85 % of the cells in 98 % of them with 1, 0.8 and 0.65, in 92 % with
0.5, and 90 % in 91, 89, 82 and 80 %; its mean loss was 4.9, 4.5, 4.1 and 3.6 %. With 2 the advice
on the simulated laboratory was 5 % worse and as safe."""
NEAR = 0.04
"""Root mean square distance in cube widths that counts as the same protocol: as near as a press can
tell. Chosen."""
_NO_ADVICE = 20.0  # ln units; chosen: more than any resistance or P(intact) can make good
READ = 0.5
"""Where fewer spectra than that can be used, the resistance is a guess, and nothing is advised."""


@dataclass(frozen=True, eq=False)
class AdviceRule:
    """Compares protocols by the models of one history.

    A protocol is allowed that keeps at least `least_p_intact` of the cells intact; of those the one
    is advised whose objective (ln ASR), less the weighted ln P(intact), is least. Where more cells
    broke than held, as near as a press can tell, nothing is advised, whatever the models say:
    nobody would follow it. Apart from that the rule knows nothing but the two numbers that a reader
    sees of every protocol: none can be as safe and lower in resistance, or safer and as low.

    Attributes:
        posterior: models of the history.
        least_p_intact: see `least_p_intact`.
        limits_known: as of the posterior; None where that is asked when it is needed.
    """

    posterior: Posterior
    least_p_intact: float
    limits_known: bool | None = None

    @classmethod
    def among(
        cls, posterior: Posterior, starts: Array, limits_known: bool | None = None
    ) -> "AdviceRule":
        """The rule where the safest of all protocols is the safest of the points (n, d)."""
        safest = _safest(posterior.p_intact(starts), broke_at(posterior, starts))
        return cls(posterior, least_p_intact(safest), limits_known)

    @cached_property
    def weight(self) -> float:
        """Ln units of resistance that one ln unit of P(intact) is worth."""
        known = self.limits_known
        if known is None:
            known = self.posterior.limits_known
        return INTEGRITY_WEIGHT_BOXED if known else INTEGRITY_WEIGHT

    def cost(self, X: Array) -> Array:
        """What is made small among allowed protocols (n,), in ln units of the objective."""
        return np.asarray(
            self.posterior.objective(X)[0] - self.weight * np.log(self.posterior.p_intact(X))
        )

    def allows(self, X: Array) -> NDArray[np.bool_]:
        """Which of the points (n, d) may be advised."""
        readable = self.posterior.p_read(X) >= READ
        safe = self.posterior.p_intact(X) >= self.least_p_intact
        return np.asarray(readable & safe & ~broke_at(self.posterior, X))

    def score(self, X: Array) -> Array:
        """Higher is better (n,): minus the cost, with a slope to climb where nothing is allowed."""
        return self.score_given(self.posterior.p_intact(X), self.but_for_integrity(X))

    def but_for_integrity(self, X: Array) -> "ButForIntegrity":
        """What the score at X (n, d) rests on apart from P(intact)."""
        unread = np.maximum(0.0, READ - self.posterior.p_read(X))
        return ButForIntegrity(self.posterior.objective(X)[0], unread, broke_at(self.posterior, X))

    def score_given(self, p: Array, rest: "ButForIntegrity") -> Array:
        """The score (n,) of points with these P(intact) (n,)."""
        short = np.maximum(0.0, self.least_p_intact - p)
        short += rest.unread
        avoided = _NO_ADVICE * rest.broke
        return np.asarray(self.weight * np.log(p) - rest.mean - STEEPNESS * short - avoided)

    def with_integrity(self, integrity: Integrity, X: Array, rest: "ButForIntegrity") -> Array:
        """The score (n,) of points X (n, d), by the rule of those points, under other margins.

        Args:
            integrity: what cells bear, in place of the posterior's own.
            X: points; the safest protocol is the safest of them.
            rest: of these points, by `but_for_integrity`.
        """
        after = replace(self.posterior, integrity=integrity)
        p = after.p_intact(X)
        rule = AdviceRule(
            after, least_p_intact(_safest(p, rest.broke)), self.posterior.limits_known
        )
        return rule.score_given(p, rest)


@dataclass(frozen=True, eq=False)
class ButForIntegrity:
    """What a score rests on apart from P(intact), at some points.

    Attributes:
        mean: of the objective (n,).
        unread: what P(read) lacks (n,).
        broke: where more cells broke than held (n,).
    """

    mean: Array
    unread: Array
    broke: NDArray[np.bool_]


def _safest(p: Array, broke: NDArray[np.bool_]) -> float:
    """The greatest P(intact) (n,) where not more cells broke than held, if there is any."""
    spared = p[~broke]
    return float(np.max(spared if len(spared) else p))


def broke_at(posterior: Posterior, X: Array) -> NDArray[np.bool_]:
    """At which of the points (n, d) more cells broke than held, as near as a press can tell."""
    units, intact = posterior.cells.units, posterior.cells.intact
    broken = _near(X, units[~intact])
    rows = np.flatnonzero(broken)  # few: only they are compared with every cell that held
    broken[rows] -= _near(X[rows], units[intact])
    return np.asarray(broken > 0)


def _near(X: Array, units: Array) -> NDArray[np.int64]:
    """How many of the cells (m, d) are the same protocol as each point (n, d)."""
    near = cdist(X, units, "sqeuclidean") < X.shape[1] * NEAR**2
    return np.asarray(np.count_nonzero(near, axis=1))


def least_p_intact(reached: float) -> float:
    """Least P(intact) of an advice, where the safest of all protocols has `reached`."""
    return min(SAFE_P_INTACT, reached - _BELOW_SAFEST)
