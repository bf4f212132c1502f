"""One snapshot of a machine, decoded."""

from typing import NamedTuple

from hardware.press.interface import Phase
from hardware.press.register_map.model import Alarm


class MachineSnapshot(NamedTuple):
    """One snapshot of the machine, decoded; what is unknown or invalid is nan.

    A tuple, because twenty are made a second and a frozen dataclass takes three times as long.
    """

    now_s: float
    phase: Phase
    load: float
    """Force in kN, or the pressure of a fluid in MPa: see `PressMap.load_kind`."""
    line_bar: float
    position_mm: float
    in_phase_s: float
    peak_load: float
    die_degc: float
    stack_kn: float
    ack_seq: int | None
    ack_code: int
    boot_id: int | None
    simulated: bool
    beat: int | None
    alarms: tuple[Alarm, ...]
    invalid: tuple[str, ...]
    """Sentences about readings that were refused."""
    took_s: float = 0.0
    """From asking to having all answers: `now_s` is that much later than the oldest reading."""
    missing: tuple[str, ...] = ()
    """What the machine's own interlocks lack for a START; see [ready] of the press file."""
