"""The trials of one press of several: leased from a shared campaign, each pressed at most once.

What another worker has leased is left alone and known to the strategy as pending; what a dead
worker had begun goes to a person.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from campaigns.config.typed_name import typed_name
from campaigns.decisions.finished import Stop
from campaigns.errors import TakenError
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import LOOSE, TrialRecord, read_trials
from campaigns.records.messages import interrupted_sentence, rung_begun
from campaigns.run import events
from campaigns.run.parts import RunParts
from campaigns.run.trials.end_trial import give_to_a_person
from campaigns.run.trials.source import ask_the_press, say_planned, set_aside
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, OPEN, SET_ASIDE
from campaigns.store.leases import LEASE_S, live_leases, release, renewed, take
from campaigns.trial.outcome import Outcome
from campaigns.trial.proposal import propose

_VOID = (Outcome.RIG_FAILED, Outcome.REJECTED)
IDLE_S = 1.0
"""Between two looks for work, while others press the last cells or a person has to decide. Chosen:
a look costs the database some milliseconds, a cell takes minutes."""


@dataclass
class SharedTrials:
    """Trials that several presses lease from one campaign."""

    parts: RunParts
    name: str
    idle_s: float = IDLE_S
    _reported: set[int] = field(default_factory=set, init=False)
    _lost: LostCells = field(init=False)

    def __post_init__(self) -> None:
        """Begin to watch for cells that lose their worker."""
        self._lost = LostCells(self.parts.store)

    def settle(self) -> Stop | None:
        """Its own begun trial goes to a person before it presses again; those of others too."""
        trials = read_trials(self.parts.store)
        live = live_leases(self.parts.store)
        for trial in trials:
            mine = trial.worker == self.name and trial.id not in live
            if trial.state in LOOSE and mine and trial.id not in self._reported:
                self._reported.add(trial.id)
                return Stop("interrupted", ask_the_press(self.parts, trial), 4)
        for trial in self._lost.among(trials):
            if trial.state == "started" and trial.id not in self._reported:
                self._reported.add(trial.id)
                self._give_away(trial)
        return None

    @contextmanager
    def opened(self) -> Iterator[TrialRecord | None]:
        """A trial that nobody else has, leased for as long as the block runs; None: look again."""
        set_aside(self.parts, self.parts.limits.now().why_not_planned)
        trial = self._leased() or self._planned()
        if trial is None:
            if not self.parts.stop.poll():
                time.sleep(self.idle_s)
            yield None
            return
        say_planned(self.parts, trial)
        with renewed(self.parts.store, trial.id, self.name):
            yield trial

    def undecided(self, trial: TrialRecord, reason: str) -> Stop | None:
        """This one waits and is free for others; the worker looks for another."""
        release(self.parts.store, trial.id, self.name)
        self.parts.tell(events.PersonNeeded("approval wanted", trial.number, reason))
        time.sleep(self.idle_s)
        return None

    def only_people_can_go_on(self) -> Stop | None:
        """The budget is planned, and what is missing of it lies with people, or with the dead."""
        trials = read_trials(self.parts.store)
        left = [trial for trial in trials if trial.state not in ("closed", SET_ASIDE)]
        lost = [trial for trial in self._lost.among(left) if not self._measures(trial)]
        if not lost or len(lost) < len(left) or not self._budget_is_planned(trials):
            return None
        sentences = (
            interrupted_sentence(trial.number, self.parts.file_name, rung_begun(trial))
            if trial.state in LOOSE
            else waits_for_its_worker(trial, self.parts.file_name)
            for trial in lost
        )
        return Stop("interrupted", " ".join(sentences), 4)

    def _give_away(self, trial: TrialRecord) -> None:
        """A cell whose worker died goes to a person, who is asked now."""
        sentence = (
            f"{trial.worker or 'its worker'} stopped unexpectedly while it pressed this cell."
        )
        found = {"fate": "unknown", "sentence": sentence}
        if give_to_a_person(self.parts.store, trial.number, found):
            asked = interrupted_sentence(trial.number, self.parts.file_name, rung_begun(trial))
            question = f"{asked} {sentence}"
            self.parts.tell(events.PersonNeeded("cell for a person", trial.number, question))

    def _measures(self, trial: TrialRecord) -> bool:
        """It pressed this cell, so it can measure it, or press it on at the next rung."""
        return trial.state in ("pressed", CLIMBING) and trial.worker == self.name

    def _budget_is_planned(self, trials: list[TrialRecord]) -> bool:
        counted = sum(
            trial.outcome not in _VOID and trial.state != SET_ASIDE and not trial.past
            for trial in trials
        )
        return counted >= self.parts.settings.campaign.budget

    def _leased(self) -> TrialRecord | None:
        """An open trial, approved ones first; or its own, pressed and not yet measured."""
        trials = {trial.id: trial for trial in read_trials(self.parts.store)}
        why_not = self.parts.limits.now().why_not  # its die may be smaller than another worker's
        mine = [
            trial
            for trial in trials.values()
            if (trial.state in OPEN and not why_not(trial.protocol)) or self._measures(trial)
        ]
        mine.sort(key=lambda trial: (trial.state in OPEN, trial.state != "approved", trial.number))
        wanted = [trial.id for trial in mine]
        taken = take(self.parts.store, wanted, self.name, (*OPEN, "pressed", CLIMBING))
        return None if taken is None else trials[taken]

    def _planned(self) -> TrialRecord | None:
        """A new trial, unless the cells on the way use up the budget."""
        parts = self.parts
        trials = read_trials(parts.store)
        if self._budget_is_planned(trials) or self._undecided_ones(trials):
            return None
        point = propose(
            parts.strategy, parts.settings, observations(trials), pending_points(trials)
        )
        try:
            parts.store.plan(point, simulated=parts.press.simulated, number=len(trials) + 1)
        except TakenError:  # another worker was faster: the strategy has to know of its point
            return None
        return self._leased()

    def _undecided_ones(self, trials: list[TrialRecord]) -> bool:
        """People decide on each cell, and one waits for them."""
        free = self.parts.settings.campaign.autonomy == "free"
        return not free and any(trial.state == "planned" for trial in trials)


GRACE_S = LEASE_S / 2
"""Two beats: so long a living worker may need to renew after its database was away."""


@dataclass
class LostCells:
    """Finds the cells of workers that died, or were stopped before they had measured."""

    store: Store
    missing_since_s: dict[int, float] = field(default_factory=dict)

    def among(self, trials: Sequence[TrialRecord]) -> list[TrialRecord]:
        """Trials that were begun and have been without a worker for longer than the grace."""
        live = live_leases(self.store)
        now_s = time.monotonic()
        begun = (*LOOSE, "pressed", CLIMBING)
        missing = [trial for trial in trials if trial.state in begun and trial.id not in live]
        before = self.missing_since_s
        self.missing_since_s = {trial.id: before.get(trial.id, now_s) for trial in missing}
        return [trial for trial in missing if now_s - self.missing_since_s[trial.id] >= GRACE_S]


def waits_for_its_worker(trial: TrialRecord, file_name: str) -> str:
    """What people read of a cell that was pressed and whose worker went before measuring it."""
    worker = trial.worker or "its worker"
    return (
        f"Trial {trial.number} ({trial.label}) was pressed by {worker}, which ended before it "
        f"was measured; the cell is intact. Start {worker} again, which measures it, or bring its "
        f"result: copress record {typed_name(file_name)} --trial {trial.number} --spectrum "
        f"FILE --damage 0."
    )
