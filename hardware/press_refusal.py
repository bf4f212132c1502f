"""What to say when a press did not take its set-points: it has not moved."""

from hardware.errors import HardwareError, PressUnreachableError, UnsafeProtocolError
from hardware.press_command import CommandTimeoutError
from hardware.transport import IncoherentError, LinkError, RefusedError

MAP_FAULT_CODES = (1, 2, 3)
"""Modbus exceptions by which a machine says that it has not done what was asked."""


def not_armed(step: str, error: LinkError) -> HardwareError:
    """The error for set-points that were not taken; START has not been sent."""
    told = f"step {step!r}: the press did not take the set-points: {error}. "
    not_moved = "START was not sent and the press did not move. "
    refused = isinstance(error, RefusedError) and error.code in MAP_FAULT_CODES
    if refused or isinstance(error, IncoherentError | CommandTimeoutError):
        return UnsafeProtocolError(
            f"{told}{not_moved}Compare the limits set in the PLC with [limits] and [registers] of "
            "the press file."
        )
    return PressUnreachableError(f"{told}{not_moved}Check the line, then repeat the trial.")
