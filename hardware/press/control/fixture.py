"""Closing the fixture that keeps the stack pressure: one command, watched until it holds.

Whatever breaks it off, an abort too, the press is released first and then says where it stands: a
machine that goes on closing after the program has ended would move in front of somebody's hand.
"""

import math
from dataclasses import dataclass

from typing_extensions import override

from hardware.errors import GO_THERE, KEY_FIRST, HardwareError, PressFaultError, PressSilentError
from hardware.press.control.readiness import AT_REST
from hardware.press.control.release import Release, ReleaseNotSeenError
from hardware.press.control.stroke_end import Ending, ended, in_words
from hardware.press.control.stroke_watch import TripError
from hardware.press.interface import Phase
from hardware.press.modbus.sequence import ReleaseNumber
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import Supervisor

CLOSE_WITHIN_S = 60.0  # chosen: a motor drive takes some seconds
REACHED = 0.1
"""The fixture counts as closed within this share of the wanted force; what it has is recorded."""
LOOK_AT_THE_CELL = f"Look at fixture and cell before the next one. {KEY_FIRST}"


@dataclass(frozen=True)
class FixtureClosing:
    """Puts the pressed cell under its stack force.

    Args:
        eye: the supervisor.
        seqs: sequence numbers of the command and of a RELEASE, should one be needed.
        wanted_kn: the stack force.
        latch: where a person asks for a release.
    """

    eye: Supervisor
    seqs: tuple[int, int]
    wanted_kn: float
    latch: AbortLatch

    def run(self) -> float | None:
        """Close it; returns the force that was reached in kN, None if it is not measured.

        The command is sent once, like START.

        Raises:
            PressFaultError: if the fixture does not close; the press itself is unloaded.
            PressSilentError: if a release was asked for but not seen.
            StrokeInterruptedError: interrupted from outside; the press has released.
        """
        if self.latch.reason is not None:
            raise _not_closed(f"abort asked for before it: {self.latch.reason}")
        number = ReleaseNumber(self.seqs[1], self.eye.machine.map.press.last_seq)
        with FixtureEnd(self.eye, number):
            machine = self.eye.machine
            wanted = {"stack": self.wanted_kn}
            machine.command("close_fixture", self.seqs[0], self._glance, wanted)
            return self._watched()

    def _glance(self) -> None:
        self.eye.pause()
        self.eye.look()
        self._trip_if_aborted()

    def _trip_if_aborted(self) -> None:
        if self.latch.reason is not None:
            raise TripError(f"abort asked for: {self.latch.reason}")

    def _watched(self) -> float | None:
        until_s = self.eye.clock.now_s() + CLOSE_WITHIN_S
        measured = "stack" in self.eye.machine.map.registers
        while self.eye.clock.now_s() <= until_s:
            self.eye.pause()
            look = self.eye.look()
            if look.ack_seq == self.seqs[0] and look.ack_code:
                refusal = self.eye.machine.map.refusals.get(look.ack_code, f"code {look.ack_code}")
                raise _not_closed(f"the press refused to close it: {refusal}")
            self._trip_if_aborted()
            if look.phase in (Phase.FAULT, Phase.ESTOP, Phase.MANUAL):
                raise _not_closed(f"the press is in state {look.phase.value!r}")
            if not measured and look.phase in AT_REST:
                return None
            reached = measured and abs(look.stack_kn - self.wanted_kn) <= REACHED * self.wanted_kn
            if reached and look.phase in AT_REST:
                return look.stack_kn
        stands_kn = self.eye.last.stack_kn if self.eye.last is not None else math.nan
        raise TripError(f"it stands at {stands_kn:.2f} kN instead of {self.wanted_kn:.2f} kN")


@dataclass(frozen=True)
class FixtureEnd(Ending):
    """Around the closing of a fixture: whatever breaks it off, the machine is brought to rest.

    Args:
        eye: the supervisor.
        number: of a RELEASE.
    """

    eye: Supervisor
    number: ReleaseNumber

    @override
    def after(self, error: BaseException) -> None:
        """Release unless the machine ended by itself; then say what became of press and fixture."""
        if isinstance(error, HardwareError):
            return
        why = in_words(error)
        self.eye.watch = None  # whatever brought us here must not stop the release
        release = Release(self.eye, self.number, None)
        try:
            release.run()
        except ReleaseNotSeenError as failure:
            raise PressSilentError(
                f"{_broken_off(why)} A release was asked for but not seen: {failure}. The press "
                f"and the fixture may be loaded ({self.eye.last_seen()}). {GO_THERE}"
            ) from error
        cause = KeyboardInterrupt() if release.interrupted else error
        raise ended(cause, f"{_broken_off(why)} {self._stands()}", PressFaultError) from error

    def _stands(self) -> str:
        """What the fixture holds after the release, as far as the machine tells."""
        stack_kn = self.eye.last.stack_kn if self.eye.last is not None else math.nan
        shown = "is not known" if math.isnan(stack_kn) else f"reads {stack_kn:.2f} kN"
        return f"The press has released; the force in the fixture {shown}. {LOOK_AT_THE_CELL}"


def _broken_off(why: str) -> str:
    return f"the fixture did not close: {why}."


def _not_closed(why: str) -> PressFaultError:
    return PressFaultError(
        f"{_broken_off(why)} The press carries no force. The cell is pressed; close the fixture by "
        "hand, or void the cell."
    )
