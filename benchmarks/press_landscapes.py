"""Test problems of our own making, with other laws than the simulated laboratory's.

Simulated, all of them: no number here is a measurement. A problem is a space, the noise-free ASR of
a cell that holds and the probability that it holds; a cell is drawn from both with lognormal
scatter. Press landscapes use Hill functions, power laws and normal
distribution functions where the twin uses exponentials, Heckel's law and logistic functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from problem import Problem
from scipy.special import ndtr

from doe.domain.constraints import Constraint
from doe.space import Parameter, Space
from doe.trials import FailureMode, Observation

Array = NDArray[np.float64]
Columns = Mapping[str, Array]


@dataclass(frozen=True)
class MadeUp(Problem):
    """A problem given by its laws.

    Attributes:
        name: for the tables.
        space: what may vary.
        asr: noise-free ASR (n,), ohm cm2, of cells that hold.
        margin: safety margins, each (n,), in standard deviations of the scatter from cell to cell;
            a cell holds where all are positive. The last is against shorts where `shorts` is set.
        constraints: rules known beforehand.
        shorts: whether the last margin stands for shorts.
        noise: scatter of ln ASR from cell to cell.
        family: "press", "fragile" or "textbook".
        modes: how a cell fails where each margin is negative; empty where nobody can see it.
    """

    name: str
    space: Space
    asr: Callable[[Columns], Array]
    margin: Callable[[Columns], tuple[Array, ...]]
    constraints: tuple[Constraint, ...] = ()
    shorts: bool = False
    noise: float = 0.08
    family: str = "press"
    modes: tuple[FailureMode, ...] = ()

    def p_intact(self, rows: Array) -> Array:
        """True probability (n,) that a cell at physical values (n, d) holds."""
        margins = self.margin(self.space.columns(rows))
        return np.prod([ndtr(margin) for margin in margins], axis=0)

    def true_asr(self, rows: Array) -> Array:
        """True ASR (n,) of a cell that holds."""
        return self.asr(self.space.columns(rows))

    def press(self, point: Mapping[str, float], chance: np.random.Generator) -> Observation:
        """One cell: settings met to 1 %, then chance decides whether it holds and what it reads."""
        wanted = self.space.rows([point])
        row = wanted * (1 + 0.01 * chance.standard_normal(wanted.shape))
        columns = self.space.columns(row)
        shown = [float(m[0] + chance.standard_normal()) for m in self.margin(columns)]
        shorted = self.shorts and shown.pop() < 0
        worst = min(shown)
        damage = 0 if worst > 0 else 1 + int(worst < -0.4) + int(worst < -1.5)
        asr = float(self.asr(columns)[0] * np.exp(self.noise * chance.standard_normal()))
        achieved = self.space.point(row[0])
        if damage or shorted:
            seen = zip(self.modes, (*shown, -1.0 if shorted else 1.0), strict=False)
            failure = tuple({mode for mode, margin in seen if margin < 0})
            return Observation(achieved, damage=damage, shorted=shorted, failure=failure)
        return Observation(achieved, asr_ohm_cm2=asr, asr_std_ohm_cm2=0.02 * asr)


def hill(x: Array, half: float, order: float) -> Array:
    """Saturating rise from 0 to 1, one half at `half`."""
    return x**order / (x**order + half**order)


KNOBS = {
    "copress_mpa": Parameter("copress_mpa", 100, 750, step=5),
    "copress_dwell_s": Parameter("copress_dwell_s", 1, 600, scale="log"),
    "release_mpa_s": Parameter("release_mpa_s", 0.5, 50, scale="log"),
    "anode_mpa": Parameter("anode_mpa", 20, 300, step=2),
    "stack_mpa": Parameter("stack_mpa", 1, 200, step=1),
    "prepress_mpa": Parameter("prepress_mpa", 30, 500, step=5),
}


def knobs(*names: str) -> Space:
    """A space of press knobs."""
    return Space(tuple(KNOBS[name] for name in names))


@dataclass(frozen=True)
class Powder:
    """How a made-up powder behaves; pressures in MPa, `bears` is where half of the cells crack."""

    half_density: float = 190.0
    bears: float = 590.0
    dwell_s: float = 9.0
    adheres: float = 78.0
    pierced: float = 235.0
    contact: float = 14.0
    creeps: float = 150.0
    crushes: float = 2.2

    def scaled(self, factor: float) -> "Powder":
        """The same powder with every pressure multiplied."""
        return Powder(
            self.half_density * factor,
            self.bears * factor,
            self.dwell_s,
            self.adheres * factor,
            self.pierced * factor,
            self.contact * factor,
            self.creeps * factor,
            self.crushes,
        )

    def two_knobs(self, c: Columns) -> Array:
        """ASR by pressure and dwell: densification, and grains that are crushed beyond."""
        open_pores = 1 - hill(c["copress_mpa"] * _held(c, self.dwell_s), self.half_density, 2.4)
        crushed = np.maximum(0, c["copress_mpa"] / self.bears - 0.75) ** 2
        return 62 * (1 + 3.2 * open_pores + self.crushes * crushed)

    def one_margin(self, c: Columns) -> tuple[Array, ...]:
        """Elastic energy at release against strength; a loose compact falls apart."""
        energy = (c["copress_mpa"] / self.bears) ** 2
        strength = 0.92 + 0.08 * hill(c["copress_dwell_s"], 20.0, 1.0)
        compact = c["copress_mpa"] * _held(c, self.dwell_s) / (0.55 * self.half_density)
        return 7.0 * (strength - energy), 4.0 * np.log(compact)

    def five_knobs(self, c: Columns) -> Array:
        """Grains in series with the anode's and the stack's contacts; the stack also squeezes."""
        anode_contact = (1 + c["anode_mpa"] / (0.25 * self.adheres)) ** -1.3
        stack_contact = 1 / (1 + (c["stack_mpa"] / self.contact) ** 0.9)
        squeezed = (c["stack_mpa"] / self.creeps) ** 2
        return self.two_knobs(c) + 45 * anode_contact + 110 * stack_contact + 14 * squeezed

    def all_margins(self, c: Columns) -> tuple[Array, ...]:
        """Energy with the release rate, loose compact, adhesion of the anode, and shorts."""
        crack, loose = self.one_margin(c)
        rate = 0.55 * np.log(c["release_mpa_s"] / 4.0) * (c["copress_mpa"] / self.bears) ** 2
        adhesion = 4.5 * np.log(c["anode_mpa"] / self.adheres)
        softened = c["anode_mpa"] * (1 + c["stack_mpa"] / self.creeps) ** 0.6
        return crack - rate, loose, adhesion, 5.5 * np.log(1.25 * self.pierced / softened)

    def six_knobs(self, c: Columns) -> Array:
        """A separator that was pressed first conducts a little better."""
        first = hill(c["prepress_mpa"], 0.5 * self.half_density, 1.5)
        return self.five_knobs(c) * (1.12 - 0.12 * first)

    def layered_margins(self, c: Columns) -> tuple[Array, ...]:
        """As above; a separator that was pressed too hard first does not take the cathode."""
        *others, short = self.all_margins(c)
        again = 6.0 * (0.82 - c["prepress_mpa"] / c["copress_mpa"])
        return *others, again, short


def _held(c: Columns, scale_s: float) -> Array:
    return 0.72 + 0.28 * hill(c["copress_dwell_s"], scale_s, 1.1)


TWO = ("copress_mpa", "copress_dwell_s")
FIVE = (*TWO, "release_mpa_s", "anode_mpa", "stack_mpa")
SIX = (*FIVE, "prepress_mpa")
USUAL, TOUGH = Powder(), Powder().scaled(1.12)
EDGE = Powder(half_density=330.0, bears=560.0, adheres=60.0, crushes=0.0)
FRAGILE = Powder().scaled(0.5)
RULE = (Constraint("anode_mpa <= 0.75 * copress_mpa"),)
ONE: tuple[FailureMode, ...] = ("cracked", "crumbled")
ALL: tuple[FailureMode, ...] = (*ONE, "delaminated", "shorted")
LAYERED: tuple[FailureMode, ...] = (*ONE, "delaminated", "delaminated", "shorted")


def _pressed(name: str, powder: Powder, family: str = "press") -> tuple[MadeUp, ...]:
    five = (powder.five_knobs, powder.all_margins, RULE, True)
    return (
        MadeUp(
            f"{name}-2", knobs(*TWO), powder.two_knobs, powder.one_margin, family=family, modes=ONE
        ),
        MadeUp(f"{name}-5", knobs(*FIVE), *five, family=family, modes=ALL),
    )


def _gardner(c: Columns) -> tuple[Array, ...]:
    """Gardner et al. 2014 (ICML), first problem: two feasible islands."""
    x, y = c["x"], c["y"]
    return (6.0 * (0.5 - np.cos(x) * np.cos(y) + np.sin(x) * np.sin(y)),)


def _branin(c: Columns) -> Array:
    """Branin, as ln ASR."""
    x, y = c["x"], c["y"]
    bend = y - 5.1 / (4 * np.pi**2) * x**2 + 5 / np.pi * x - 6
    return bend**2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10


_HARTMANN_A = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
_HARTMANN_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def _hartmann(c: Columns) -> Array:
    X = np.stack([c[f"x{k}"] for k in range(6)], axis=1)
    squares = np.sum(_HARTMANN_A * (X[:, None, :] - _HARTMANN_P) ** 2, axis=2)
    return -np.exp(-squares) @ np.array([1.0, 1.2, 3.0, 3.2])


def _square(low: float, high: float) -> Space:
    return Space((Parameter("x", low, high), Parameter("y", low, high)))


TEXTBOOK = (
    MadeUp(
        "gardner",
        _square(0, 6),
        lambda c: 60 * np.exp(0.5 * (np.cos(2 * c["x"]) * np.cos(c["y"]) + np.sin(c["x"]))),
        _gardner,
        noise=0.05,
        family="textbook",
    ),
    MadeUp(
        "branin-disk",
        Space((Parameter("x", -5, 10), Parameter("y", 0, 15))),
        lambda c: 40 * np.exp(0.35 * np.log1p(_branin(c))),
        lambda c: (0.12 * (50 - (c["x"] - 2.5) ** 2 - (c["y"] - 7.5) ** 2),),
        noise=0.05,
        family="textbook",
    ),
    MadeUp(
        "hartmann-6",
        Space(tuple(Parameter(f"x{k}", 0, 1) for k in range(6))),
        lambda c: 120 * np.exp(0.5 * _hartmann(c)),
        lambda c: (4.0 * (1.0 - np.sqrt(sum(c[f"x{k}"] ** 2 for k in range(6)) / 1.0)) + 1.5,),
        noise=0.05,
        family="textbook",
    ),
)

MADE_UP: dict[str, MadeUp] = {
    problem.name: problem
    for problem in (
        *_pressed("usual", USUAL),
        *_pressed("tough", TOUGH),
        *_pressed("edge", EDGE),
        *_pressed("fragile", FRAGILE, "fragile"),
        MadeUp(
            "layered-6",
            knobs(*SIX),
            USUAL.six_knobs,
            USUAL.layered_margins,
            RULE,
            True,
            modes=LAYERED,
        ),
        *TEXTBOOK,
    )
}
