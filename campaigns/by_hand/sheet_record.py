"""Results on a run sheet into the campaign's memory; the same sheet twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Literal

from campaigns.by_hand.sheet_read import ReturnedRow, read_sheet
from campaigns.by_hand.sheet_write import IDENTITY, proposal_identity
from campaigns.config.load import versions
from campaigns.config.schema import Settings
from campaigns.errors import WrongInputError
from campaigns.records.trials import TrialRecord, read_trials
from campaigns.store.author import who
from campaigns.store.campaign_store import Store
from campaigns.store.open import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.outcome import Cell, Judgement, Outcome, judge, judge_by_value
from campaigns.trial.proposal import Proposal
from campaigns.trial.protocol import varied
from doe.trials import Observation
from hardware.inspection import Inspection

Fate = Literal["recorded", "was recorded already", "not filled in yet"]


@dataclass(frozen=True)
class SheetLine:
    """What became of one row.

    Attributes:
        row: its number in the file.
        cell_id: identity of the cell.
        trial: number of its trial; None where none was made.
        fate: what was done.
        sentence: what the cell taught.
    """

    row: int
    cell_id: str
    trial: int | None
    fate: Fate
    sentence: str = ""


def record_sheet(settings: Settings, path: Path) -> list[SheetLine]:
    """Write down every filled row of a run sheet, or none if any row is wrong.

    Cells of a design get their trials here: what they taught opens the campaign.

    Raises:
        WrongInputError: rows that cannot be understood or that contradict what is recorded, all of
            them in one message; nothing is recorded then.
    """
    rows, wrong, named = read_sheet(path, settings.value_names)
    if named and named != settings.campaign.name:
        raise WrongInputError(
            f"{path.name} is a sheet of the campaign {named}; {settings.path.name} is "
            f"{settings.campaign.name}. Nothing was recorded."
        )
    with hold(settings.place, settings.campaign.name), open_campaign(settings) as store:
        known = _by_identity(settings, read_trials(store))
        for row in rows:
            wrong += [
                f"row {row.row} ({row.cell_id}): {why}" for why in _amiss(settings, row, known)
            ]
        if wrong:
            raise WrongInputError(
                f"{path.name}: nothing was recorded. " + "; ".join(wrong[:12]) + "."
                + f" And {len(wrong) - 12} more." * (len(wrong) > 12)
            )  # fmt: skip
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        return [_record(store, settings, row, known.get(row.cell_id), path) for row in rows]


def _by_identity(settings: Settings, trials: Sequence[TrialRecord]) -> dict[str, TrialRecord]:
    """Trials by the identity of their cell: a design's own, or that of the proposal."""
    numbered = {trial.number: trial for trial in trials}
    found = {str(t.expected[IDENTITY]): t for t in trials if IDENTITY in t.expected}
    for number, trial in numbered.items():
        found.setdefault(proposal_identity(settings.campaign.name, number), trial)
    return found


def _amiss(settings: Settings, row: ReturnedRow, known: Mapping[str, TrialRecord]) -> list[str]:
    """What keeps a row from being recorded; empty for a row that is not filled in."""
    if not row.filled:
        return []
    said = _results_amiss(row)
    trial = known.get(row.cell_id)
    if trial is None:
        return said + _plan_amiss(settings, row)
    for name, value in row.planned.items():
        stored = trial.protocol.get(name)
        if stored is not None and not _same(stored, value):
            said.append(f"planned_{name} is {value:g}, but {stored:g} was planned; a cell pressed "
                        f"otherwise goes into the column {name}")  # fmt: skip
    if trial.state == "closed" and trial.outcome is not Outcome.MEASUREMENT_FAILED and not said:
        judgement = _judged(settings, row, trial.number, trial.planned, _done(trial))
        if not _equal(judgement.observation, trial.observation):
            said.append(f"trial {trial.number} has another result already ({trial.sentence}); to "
                        f"replace it: copress record {settings.path.name} --trial {trial.number} "
                        "--correct")  # fmt: skip
    return said


