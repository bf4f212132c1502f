"""Before START: set-points that are read back, the intention on the disk, and one last look.

Nothing here moves the press, so all of it may be done again when the line is interrupted.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware.errors import UnsafeProtocolError
from hardware.press.control.readiness import not_ours, not_ready
from hardware.press.control.stroke_end import Record, not_armed, number_or_none
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.supervision.supervisor import Supervisor


@dataclass(frozen=True)
class Arming:
    """Makes the machine ready for one stroke.

    Args:
        eye: the supervisor.
        plan: the step in the machine's terms.
        seq: sequence number of its START.
        record: the journal of the stroke.
        rested: the look that has shown the press at rest; None if there was none.
    """

    eye: Supervisor
    plan: StrokePlan
    seq: int
    record: Record
    rested: MachineSnapshot | None

    @property
    def boot_id(self) -> int | None:
        """Which start of the machine is made ready."""
        return self.rested.boot_id if self.rested is not None else None

    def offer(self, setpoints: Mapping[str, float]) -> None:
        """Write the intention down, then the set-points to the machine.

        Raises:
            UnsafeProtocolError: the machine did not take them; START was not sent.
            PressUnreachableError: the line did not come back.
        """
        rested = self.rested
        peak_load = rested.peak_load if rested is not None else math.nan
        intent = {
            "seq": self.seq,
            "setpoints": dict(setpoints),
            "boot_id": self.boot_id,
            "ack_before": rested.ack_seq if rested is not None else None,
            self.plan.load_kind.key("peak_before_kn"): number_or_none(peak_load),
        }
        self.record.before("intent", intent)
        self._patiently(lambda: self._offer(setpoints))

    def last_look(self) -> None:
        """What was ready may not be so any more: set-points took their time, or the line did.

        Raises:
            UnsafeProtocolError: the press is not ready, or not ours; START was not sent.
            PressUnreachableError: the line did not come back.
        """
        self._patiently(self._last_look)

    def _offer(self, setpoints: Mapping[str, float]) -> None:
        """Set-points, read back, in the handshake that some machines want."""
        self._handshake("offer")
        self.eye.machine.write_setpoints(setpoints)
        self.eye.beat_if_due()
        self._handshake("confirm")

    def _handshake(self, name: str) -> None:
        if name in self.eye.machine.map.commands:
            self.eye.machine.command(name, 0, self.eye.pause, {})

    def _last_look(self) -> None:
        """The heartbeat comes last: START is void at a PLC that has not heard us lately."""
        look = self.eye.look()
        reasons = not_ready(look, self.eye.machine.map)
        strangers = self.eye.machine.strangers()
        reasons += not_ours(look, self.boot_id, strangers, "it took the set-points")
        if reasons:
            raise UnsafeProtocolError(
                f"step {self.plan.name!r}: the press is not ready any more: {'; '.join(reasons)}. "
                "START was not sent and the press did not move. See to it at the machine, then try "
                "again."
            )
        self.eye.beat()

    def _patiently(self, act: Callable[[], None]) -> None:
        try:
            self.eye.patiently(act, self.eye.machine.map.supervision.back_within_s)
        except LinkError as error:
            raise not_armed(self.plan.name, error) from error
