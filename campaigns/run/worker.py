"""One press of several: leases trials of a shared campaign, and presses each at most once.

A worker is a campaign's loop that shares its trials with others. What another worker has leased is
left alone and known to the strategy as pending; what a dead worker had begun goes to a person.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from typing_extensions import override

from campaigns.decisions.finished import Stop
from campaigns.errors import TakenError
from campaigns.records.messages import interrupted_sentence
from campaigns.records.trials import LOOSE, TrialRecord, observations, pending_points, read_trials
from campaigns.run import events
from campaigns.run.end_trial import give_to_a_person
from campaigns.run.loop import Campaign
from campaigns.run.lost_trials import LostCells, waits_for_its_worker
from campaigns.run.stopping.stop_criteria import StopError
from campaigns.store.journal import OPEN, SET_ASIDE
from campaigns.store.leases import live_leases, release, renewed, take
from campaigns.trial.outcome import Outcome
from campaigns.trial.proposal import propose

_VOID = (Outcome.RIG_FAILED, Outcome.REJECTED)
IDLE_S = 1.0
"""Between two looks for work, while others press the last cells or a person has to decide."""


@dataclass
class Worker(Campaign):
    """A loop among others on the same campaign."""

    name: str = "worker"
    idle_s: float = IDLE_S
    told: set[int] = field(default_factory=set)
    lost: LostCells = field(init=False)

    def __post_init__(self) -> None:
        """Begin to watch for cells that lose their worker."""
        self.lost = LostCells(self.store)

    @override
    def settle_interrupted(self) -> None:
        """Its own begun trial goes to a person before it presses again; those of others too."""
        trials = read_trials(self.store)
        live = live_leases(self.store)
        for trial in trials:
            mine = trial.worker == self.name and trial.id not in live
            if trial.state in LOOSE and mine and trial.id not in self.told:
                self.told.add(trial.id)
                raise StopError(Stop("interrupted", self._settle(trial), 4))
        for trial in self.lost.among(trials):
            if trial.state == "started" and trial.id not in self.told:
                self.told.add(trial.id)
                sentence = f"{trial.worker or 'its worker'} died while it pressed this cell."
                found = {"fate": "unknown", "sentence": sentence}
                if give_to_a_person(self.store, trial.number, found):
                    asked = interrupted_sentence(trial.number, self.settings.path.name)
                    told = f"{asked} {sentence}"
                    self.tell(events.PersonNeeded("cell for a person", trial.number, told))

    @override
    def stop_reason(self) -> Stop | None:
        """As of any campaign; or there is nothing left to do but for people."""
        self.settle_interrupted()
        return super().stop_reason() or self._only_people_can_go_on()

    @override
    @contextmanager
    def open_trial(self) -> Iterator[TrialRecord | None]:
        """A trial that nobody else has, leased for as long as the block runs; None: look again."""
        self.set_aside(self.watch.now().why_not_planned)
        trial = self._leased() or self._planned()
        if trial is None:
            self.stop_request.asked  # noqa: B018 - hears requests while it waits
            time.sleep(self.idle_s)
            yield None
            return
        self.say_planned(trial)
        with renewed(self.store, trial.id, self.name):
            yield trial

    @override
    def approve(self, trial: TrialRecord) -> bool:
        """As the dial says; while nobody has decided, this one waits and others may go on."""
        try:
            return super().approve(trial)
        except StopError as error:
            if error.stop.kind != "waits for approval":
                raise
            release(self.store, trial.id, self.name)
            why = error.stop.sentence
            self.tell(events.PersonNeeded("approval wanted", trial.number, why))
            time.sleep(self.idle_s)
            return False

    def _only_people_can_go_on(self) -> Stop | None:
        """The budget is planned, and what is missing of it lies with people, or with the dead."""
        trials = read_trials(self.store)
        left = [trial for trial in trials if trial.state not in ("closed", SET_ASIDE)]
        lost = [trial for trial in self.lost.among(left) if not self._measures(trial)]
        if not lost or len(lost) < len(left) or not self._budget_is_planned(trials):
            return None
        file = self.settings.path.name
        told = (
            interrupted_sentence(trial.number, file)
            if trial.state in LOOSE
            else waits_for_its_worker(trial, file)
            for trial in lost
        )
        return Stop("interrupted", " ".join(told), 4)

    def _measures(self, trial: TrialRecord) -> bool:
        """It pressed this cell, so it can measure it."""
        return trial.state == "pressed" and trial.worker == self.name

    def _budget_is_planned(self, trials: list[TrialRecord]) -> bool:
        counted = sum(
            trial.outcome not in _VOID and trial.state != SET_ASIDE and not trial.past
            for trial in trials
        )
        return counted >= self.settings.campaign.budget

    def _leased(self) -> TrialRecord | None:
        """An open trial, approved ones first; or its own, pressed and not yet measured."""
        trials = {trial.id: trial for trial in read_trials(self.store)}
        why_not = self.watch.now().why_not  # its own die may be smaller than another worker's
        mine = [
            trial
            for trial in trials.values()
            if (trial.state in OPEN and not why_not(trial.protocol)) or self._measures(trial)
        ]
        mine.sort(key=lambda trial: (trial.state in OPEN, trial.state != "approved", trial.number))
        taken = take(self.store, [trial.id for trial in mine], self.name, (*OPEN, "pressed"))
        return None if taken is None else trials[taken]

    def _planned(self) -> TrialRecord | None:
        """A new trial, unless the cells on the way use up the budget."""
        trials = read_trials(self.store)
        if self._budget_is_planned(trials) or self._undecided(trials):
            return None
        point = propose(self.strategy, self.settings, observations(trials), pending_points(trials))
        try:
            self.store.plan(point, simulated=self.press.simulated, number=len(trials) + 1)
        except TakenError:  # another worker was faster: the strategy has to know of its point
            return None
        return self._leased()

    def _undecided(self, trials: list[TrialRecord]) -> bool:
        """People decide on each cell, and one waits for them."""
        free = self.settings.campaign.autonomy == "free"
        return not free and any(trial.state == "planned" for trial in trials)
