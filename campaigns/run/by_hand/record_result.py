"""What a person says of a cell at the terminal or on the page: checked and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.records.checks.unlikely_values import Background
from campaigns.records.load_trials import TrialRecord, read_trial, read_trials
from campaigns.records.readings.rungs import at_rung, next_rung, rungs_of_cell
from campaigns.records.record_cell import Act, Prepared, Saying, Way, record_cell
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.cell_result import CellResult
from campaigns.trial.measurement import Measurement, measure_file
from campaigns.trial.press_limits import analysis_of
from hardware.errors import SpectrumRefusedError


def record_result(
    settings: Settings,
    number: int,
    result: CellResult,
    *,
    person: str | None = None,
    way: Way = "terminal",
    why: str = "",
    act: Act = "add",
    sure: bool = False,
    photos: Sequence[Path] = (),
) -> Prepared:
    """Write down what a person says of trial `number`; the trial is closed by it.

    Of a pressure series, void is the rung that was to be pressed; of a cell that is closed, all its
    rungs, where none is named.

    A trial that is closed already may be added to or corrected while the campaign runs: rows are
    only added, and the loop reads the history again before its next cell.

    Args:
        settings: The campaign.
        number: The trial.
        result: What they say.
        person: Who; the one at this terminal by default.
        way: Where they say it.
        why: Why a result is corrected.
        act: It adds to what is known, corrects it, or is a second reading of the same cell.
        sure: Odd values are right; nothing is asked back.
        photos: Of the cell.

    Returns:
        What was written: the judgement, and each field before and after.

    Raises:
        WrongInputError: there is no such trial, or the result does not add up or is odd; nothing
            was recorded.
        SpectrumRefusedError: the file cannot be read; nothing was recorded.
        TakenError: the trial has gone on meanwhile; nothing was recorded.
    """
    person = person or who()
    if act == "correct" and not why.strip() and result.void is None:
        raise WrongInputError('a correction needs a reason: --why "the area was wrong"')
    with (
        _alone(settings, number),
        open_campaign(settings, create=False, person=person) as store,
    ):
        trials = read_trials(store)
        trial = _trial(settings, trials, number)
        rung, background = result.rung, Background.of(store, settings, trials)
        whole = result.void is not None and rung is None and bool(trial.rungs)
        if whole and trial.state != "closed":
            rung = next_rung(trial)
        saying = Saying(
            result=result,
            person=person,
            way=way,
            why=why,
            act=act,
            sure=sure,
            measurement=_measurement(settings, result),
            photos=tuple((photo.name, photo.read_bytes()) for photo in photos),
        )
        for lower in rungs_of_cell(trial) if whole else ():
            record_cell(store, settings, at_rung(trial, lower), saying, background)
        return record_cell(store, settings, at_rung(trial, rung), saying, background)


@contextmanager
def _alone(settings: Settings, number: int) -> Iterator[None]:
    """Nobody else works on the campaign; not asked for where a closed trial is spoken of."""
    if settings.place.begun():
        with open_campaign(settings, create=False) as store:
            trial = read_trial(store, number)
        if trial is not None and trial.state == "closed":
            yield
            return
    with hold(settings.place, settings.campaign.name, brief=True):
        yield


def _trial(settings: Settings, trials: Sequence[TrialRecord], number: int) -> TrialRecord:
    numbered = {trial.number: trial for trial in trials}
    if number not in numbered:
        known = f"1 to {max(numbered)}" if numbered else "none yet; copress propose makes one"
        raise WrongInputError(f"{settings.path.name} has no trial {number}; trials: {known}")
    return numbered[number]


def _measurement(settings: Settings, result: CellResult) -> Measurement | None:
    if result.spectrum is None:
        return None
    measurement = measure_file(result.spectrum, analysis_of(settings), result.ocv_v)
    if measurement.spectrum is None:
        raise SpectrumRefusedError(f"{measurement.refused.rstrip('.')}. Nothing was recorded.")
    return measurement
