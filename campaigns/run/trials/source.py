"""Where the loop gets its trials from: alone on its campaign, or shared with other workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from campaigns.decisions.finished import Stop
from campaigns.decisions.set_aside import aside_sentence, sort_open_trials
from campaigns.records.load_trials import TrialRecord, read_journal
from campaigns.records.messages import interrupted_sentence, rung_begun
from campaigns.run import events
from campaigns.run.parts import RunParts
from campaigns.run.trials.end_trial import give_to_a_person
from doe.knobs.knob_values import Value


class TrialSource(Protocol):
    """Gives the loop one trial after the other."""

    def settle(self) -> Stop | None:
        """Give begun trials without an end to people; a stop where this press made one of them."""
        ...

    def opened(self) -> AbstractContextManager[TrialRecord | None]:
        """The trial to go on with, for as long as the block runs; None: look again."""
        ...

    def undecided(self, trial: TrialRecord, reason: str) -> Stop | None:
        """What follows where nobody has decided on a trial: a stop, or None to go on with others.

        Args:
            trial: Waits for a person.
            reason: What the person is asked.
        """
        ...

    def only_people_can_go_on(self) -> Stop | None:
        """A stop where all that is left lies with people."""
        ...


def ask_the_press(parts: RunParts, trial: TrialRecord) -> str:
    """Ask the press what became of an interrupted trial; a sentence for the person."""
    lines = [(kind, detail) for _, kind, detail in read_journal(parts.store, trial)]
    begun = max((at for at, (kind, _) in enumerate(lines) if kind == "started"), default=0)
    of_press = [  # of a pressure series only the rung that has no end
        (kind.removeprefix("press."), detail)
        for kind, detail in lines[begun:]
        if kind.startswith("press.")
    ]
    verdict = parts.press.settle(trial.number, of_press)
    found = {"fate": verdict.fate, "sentence": verdict.sentence}
    give_to_a_person(parts.store, trial.number, found)
    asked = interrupted_sentence(trial.number, parts.file_name, rung_begun(trial))
    return f"{asked} {verdict.sentence}"


def set_aside(parts: RunParts, why_not: Callable[[Mapping[str, Value]], str]) -> None:
    """Set aside the open trials that may not be pressed any more, and say so.

    Args:
        parts: Of the run.
        why_not: Why a protocol may not be pressed; empty when it may.
    """
    found = sort_open_trials(parts.store, why_not)
    for number in (*found.fresh, *found.again):
        sentence = aside_sentence(found, number, parts.file_name)
        parts.tell(events.PersonNeeded("approval wanted", number, sentence))


def say_planned(parts: RunParts, trial: TrialRecord) -> None:
    """Say what is pressed next."""
    planned = (trial.number, trial.planned, trial.protocol, trial.expected, trial.why)
    parts.tell(events.TrialPlanned(*planned))
