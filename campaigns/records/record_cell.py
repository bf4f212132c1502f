"""The one way in which a result reaches the store, whoever brings it.

Terminal, sheet, page and tables make a `CellResult`; it is checked against what is known, odd
values are asked back, and all its rows are written in one transaction that looks once more whether
the trial is still as it was and no worker has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select

from campaigns.config.campaign_schema import Settings
from campaigns.errors import TakenError
from campaigns.records.checks.contradictions import (
    check_contradictions,
    check_first,
    check_names,
    refuse_held,
)
from campaigns.records.checks.unlikely_values import Background, Doubt, DoubtfulError, doubts_of
from campaigns.records.load_trials import TrialRecord
from campaigns.records.readings.rungs import ends_series, is_last, of_this_rung
from campaigns.records.readings.second_reading import keep_reading, second_reading
from campaigns.records.results import (
    FieldChange,
    KnownResult,
    changes_of,
    json_of,
    read_known,
    worded,
)
from campaigns.records.rows.trial_rows import of_rung
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import (
    CLIMBING,
    close,
    close_rung,
    decision,
    note,
    state_line,
    state_of,
)
from campaigns.store.json_codec import to_json
from campaigns.store.leases import holder
from campaigns.store.rows import inspected, measured, planned
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Judgement, Outcome, PressedCell, inspection_of, judge_result
from campaigns.trial.proposal import Proposal
from campaigns.trial.recipe import varied
from campaigns.trial.rung_words import still_count
from campaigns.trial.search_space import log_knobs, off_scale
from doe.knobs.knob_values import Value

if TYPE_CHECKING:  # the shapes only: who records a result does not fit its spectrum
    from campaigns.trial.measurement import Measurement
    from hardware.eis.result import Resistance


Way = Literal["terminal", "sheet", "page", "table"]
Act = Literal["add", "correct", "again"]

SECOND_READING = "second reading"
"""Journal line of a cell that was measured once more."""


@dataclass(frozen=True)
class Saying:
    """A result as it is brought.

    Attributes:
        result: What was said.
        person: Who says so.
        way: Where.
        why: Why it is void or corrected; for a sheet or table the place of the row.
        act: It adds to what is known, corrects it, or is a second reading of the same cell.
        sure: Odd values are right: nothing is asked back.
        measurement: The spectrum, read and fitted.
        photos: Name and bytes of photos of the cell.
    """

    result: CellResult
    person: str
    way: Way
    why: str = ""
    act: Act = "add"
    sure: bool = False
    measurement: Measurement | None = None
    photos: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A result that may be written: checked, judged, and what it rests on.

    Attributes:
        trial: Its trial as it was read.
        known: What was known of the cell.
        saying: What is said now.
        after: All that is known with it.
        judgement: What the cell teaches then.
        changes: The fields that it changes or adds.
        overruled: Questions that the person answered with yes.
        left_out: Why the cell cannot enter the models; empty where it can.
        line: Journal line that the trial's state was read from.
    """

    trial: TrialRecord
    known: KnownResult
    saying: Saying
    after: CellResult
    judgement: Judgement
    changes: tuple[FieldChange, ...]
    overruled: tuple[str, ...]
    left_out: str
    line: int

    @property
    def still_counting(self) -> str:
        """Which rungs of a cell that became void at one rung still count, in words."""
        said, trial = self.saying.result, self.trial
        all_void = said.rung is None and trial.state == "closed"
        if said.void is None or all_void:
            return ""
        others = (seen for seen in trial.climbed if seen.number != trial.rung)
        return still_count([seen.number for seen in others if seen.observation is not None])


def record_cell(
    store: Store, settings: Settings, trial: TrialRecord, saying: Saying, background: Background
) -> Prepared:
    """Check one result and write it down.

    Raises:
        WrongInputError: it does not add up, contradicts what is known, or is odd
            (`DoubtfulError`); nothing was recorded.
        TakenError: the trial has gone on since it was read; nothing was recorded.
    """
    prepared = prepare(store, settings, trial, saying, background)
    store.write(lambda writer: write(writer, store, prepared), why=saying.why, person=saying.person)
    return prepared


