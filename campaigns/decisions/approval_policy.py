"""The autonomy dial: who says yes to a cell before it is pressed.

| `[campaign] autonomy` | a cell is pressed when |
|---|---|
| suggest | never; people press by hand |
| approve | a person has approved this cell, and the approval has not expired |
| batch | a person has approved the batch that it belongs to |
| envelope | it lies in an envelope that a person has approved, or as with `approve` |
| free | always |

An approval ends when three cells have broken one after another since it was given: a person looks
before the fourth. It ends too when the cells that were judged since then make this one half as
likely to stay intact; where no person is asked, such a cell is rejected and another one planned. An
approval that stood on an envelope counts for as long as an envelope covers the cell: what is in
force at the moment of pressing decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.decisions.decisions import approve_trials
from campaigns.errors import WrongInputError
from campaigns.files.documents.knob_labels import number_of
from campaigns.records.approvals import (
    FREE,
    Permit,
    broken_since_approval,
    inside,
    last_approval,
    permit_of,
    read_permits,
    standing_envelope,
    why_not_inside,
    without_a_person,
)
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord, last_end, read_trials
from campaigns.store.audit_chain import who
from campaigns.store.campaign_store import Store
from campaigns.store.journal import OPEN
from doe.domain.arrays import BROKEN_RUN

if TYPE_CHECKING:  # its shape only: who approves a cell loads no model
    from doe.strategy import Strategy


@dataclass(frozen=True)
class Approval:
    """A person's word on one trial."""

    granted: bool | None
    """None: nobody has decided yet; `reason` says what to do."""
    person: str
    reason: str = ""
    standing: bool = False
    """It was given and written down before."""


class Approve(Protocol):
    """Asks a person, or stands for one."""

    def __call__(self, trial: TrialRecord) -> Approval:
        """Whether `trial` may be pressed."""
        ...


@dataclass(frozen=True)
class Person:
    """Somebody at the terminal: asked, informed. Nobody is there in a pipe or a night run."""

    ask: Callable[[str], str]
    tell: Callable[[str], None]


def refuse_to_press(settings: Settings) -> None:
    """Refuse a campaign that never presses by itself.

    Raises:
        WrongInputError: `autonomy = "suggest"`.
    """
    if settings.campaign.autonomy == "suggest":
        file = settings.path.name
        raise WrongInputError(
            f'{file}: [campaign] autonomy = "suggest": this campaign never presses by itself. Use '
            f"copress propose {typed_name(file)}, or allow more: approve, batch, envelope, free."
        )


def approver(
    settings: Settings, store: Store, strategy: Strategy, person: Person | None
) -> Approve:
    """Who says yes to a trial, by the campaign's autonomy."""
    if settings.campaign.autonomy == "free":
        return _Free(store, strategy)
    return _Dial(settings, store, strategy, person)


@dataclass(frozen=True)
class _Free:
    """Says yes, unless what is known by now speaks against the cell."""

    store: Store
    strategy: Strategy

    def __call__(self, trial: TrialRecord) -> Approval:
        """Yes or no."""
        if why := likelier_to_break(self.store, self.strategy, trial):
            return Approval(False, FREE, why)
        return Approval(True, FREE, standing=trial.state == "approved")


