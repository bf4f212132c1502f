"""A simulated cell without PLC and files: the same physics and the same chance, in a millisecond.

For studies of many campaigns. A cell pressed here and the same cell (seed, sample number, protocol)
pressed through `Laboratory` have the same damage, and resistances that differ by what ramps and a
fit of the spectrum add, below one per cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hardware.press.protocol import Die
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import Circumstances, FailureMode, press
from hardware.twin.plc.regulator import FIXTURE, TWIN_DIE, settled_load
from hardware.twin.simulated_analyser import MOUNTING, Artefacts

READING_SD = 0.01
"""What a careful fit says of itself."""

STROKES = ("prepress_mpa", "copress_mpa", "anode_mpa")


@dataclass(frozen=True)
class QuickCell:
    """What a campaign gets to know of one cell."""

    achieved: Mapping[str, float]
    """The protocol's values as they were reached."""
    damage: int
    shorted: bool
    failure: tuple[FailureMode, ...]
    """How it failed, or with a hairline nearly failed."""
    asr_ohm_cm2: float
    """As read from its spectrum."""
    asr_std_ohm_cm2: float
    retention: float


def quick_cell(
    protocol: Mapping[str, float],
    design: CellDesign,
    *,
    seed: int,
    sample: int,
    circumstances: Circumstances | None = None,
    die: Die = TWIN_DIE,
) -> QuickCell:
    """Press one cell and read it, without the machinery.

    Args:
        protocol: values by parameter name; needs `copress_mpa`.
        design: the kind of cell.
        seed: of the laboratory.
        sample: number of the cell.
        circumstances: lot, operator, ageing.
        die: what is mounted.
    """
    achieved = dict(protocol) | _settled(protocol, die, seed, sample)
    history = PressHistory.of(achieved)
    cell = press(history, design, seed=seed, sample=sample, circumstances=circumstances)
    mounted = np.random.default_rng([seed, sample, MOUNTING])
    gain = float(np.exp(Artefacts().gain_sd * mounted.standard_normal()))
    asr_ohm_cm2 = gain * cell.asr_ohm_cm2
    return QuickCell(
        achieved=achieved,
        damage=cell.damage,
        shorted=cell.shorted,
        failure=cell.failure,
        asr_ohm_cm2=asr_ohm_cm2,
        asr_std_ohm_cm2=READING_SD * asr_ohm_cm2,
        retention=cell.retention,
    )


def _settled(protocol: Mapping[str, float], die: Die, seed: int, sample: int) -> dict[str, float]:
    """The pressures that press and fixture really reach, strokes counted as the press counts."""
    strokes = [name for name in STROKES if protocol.get(name, 0.0) > 0.0]
    numbered = {name: number for number, name in enumerate(strokes)}
    if protocol.get("stack_mpa", 0.0) > 0.0:
        numbered["stack_mpa"] = FIXTURE
    return {
        name: die.mpa(
            settled_load(die.load(protocol[name]), die, seed=seed, sample=sample, stroke=number)
        )
        for name, number in numbered.items()
    }
