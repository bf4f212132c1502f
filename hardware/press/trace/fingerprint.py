"""The compaction curve of a pressed cell next to what was achieved: a fingerprint of its lot."""

from dataclasses import replace

import numpy as np

from hardware.press.interface import StepRecord
from hardware.press.options import PowderFill
from hardware.press.protocol import Die
from hardware.press.register_map.schema.limits import PressTable
from hardware.press.trace.compaction_curve import Pellet, compaction
from hardware.recorded_trace import PressTrace
from hardware.units import dense_mm

Steps = tuple[StepRecord, ...]


def fingerprinted(
    trace: PressTrace, steps: Steps, die: Die, press: PressTable, powder: PowderFill | None
) -> tuple[Steps, dict[str, None]]:
    """The steps, the hardest one with its compaction curve; and what a person should know.

    Nothing is made up: without travel, its zero, mass or density there is no curve.
    """
    pellet = _pellet(trace, die, press, powder)
    if pellet is None or not steps:
        return steps, {}
    hardest = max(range(len(steps)), key=lambda index: steps[index].planned.target_mpa)
    try:
        found = compaction(trace, hardest, pellet)
    except ValueError as error:
        return steps, {f"no compaction curve: {error}": None}
    marked = replace(steps[hardest], compaction=found)
    return (*steps[:hardest], marked, *steps[hardest + 1 :]), {}


def _pellet(
    trace: PressTrace, die: Die, press: PressTable, powder: PowderFill | None
) -> Pellet | None:
    seen_mm = trace.position_mm[np.isfinite(trace.position_mm)]
    if powder is None or press.zero_mm is None or not seen_mm.size:
        return None
    return Pellet(
        final_mm=press.zero_mm - float(seen_mm[-1]),
        dense_mm=dense_mm(powder.mass_mg, powder.density_g_cm3, die.area_mm2),
        frame_mm_per_kn=press.frame_mm_per_kn,
    )