def prepare(
    store: Store, settings: Settings, trial: TrialRecord, saying: Saying, background: Background
) -> Prepared:
    """Check a result against what is known, and judge the cell with it.

    Raises:
        WrongInputError: as `record_cell`.
    """
    line, known = _read(store, trial)
    said = saying.result
    check_names(settings, said)
    if saying.act == "again":
        after, judgement = known.result, second_reading(trial, said, _fit(saying))
    else:
        if saying.way != "table":  # what nobody looked at is kept, and teaches nothing yet
            check_first(trial, known.result, said)
        after = known.result.with_(said).completed()
        check_contradictions(trial, known.result, after, said, correct=saying.act == "correct")
        judgement = of_this_rung(trial, _judged(settings, trial, known, after, saying))
    changes = changes_of(known.result, after)
    doubts = _doubts(trial, saying, background)
    if doubts and not saying.sure:
        raise DoubtfulError(doubts)
    seen = judgement.observation
    left_out = off_scale(log_knobs(settings), seen.point) if seen is not None else ""
    overruled = tuple(doubt.sentence for doubt in doubts)
    return Prepared(trial, known, saying, after, judgement, changes, overruled, left_out, line)


def as_planned(writer: Writer, store: Store, prepared: Prepared, *, simulated: bool) -> Prepared:
    """Plan the trial of a result that has none yet, in the transaction that writes both."""
    trial = prepared.trial
    point = trial.rungs[-1] if trial.rungs else trial.planned
    protocol = {**trial.protocol, **point}
    proposal = Proposal(point, protocol, trial.expected, trial.why, trial.rungs)
    number = planned(writer, store.campaign_id, proposal, simulated=simulated or trial.simulated)
    return of_trial(writer, store, prepared, number)


def of_trial(writer: Writer, store: Store, prepared: Prepared, number: int) -> Prepared:
    """The same as a result of the trial of that number, which was just planned or written to."""
    trial_id = store.trial_id(writer.connection, number)
    trial = replace(prepared.trial, id=trial_id, number=number)
    judgement = prepared.judgement
    if judgement.observation is not None:
        seen = replace(judgement.observation, trial=number)
        judgement = of_this_rung(trial, replace(judgement, observation=seen))
    line = state_line(writer.connection, trial_id)[0]
    return replace(prepared, trial=trial, judgement=judgement, line=line)


def write(writer: Writer, store: Store, prepared: Prepared) -> None:
    """Write a result inside a transaction of the caller.

    Raises:
        TakenError: a worker has the cell, or somebody was faster; roll back.
    """
    trial, saying = prepared.trial, prepared.saying
    _look_again(writer, store, prepared)
    action = "voided" if saying.result.void is not None else _action(prepared)
    decision(writer, store.campaign_id, trial.id, (saying.person, action, saying.why))
    if saying.measurement is not None:
        measured(writer, trial.id, saying.measurement, rung=trial.rung)
    for file_name, raw in saying.photos:
        _photo(writer, trial.id, file_name, raw)
    if saying.act == "again":
        keep_reading(writer, trial, saying.result, saying.measurement, prepared.overruled)
        return
    _result(writer, prepared)
    made = {name: getattr(saying.result, name) for name in ("lot", "operator", "made_on")}
    if any(made.values()):
        after = prepared.after
        writer.add(
            schema.making, trial_id=trial.id, lot=after.lot, operator=after.operator,
            made_on=after.made_on,
        )  # fmt: skip
    looked_at = prepared.after.damage is not None or prepared.after.broken
    if looked_at and prepared.after.void is None:
        inspected(writer, trial.id, inspection_of(trial.label, prepared.after), trial.rung)
    _end(writer, trial, prepared.judgement)


def _is_closed(writer: Writer, trial: TrialRecord) -> bool:
    return state_of(writer.connection, trial.id) == "closed"


def _end(writer: Writer, trial: TrialRecord, judgement: Judgement) -> None:
    """The trial's end; between two rungs of a series it only goes on."""
    if trial.rung is not None:
        close_rung(writer, trial.id, trial.rung, judgement)
    if is_last(trial) and (ends_series(trial, judgement) or _is_closed(writer, trial)):
        close(writer, trial.id, judgement)
    elif is_last(trial):
        note(writer, trial.id, CLIMBING, {})


def _action(prepared: Prepared) -> str:
    if prepared.saying.act == "again":
        return SECOND_READING
    if prepared.trial.state != "closed":
        return "imported" if prepared.saying.way == "table" else "recorded"
    return "corrected" if prepared.saying.act == "correct" else "added to"


