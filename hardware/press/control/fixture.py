"""Closing the fixture that keeps the stack pressure: one command, watched until it holds."""

import math

from hardware.errors import KEY_FIRST, PressFaultError, PressSilentError
from hardware.press.control.setpoints import AT_REST
from hardware.press.interface import Phase
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import Supervisor

CLOSE_WITHIN_S = 60.0  # chosen: a motor drive takes some seconds
REACHED = 0.1
"""The fixture counts as closed within this share of the wanted force; what it has is recorded."""


def close_fixture(eye: Supervisor, seq: int, wanted_kn: float, latch: AbortLatch) -> float | None:
    """Put the pressed cell under its stack force; returns what was reached, None if not measured.

    The command is sent once, like START.

    Raises:
        PressFaultError: if the fixture does not close; the press itself is unloaded.
        PressSilentError: if the line is lost meanwhile.
    """
    try:
        eye.machine.command("close_fixture", seq, lambda: _glance(eye), {"stack": wanted_kn})
        return _watch(eye, seq, wanted_kn, latch)
    except LinkError as error:
        raise PressSilentError(
            f"the line was lost while the fixture was closing ({error}). The press has released "
            f"the cell; the force in the fixture is unknown. Go there and look. {KEY_FIRST}"
        ) from error


def _glance(eye: Supervisor) -> None:
    eye.pause()
    eye.look()


def _watch(eye: Supervisor, seq: int, wanted_kn: float, latch: AbortLatch) -> float | None:
    until_s = eye.clock.now_s() + CLOSE_WITHIN_S
    measured = "stack" in eye.machine.map.registers
    while eye.clock.now_s() <= until_s:
        eye.pause()
        look = eye.look()
        if look.ack_seq == seq and look.ack_code:
            refusal = eye.machine.map.refusals.get(look.ack_code, f"code {look.ack_code}")
            raise _not_closed(f"the press refused to close it: {refusal}")
        if latch.reason is not None:
            raise _not_closed(f"abort asked for: {latch.reason}")
        if look.phase in (Phase.FAULT, Phase.ESTOP, Phase.MANUAL):
            raise _not_closed(f"the press is in state {look.phase.value!r}")
        if not measured and look.phase in AT_REST:
            return None
        reached = measured and abs(look.stack_kn - wanted_kn) <= REACHED * wanted_kn
        if reached and look.phase in AT_REST:
            return look.stack_kn
    stands_kn = eye.last.stack_kn if eye.last is not None else math.nan
    raise _not_closed(f"it stands at {stands_kn:.2f} kN instead of {wanted_kn:.2f} kN")


def _not_closed(why: str) -> PressFaultError:
    return PressFaultError(
        f"the fixture did not close: {why}. The press carries no force. The cell is pressed; close "
        "the fixture by hand, or void the cell."
    )
