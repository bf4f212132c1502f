"""What the page on safety says that a look at rest does not see."""

import math

from hardware.press.control.readiness import is_unloaded
from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.load import load_press_map


def test_released_is_what_the_force_sensor_alone_says() -> None:
    """A known gap, which docs/safety.md states; who closes it changes the page."""
    look = MachineSnapshot(
        now_s=0.0, phase=Phase.ABORTED, load=0.0, line_bar=150.0, position_mm=10.0, in_phase_s=0.0,
        peak_load=0.0, die_degc=math.nan, stack_kn=0.0, ack_seq=1, ack_code=0, boot_id=7,
        simulated=False, beat=5, alarms=(), invalid=(),
    )  # fmt: skip
    assert is_unloaded(look, load_press_map("generic_plc"))