def _results_amiss(row: ReturnedRow) -> list[str]:
    if row.damage is None and not row.shorted:
        return ["damage is blank: look at the cell; 0 intact ... 3 in pieces"]
    said = []
    for name in ("asr_ohm_cm2", "asr_std_ohm_cm2"):
        value = getattr(row, name)
        if value is not None and value <= 0:
            said.append(f"{name} is {value:g}; it must be above 0")
    if row.retention is not None and not 0 <= row.retention <= 1:
        said.append(f"retention is {row.retention:g}; write the share kept, 0 to 1")
    return said


def _plan_amiss(settings: Settings, row: ReturnedRow) -> list[str]:
    """A design's cell brings its own plan; it must be one of this campaign."""
    missing = sorted(settings.value_names - row.planned.keys())
    if missing:
        return [f"unknown here, and planned_{missing[0]} is not on the sheet"]
    return [
        f"planned_{name} is {row.planned[name]:g}, but {settings.path.name} fixes it at {value:g}"
        for name, value in settings.fixed.items()
        if not _same(row.planned[name], value)
    ]


def _record(
    store: Store, settings: Settings, row: ReturnedRow, trial: TrialRecord | None, path: Path
) -> SheetLine:
    if not row.filled:
        return SheetLine(row.row, row.cell_id, trial.number if trial else None, "not filled in yet")
    if trial is not None and trial.state == "closed":
        again = _judged(settings, row, trial.number, trial.planned, _done(trial))
        if _equal(again.observation, trial.observation):
            return SheetLine(row.row, row.cell_id, trial.number, "was recorded already",
                             trial.sentence)  # fmt: skip
    if trial is None:
        point = varied(settings, row.planned)
        why = f"Cell {row.cell_id} of the run sheet {path.name}."
        proposal = Proposal(point, row.planned, {IDENTITY: row.cell_id}, why)
        number = store.plan(proposal, simulated=settings.simulated)
        judgement = _judged(settings, row, number, point, row.planned)
    else:
        number = trial.number
        judgement = _judged(settings, row, number, trial.planned, _done(trial))
    store.decide(number, who(), "recorded", f"run sheet {path.name}, row {row.row}")
    store.keep_inspection(number, _inspection(row))
    store.close_trial(number, judgement)
    return SheetLine(row.row, row.cell_id, number, "recorded", judgement.sentence)


def _judged(
    settings: Settings,
    row: ReturnedRow,
    number: int,
    planned: Mapping[str, float],
    protocol: Mapping[str, float],
) -> Judgement:
    achieved = varied(settings, {**protocol, **row.achieved})
    cell = Cell(number, planned, achieved, row.lot)
    if row.asr_ohm_cm2 is None:
        judgement = judge(cell, _inspection(row), None)
    else:
        judgement = judge_by_value(cell, _inspection(row), row.asr_ohm_cm2, row.asr_std_ohm_cm2)
    if judgement.observation is None or row.retention is None:
        return judgement
    return replace(judgement, observation=replace(judgement.observation, retention=row.retention))


def _done(trial: TrialRecord) -> Mapping[str, float]:
    """The press's own record where there is one, else the plan."""
    return trial.achieved if trial.achieved is not None else trial.protocol


def _inspection(row: ReturnedRow) -> Inspection:
    return Inspection(row.cell_id, row.damage or 0, row.shorted, row.note)


def _equal(one: Observation | None, other: Observation | None) -> bool:
    """The same cell, told twice: a spreadsheet may have rounded the last digits."""
    if one is None or other is None:
        return one is other
    exact = (one.damage, one.shorted, one.lot) == (other.damage, other.shorted, other.lot)
    pairs = [(one.asr_ohm_cm2, other.asr_ohm_cm2), (one.asr_std_ohm_cm2, other.asr_std_ohm_cm2),
             (one.retention, other.retention),
             *((one.point[n], other.point.get(n)) for n in one.point)]  # fmt: skip
    return exact and all(a is b or (a is not None and b is not None and _same(a, b))
                         for a, b in pairs)  # fmt: skip


def _same(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
