"""The table of what cells bear: how each mode of failure sets in, load by load.

Directions are known far better than sizes. A load's direction is fixed; its threshold is known as
the literature has it, or hardly at all: which of the two holds for this powder is learned, for each
limit by itself, so that one knob at half of its usual pressures moves no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from doe.domain.learners import Array
from doe.trials import FailureMode

WIDE = 0.5
"""Ln units from powder to powder where the literature does not hold: yield pressures of sulfides
span 205 to 1700 MPa (Heckel fits of Miss 2026, Sakuda 2013, Schneider 2023), read as two standard
deviations to either side. With 0.6 P(intact) at held-out places of 32 random powders was worse in
each of four families (0.414 nats a place, 0.405 with 0.5)."""
NARROW = 0.22
"""Ln units where it holds: powders of one kind (same sources)."""
TRUST = 0.6
"""That it holds, before any cell: assumed three to two for a powder like the published ones. Nobody
has counted it; each cell moves it by its Bayes factor."""

COMMON = 0.25
"""Share of powders whose limits lie elsewhere together, at a scale of their own. P(intact) at
held-out places of a hundred histories, on powders of which half are soft or hard as a whole, was
worth 0.506 nats a place without, 0.485 with 0.2, 0.482 with 0.3; on the quarter that is usual
0.423, 0.427 and 0.429."""


@dataclass(frozen=True)
class Relief:
    """What raises a threshold.

    Attributes:
        name: knob.
        feature: its values (n,) to a feature that is larger where cells bear more.
        std: ln units of the threshold for one unit of the feature.
    """

    name: str
    feature: Callable[[Array], Array]
    std: float


@dataclass(frozen=True)
class FailureLimit:
    """One load, and how cells fail beyond its threshold.

    Attributes:
        key: name by which it is switched off.
        mode: how cells fail.
        names: knobs that the load needs.
        load: their values to the ln load (n,), larger is worse.
        threshold: in the unit of the load; the ln load is compared with its logarithm, or with the
            reciprocal's where less is worse.
        too_little: whether less is worse.
        reliefs: what raises the threshold.
        source: where the threshold comes from.
    """

    key: str
    mode: FailureMode
    names: tuple[str, ...]
    load: Callable[..., Array]
    threshold: float
    too_little: bool
    reliefs: tuple[Relief, ...]
    source: str

    @property
    def centre(self) -> float:
        """Ln load at the threshold."""
        return float(-np.log(self.threshold) if self.too_little else np.log(self.threshold))

    @property
    def powers(self) -> dict[str, float]:
        """With which power each knob's value goes into the load: a ratio has one and minus one."""
        sign = -1.0 if self.too_little else 1.0
        return dict(zip(self.names, (sign, -sign), strict=False))

    @property
    def follows(self) -> float:
        """How the threshold moves with what a powder bears as a whole; a ratio does not."""
        if len(self.names) > 1:
            return 0.0
        return -1.0 if self.too_little else 1.0


def _much(x: Array) -> Array:
    return np.log(np.maximum(x, 1e-6))


def _little(x: Array) -> Array:
    return -np.log(np.maximum(x, 1e-6))


def _ratio(x: Array, over: Array) -> Array:
    return _much(x) - _much(over)


def _ratio_little(x: Array, over: Array) -> Array:
    return _much(over) - _much(x)


def _decades(x: Array, *, at: float) -> Array:
    return np.log10(np.maximum(x, 1e-6) / at)


def _fewer_decades(x: Array, *, at: float) -> Array:
    return -_decades(x, at=at)


_SLOW_RELEASE = Relief("release_mpa_s", partial(_fewer_decades, at=1.6), 0.08)
_SLOW_RAMP = Relief("ramp_mpa_s", partial(_fewer_decades, at=10.0), 0.03)
_LONG_DWELL = Relief("copress_dwell_s", partial(_decades, at=60.0), 0.04)
_LONG_ANODE_DWELL = Relief("anode_dwell_s", partial(_decades, at=60.0), 0.05)

LIMITS: tuple[FailureLimit, ...] = (
    FailureLimit("hard_copress", "cracked", ("copress_mpa",), _much, 600.0, False,
        (_SLOW_RELEASE, _SLOW_RAMP, _LONG_DWELL),
        "Yan et al. 2026: 625 MPa intact, 750 MPa fractured; capping is a release event"),
    FailureLimit("weak_pellet", "crumbled", ("copress_mpa",), _little, 140.0, True,
        (_LONG_DWELL,), "green strength vanishes with density; size assumed"),
    FailureLimit("weak_adhesion", "delaminated", ("anode_mpa",), _little, 85.0, True,
        (_SLOW_RELEASE, _LONG_ANODE_DWELL),
        "Liao 2025: 9 J/m2 at 100 MPa, 15 at 200; layers come off below about 10"),
    FailureLimit("anode_below_copress", "delaminated", ("anode_mpa", "copress_mpa"), _ratio, 0.9,
        False, (), "a second stroke near the first breaks the bilayer; assumed"),
    FailureLimit("prepress_gentle", "delaminated", ("prepress_mpa", "copress_mpa"), _ratio, 0.85,
        False, (), "Yan et al. 2026: pre-press 0.6 of the final intact, 1.0 delaminated"),
    FailureLimit("prepress_enough", "cracked", ("prepress_mpa", "copress_mpa"), _ratio_little, 0.4,
        True, (), "Yan et al. 2026: pre-press 0.4 of the final gave microcracks"),
    FailureLimit("anode_squeezed", "shorted", ("anode_mpa",), _much, 270.0, False, (),
        "soft metal is pushed into pores (Doux et al. 2020; size assumed for sodium alloys)"),
    FailureLimit("stack_squeezed", "shorted", ("stack_mpa",), _much, 140.0, False, (),
        "Doux et al. 2020: hours to a short fall with stack pressure; size assumed"),
    FailureLimit("sticks", "stuck", ("copress_mpa",), _much, 1500.0, False, (),
        "ejection force grows with pressure (tablet literature); size assumed"),
)  # fmt: skip
