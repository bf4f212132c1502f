"""A run sheet that comes back: each row read, whatever a spreadsheet has made of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campaigns.by_hand.sheet_write import IDENTITY, PLANNED
from campaigns.errors import WrongInputError
from campaigns.files.tables.numbers import read_number, uses_decimal_comma
from campaigns.files.tables.sheets.raw_table import RawRow
from campaigns.files.tables.sheets.read_file import read_raw
from hardware.inspection import DAMAGE_GRADES

_YES = {"1", "true", "yes", "y", "x", "ja", "wahr", "short", "shorted"}
_NO = {"", "0", "false", "no", "n", "nein", "falsch", "-"}
_NUMBERS = ("damage", "asr_ohm_cm2", "asr_std_ohm_cm2", "retention")


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a sheet as it came back.

    Attributes:
        row: its number in the file.
        cell_id: identity of the cell.
        planned: what was to be pressed, as far as the sheet says.
        achieved: what was pressed instead, by name; only what a person filled in.
        damage: grade 0..3; None where nobody wrote it.
        shorted: the cell is shorted.
        asr_ohm_cm2: None where it was not measured.
        asr_std_ohm_cm2: likewise.
        retention: share of the capacity kept; None likewise.
        lot: batch of powder.
        note: anything else.
    """

    row: int
    cell_id: str
    planned: Mapping[str, float]
    achieved: Mapping[str, float]
    damage: int | None
    shorted: bool
    asr_ohm_cm2: float | None
    asr_std_ohm_cm2: float | None
    retention: float | None
    lot: str | None
    note: str

    @property
    def filled(self) -> bool:
        """Somebody wrote a result: the cell was pressed."""
        results = (self.damage, self.asr_ohm_cm2, self.retention)
        return self.shorted or any(result is not None for result in results)


def read_sheet(path: Path, knobs: frozenset[str]) -> tuple[list[ReturnedRow], list[str], str]:
    """Read a sheet that was filled in.

    Args:
        path: CSV or XLSX.
        knobs: names of all values of the protocol.

    Returns:
        The rows, what is wrong (one sentence each), and the campaign that the sheet names.

    Raises:
        WrongInputError: it is no run sheet.
    """
    raw = read_raw(path)
    titles = [title.strip().lower() for title in raw.header]
    if IDENTITY not in titles:
        raise WrongInputError(
            f"{path.name} is no run sheet: it has no column {IDENTITY}. Past cells without "
            "identities are a table: copress explore."
        )
    every = [cell for row in raw.rows for cell in row.cells]
    comma = raw.semicolons or uses_decimal_comma(every)
    wrong: list[str] = []
    rows = [_row(dict(zip(titles, r.cells, strict=True)), r, knobs, comma, wrong) for r in raw.rows]
    named = {_text(dict(zip(titles, r.cells, strict=True)).get("campaign")) for r in raw.rows}
    found = [row for row in rows if row is not None]
    seen: dict[str, int] = {}
    for row in found:
        if row.cell_id in seen:
            wrong.append(f"row {row.row}: {row.cell_id} stands in row {seen[row.cell_id]} already")
        seen.setdefault(row.cell_id, row.row)
    return found, wrong, next(iter(named - {""}), "")


def _row(
    cells: Mapping[str, object],
    raw: RawRow,
    knobs: frozenset[str],
    comma: bool,
    wrong: list[str],
) -> ReturnedRow | None:
    identity = _text(cells.get(IDENTITY))
    if not identity:
        if any(_text(cell) for cell in cells.values()):
            wrong.append(f"row {raw.number}: {IDENTITY} is blank, so nobody knows which cell it is")
        return None
    numbers: dict[str, float] = {}
    for title, cell in cells.items():
        if title in knobs or title in _NUMBERS or title.removeprefix(PLANNED) in knobs:
            reading = read_number(cell, decimal_comma=comma)
            if reading.trouble:
                wrong.append(
                    f"row {raw.number} ({identity}): {title} holds {_text(cell)!r}, which is no "
                    f"number ({reading.trouble})"
                )
            elif reading.value is not None:
                numbers[title] = reading.value
    shorted = _text(cells.get("shorted")).lower()
    if shorted not in _YES | _NO:
        wrong.append(f"row {raw.number} ({identity}): shorted is {shorted!r}; write yes or no")
    damage = numbers.get("damage")
    if damage is not None and damage not in DAMAGE_GRADES:
        wrong.append(f"row {raw.number} ({identity}): damage is {damage:g}; write 0, 1, 2 or 3")
    return ReturnedRow(
        raw.number, identity,
        {n: numbers[PLANNED + n] for n in knobs if PLANNED + n in numbers},
        {n: numbers[n] for n in knobs if n in numbers},
        None if damage is None else int(damage), shorted in _YES,
        numbers.get("asr_ohm_cm2"), numbers.get("asr_std_ohm_cm2"), numbers.get("retention"),
        _text(cells.get("lot")) or None, _text(cells.get("note")),
    )  # fmt: skip


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
