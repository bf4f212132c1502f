"""One cell of a pressure series: press a rung, measure it, decide, press higher.

Each rung is begun, pressed and measured as a cell is: at most one START for each of its strokes,
each step in the store before it is done. A run that dies between two rungs goes on at the next one;
one that dies in a stroke leaves a cell for a person, and that rung is never pressed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from campaigns.decisions.series_end import decide_next
from campaigns.records.load_trials import TrialRecord, read_trial
from campaigns.records.readings.rungs import at_rung, ends_series, next_rung, of_this_rung
from campaigns.run import events
from campaigns.run.parts import RunParts
from campaigns.run.stopping.stop_criteria import StopError, stopped
from campaigns.run.trials.end_trial import keep_rung
from campaigns.trial.outcome import Judgement

TryRung = Callable[[TrialRecord], Judgement]
"""Presses one rung unless that is done, looks at the cell, measures it."""


@dataclass(frozen=True)
class RungClimber:
    """Takes a cell up its rungs.

    Attributes:
        parts: Of the run.
        try_rung: What is done at each rung.
    """

    parts: RunParts
    try_rung: TryRung

    def up(self, trial: TrialRecord) -> Judgement | None:
        """The judgement that the trial is to be closed with; None where it is closed already.

        Raises:
            StopError: a person asked to stop between two rungs, or the campaign cannot go on.
        """
        store = self.parts.store
        while trial.state != "closed":
            number, count = next_rung(trial), len(trial.rungs)
            there = self._there(trial, number)
            self.parts.tell(
                events.RungBegun(trial.number, number, count, there.planned, trial.rungs)
            )
            judgement = of_this_rung(there, self.try_rung(there))
            if ends_series(there, judgement):
                keep_rung(store, trial.number, number, judgement)
                return judgement
            if not keep_rung(store, trial.number, number, judgement, goes_on=True):
                return judgement  # closed by a person: the caller says so
            trial = self._read(trial)
            upcoming = decide_next(self.parts.strategy, self.parts.settings, store, trial)
            why_not = "" if upcoming is None else upcoming.why_not
            self.parts.tell(events.RungClosed(trial.number, number, count, judgement, why_not))
            if why_not:
                return None
            trial = self._read(trial)  # its rungs may be others now
            if self.parts.stop.poll():
                raise StopError(stopped(self.parts.settings))
        return None

    def _there(self, trial: TrialRecord, number: int) -> TrialRecord:
        """The trial at that rung; with what was achieved, where its press is over already."""
        there = at_rung(trial, number)
        pressed = trial.state == "pressed"
        return replace(there, achieved=trial.achieved) if pressed else there

    def _read(self, trial: TrialRecord) -> TrialRecord:
        found = read_trial(self.parts.store, trial.number)
        return trial if found is None else found
