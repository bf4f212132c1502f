"""Where the best protocols of the simulated cell are, found by brute force.

This is the truth that benchmarks compare recommendations with.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.pressing_history import PressHistory, Values
from hardware.twin.cell.simulated_cell import TruthArrays, landscape

GOALS = ("low_resistance", "integrity", "cycle_life")
LOG_KNOBS = frozenset({"copress_dwell_s", "anode_dwell_s", "release_mpa_s"})


@dataclass(frozen=True)
class Optimum:
    """The best point of a space, and what is true there."""

    point: dict[str, float]
    asr_ohm_cm2: float
    p_intact: float
    retention: float


def constrained_optimum(
    bounds: Mapping[str, tuple[float, float]],
    fixed: Mapping[str, float],
    cell: CellDesign,
    *,
    goal: str = "low_resistance",
    least_intact: float = 0.85,
    n: int = 2**15,
) -> Optimum:
    """Best protocol inside `bounds` with P(intact) of at least `least_intact`.

    Args:
        bounds: (low, high) by parameter name.
        fixed: values of the other parameters.
        cell: the kind of cell.
        goal: `low_resistance`, `integrity` or `cycle_life` (retention times P(intact)).
        least_intact: probability of staying intact that is asked for; 0 asks for nothing.
        n: points of the first sweep; as many again search around its best.

    Raises:
        ValueError: if the goal is unknown or no point is sound enough.
    """
    if goal not in GOALS:
        raise ValueError(f"unknown goal {goal!r}; there are: {', '.join(GOALS)}")
    unit = qmc.Sobol(len(bounds), scramble=True, rng=0).random(n)
    best = _best(unit, bounds, fixed, cell, goal, least_intact)
    for radius in (0.1, 0.02, 0.004):
        around = best + radius * (2.0 * unit - 1.0)
        best = _best(np.clip(around, 0.0, 1.0), bounds, fixed, cell, goal, least_intact)
    point = {name: float(v) for name, v in _physical(best, bounds).items()}
    there = landscape(PressHistory.of({**fixed, **point}), cell)
    return Optimum(
        point, float(there.asr_ohm_cm2), float(there.risks.intact), float(there.retention)
    )


def _best(
    unit: Values,
    bounds: Mapping[str, tuple[float, float]],
    fixed: Mapping[str, float],
    cell: CellDesign,
    goal: str,
    least_intact: float,
) -> Values:
    seen = landscape(PressHistory.of({**fixed, **_physical(unit, bounds)}), cell)
    merit = np.where(seen.risks.intact >= least_intact, _merit(seen, goal), -np.inf)
    if not np.isfinite(merit).any():
        raise ValueError(
            f"no protocol in this space stays intact with probability {least_intact:g}; "
            "widen the bounds"
        )
    return np.asarray(unit[int(np.argmax(merit))])


def _merit(seen: TruthArrays, goal: str) -> Values:
    if goal == "integrity":
        return seen.risks.intact
    if goal == "cycle_life":
        return np.asarray(seen.retention * seen.risks.intact)
    return np.asarray(-np.log(seen.asr_ohm_cm2))


def _physical(unit: Values, bounds: Mapping[str, tuple[float, float]]) -> dict[str, Values]:
    """From the unit cube to the bounds; dwell and rate on a logarithmic scale."""
    scaled = {}
    for column, (name, (low, high)) in enumerate(bounds.items()):
        share = unit[..., column]
        if name in LOG_KNOBS:
            scaled[name] = np.asarray(low * (high / low) ** share)
        else:
            scaled[name] = np.asarray(low + share * (high - low))
    return scaled
