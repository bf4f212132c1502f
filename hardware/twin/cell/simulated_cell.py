"""One simulated cell: what the physics says without noise (`truth`), and one that chance has made.

Chance is drawn from (seed, sample number) alone: the same sample pressed the same way is the same
cell, on any machine, in any order.
"""

import zlib
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from hardware.twin.cell.capacity_fade import retention
from hardware.twin.cell.compaction import density_out_of_die, effective_mpa, softening, springback
from hardware.twin.cell.conduction import Contributions, contributions, grain_contact, percolation
from hardware.twin.cell.fracture import Risks, risks, weakness
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.pressing_history import PressHistory, Values

FailureMode = Literal["cracked", "delaminated", "crumbled", "shorted"]
"""The ways to fail that this physics knows."""
REFERENCE = "A"
"""The lot, and the operator, that the preset's numbers are for."""

_HARD_SHORT = 0.02  # assumed: dendrites leave two per cent of the resistance in series
_HAIRLINE_SHARE = 0.25  # assumed: of cracked cells that a person would call hairline
_SOFT_SHORT_SHARE = 0.2  # assumed: of shorts that only the rest voltage shows


@dataclass(frozen=True)
class Circumstances:
    """What differs from day to day and is not pressed into the cell."""

    lot: str = REFERENCE
    """Powder lot; `REFERENCE` is the preset's own powder."""
    operator: str = REFERENCE
    """Whose hands; they show in the contacts."""
    ageing_per_cell: float = 0.0
    """Growth of ln R of the separator from one sample number to the next: powder that ages."""


@dataclass(frozen=True, eq=False)
class Truth:
    """Noise-free answer to a pressing history: what a campaign would like to know.

    `asr_ohm_cm2` and `retention` are those of a cell that stays intact.
    """

    asr_ohm_cm2: float
    p_intact: float
    p_crack: float
    p_delamination: float
    p_short: float
    retention: float
    contributions: dict[str, float]


@dataclass(frozen=True, eq=False)
class TruthArrays:
    """`Truth` of many histories at once; arrays of one shape."""

    asr_ohm_cm2: Values
    risks: Risks
    retention: Values


@dataclass(frozen=True, eq=False)
class SimulatedCell:
    """One pressed cell, with everything that chance gave it."""

    sample: int
    lot: str
    damage: int
    """0 intact, 1 hairline, 2 cracked, 3 delaminated or in pieces."""
    shorted: bool
    failure: tuple[FailureMode, ...]
    """How it failed, or with a hairline nearly failed: cracked, delaminated, crumbled, shorted."""
    contributions: dict[str, float]
    """Resistances of its parts in ohm cm2, before any short."""
    gap_ohm_cm2: float
    """Contact lost where a layer came off."""
    leak_ohm_cm2: float
    """Electronic path through the separator; infinite in a sound cell."""
    retention: float
    relative_density: float
    springback: float
    note: str

    @property
    def asr_ohm_cm2(self) -> float:
        """Resistance that a perfect analyser would find."""
        series = sum(self.contributions.values()) + self.gap_ohm_cm2
        return 1.0 / (1.0 / series + 1.0 / self.leak_ohm_cm2)


def landscape(history: PressHistory, cell: CellDesign) -> TruthArrays:
    """The noise-free physics for arrays of histories."""
    return TruthArrays(
        contributions(history, cell).total, risks(history, cell), retention(history, cell)
    )


def truth(history: PressHistory, cell: CellDesign) -> Truth:
    """The noise-free physics for one history."""
    parts = contributions(history, cell)
    risk = risks(history, cell)
    return Truth(
        asr_ohm_cm2=float(parts.total),
        p_intact=float(risk.intact),
        p_crack=float(risk.crack),
        p_delamination=float(risk.delamination),
        p_short=float(risk.short),
        retention=float(retention(history, cell)),
        contributions=_as_floats(parts),
    )


