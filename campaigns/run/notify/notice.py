"""What people read, made from what a campaign says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from campaigns.config.notify_schema import Occasion
from campaigns.run import events
from campaigns.store.audit_chain import utc_now

_ENDS: dict[str, Occasion] = {
    "waits for approval": "approval wanted",
    "interrupted": "cell for a person",
    "not inspected": "cell for a person",
    "rig": "alarm",
    "press silent": "alarm",
    "refused": "alarm",
    "measurement": "alarm",
    "budget": "finished",
    "certificate": "finished",
    "trials": "finished",
}
"""Why a run ended, and what that is to people; everything else is a stop."""


@dataclass(frozen=True)
class Notice:
    """One message.

    Attributes:
        occasion: What kind.
        sentence: What happened, and what to do now.
        trial: Which it is about, if one.
        at_utc: When it happened.
    """

    occasion: Occasion
    sentence: str
    trial: int | None = None
    at_utc: str = field(default_factory=utc_now)

    @property
    def age_s(self) -> float:
        """How long ago it happened."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.at_utc)).total_seconds()


@dataclass
class Needs:
    """Hears a campaign's events and says when a person is needed; each thing once."""

    said: set[tuple[object, ...]] = field(default_factory=set)

    def of(self, event: events.CampaignEvent) -> list[Notice]:
        """What people should read of it; mostly nothing."""
        match event:
            case events.CampaignEnded(kind=kind, sentence=sentence):
                return [Notice(_ENDS.get(kind, "stop"), sentence)]
            case events.PersonNeeded(occasion=occasion, trial=trial, sentence=sentence):
                return self._once((occasion, trial), Notice(occasion, sentence, trial))
            case (
                events.MeasureAgain(trial=trial, sentence=sentence)
                | events.LateResult(trial=trial, sentence=sentence)
            ):
                notice = Notice("cell for a person", sentence, trial)
                return self._once((trial, sentence), notice)
            case events.PressSeen(trial=trial, snapshot=seen):
                alarms = [
                    (str(alarm), Notice("alarm", f"press: {alarm}", trial)) for alarm in seen.alarms
                ]
                return [one for key, notice in alarms for one in self._once((trial, key), notice)]
        return []

    def _once(self, key: tuple[object, ...], notice: Notice) -> list[Notice]:
        if key in self.said:
            return []
        self.said.add(key)
        return [notice]
