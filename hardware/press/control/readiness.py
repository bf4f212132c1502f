"""What a look at rest says: may the press be started, and is it unloaded? Pure."""

import math
from collections.abc import Sequence

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import PressMap

AT_REST = (Phase.IDLE, Phase.DONE, Phase.ABORTED)
MOVING = (Phase.APPROACH, Phase.RAMP, Phase.HOLD, Phase.RELEASE)


def not_ready(look: MachineSnapshot, press_map: PressMap) -> list[str]:
    """Why the press may not be started now; empty if it may."""
    unloaded_load = press_map.supervision.unloaded_load
    reasons = [f"alarm: {alarm.text}" for alarm in look.alarms if alarm.severity != "warn"]
    reasons += look.missing
    if look.phase not in AT_REST:
        reasons.append(f"its state is {look.phase.value!r}, not idle")
    if math.isnan(look.load):
        reasons.append(f"its {press_map.load_kind.noun} is unknown ({'; '.join(look.invalid)})")
    elif abs(look.load) > unloaded_load:
        reasons.append(
            f"it shows {press_map.load_kind.text(look.load)} at rest, above "
            f"{press_map.load_kind.text(unloaded_load)} (loaded, or the tare is off)"
        )
    return reasons + _out_of_place(look, press_map)


def _out_of_place(look: MachineSnapshot, press_map: PressMap) -> list[str]:
    stated_mm = press_map.supervision.start_mm
    if stated_mm is None or stated_mm[0] <= look.position_mm <= stated_mm[1]:
        return []
    return [
        f"its piston stands at {look.position_mm:.2f} mm, not between {stated_mm[0]:g} and "
        f"{stated_mm[1]:g} mm where a stroke begins (a die left in, or the wrong one?)"
    ]


def not_ours(
    look: MachineSnapshot, boot_id: int | None, strangers: Sequence[str], since: str
) -> list[str]:
    """Why the press is not, or no longer, the one that was made ready; empty if it is.

    Args:
        look: the press now.
        boot_id: number of its start when it was made ready.
        strangers: set-points that do not hold what we wrote; see `Machine.strangers`.
        since: when that was, in words.
    """
    restarted = [] if look.boot_id == boot_id else [f"its PLC has started again since {since}"]
    return restarted + [f"somebody else writes to it: {stranger}" for stranger in strangers]


def is_unloaded(look: MachineSnapshot, press_map: PressMap) -> bool:
    """True if the force is off and the press is not moving."""
    at_zero = abs(look.load) <= press_map.supervision.unloaded_load  # False for nan
    return at_zero and look.phase not in MOVING