@dataclass(frozen=True)
class _Dial:
    """Asks the store first, then a person at the terminal, if one is there."""

    settings: Settings
    store: Store
    strategy: Strategy
    person: Person | None

    def __call__(self, trial: TrialRecord) -> Approval:
        """Yes, no, or not yet."""
        permits = read_permits(self.store)
        why = ""
        if trial.state == "approved" and not self._is_nobodys(trial):
            said = permit_of(permits, trial.number)
            why = self._why_ended(trial, said)
            if not why:
                return Approval(True, said.person if said else who(), standing=True)
        elif self.settings.campaign.autonomy == "envelope":
            envelope = standing_envelope(permits)
            if envelope is None:
                why = "no envelope is approved; "
            else:
                trials = read_trials(self.store)
                why = why_not_inside(self.store, envelope, trial, trials)
                if not why:
                    return self._inside(envelope, trial)
                why = f"the envelope of {envelope.person} {why}; "
        elif trial.state == "approved":
            why = "it was approved by an envelope or freely, and each cell is asked about now; "
        return (
            self._waits(trial, why) if self.person is None else self._ask(trial, self.person, why)
        )

    def _inside(self, envelope: Permit, trial: TrialRecord) -> Approval:
        """What an envelope says to a cell that it covers."""
        if why := likelier_to_break(self.store, self.strategy, trial):
            return Approval(False, f"autonomy: {self.settings.campaign.autonomy}", why)
        return Approval(True, envelope.person, inside(envelope))

    def _is_nobodys(self, trial: TrialRecord) -> bool:
        """It was approved without a person's word on this cell: what is in force now decides."""
        return without_a_person(*last_approval(self.store, trial))

    def _why_ended(self, trial: TrialRecord, said: Permit | None) -> str:
        """Why an approval no longer counts, in words; empty while it does."""
        if said is not None and said.expired():
            return f"the approval by {said.person} expired at {said.expires_utc}; "
        run = broken_since_approval(trial, read_trials(self.store))
        if run >= BROKEN_RUN:
            return f"{run} cells broke one after another since it was approved; "
        changed = likelier_to_break(self.store, self.strategy, trial)
        return f"{changed}; " if changed else ""

    def _waits(self, trial: TrialRecord, why: str) -> Approval:
        file = self.settings.path.name
        numbers = " ".join(f"--trial {other.number}" for other in self._together(trial))
        return Approval(
            None,
            "",
            f"{trial.label} waits for approval ({why}autonomy: {self.settings.campaign.autonomy}, "
            f"and nobody is at the terminal). Nothing was pressed. Decide: copress approve "
            f"{typed_name(file)} "
            f'{numbers}, or copress reject {typed_name(file)} --trial {trial.number} --why "..."; '
            f"then copress run {typed_name(file)}",
        )

    def _ask(self, trial: TrialRecord, person: Person, why: str) -> Approval:
        together = self._together(trial)
        lines = "\n".join(f"  {_in_words(other)}" for other in together)
        asked_again = f"{why.removesuffix('; ')}.\n" if why else ""
        answer = person.ask(f"{asked_again}Press\n{lines}\n[y, or why not] ").strip()
        if answer.lower() not in ("y", "yes"):
            return Approval(False, who(), answer or "rejected")
        if rest := [other.number for other in together if other.number != trial.number]:
            approve_trials(self.store, self.settings, rest, who(), "approved with its batch")
        return Approval(True, who())

    def _together(self, trial: TrialRecord) -> list[TrialRecord]:
        """The trials that are decided on at once: the batch, or this one."""
        if self.settings.campaign.autonomy != "batch":
            return [trial]
        return [other for other in read_trials(self.store) if other.state == "planned"] or [trial]


def _in_words(trial: TrialRecord) -> str:
    values = ", ".join(f"{name} {number_of(value, 4)}" for name, value in trial.planned.items())
    return f"trial {trial.number}: {values}. {trial.why}"


if TYPE_CHECKING:  # its shape only: who approves a cell loads no model
    from doe.strategy import Strategy

_FALLEN = 0.5  # chosen: a cell half as likely to stay intact is another cell than was decided on


def likelier_to_break(store: Store, strategy: Strategy, trial: TrialRecord) -> str:
    """What speaks against an open trial since the last word on it, in words; empty for nothing.

    Args:
        store: Of the campaign.
        strategy: Judges the trial by what was known then, and by what is known now.
        trial: Planned, edited or approved, and not begun.
    """
    if trial.state not in OPEN or last_end(store) < trial.state_line:
        return ""
    trials = read_trials(store)
    known = [other for other in trials if 0 < (other.closed_line or 0) < trial.state_line]
    before, now = (
        float(strategy.p_intact(observations(cells), [trial.planned])[0])
        for cells in (known, trials)
    )
    if now >= _FALLEN * before:
        return ""
    word = "approved" if trial.state == "approved" else "planned"
    return (
        f"since it was {word} the probability that it stays intact fell from {before:.2f} to "
        f"{now:.2f}"
    )
