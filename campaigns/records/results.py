"""All that was said of a cell so far: read back, also from stores that kept no results yet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from campaigns.errors import WrongInputError
from campaigns.records.load_trials import TrialRecord
from campaigns.records.rows.trial_rows import in_order, of_rung, of_the_cell
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.json_codec import record_of
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Outcome
from campaigns.trial.pressing_day import day_of
from campaigns.trial.recipe import Between, unsure_values

if TYPE_CHECKING:  # its shape only: who reads a result fits no spectrum
    from hardware.eis.result import Resistance


@dataclass(frozen=True)
class KnownResult:
    """What is known of a cell.

    Attributes:
        result: All that was said, completed; without anything for a cell nobody spoke of.
        row: The row of the last word, 0 for none: whoever adds to it names it.
        fit: The last fit of its spectrum, whatever its verdict; None where there is none.
        unsure: Achieved values that the press trace shows only as an interval.
    """

    result: CellResult
    row: int
    fit: Resistance | None
    unsure: Mapping[str, Between] = field(default_factory=dict)


def read_known(store: Store, trial: TrialRecord) -> KnownResult:
    """What is known of a cell now."""
    with store.connect() as connection:
        last = _last(connection, schema.result, trial)
        spectrum = _last(connection, schema.spectrum, trial)
        pressed = _last(connection, schema.press_record, trial)
        unsure = {} if pressed is None else unsure_values(json.loads(pressed.steps))
        fit = _fit(spectrum)
        if last is not None:
            return KnownResult(result_from_json(json.loads(last.after)), int(last.id), fit, unsure)
        return KnownResult(_derived(connection, trial, spectrum), 0, fit, unsure)


def _fit(spectrum: Any) -> Resistance | None:
    from hardware.eis.result import Resistance

    usable = spectrum is not None and spectrum.fit
    return record_of(Resistance, json.loads(spectrum.fit)) if usable else None


def result_from_json(document: Mapping[str, Any]) -> CellResult:
    """Inverse of `CellResult.named` as the store keeps it."""
    known = dict(document)
    if known.get("spectrum"):
        known["spectrum"] = Path(known["spectrum"])
    if known.get("failure") is not None:
        known["failure"] = tuple(known["failure"])
    known["made_on"] = _known_day(known.get("made_on"))
    return CellResult(**known)


def _known_day(text: str | None) -> str | None:
    """Stores of earlier versions hold days as they were typed; what is none is not known."""
    try:
        return day_of(text) if text else None
    except WrongInputError:
        return None


def json_of(result: CellResult) -> dict[str, object]:
    """What was said, as the store keeps it."""
    named = dict(result.named)
    if result.spectrum is not None:
        named["spectrum"] = result.spectrum.name
    return named


def _derived(connection: Connection, trial: TrialRecord, spectrum: Any) -> CellResult:
    """The same from the records of a run, or of a store of an earlier version."""
    inspection = _last(connection, schema.inspection, trial)
    making = _last(connection, schema.making, trial)
    seen = trial.observation
    said: dict[str, Any] = {}
    if making is not None:
        said |= {
            "lot": making.lot,
            "operator": making.operator,
            "made_on": _known_day(making.made_on),
        }
    if inspection is not None:
        failure = tuple((inspection.failure or "").split())
        said |= {"damage": inspection.damage, "note": inspection.note or None}
        said |= {"failure": failure} if failure else {}
        said |= {"shorted": True} if inspection.shorted else {}
    if trial.outcome is Outcome.RIG_FAILED:
        return CellResult(void=trial.sentence or "the rig failed")
    if seen is not None:
        said |= {
            "damage": seen.damage,
            "retention": seen.retention,
            "lot": seen.lot or said.get("lot"),
        }
        said |= {"shorted": True} if seen.shorted else {}
        if trial.achieved is None:
            said["achieved"] = {
                name: value
                for name, value in seen.point.items()
                if value != trial.protocol.get(name)
            }
        if spectrum is not None and spectrum.fit:
            said["spectrum"] = Path(spectrum.file_name)
        elif seen.asr_ohm_cm2 is not None:
            said |= {"asr_ohm_cm2": seen.asr_ohm_cm2, "asr_std_ohm_cm2": seen.asr_std_ohm_cm2}
    if trial.outcome is Outcome.MEASUREMENT_FAILED and "spectrum" not in said:
        said["unmeasured"] = _reason(trial.sentence)
    if trial.outcome is Outcome.PARTIAL:
        said["skipped"] = trial.sentence.partition(": ")[2] or trial.sentence
    return CellResult(**said)


def _reason(sentence: str) -> str:
    """The reason inside a sentence that says that the resistance is not known (reason)."""
    return sentence.partition("(")[2].rpartition(")")[0] or sentence


def _last(connection: Connection, table: Table, trial: TrialRecord) -> Any:
    columns = [column for column in table.c if column.name not in ("raw", "sweep")]
    rung = trial.rung if "rung" in table.c else None
    query = select(*columns).where(
        table.c.trial_id == trial.id, *of_rung(table, rung), *of_the_cell(table)
    )
    newest = [column.desc() for column in in_order(table)]
    return connection.execute(query.order_by(*newest).limit(1)).first()


@dataclass(frozen=True)
class FieldChange:
    """One field of a result before and after."""

    field: str
    before: object
    after: object

    @property
    def in_words(self) -> tuple[str, str, str]:
        """Field, value before and value after, as a person reads them."""
        if self.field in ("unmeasured", "skipped"):
            said = [worded(one) if one else "measured" for one in (self.before, self.after)]
            return "why not measured", said[0], said[1]
        return self.field, worded(self.before), worded(self.after)


def changes_of(before: CellResult, after: CellResult) -> tuple[FieldChange, ...]:
    """Each field that differs, in the order of `CellResult`; achieved values one by one."""
    found = []
    for each in fields(CellResult):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if each.name == "achieved":
            names = [n for n in {**old, **new} if not _same(old.get(n), new.get(n))]
            found += [
                FieldChange(f"achieved {name}", old.get(name), new.get(name)) for name in names
            ]
        elif not _same(old, new):
            found.append(FieldChange(each.name, old, new))
    return tuple(found)


def _same(old: object, new: object) -> bool:
    """Equal, or as good as: a spreadsheet rounds the last digits, and "no short" is not said."""
    if isinstance(old, bool | None) and isinstance(new, bool | None):
        return bool(old) == bool(new)
    if isinstance(old, float | int) and isinstance(new, float | int):
        return isclose(old, new, rel_tol=1e-6, abs_tol=1e-9)
    if isinstance(old, Path) and isinstance(new, Path):
        return old.name == new.name
    return old == new or (old in (None, (), "") and new in (None, (), ""))


def worded(value: object) -> str:
    """A value of a result as a person reads it."""
    if value is None:
        return "not known"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Path):
        return value.name
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def plain_value(value: object) -> object:
    """The same for a document: a file by its name."""
    return value.name if isinstance(value, Path) else value


_OPTION = re.compile(r"--([a-z-]+[a-z])")


def in_column_words(sentence: str) -> str:
    """A sentence of the command line for a sheet: the column instead of the option."""
    blank = sentence.replace("--damage is missing", "damage is blank")
    return _OPTION.sub(lambda found: found[1].replace("-", "_"), blank)
