"""Use 1: run. Propose, approve, press, inspect, measure, learn; until there is a reason to stop.

Everything is written to the store before it is done, so that the loop can die anywhere and be
started again: it reads the store and goes on. It knows shapes, not makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from campaigns.config.schema import Settings
from campaigns.decisions.approval_policy import Approve
from campaigns.decisions.finished import Stop
from campaigns.decisions.set_aside import aside_sentence, sort_open_trials
from campaigns.errors import TakenError
from campaigns.optimiser.from_settings import batch_size
from campaigns.records.messages import interrupted_sentence
from campaigns.records.trials import (
    LOOSE,
    TrialRecord,
    observations,
    pending_points,
    read_inspection,
    read_journal,
    read_resistance,
    read_trials,
    read_unsure,
)
from campaigns.run import events
from campaigns.run.bench.lab_bench import Bench, NotInspectedError
from campaigns.run.end_trial import end_trial, give_to_a_person, late_sentence
from campaigns.run.limits_watch import LimitsWatch
from campaigns.run.press_journal import StrokeJournal, deliver_left_over, stroke_file
from campaigns.run.stopping.remote_requests import RequestListener
from campaigns.run.stopping.stop_criteria import StopError, reason_to_stop, stopped
from campaigns.run.stopping.stop_signals import StopRequest, StopRequestedError
from campaigns.store.campaign_store import Store
from campaigns.store.journal import OPEN, SET_ASIDE
from campaigns.store.leases import live_leases
from campaigns.trial.in_force import InForce
from campaigns.trial.measurement import fixture_doubt
from campaigns.trial.outcome import Cell, Judgement, Outcome, judge, void
from campaigns.trial.proposal import propose
from campaigns.trial.protocol import achieved_values, press_protocol, varied
from doe.strategy import Strategy
from hardware.eis.result import Resistance
from hardware.errors import (
    AnalyserError,
    PressFaultError,
    PressSilentError,
    SpectrumRefusedError,
    StrokeError,
    UnsafeProtocolError,
)
from hardware.press.interface import Press, Snapshot


@dataclass
class Campaign:
    """One run of a campaign: what it needs, and the loop itself."""

    settings: Settings
    store: Store
    strategy: Strategy
    press: Press
    bench: Bench
    approved_by: Approve
    tell: events.OnEvent
    stop_request: StopRequest = field(default_factory=StopRequest)
    wanted: int | None = None
    listener: RequestListener | None = None
    made_by: Mapping[str, object] = field(default_factory=dict)
    """Die, press, worker: kept with each cell that is begun."""
    closed_now: list[Outcome] = field(default_factory=list)
    limits: LimitsWatch | None = None
    """Reads campaign and press file again; those that the run began with by default."""

    def run(self) -> Stop:
        """Press cells until there is a reason to stop; resume if begun."""
        closed = sum(trial.state == "closed" for trial in read_trials(self.store))
        self.tell(events.CampaignBegun(self.settings, closed, self.press.simulated))
        try:
            deliver_left_over(self.store, self.settings.path)
            self.settle_interrupted()
            while (stop := self.stop_reason()) is None:
                with self.open_trial() as trial:
                    if trial is None or self.stop_request.asked:  # while it was being chosen
                        continue
                    if self.approve(trial) and not self.stop_request.asked:
                        self.finish(trial)
        except StopError as error:
            stop = error.stop
        except KeyboardInterrupt:
            stop = stopped(self.settings)
        self.tell(events.CampaignEnded(stop.kind, stop.sentence, stop.exit_code))
        return stop

    def settle_interrupted(self) -> None:
        """A started trial without an end goes to a person, never again to the press."""
        live = live_leases(self.store)
        trials = read_trials(self.store)
        loose = [trial for trial in trials if trial.state in LOOSE and trial.id not in live]
        told = [self._settle(trial) for trial in loose]
        if told:
            raise StopError(Stop("interrupted", "\n".join(told), 4))

    def stop_reason(self) -> Stop | None:
        """Why not to press another cell; None when there is no reason."""
        if self.listener is not None and (aborted := self.listener.standing_abort()):
            return aborted
        trials = read_trials(self.store)
        return reason_to_stop(
            self.settings, self.strategy, trials, self.closed_now, self.wanted, self.stop_request
        )

    @contextmanager
    def open_trial(self) -> Iterator[TrialRecord | None]:
        """The trial to go on with: one that is open already, or a new one, written down."""
        self.set_aside(self.watch.now().why_not)
        live = live_leases(self.store)
        trials = [trial for trial in read_trials(self.store) if trial.id not in live]
        waiting = [trial for trial in trials if trial.state not in ("closed", SET_ASIDE)]
        if not waiting:
            for _ in range(batch_size(self.settings)):
                trials = read_trials(self.store)
                proposal = propose(
                    self.strategy, self.settings, observations(trials), pending_points(trials)
                )
                self.store.plan(proposal, simulated=self.press.simulated)
            trials = read_trials(self.store)
            waiting = [trial for trial in trials if trial.state in OPEN and trial.id not in live]
        trial = min(waiting, key=lambda trial: (trial.state == "planned", trial.number))
        self.say_planned(trial)
        yield trial

    @property
    def watch(self) -> LimitsWatch:
        """What is asked for the limits in force."""
        if self.limits is None:
            begun = InForce.of(self.settings)
            self.limits = LimitsWatch(lambda: begun, begun)
        return self.limits

    def set_aside(self, why_not: Callable[[Mapping[str, float]], str]) -> None:
        """Set aside the open trials that may not be pressed any more, and say so."""
        found = sort_open_trials(self.store, why_not)
        for number in (*found.fresh, *found.again):
            sentence = aside_sentence(found, number, self.settings.path.name)
            self.tell(events.PersonNeeded("approval wanted", number, sentence))

    def say_planned(self, trial: TrialRecord) -> None:
        """Tell what is pressed next."""
        planned = (trial.number, trial.planned, trial.protocol, trial.expected, trial.why)
        self.tell(events.TrialPlanned(*planned))

    def approve(self, trial: TrialRecord) -> bool:
        """Ask whether `trial` may be pressed; the answer is kept before it has an effect."""
        if trial.state not in OPEN:
            return True
        answer = self.approved_by(trial)
        if answer.granted is None:
            raise StopError(Stop("waits for approval", answer.reason, 4))
        if answer.granted and answer.standing:
            return True
        word = "approved" if answer.granted else "rejected"
        self.store.decide(trial.number, answer.person, word, answer.reason)
        if not answer.granted:
            self.close_trial(trial, void(Outcome.REJECTED, answer.reason or "rejected"))
        return answer.granted

    def finish(self, trial: TrialRecord) -> None:
        """Press and measure `trial`, and close it; unless somebody else has it now."""
        try:
            self.close_trial(trial, self.try_trial(trial))
        except TakenError:
            return

    def try_trial(self, trial: TrialRecord) -> Judgement:
        """Press the cell, unless that is done; then inspect and measure it."""
        achieved = trial.achieved if trial.achieved is not None else self._press(trial)
        return self._measure(trial, achieved)

    def close_trial(self, trial: TrialRecord, judgement: Judgement) -> None:
        """Write down how `trial` ended, and say so; an end that a person wrote meanwhile stands."""
        if not end_trial(self.store, trial.number, judgement):
            file = self.settings.path.name
            told = late_sentence(trial.number, judgement, file)
            self.tell(events.LateResult(trial.number, told))
            return
        self.closed_now.append(judgement.outcome)
        whole = [
            observation.asr_ohm_cm2
            for observation in observations(read_trials(self.store))
            if observation.intact and observation.asr_ohm_cm2 is not None
        ]
        self.tell(events.TrialClosed(trial.number, judgement, min(whole, default=None)))

    def _settle(self, trial: TrialRecord) -> str:
        """Ask the press what became of an interrupted trial; a sentence for the person."""
        lines = read_journal(self.store, trial)
        of_press = [
            (kind.removeprefix("press."), detail)
            for _, kind, detail in lines
            if kind.startswith("press.")
        ]
        verdict = self.press.settle(trial.number, of_press)
        found = {"fate": verdict.fate, "sentence": verdict.sentence}
        give_to_a_person(self.store, trial.number, found)
        return f"{interrupted_sentence(trial.number, self.settings.path.name)} {verdict.sentence}"

    def _press(self, trial: TrialRecord) -> Mapping[str, float]:
        """Press one cell, at most once in the life of its trial; what was achieved."""
        self.watch.refuse(trial.label, dict(trial.protocol))
        self.bench.expect(trial.label)
        self.store.begin(trial.number, {"protocol": dict(trial.protocol), **self.made_by})
        file = stroke_file(self.settings.path, trial.label)
        journal = StrokeJournal(self.store, trial.number, file)
        try:
            record = self.press.press_cell(
                trial.number,
                press_protocol(trial.protocol),
                journal=journal,
                watch=lambda seen: self._watch(trial, seen),
            )
            achieved = achieved_values(record, trial.protocol)
        except UnsafeProtocolError as error:
            with self._told_first(trial, journal, "refused", str(error)):
                raise self._ended(
                    trial, Outcome.REJECTED, Stop("refused", str(error), 3)
                ) from error
        except PressFaultError as error:
            with self._told_first(trial, journal, "rig", str(error)):
                self._keep_cut(trial, error)
                raise self._ended(trial, Outcome.RIG_FAILED, Stop("rig", str(error), 4)) from error
        except PressSilentError as error:  # the trial stays open: nobody knows what happened to it
            with self._told_first(trial, journal, "press silent", str(error)):
                self._keep_cut(trial, error)
            raise StopError(Stop("press silent", str(error), 4)) from error
        except KeyboardInterrupt as error:
            raise self._aborted(trial, journal) from error
        journal.deliver()
        self.store.keep_press_record(trial.number, record, achieved)
        self.tell(events.CellPressed(trial.number, achieved, record.flags))
        return achieved

    def _told_first(
        self, trial: TrialRecord, journal: StrokeJournal, kind: str, sentence: str
    ) -> AbstractContextManager[None]:
        """Write down what became of a stroke; a store that is away keeps it from no person."""
        needed = events.PersonNeeded("alarm", trial.number, sentence)
        return journal.told_first(kind, sentence, lambda: self.tell(needed))

    def _watch(self, trial: TrialRecord, seen: Snapshot) -> None:
        self.tell(events.PressSeen(trial.number, seen))
        if self.listener is not None:
            self.listener.while_pressing()

    def _keep_cut(self, trial: TrialRecord, error: StrokeError) -> None:
        """The trace of a stroke that went wrong is what a person looks at first."""
        if error.trace is not None and error.trace.time_s.size:
            self.store.keep_cut_trace(trial.number, error.trace)

    def _measure(self, trial: TrialRecord, achieved: Mapping[str, float]) -> Judgement:
        """Inspect and measure a pressed cell, and judge it."""
        point, unsure = varied(self.settings, achieved), read_unsure(self.store, trial)
        cell = Cell(trial.number, trial.planned, point, unsure=unsure)
        try:
            inspection = read_inspection(self.store, trial)  # of a run that was stopped here
            if inspection is None:
                inspection = self.bench.inspect(trial.label)
                self.store.keep_inspection(trial.number, inspection)
            resistance = read_resistance(self.store, trial) or self._resistance(trial, achieved)
        except StopRequestedError as error:
            raise StopError(stopped(self.settings)) from error
        except NotInspectedError as error:
            raise StopError(Stop("not inspected", str(error), 4)) from error
        return judge(cell, inspection, resistance)

    def _resistance(self, trial: TrialRecord, achieved: Mapping[str, float]) -> Resistance | None:
        """The fitted spectrum; None, and a word to the person, when there is no usable one."""
        try:
            measurement = self.bench.measure(trial.label)
        except AnalyserError as error:  # the next cell would push this one out of the fixture
            self.tell(events.MeasureAgain(trial.number, str(error)))
            kept_mpa = achieved.get("stack_mpa")
            loaded = f" The fixture keeps {kept_mpa:.4g} MPa on it." if kept_mpa else ""
            sentence = f"{error}: copress run {self.settings.path.name}.{loaded}"
            raise StopError(Stop("analyser", sentence, 4)) from error
        except SpectrumRefusedError as error:
            self.tell(events.MeasureAgain(trial.number, str(error)))
            return None
        under_mpa = self.press.fixture_mpa()  # what the cell was under, just measured
        self.store.keep_measurement(trial.number, measurement, under_mpa)
        for doubt in (measurement.refused, fixture_doubt(under_mpa, achieved.get("stack_mpa"))):
            if doubt:
                self.tell(events.MeasureAgain(trial.number, doubt))
        return measurement.resistance

    def _aborted(self, trial: TrialRecord, journal: StrokeJournal) -> StopError:
        """Release, and end the trial: its cell has a history that nobody planned."""
        try:
            self.press.abort("a person asked to abort")
        except PressSilentError as error:
            return StopError(Stop("press silent", str(error), 4))
        sentence = f"aborted by a person; the press has released. {trial.label} is void."
        with self._told_first(trial, journal, "aborted", sentence):
            return self._ended(trial, Outcome.RIG_FAILED, Stop("aborted", sentence, 130))

    def _ended(self, trial: TrialRecord, outcome: Outcome, stop: Stop) -> StopError:
        """Close a trial that teaches nothing, and the campaign's run with it."""
        self.close_trial(trial, void(outcome, stop.sentence))
        return StopError(stop)
