"""The simulated laboratory of one run: presses cells in a millisecond, and knows the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from campaigns.run.study.problems import Problem
from campaigns.trial.recipe import protocol_values, varied
from campaigns.trial.search_space import space_of
from doe.domain.candidates import Candidates
from doe.domain.constraints import Constraint
from doe.knobs.knob_values import Value, numbers_of
from doe.trials import Observation
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.presets import cell_design, perturbed
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import REFERENCE, Circumstances, TruthArrays, landscape
from hardware.twin.quick_cell import quick_cell

Array = NDArray[np.float64]

SOUND = 0.85
"""Share of intact cells that a protocol must reach to count as sound."""
WITHIN = {"integrity": 1.03}
USUALLY_WITHIN = 1.10
"""How far a true loss may lie above the best sound one to count as near it."""

_LEAST_SOUND = 0.04  # where not even the best protocol is sound: so far below the best
_POWDER = 71  # purpose of the generator of assumed numbers
_CLOUD = 512  # chosen: neighbours of the best at each width
_WIDTHS = (0.1, 0.03, 0.01)  # cube widths; chosen: from coarse to below the step of a dial


@dataclass(frozen=True)
class Best:
    """The best protocol of a problem by the noise-free physics.

    Attributes:
        loss: What the goal makes small: ohm cm2, 1 / P(intact), or capacity lost.
        p_wanted: Probability of staying intact that a sound protocol has.
    """

    loss: float
    p_wanted: float


@dataclass(frozen=True)
class VirtualLaboratory:
    """One powder, one press, one seed."""

    problem: Problem
    seed: int

    @cached_property
    def design(self) -> CellDesign:
        """The kind of cell of this seed."""
        twin = self.problem.twin
        design = cell_design(self.problem.preset, powder=twin.powder, anode=twin.anode)
        if twin.vary_assumed:
            chance = np.random.default_rng([self.seed, _POWDER])
            design = perturbed(design, twin.vary_assumed, chance)
        if twin.pellet_sd is not None:
            design = replace(design, scatter=replace(design.scatter, pellet=twin.pellet_sd))
        breakage = replace(design.breakage, mishap=twin.flaw_share)
        return replace(design, breakage=breakage)

    @cached_property
    def candidates(self) -> Candidates:
        """What may be pressed."""
        settings = self.problem.settings
        rules = tuple(Constraint(text, settings.fixed) for text in settings.constraints)
        return Candidates(space_of(settings), rules)

    def press(self, point: Mapping[str, Value], sample: int) -> Observation:
        """Press and read one cell.

        Args:
            point: The varied values as planned.
            sample: Number of the cell, from 1; the same cell again is the same luck.
        """
        settings = self.problem.settings
        lot = self._lot(sample)
        cell = quick_cell(
            numbers_of(protocol_values(settings, point)),
            self.design,
            seed=self.seed,
            sample=sample,
            circumstances=Circumstances(
                lot=lot or REFERENCE, ageing_per_cell=self.problem.twin.ageing_per_cell
            ),
            die=self.problem.die,
        )
        broken = bool(cell.damage) or cell.shorted
        return Observation(
            point=varied(settings, cell.achieved),
            planned=dict(point),
            damage=cell.damage,
            shorted=cell.shorted,
            failure=cell.failure,
            asr_ohm_cm2=None if broken else cell.asr_ohm_cm2,
            asr_std_ohm_cm2=None if broken else cell.asr_std_ohm_cm2,
            retention=None if broken else cell.retention,
            lot=lot,
            trial=sample,
        )

    def _lot(self, sample: int) -> str | None:
        size = self.problem.twin.cells_per_lot
        return None if size is None else f"lot-{(sample - 1) // size + 1}"

    def truth(self, rows: Array) -> tuple[Array, TruthArrays]:
        """Noise-free physics at physical values (n, d): loss (n,) under the goal, and the rest."""
        columns = {**self.problem.settings.fixed, **self.candidates.space.columns(rows)}
        there = landscape(PressHistory.of(columns), self.design)
        return _loss(there, self.problem.settings.campaign.goal), there

    @cached_property
    def best(self) -> Best:
        """The best sound protocol that the rules allow, by brute force."""
        return _best(self)

    def is_there(self, loss: float, p_intact: float) -> bool:
        """Whether a protocol is sound and near the best."""
        within = WITHIN.get(self.problem.settings.campaign.goal, USUALLY_WITHIN)
        return p_intact >= self.best.p_wanted and loss <= within * self.best.loss


def _best(laboratory: VirtualLaboratory) -> Best:
    candidates = laboratory.candidates
    chance = np.random.default_rng(0)
    X = candidates.everywhere(0)
    p_wanted = min(SOUND, _highest(laboratory, X) - _LEAST_SOUND)
    best, loss = _lowest(laboratory, X, p_wanted)
    for width in _WIDTHS:
        near = best + width * chance.standard_normal((_CLOUD, X.shape[1]))
        best, loss = _lowest(
            laboratory, np.vstack([best[None, :], candidates.allowed(near)]), p_wanted
        )
    return Best(loss, p_wanted)


def _highest(laboratory: VirtualLaboratory, X: Array) -> float:
    _, there = laboratory.truth(laboratory.candidates.space.from_unit(X))
    return float(np.max(there.risks.intact))


def _lowest(laboratory: VirtualLaboratory, X: Array, p_wanted: float) -> tuple[Array, float]:
    loss, there = laboratory.truth(laboratory.candidates.space.from_unit(X))
    loss = np.where(there.risks.intact >= p_wanted, loss, np.inf)
    return X[int(np.argmin(loss))], float(np.min(loss))


def _loss(there: TruthArrays, goal: str) -> Array:
    if goal == "integrity":
        return np.asarray(1.0 / np.maximum(there.risks.intact, 1e-9))
    if goal == "cycle_life":
        return np.asarray(1.0 - there.retention)
    return np.asarray(there.asr_ohm_cm2)
