"""One cell from the press to its result; each step is in the store before it is done."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from campaigns.config.typed_name import typed_name
from campaigns.decisions.finished import Stop
from campaigns.errors import TakenError
from campaigns.records.history import observations
from campaigns.records.load_trials import (
    TrialRecord,
    read_inspection,
    read_resistance,
    read_trial,
    read_trials,
    read_unsure,
)
from campaigns.records.readings.rungs import achieved_before, before_rung
from campaigns.run import events
from campaigns.run.bench.lab_bench import NotInspectedError
from campaigns.run.parts import RunParts
from campaigns.run.press_journal import StrokeJournal, stroke_file
from campaigns.run.stopping.stop_criteria import StopError, stopped
from campaigns.run.stopping.stop_signals import StopRequestedError
from campaigns.run.trials.climb import RungClimber
from campaigns.run.trials.end_trial import end_trial, late_sentence
from campaigns.trial.measurement import fixture_doubt
from campaigns.trial.outcome import Judgement, Outcome, PressedCell, judge, void
from campaigns.trial.recipe import (
    achieved_at_rung,
    achieved_values,
    press_protocol,
    rung_protocol,
    varied,
)
from doe.knobs.knob_values import Value, numbers_of
from hardware.eis.result import Resistance
from hardware.errors import (
    AnalyserError,
    PressFaultError,
    PressSilentError,
    SpectrumRefusedError,
    StrokeError,
    UnsafeProtocolError,
)
from hardware.press.interface import PressRecord, Snapshot
from hardware.press.protocol import PressProtocol


@dataclass
class OneCell:
    """Presses, inspects and measures one trial at a time, and closes it.

    Attributes:
        parts: Of the run.
        outcomes: Of the cells that were closed in this run, in order.
    """

    parts: RunParts
    outcomes: list[Outcome] = field(default_factory=list)

    def finish(self, trial: TrialRecord) -> None:
        """Press and measure `trial`, and close it; unless somebody else has it now.

        Raises:
            StopError: the campaign cannot go on; says why.
        """
        try:
            if not trial.rungs:
                self.close(trial, self.try_trial(trial))
            elif (judgement := RungClimber(self.parts, self.try_trial).up(trial)) is not None:
                self.close(trial, judgement)
            else:
                self._say_closed(trial)
        except TakenError:
            return

    def try_trial(self, trial: TrialRecord) -> Judgement:
        """Press the cell, unless that is done; then inspect and measure it."""
        achieved = trial.achieved if trial.achieved is not None else self._press(trial)
        return self._measure(trial, achieved)

    def close(self, trial: TrialRecord, judgement: Judgement) -> None:
        """Write down how `trial` ended, and say so; an end that a person wrote meanwhile stands."""
        parts = self.parts
        if not end_trial(parts.store, trial.number, judgement):
            sentence = late_sentence(trial.number, judgement, parts.file_name)
            parts.tell(events.LateResult(trial.number, sentence))
            return
        self._said_closed(trial.number, judgement)

    def _say_closed(self, trial: TrialRecord) -> None:
        """Say how a series ended that was closed as it was decided not to press its cell on."""
        found = read_trial(self.parts.store, trial.number)
        if found is not None and found.outcome is not None:
            judgement = Judgement(found.outcome, found.observation, found.sentence)
            self._said_closed(trial.number, judgement)

    def _said_closed(self, number: int, judgement: Judgement) -> None:
        self.outcomes.append(judgement.outcome)
        whole = [
            observation.asr_ohm_cm2
            for observation in observations(read_trials(self.parts.store))
            if observation.intact and observation.asr_ohm_cm2 is not None
        ]
        self.parts.tell(events.TrialClosed(number, judgement, min(whole, default=None)))

    def _press(self, trial: TrialRecord) -> Mapping[str, Value]:
        """Press one cell, at most once in the life of its trial; what was achieved."""
        parts = self.parts
        parts.limits.refuse(trial.label, dict(trial.protocol))
        parts.bench.expect(trial.reading_label)
        of_rung = {} if trial.rung is None else {"rung": trial.rung}
        intent = {"protocol": dict(trial.protocol), **of_rung, **parts.made_by}
        parts.store.begin(trial.number, intent)
        file = stroke_file(parts.settings.path, trial.label)
        journal = StrokeJournal(parts.store, trial.number, file)
        try:
            record = parts.press.press_cell(
                trial.number,
                self._protocol(trial),
                journal=journal,
                watch=lambda seen: self._watch(trial, seen),
            )
            achieved = self._achieved(trial, record)
        except UnsafeProtocolError as error:
            with self._said_first(trial, journal, "refused", str(error)):
                raise self._ended(
                    trial, Outcome.REJECTED, Stop("refused", str(error), 3)
                ) from error
        except PressFaultError as error:
            with self._said_first(trial, journal, "rig", str(error)):
                self._keep_cut(trial, error)
                raise self._ended(trial, Outcome.RIG_FAILED, Stop("rig", str(error), 4)) from error
        except PressSilentError as error:  # the trial stays open: nobody knows what happened to it
            with self._said_first(trial, journal, "press silent", str(error)):
                self._keep_cut(trial, error)
            raise StopError(Stop("press silent", str(error), 4)) from error
        except KeyboardInterrupt as error:
            raise self._aborted(trial, journal) from error
        journal.deliver()
        parts.store.keep_press_record(trial.number, record, achieved, trial.rung)
        parts.tell(events.CellPressed(trial.number, achieved, record.flags))
        return achieved

    def _protocol(self, trial: TrialRecord) -> PressProtocol:
        """What the press does: the whole protocol, or what a later rung adds to it."""
        if trial.rung in (None, 1):
            return press_protocol(trial.protocol)
        return rung_protocol(trial.protocol, before_rung(trial))

    def _achieved(self, trial: TrialRecord, record: PressRecord) -> Mapping[str, Value]:
        """What was achieved, with what a later rung has left as it was."""
        if trial.rung in (None, 1):
            return achieved_values(record, trial.protocol)
        before = {**before_rung(trial), **achieved_before(trial)}
        return achieved_at_rung(record, trial.protocol, before)

    def _watch(self, trial: TrialRecord, seen: Snapshot) -> None:
        self.parts.tell(events.PressSeen(trial.number, seen))
        self.parts.stop.poll(press_moves=True)

    def _said_first(
        self, trial: TrialRecord, journal: StrokeJournal, kind: str, sentence: str
    ) -> AbstractContextManager[None]:
        """Write down what became of a stroke; a store that is away keeps it from no person."""
        needed = events.PersonNeeded("alarm", trial.number, sentence)
        return journal.said_first(kind, sentence, lambda: self.parts.tell(needed))

    def _keep_cut(self, trial: TrialRecord, error: StrokeError) -> None:
        """The trace of a stroke that went wrong is what a person looks at first."""
        if error.trace is not None and error.trace.time_s.size:
            self.parts.store.keep_cut_trace(trial.number, error.trace)

    def _measure(self, trial: TrialRecord, achieved: Mapping[str, Value]) -> Judgement:
        """Inspect and measure a pressed cell, and judge it."""
        store = self.parts.store
        point, unsure = varied(self.parts.settings, achieved), read_unsure(store, trial)
        cell = PressedCell(trial.number, trial.planned, point, unsure=unsure)
        try:
            inspection = read_inspection(store, trial)  # of a run that was stopped here
            if inspection is None:
                inspection = self.parts.bench.inspect(trial.reading_label)
                store.keep_inspection(trial.number, inspection, trial.rung)
            resistance = read_resistance(store, trial) or self._resistance(trial, achieved)
        except StopRequestedError as error:
            raise StopError(stopped(self.parts.settings)) from error
        except NotInspectedError as error:
            raise StopError(Stop("not inspected", str(error), 4)) from error
        return judge(cell, inspection, resistance)

    def _resistance(self, trial: TrialRecord, achieved: Mapping[str, Value]) -> Resistance | None:
        """The fitted spectrum; None, and a word to the person, when there is no usable one."""
        parts = self.parts
        try:
            measurement = parts.bench.measure(trial.reading_label)
        except AnalyserError as error:  # the next cell would push this one out of the fixture
            parts.tell(events.MeasureAgain(trial.number, str(error)))
            kept_mpa = numbers_of(achieved).get("stack_mpa")
            loaded = f" The fixture keeps {kept_mpa:.4g} MPa on it." if kept_mpa else ""
            sentence = f"{error}: copress run {typed_name(parts.file_name)}.{loaded}"
            raise StopError(Stop("analyser", sentence, 4)) from error
        except SpectrumRefusedError as error:
            parts.tell(events.MeasureAgain(trial.number, str(error)))
            return None
        under_mpa = parts.press.fixture_mpa()  # what the cell was under, just measured
        known_mpa = None if under_mpa is None or math.isnan(under_mpa) else under_mpa
        parts.store.keep_measurement(trial.number, measurement, known_mpa, trial.rung)
        for doubt in (
            measurement.refused,
            fixture_doubt(under_mpa, numbers_of(achieved).get("stack_mpa")),
        ):
            if doubt:
                parts.tell(events.MeasureAgain(trial.number, doubt))
        return measurement.resistance

    def _aborted(self, trial: TrialRecord, journal: StrokeJournal) -> StopError:
        """Release, and end the trial: its cell has a history that nobody planned."""
        try:
            self.parts.press.abort("a person asked to abort")
        except PressSilentError as error:
            return StopError(Stop("press silent", str(error), 4))
        sentence = f"aborted by a person; the press has released. {trial.label} is void."
        with self._said_first(trial, journal, "aborted", sentence):
            return self._ended(trial, Outcome.RIG_FAILED, Stop("aborted", sentence, 130))

    def _ended(self, trial: TrialRecord, outcome: Outcome, stop: Stop) -> StopError:
        """Close a trial that teaches nothing, and the campaign's run with it."""
        self.close(trial, void(outcome, stop.sentence))
        return StopError(stop)