def _judged(
    settings: Settings, trial: TrialRecord, known: KnownResult, after: CellResult, saying: Saying
) -> Judgement:
    achieved = varied(settings, {**_done(trial), **after.achieved})
    unsure = {name: ends for name, ends in known.unsure.items() if name not in after.achieved}
    cell = PressedCell(trial.number, trial.planned, achieved, after.lot, unsure)
    fit = _fit(saying) if saying.measurement is not None else known.fit
    if trial.state == "closed" and not _judged_again(saying.result):
        return _carried(trial, cell, after)
    return judge_result(cell, after, fit if after.spectrum is not None else None)


def _fit(saying: Saying) -> Resistance | None:
    return None if saying.measurement is None else saying.measurement.resistance


def _judged_again(said: CellResult) -> bool:
    """Something was said of the cell itself or of its resistance."""
    about = {"achieved", "lot", "operator", "made_on", "note", "retention"}
    return bool(said.named.keys() - about)


def _carried(trial: TrialRecord, cell: PressedCell, after: CellResult) -> Judgement:
    """The outcome as it was, with the lot, the achieved values and the retention of now."""
    seen, outcome = trial.observation, trial.outcome or Outcome.PARTIAL
    if seen is None:
        return Judgement(outcome, None, trial.sentence)
    now = replace(
        seen, point=dict(cell.achieved), lot=after.lot or seen.lot, retention=after.retention
    )
    return Judgement(outcome, now, trial.sentence)


def _result(writer: Writer, prepared: Prepared) -> None:
    saying = prepared.saying
    said = json_of(saying.result)
    writer.add(
        schema.result,
        trial_id=prepared.trial.id,
        said=to_json(said),
        after=to_json(json_of(prepared.after)),
        way=saying.way,
        overruled=to_json(list(prepared.overruled)) if prepared.overruled else None,
        rung=prepared.trial.rung,
    )
    before = {change.field: worded(change.before) for change in prepared.changes}
    after = {change.field: worded(change.after) for change in prepared.changes}
    detail: dict[str, object] = {"way": saying.way, "before": before, "after": after}
    if prepared.overruled:
        detail["overruled"] = list(prepared.overruled)
    note(writer, prepared.trial.id, "result", detail)


def _look_again(writer: Writer, store: Store, prepared: Prepared) -> None:
    """Nobody has the cell, and nobody was faster."""
    trial, connection = prepared.trial, writer.connection
    refuse_held(trial, holder(store, connection, trial.id))
    table = schema.result
    of_trial = (table.c.trial_id == trial.id, *of_rung(table, trial.rung))
    last = connection.scalar(select(func.max(table.c.id)).where(*of_trial))
    if (last or 0) != prepared.known.row or state_line(connection, trial.id)[0] != prepared.line:
        raise TakenError(
            f"somebody else has recorded or decided on trial {trial.number} just now; nothing was "
            "recorded. Look again"
        )


def _read(store: Store, trial: TrialRecord) -> tuple[int, KnownResult]:
    """The line of the trial's state and what is known of its cell; nobody may have it now."""
    if not trial.written:
        return 0, KnownResult(CellResult(), 0, None)
    with store.connect() as connection:
        refuse_held(trial, holder(store, connection, trial.id))
        line = state_line(connection, trial.id)[0]
    return line, read_known(store, trial)


def _doubts(trial: TrialRecord, saying: Saying, background: Background) -> Sequence[Doubt]:
    measurement, said, fit = saying.measurement, saying.result, _fit(saying)
    asr = said.asr_ohm_cm2
    if fit is not None and fit.verdict == "good":
        asr = fit.asr_ohm_cm2
    if said.broken:
        asr = None  # it is not used
    sha256 = "" if measurement is None else hashlib.sha256(measurement.raw).hexdigest()
    protocol: Mapping[str, Value] = trial.protocol
    found = doubts_of(said, trial, protocol, background, asr_ohm_cm2=asr, sha256=sha256)
    owner = background.spectra.get(sha256)
    if saying.act == "again" and owner is not None and owner == trial.reading_label:
        found.append(Doubt("spectrum", f"the spectrum is, byte for byte, one that {owner} has "
                           "already: a second reading is a second sweep"))  # fmt: skip
    return found


def _photo(writer: Writer, trial_id: int, file_name: str, raw: bytes) -> None:
    sha256 = hashlib.sha256(raw).hexdigest()
    writer.add(schema.photo, trial_id=trial_id, file_name=file_name, raw=raw, sha256=sha256)
    note(writer, trial_id, "photo", {"file_name": file_name, "sha256": sha256})


def _done(trial: TrialRecord) -> Mapping[str, Value]:
    """The press's own record where there is one, else the plan."""
    return trial.achieved if trial.achieved is not None else trial.protocol
