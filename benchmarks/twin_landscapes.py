"""The simulated laboratory's own physics as test problems: two and six knobs, all three goals.

The strategy knows nothing of these laws, but its authors know both; the made-up landscapes of
`press_landscapes.py` are there because of that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from problem import Problem

from doe.domain.constraints import Constraint
from doe.space import Parameter, Space
from doe.trials import Observation
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import TruthArrays, landscape
from hardware.twin.quick_cell import quick_cell
from hardware.twin.true_optimum import GOALS

Array = NDArray[np.float64]

TWO = (
    Parameter("copress_mpa", 100, 750, step=5),
    Parameter("copress_dwell_s", 1, 600, scale="log"),
)
SIX = (
    *TWO,
    Parameter("release_mpa_s", 0.5, 50, scale="log"),
    Parameter("anode_mpa", 20, 300, step=2),
    Parameter("anode_dwell_s", 1, 600, scale="log"),
    Parameter("stack_mpa", 1, 200, step=1),
)
FIXED = {"release_mpa_s": 3.0, "anode_mpa": 120.0, "anode_dwell_s": 60.0, "stack_mpa": 50.0}
RULES = (Constraint("anode_mpa <= 0.75 * copress_mpa", FIXED),)


@dataclass(frozen=True)
class TwinProblem(Problem):
    """A space of the simulated cell's knobs under one goal."""

    name: str
    space: Space
    goal: str
    constraints: tuple[Constraint, ...] = RULES
    family: str = "twin"
    design: CellDesign = field(default_factory=lambda: cell_design("sodium"))
    fixed: Mapping[str, float] = field(default_factory=lambda: FIXED)

    def p_intact(self, rows: Array) -> Array:
        return np.asarray(self._truth(rows).risks.intact)

    def true_asr(self, rows: Array) -> Array:
        return np.asarray(self._truth(rows).asr_ohm_cm2)

    def loss(self, rows: Array) -> Array:
        there = self._truth(rows)
        if self.goal == "integrity":
            return np.asarray(1.0 / np.maximum(there.risks.intact, 1e-9))
        if self.goal == "cycle_life":
            return np.asarray(1.0 - there.retention)
        return np.asarray(there.asr_ohm_cm2)

    def press(self, point: Mapping[str, float], chance: np.random.Generator) -> Observation:
        cell = quick_cell(
            {**self.fixed, **point},
            self.design,
            seed=int(chance.integers(2**31)),
            sample=int(chance.integers(2**31)),
        )
        achieved = {name: cell.achieved[name] for name in self.space.names}
        if cell.damage or cell.shorted:
            return Observation(
                achieved, damage=cell.damage, shorted=cell.shorted, failure=cell.failure
            )
        return Observation(
            achieved,
            asr_ohm_cm2=cell.asr_ohm_cm2,
            asr_std_ohm_cm2=cell.asr_std_ohm_cm2,
            retention=cell.retention,
        )

    def _truth(self, rows: Array) -> TruthArrays:
        columns = {**self.fixed, **self.space.columns(rows)}
        return landscape(PressHistory.of(columns), self.design)


def _problems() -> tuple[TwinProblem, ...]:
    return tuple(
        TwinProblem(f"twin-{len(knobs)}-{goal}", Space(knobs), goal)
        for goal in GOALS
        for knobs in (TWO, SIX)
    )


TWIN_PROBLEMS: dict[str, TwinProblem] = {problem.name: problem for problem in _problems()}
