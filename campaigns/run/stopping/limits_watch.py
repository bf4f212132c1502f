"""Whether the limits that a run began with still hold: asked before each cell, and as it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.config.typed_name import typed_name
from campaigns.decisions.finished import Stop
from campaigns.errors import WrongInputError
from campaigns.run.stopping.stop_criteria import StopError
from campaigns.trial.in_force import InForce
from doe.knobs.knob_values import Value
from hardware.press.register_map.load import MapError


@dataclass
class LimitsWatch:
    """Reads campaign file and press file again.

    Attributes:
        look: Reads them.
        limits: What the run goes by; its strategy proposes within that.
    """

    look: Callable[[], InForce]
    limits: InForce

    def __post_init__(self) -> None:
        """Note what the files say as the run begins."""
        self._began_with = self.look()

    def now(self) -> InForce:
        """The limits in force.

        Raises:
            StopError: the files have changed since the run began, or cannot be read now.
        """
        try:
            found = self.look()
        except (WrongInputError, MapError) as error:
            raise self._stop(
                f"the limits of the campaign can no longer be read: {error}"
            ) from error
        if not found.same_as(self._began_with):
            file = self.limits.settings.path.name
            raise self._stop(
                f"bounds, rules, press or die have changed in {file} or its press file since this "
                "run began."
            )
        return self.limits

    def refuse(self, label: str, protocol: dict[str, Value]) -> None:
        """Ask once more, the moment before a cell is begun.

        Raises:
            StopError: the limits in force do not allow it; nothing was begun.
        """
        if why := self.now().why_not(protocol):
            raise self._stop(f"{label} is not allowed any more: {why}.")

    def _stop(self, why: str) -> StopError:
        file = self.limits.settings.path.name
        sentence = (
            f"{why} The run has stopped before the next cell; the press is at rest. Go on with the "
            f"limits of now: copress run {typed_name(file)}"
        )
        return StopError(Stop("limits", sentence, 1))