def press(
    history: PressHistory,
    cell: CellDesign,
    *,
    seed: int,
    sample: int,
    circumstances: Circumstances | None = None,
    in_die: bool = False,
) -> SimulatedCell:
    """Press one cell: draw its lot, its pellet and its fate.

    Args:
        history: what was really done to it (achieved, not planned).
        cell: the kind of cell.
        seed: of the laboratory.
        sample: number of the cell in that laboratory.
        circumstances: lot, operator, ageing; the reference ones when None.
        in_die: it is looked at in its die, where it cannot fall to pieces.
    """
    chance = np.random.default_rng([seed, sample, 1])
    end = fate(history, cell, seed=seed, sample=sample, in_die=in_die)
    spread = pellet_sd(history, cell)
    made_of = _own_powder(cell, chance)
    parts = _scattered(_as_floats(contributions(history, made_of)), spread, cell, chance)
    around = circumstances or Circumstances()
    for name, factor in _day(around, cell, seed=seed, sample=sample).items():
        parts[name] *= factor
    parts, gap = _damaged(parts, end.damage, chance)
    return SimulatedCell(
        sample=sample,
        lot=around.lot,
        damage=end.damage,
        shorted=end.shorted,
        failure=end.failure,
        contributions=parts,
        gap_ohm_cm2=gap,
        leak_ohm_cm2=_leak(sum(parts.values()) + gap, end.shorted, chance),
        retention=_kept(float(retention(history, cell)), end.damage, end.shorted, chance),
        relative_density=_weighed_density(history, made_of, chance),
        springback=float(springback(history.copress_mpa, cell.powder)),
        note=end.note,
    )


@dataclass(frozen=True)
class SimulatedOutcome:
    """What becomes of one cell.

    Attributes:
        damage: 0 intact, 1 hairline, 2 cracked, 3 delaminated or in pieces.
        shorted: the two sides are connected.
        failure: how it failed, or with a hairline nearly failed: cracked, delaminated, crumbled,
            shorted.
        note: what the inspector would write.
    """

    damage: int
    shorted: bool
    failure: tuple[FailureMode, ...]
    note: str


def fate(
    history: PressHistory, cell: CellDesign, *, seed: int, sample: int, in_die: bool = False
) -> SimulatedOutcome:
    """Damage, short and how it failed, for this sample's luck."""
    luck = np.random.default_rng([seed, sample, 2]).random(4)
    risk = risks(history, cell, in_die=in_die)
    cracked, peeled, shorted = (
        bool(luck[i] < float(p)) for i, p in enumerate((risk.crack, risk.delamination, risk.short))
    )
    crumbled = cracked and not in_die and bool(luck[0] < float(weakness(history, cell)))
    hairline = cracked and not crumbled and not peeled and luck[3] < _HAIRLINE_SHARE
    damage = 3 if peeled or crumbled else 1 if hairline else 2 if cracked else 0
    seen: dict[FailureMode, bool] = {
        "crumbled": crumbled,
        "cracked": cracked and not crumbled,
        "delaminated": peeled,
        "shorted": shorted,
    }
    words = {
        "crumbled": "came out in pieces",
        "cracked": "hairline crack at the rim" if hairline else "cracked through",
        "delaminated": "layers came apart",
        "shorted": "shorted",
    }
    failure = tuple(mode for mode, happened in seen.items() if happened)
    return SimulatedOutcome(damage, shorted, failure, "; ".join(words[mode] for mode in failure))


def will_crack(
    history: PressHistory, cell: CellDesign, *, seed: int, sample: int, in_die: bool = False
) -> bool:
    """True if this sample cracks when it is released now; what the press' traces then show."""
    luck = np.random.default_rng([seed, sample, 2]).random(4)
    return bool(luck[0] < float(risks(history, cell, in_die=in_die).crack))


def pellet_sd(history: PressHistory, cell: CellDesign) -> float:
    """Spread of ln R between pellets, .06 + .18 (1 - theta c) + .25 p_crack.

    Wide where contact is poor, as toughness scatters 22 % at 100 MPa and 12 % at 400 (Liao 2025).
    """
    scatter = cell.scatter
    theta = percolation(history.copress_mpa, cell.cathode)
    contact = np.clip(theta * grain_contact(history, cell), 0.0, 1.0)
    near = scatter.near_cracking * risks(history, cell).crack
    return float(scatter.pellet + scatter.poor_contact * (1.0 - contact) + near)


