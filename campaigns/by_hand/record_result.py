"""The bench way: plan trials without pressing them, record what people did and saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.config.schema import Settings
from campaigns.decisions.decisions import keep_making, keep_photo
from campaigns.errors import WrongInputError
from campaigns.records.trials import (
    TrialRecord,
    read_trial,
    read_trials,
)
from campaigns.store.author import who
from campaigns.store.campaign_store import Store
from campaigns.store.leases import LEASE_S, live_leases
from campaigns.store.open import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.limits import analysis_of
from campaigns.trial.measurement import Measurement, measure_file
from campaigns.trial.outcome import (
    Cell,
    Judgement,
    Outcome,
    judge,
    judge_by_value,
    partly,
    void,
    without_spectrum,
)
from campaigns.trial.protocol import varied
from hardware.errors import SpectrumRefusedError
from hardware.inspection import Inspection


@dataclass(frozen=True)
class Report:
    """What a person says of a trial; see `copress record --help`."""

    spectrum: Path | None = None
    ocv_v: float | None = None
    asr_ohm_cm2: float | None = None
    asr_std_ohm_cm2: float | None = None
    damage: int | None = None
    shorted: bool = False
    achieved: Mapping[str, float] = field(default_factory=dict)
    lot: str | None = None
    note: str = ""
    void: bool = False
    reason: str = ""
    correct: bool = False
    skipped: str = ""
    unmeasured: str = ""
    operator: str | None = None
    photos: tuple[Path, ...] = ()


def record_result(
    settings: Settings, number: int, report: Report, *, person: str | None = None
) -> Judgement:
    """Write down what a person says of trial `number`; the trial is closed by it.

    A trial that is closed already may be corrected while the campaign runs: rows are only added,
    and the loop reads the history again before its next cell.

    Args:
        settings: The campaign.
        number: The trial.
        report: What they say.
        person: Who; the one at this terminal by default.

    Raises:
        WrongInputError: there is no such trial, it has a result, or the report does not add up.
        SpectrumRefusedError: the file cannot be read; nothing is recorded.
    """
    _refuse_contradictions(report)
    with (
        _alone(settings, number, report),
        open_campaign(settings, create=False, person=person) as store,
    ):
        trial = _trial(store, settings, number, report)
        achieved = _achieved(settings, trial, report)
        measurement = _measurement(settings, report)
        action = "voided" if report.void else "corrected" if trial.outcome else "recorded"
        store.decide(number, person or who(), action, report.reason)
        for photo in report.photos:
            keep_photo(store, number, photo.name, photo.read_bytes())
        if report.lot or report.operator:
            keep_making(store, number, lot=report.lot, operator=report.operator)
        judgement = _judged(store, trial, achieved, report, measurement)
        store.close_trial(number, judgement)
        return judgement


@contextmanager
def _alone(settings: Settings, number: int, report: Report) -> Iterator[None]:
    """Nobody else works on the campaign; not asked for where a closed trial is corrected."""
    if report.correct and settings.place.begun():
        with open_campaign(settings, create=False) as store:
            trial = read_trial(store, number)
        if trial is not None and trial.state == "closed":
            yield
            return
    with hold(settings.place, settings.campaign.name):
        yield


def _refuse_contradictions(report: Report) -> None:
    results = (report.spectrum, report.asr_ohm_cm2, report.damage)
    if report.void:
        if any(result is not None for result in results):
            raise WrongInputError("--void says the trial teaches nothing; give no result with it")
        if not report.reason:
            raise WrongInputError('--void needs a reason: --reason "the power failed in the hold"')
        return
    if report.spectrum is not None and report.asr_ohm_cm2 is not None:
        raise WrongInputError("give --spectrum or --asr-ohm-cm2, not both")
    if report.ocv_v is not None and report.spectrum is None:
        raise WrongInputError("--ocv-v goes with --spectrum: it tells whether that cell is shorted")
    if report.damage is None:
        raise WrongInputError(
            "--damage is missing: look at the cell; 0 intact, 1 hairline crack, 2 cracked, "
            "3 delaminated or in pieces. A resistance means nothing without it."
        )
    _refuse_odd_resistance(report)


def _refuse_odd_resistance(report: Report) -> None:
    for name in ("asr_ohm_cm2", "asr_std_ohm_cm2"):
        value = getattr(report, name)
        if value is not None and not 0.0 < value < float("inf"):
            raise WrongInputError(f"--{name.replace('_', '-')} {value}: must be a number above 0")
    if (report.skipped or report.unmeasured) and (report.spectrum or report.asr_ohm_cm2):
        raise WrongInputError("a measurement that was skipped or failed has no result; give one")
    whole = report.damage == 0 and not report.shorted
    if report.skipped or report.unmeasured:
        return
    if whole and report.spectrum is None and report.asr_ohm_cm2 is None:
        raise WrongInputError(
            "a whole cell needs --spectrum FILE or --asr-ohm-cm2 X, or a word why there is none: "
            '--measurement-failed "..." (measure again) or --skipped "..." (not worth it)'
        )


def _trial(store: Store, settings: Settings, number: int, report: Report) -> TrialRecord:
    trials = {trial.number: trial for trial in read_trials(store)}
    if number not in trials:
        known = f"1 to {max(trials)}" if trials else "none yet; copress propose makes one"
        raise WrongInputError(f"{settings.path.name} has no trial {number}; trials: {known}")
    trial = trials[number]
    if worker := live_leases(store).get(trial.id):
        raise WrongInputError(
            f"trial {number} is on the press of {worker} now; nothing was recorded. Wait until it "
            f"has ended, or stop it. If {worker} is dead, its claim ends within {LEASE_S:.0f} s."
        )
    again = trial.outcome is Outcome.MEASUREMENT_FAILED
    if trial.state == "closed" and not again and not report.correct:
        raise WrongInputError(
            f"trial {number} has its result already ({trial.outcome}: {trial.sentence}). "
            "To replace it, add --correct and --reason; both results are kept."
        )
    return trial


def _achieved(settings: Settings, trial: TrialRecord, report: Report) -> Mapping[str, float]:
    """The varied values as the press did them: its record, then what the person says."""
    if unknown := sorted(report.achieved.keys() - settings.value_names):
        known = ", ".join(sorted(settings.value_names))
        raise WrongInputError(f"--achieved {unknown[0]}: no such value; there are {known}")
    done = trial.achieved if trial.achieved is not None else trial.protocol
    return varied(settings, {**done, **report.achieved})


def _measurement(settings: Settings, report: Report) -> Measurement | None:
    if report.spectrum is None:
        return None
    measurement = measure_file(report.spectrum, analysis_of(settings), report.ocv_v)
    if measurement.spectrum is None:
        raise SpectrumRefusedError(f"{measurement.refused} Nothing was recorded.")
    return measurement


def _judged(
    store: Store,
    trial: TrialRecord,
    achieved: Mapping[str, float],
    report: Report,
    measurement: Measurement | None,
) -> Judgement:
    if report.void:
        return void(Outcome.RIG_FAILED, report.reason)
    cell = Cell(trial.number, trial.planned, achieved, report.lot)
    inspection = Inspection(trial.label, report.damage or 0, report.shorted, report.note)
    store.keep_inspection(trial.number, inspection)
    if measurement is not None:
        store.keep_measurement(trial.number, measurement)
    whole = not report.shorted and not report.damage
    if whole and report.skipped:
        return partly(cell, report.skipped)
    if whole and report.unmeasured:
        return without_spectrum(cell, report.unmeasured)
    if report.asr_ohm_cm2 is not None:
        return judge_by_value(cell, inspection, report.asr_ohm_cm2, report.asr_std_ohm_cm2)
    return judge(cell, inspection, None if measurement is None else measurement.resistance)
