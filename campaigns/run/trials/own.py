"""The trials of a run that has its campaign to itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from campaigns.decisions.finished import Stop
from campaigns.optimiser.strategy_from_settings import batch_size
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import LOOSE, TrialRecord, read_trials
from campaigns.run.parts import RunParts
from campaigns.run.trials.source import ask_the_press, say_planned, set_aside
from campaigns.store.journal import OPEN, SET_ASIDE
from campaigns.store.leases import live_leases
from campaigns.trial.proposal import propose


@dataclass
class OwnTrials:
    """All trials of the campaign, in their order; what a worker has leased is left alone."""

    parts: RunParts
    _settled: bool = field(default=False, init=False)

    def settle(self) -> Stop | None:
        """As the run begins: a started trial without an end goes to a person, not to the press."""
        if self._settled:
            return None
        self._settled = True
        live = live_leases(self.parts.store)
        trials = read_trials(self.parts.store)
        loose = [trial for trial in trials if trial.state in LOOSE and trial.id not in live]
        sentences = [ask_the_press(self.parts, trial) for trial in loose]
        return Stop("interrupted", "\n".join(sentences), 4) if sentences else None

    @contextmanager
    def opened(self) -> Iterator[TrialRecord]:
        """The trial to go on with: one that is open already, or a new one, written down."""
        set_aside(self.parts, self.parts.limits.now().why_not)
        waiting = [trial for trial in self._free() if trial.state not in ("closed", SET_ASIDE)]
        if not waiting:
            self._plan()
            waiting = [trial for trial in self._free() if trial.state in OPEN]
        trial = min(waiting, key=lambda trial: (trial.state == "planned", trial.number))
        say_planned(self.parts, trial)
        yield trial

    def undecided(self, trial: TrialRecord, reason: str) -> Stop | None:
        """The run ends: nothing goes on without a decision."""
        return Stop("waits for approval", reason, 4)

    def only_people_can_go_on(self) -> Stop | None:
        """Never: it plans its own cells."""
        return None

    def _free(self) -> list[TrialRecord]:
        """Trials that no worker has leased."""
        live = live_leases(self.parts.store)
        return [trial for trial in read_trials(self.parts.store) if trial.id not in live]

    def _plan(self) -> None:
        """Plan the next cell, or the next batch."""
        store, settings = self.parts.store, self.parts.settings
        for _ in range(batch_size(settings)):
            trials = read_trials(store)
            proposal = propose(
                self.parts.strategy, settings, observations(trials), pending_points(trials)
            )
            store.plan(proposal, simulated=self.parts.press.simulated)