def _day(around: Circumstances, cell: CellDesign, *, seed: int, sample: int) -> dict[str, float]:
    """Factors on the parts of a cell that come from lot, operator and age."""
    lot = -cell.scatter.lot * _named_z(seed, around.lot, 3) + around.ageing_per_cell * sample
    hand = cell.scatter.operator * _named_z(seed, around.operator, 4)
    separator, contact = float(np.exp(lot)), float(np.exp(hand))
    return {
        "bulk": separator,
        "grain_boundary": separator,
        "cathode_interface": contact,
        "anode": contact,
        "collector": contact,
    }


def _named_z(seed: int, name: str, purpose: int) -> float:
    """Standard normal deviate of a lot or an operator; 0 for the reference."""
    if name == REFERENCE:
        return 0.0
    chance = np.random.default_rng([seed, zlib.crc32(name.encode()), purpose])
    return float(chance.standard_normal())


def _weighed_density(
    history: PressHistory, made_of: CellDesign, chance: np.random.Generator
) -> float:
    """Relative density by micrometer and balance, good to half a point."""
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, made_of.dwell)
    soft = softening(history.die_degc, made_of.powder)
    density = density_out_of_die(eff_mpa, history.copress_mpa, made_of.powder, soft)
    return float(density) + 0.005 * float(chance.standard_normal())


def _own_powder(cell: CellDesign, chance: np.random.Generator) -> CellDesign:
    """The cell with the yield stress of this very fill of the die."""
    factor = float(np.exp(cell.scatter.yield_stress * chance.standard_normal()))
    yield_mpa = cell.powder.yield_mpa * factor
    return replace(cell, powder=replace(cell.powder, yield_mpa=yield_mpa))


def _as_floats(parts: Contributions) -> dict[str, float]:
    return {name: float(value) for name, value in vars(parts).items()}


def _scattered(
    parts: dict[str, float], spread: float, cell: CellDesign, chance: np.random.Generator
) -> dict[str, float]:
    """Vary each layer by itself: what is in one layer varies together, layers are made apart."""
    separator, cathode, anode, collector = chance.standard_normal(4)
    deviates: dict[str, Any] = {
        "bulk": separator,
        "grain_boundary": separator,
        "cathode_interface": cathode,
        "cathode_ionic": cathode,
        "cathode_diffusion": cathode,
        "anode": cell.scatter.anode_gain * anode,
        "collector": collector,
    }
    return {name: value * float(np.exp(spread * deviates[name])) for name, value in parts.items()}


def _damaged(
    parts: dict[str, float], damage: int, chance: np.random.Generator
) -> tuple[dict[str, float], float]:
    """Lengthen every path by a crack (x 1.5-6; a hairline little), or add a gap (x .2-2)."""
    cracked, hairline, gap = chance.uniform(1.5, 6.0), chance.uniform(1.02, 1.3), chance.uniform()
    factor = {0: 1.0, 1: hairline, 2: cracked, 3: 1.0}[damage]
    longer = {name: value * float(factor) for name, value in parts.items()}
    lost = (0.2 + 1.8 * gap) * sum(parts.values()) if damage == 3 else 0.0
    return longer, float(lost)


def _leak(series_ohm_cm2: float, shorted: bool, chance: np.random.Generator) -> float:
    """Electronic resistance of a short: mostly hard, x .02 of the cell, sometimes soft."""
    soft, level = chance.random(), float(np.exp(0.5 * chance.standard_normal()))
    if not shorted:
        return float("inf")
    if soft < _SOFT_SHORT_SHARE:
        return 0.3 * series_ohm_cm2 * level
    return _HARD_SHORT * series_ohm_cm2 * level


def _kept(retained: float, damage: int, shorted: bool, chance: np.random.Generator) -> float:
    measured = retained + 0.01 * float(chance.standard_normal())
    if shorted:
        return 0.0
    worse = (1.0, 0.9, 0.6, 0.4)[damage]
    return float(np.clip(measured * worse, 0.0, 1.0))
