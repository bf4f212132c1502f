"""The table of what is published about pressing, knob by knob, each line with its source.

Numbers are deliberately modest: every weight has a wide uncertainty, so that five cells that say
otherwise win. Lines marked "assumed" have no publication behind their size, only behind their sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Corridor:
    """Where the field's own recipes lie.

    Attributes:
        centre: middle, in the unit of the knob (log10 of it where `log` is set).
        std: spread, likewise.
        log: whether centre and spread are decades.
        source: where it comes from.
    """

    centre: float
    std: float
    log: bool
    source: str


@dataclass(frozen=True)
class Fact:
    """One expected shape of ln ASR.

    Attributes:
        key: name by which it is switched off.
        names: knobs that the shape needs, varied or fixed.
        shape: their values (n,) to the shape (n,); zero or small inside the corridor.
        weight: expected weight of the shape.
        std: uncertainty of the weight.
        source: where it comes from.
    """

    key: str
    names: tuple[str, ...]
    shape: Callable[..., Array]
    weight: float
    std: float
    source: str


@dataclass(frozen=True)
class Decay:
    """1 at zero, vanishing after a few `scale`."""

    scale: float

    def __call__(self, x: Array) -> Array:
        """Shape (n,) of the values (n,) of a knob."""
        return np.asarray(np.exp(-np.maximum(x, 0.0) / self.scale))


@dataclass(frozen=True)
class ContactResistance:
    """Contact resistance p^-1/2, relative to that at `at`; levels off below a hundredth of it."""

    at: float

    def __call__(self, x: Array) -> Array:
        """Shape (n,) of the values (n,) of a knob."""
        return np.asarray((np.maximum(x, self.at / 100) / self.at) ** -0.5)


_RECIPES = "assembly protocols of 21 published sulfide cells"
CORRIDORS: Mapping[str, Corridor] = {
    "copress_mpa": Corridor(430, 110, False, f"{_RECIPES}; Yan et al. 2026: 625 MPa still intact"),
    "copress_dwell_s": Corridor(1.8, 0.5, True, f"{_RECIPES}: 60-600 s; Hayashi 2025: 60 s do"),
    "release_mpa_s": Corridor(0.2, 0.7, True, "Cronau et al. 2021: pressure taken off over 5 min"),
    "anode_mpa": Corridor(120, 45, False, "Liao 2025: adhesion passes 10 J/m2 near 120 MPa"),
    "anode_dwell_s": Corridor(1.8, 0.6, True, _RECIPES),
    "stack_mpa": Corridor(55, 28, False, f"{_RECIPES}; sodium cells often near 70 MPa"),
    "prepress_mpa": Corridor(260, 100, False, f"{_RECIPES}: 70-375 MPa; Yan et al. 2026: 375"),
    "prepress_dwell_s": Corridor(1.6, 0.5, True, _RECIPES),
}

FACTS: tuple[Fact, ...] = (
    Fact("densification", ("copress_mpa",), Decay(164.0), 0.8, 0.6,
         "Bazzoun 2026: composite conductivity saturates near 400 MPa"),
    Fact("dwell_saturation", ("copress_dwell_s",), Decay(15.0), 0.15, 0.15,
         "Hayashi 2025: 1 s gives two thirds of what 60-1800 s give"),
    Fact("stack_contact", ("stack_mpa",), ContactResistance(50.0), 0.25, 0.2,
         "interface resistance ~ p^-1/2 (arXiv 2501.00600); Doux et al. 2020"),
    Fact("anode_contact", ("anode_mpa",), ContactResistance(120.0), 0.1, 0.1,
         "Doux et al. 2020: release from 25 to 5 MPa keeps most of the contact"),
)  # fmt: skip
