"""However a stroke by hand ends, it ends in one of three sentences; see `stroke_end`."""

from dataclasses import dataclass

from typing_extensions import override

from hardware.errors import (
    HardwareError,
    PressFaultError,
    PressSilentError,
    UnsafeProtocolError,
)
from hardware.press.control.readiness import is_unloaded
from hardware.press.control.stroke_end import Ending, ended, in_words
from hardware.press.supervision.supervisor import Supervisor


@dataclass(frozen=True)
class HandEnd(Ending):
    """Around one stroke by hand: whatever is raised inside leaves as one of three sentences.

    Args:
        eye: the supervisor.
        step: name of the step.
    """

    eye: Supervisor
    step: str

    @override
    def after(self, error: BaseException) -> None:
        """Say what became of the press; nobody but a person can release it."""
        if isinstance(error, HardwareError):
            return
        sentence = f"step {self.step!r}: {in_words(error)}."
        if not self.eye.started:
            raise ended(
                error, f"{sentence} Nobody was asked to press.", UnsafeProtocolError
            ) from error
        if self.eye.last is not None and is_unloaded(self.eye.last, self.eye.machine.map):
            sentence = f"{sentence} It shows no {self.eye.die.load_kind.noun}. Void the cell."
            raise ended(error, sentence, PressFaultError) from error
        raise PressSilentError(
            f"{sentence} The press may be loaded ({self.eye.last_seen()}) and this program cannot "
            "release it. Release it slowly at its own valve; void the cell."
        ) from error
