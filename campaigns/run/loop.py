"""The loop: propose, approve, press, inspect, measure, learn; until there is a reason to stop.

Everything is written to the store before it is done, so that the loop can die anywhere and be
started again: it reads the store and goes on. It knows shapes, not makes. `copress run` and
`copress worker` differ in where their trials come from, and in nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.decisions.approval_policy import Approve
from campaigns.decisions.finished import Stop
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.run import events
from campaigns.run.parts import RunParts
from campaigns.run.press_journal import deliver_left_over
from campaigns.run.stopping.stop_criteria import StopError, reason_to_stop, stopped
from campaigns.run.trials.one_cell import OneCell
from campaigns.run.trials.source import TrialSource
from campaigns.store.journal import OPEN
from campaigns.trial.outcome import Outcome, void


@dataclass(frozen=True)
class Loop:
    """One run of a campaign.

    Attributes:
        parts: What it works with.
        trials: Where its trials come from.
        cell: Presses and measures one of them.
        approved_by: Says whether one may be pressed.
        standing_abort: Why nothing is pressed: an abort that nobody has taken back; or None.
        wanted: Stop after so many trials of this run; None for no such limit.
    """

    parts: RunParts
    trials: TrialSource
    cell: OneCell
    approved_by: Approve
    standing_abort: Callable[[], Stop | None]
    wanted: int | None = None

    def run(self) -> Stop:
        """Press cells until there is a reason to stop; resume if begun."""
        parts = self.parts
        closed = sum(trial.state == "closed" for trial in read_trials(parts.store))
        parts.tell(events.CampaignBegun(parts.settings, closed, parts.press.simulated))
        try:
            deliver_left_over(parts.store, parts.settings.path)
            stop = self._press_cells()
        except StopError as error:
            stop = error.stop
        except KeyboardInterrupt:
            stop = stopped(parts.settings)
        parts.tell(events.CampaignEnded(stop.kind, stop.sentence, stop.exit_code))
        return stop

    def _press_cells(self) -> Stop:
        while (stop := self.stop_reason()) is None:
            with self.trials.opened() as trial:
                if trial is None or self.parts.stop.poll():  # asked while it was being chosen
                    continue
                if self.approve(trial) and not self.parts.stop.poll():
                    self.cell.finish(trial)
        return stop

    def stop_reason(self) -> Stop | None:
        """Why not to press another cell; None when there is no reason."""
        return (
            self.trials.settle()
            or self.standing_abort()
            or reason_to_stop(
                self.parts.settings,
                self.parts.strategy,
                read_trials(self.parts.store),
                self.cell.outcomes,
                self.wanted,
                self.parts.stop,
            )
            or self.trials.only_people_can_go_on()
        )

    def approve(self, trial: TrialRecord) -> bool:
        """Ask whether `trial` may be pressed; the answer is kept before it has an effect.

        Raises:
            StopError: nobody has decided yet, and nothing else can be pressed.
        """
        if trial.state not in OPEN:
            return True
        answer = self.approved_by(trial)
        if answer.granted is None:
            if stop := self.trials.undecided(trial, answer.reason):
                raise StopError(stop)
            return False
        if answer.granted and answer.standing:
            return True
        word = "approved" if answer.granted else "rejected"
        self.parts.store.decide(trial.number, answer.person, word, answer.reason)
        if not answer.granted:
            self.cell.close(trial, void(Outcome.REJECTED, answer.reason or "rejected"))
        return answer.granted
