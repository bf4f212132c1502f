"""A run sheet that comes back: each row read, whatever a spreadsheet has made of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import ReadNumber, read_number, uses_decimal_comma
from campaigns.files.tables.sheets.read_file import read_raw
from campaigns.records.load_trials import IDENTITY
from campaigns.records.results import in_column_words
from campaigns.run.by_hand.result_prompt import failure_of
from campaigns.run.by_hand.sheet_words import with_words_read
from campaigns.run.by_hand.sheet_write import PLANNED, RESULTS, RUNG, proposal_identity
from campaigns.trial.cell_result import CellResult
from campaigns.trial.typed_entry import typed_choice
from campaigns.trial.typed_values import in_own_unit
from doe.knobs.knob_values import Value
from hardware.inspection import DAMAGE_GRADES

_YES = {"1", "true", "yes", "y", "x", "ja", "wahr", "short", "shorted"}
_NO = {"", "0", "false", "no", "n", "nein", "falsch", "-"}
_NUMBERS = (RUNG, "damage", "asr_ohm_cm2", "asr_std_ohm_cm2", "retention")


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a sheet as it came back.

    Attributes:
        row: its number in the file.
        cell_id: identity of the cell.
        planned: what was to be pressed, as far as the sheet says.
        result: what became of the cell; only what a person filled in.
    """

    row: int
    cell_id: str
    planned: Mapping[str, Value]
    result: CellResult

    @property
    def filled(self) -> bool:
        """Somebody wrote a result: the cell was pressed."""
        about = {"lot", "operator", "made_on", "note", "achieved"}
        return bool(self.result.named.keys() - about)


def campaign_of_sheet(path: Path) -> str | None:
    """The campaign that a run sheet names, "" where it names none; None for any other table.

    Raises:
        WrongInputError: the file is no table at all.
    """
    raw = read_raw(path)
    titles = [title.strip().lower() for title in raw.header]
    if IDENTITY not in titles or not any(title.startswith(PLANNED) for title in titles):
        return None
    where = titles.index("campaign") if "campaign" in titles else None
    named = (_text(row.cells[where]) for row in raw.rows) if where is not None else iter(())
    return next(filter(None, named), "")


def read_sheet(
    path: Path, settings: Settings, spectra: Path | None = None
) -> tuple[list[ReturnedRow], list[str], str]:
    """Read a sheet that was filled in.

    Args:
        path: CSV or XLSX.
        settings: the campaign: the values of its protocol, and what its press shows.
        spectra: folder of the spectra that the sheet names; that of the sheet if None.

    Returns:
        The rows, what is wrong (one sentence each), and the campaign that the sheet names.

    Raises:
        WrongInputError: it is not a run sheet.
    """
    raw = read_raw(path)
    titles = [title.strip().lower() for title in raw.header]
    if IDENTITY not in titles:
        raise WrongInputError(
            f"{path.name} is not a run sheet: it has no column {IDENTITY}. Past cells without "
            "identities are a table: explore or import it."
        )
    every = [cell for row in raw.rows for cell in row.cells]
    comma = raw.semicolons or uses_decimal_comma(every)
    reader = _Rows(settings, comma, path.parent if spectra is None else spectra)
    cells = [dict(zip(titles, row.cells, strict=True)) for row in raw.rows]
    rows = [reader.read(one, row.number) for one, row in zip(cells, raw.rows, strict=True)]
    named = {_text(one.get("campaign")) for one in cells}
    found = [row for row in rows if row is not None]
    seen: dict[tuple[str, int | None], int] = {}
    for row in found:
        key = (row.cell_id, row.result.rung)
        if key in seen:
            rung = "" if row.result.rung is None else f", rung {row.result.rung},"
            reader.wrong.append(
                f"row {row.row}: {row.cell_id}{rung} stands in row {seen[key]} already"
            )
        seen.setdefault(key, row.row)
    return found, reader.wrong, next(iter(named - {""}), "")


@dataclass
class _Rows:
    """Reads rows and notes what is wrong with them.

    Attributes:
        settings: The campaign.
        comma: Decimals are written with a comma.
        folder: Where spectra are that the sheet names.
        wrong: One sentence for each thing that cannot be read.
    """

    settings: Settings
    comma: bool
    folder: Path
    wrong: list[str] = field(default_factory=list)

    @property
    def knobs(self) -> frozenset[str]:
        """Names of all values of the protocol."""
        return self.settings.value_names

    def read(self, cells: Mapping[str, object], number: int) -> ReturnedRow | None:
        """One row; None where it cannot be read, or is empty."""
        identity = _text(cells.get(IDENTITY))
        if not identity:
            if any(_text(cell) for cell in cells.values()):
                self.wrong.append(
                    f"row {number}: {IDENTITY} is blank, so nobody knows which cell it is"
                )
            return None
        here = f"row {number} ({_text(cells.get('write_on_cell')) or identity})"
        before = len(self.wrong)
        cells = with_words_read(cells)
        if other := self._of_another_cell(cells, identity):
            self.wrong.append(f"{here}: {other}")
        numbers = self._numbers(cells, here)
        values: dict[str, Value] = {**numbers, **self._chosen(cells, here)}
        if len(self.wrong) > before:
            return None
        result = self._result(cells, numbers, values, here)
        planned = {n: values[PLANNED + n] for n in self.knobs if PLANNED + n in values}
        return None if result is None else ReturnedRow(number, identity, planned, result)

    def _of_another_cell(self, cells: Mapping[str, object], identity: str) -> str:
        """Why the identity of a proposed cell is not that of its trial; empty where it is."""
        trial, name = _text(cells.get("trial")), self.settings.campaign.name
        if not trial.isdecimal() or _text(cells.get("campaign")) != name:
            return ""
        known = proposal_identity(name, int(trial))
        if identity == known:
            return ""
        return f"cell_id is {identity}, and that of trial {trial} is {known}: which cell is it?"

    def _numbers(self, cells: Mapping[str, object], here: str) -> dict[str, float]:
        numbers: dict[str, float] = {}
        for title, cell in cells.items():
            knob = title.removeprefix(PLANNED)
            if title in _NUMBERS or knob in self.knobs - self.settings.choices.keys():
                reading = read_number(cell, decimal_comma=self.comma)
                if why := _not_one_number(title, cell, reading):
                    self.wrong.append(f"{here}: {title} holds {_text(cell)!r}{why}")
                elif reading.value is not None:
                    self._in_own_unit(numbers, title, reading, f"{here}: {title}", _text(cell))
        return numbers

    def _in_own_unit(
        self, numbers: dict[str, float], title: str, reading: ReadNumber, here: str, text: str
    ) -> None:
        """Keep a number in the unit of its column, and the uncertainty of a resistance."""
        value, unit, std = reading.value or 0.0, reading.unit, reading.std
        if title == "retention" and unit == "%":
            value, unit = value / 100.0, ""
        try:
            found = {title: in_own_unit(self.settings, title, value, unit)[1]}
        except WrongInputError as error:
            self.wrong.append(f"{here} holds {text!r}: {error}")
            return
        if std is not None:  # `171 ± 3`
            found["asr_std_ohm_cm2"] = std
        for name, number in found.items():
            if numbers.setdefault(name, number) != number:
                self.wrong.append(
                    f"{here} holds {text!r}: ± {numbers[name]:g} is said too: which is right?"
                )

    def _chosen(self, cells: Mapping[str, object], here: str) -> dict[str, str]:
        """What was chosen of the knobs that are no numbers, by the titles of their columns."""
        chosen: dict[str, str] = {}
        for title, cell in cells.items():
            choices = self.settings.choices.get(title.removeprefix(PLANNED))
            if choices is None or not (text := _text(cell)):
                continue
            try:
                chosen[title] = typed_choice(choices, text)
            except WrongInputError as error:
                self.wrong.append(f"{here}: {title}: {error}")
        return chosen

    def _result(
        self,
        cells: Mapping[str, object],
        numbers: Mapping[str, float],
        values: Mapping[str, Value],
        here: str,
    ) -> CellResult | None:
        said = {title: _text(cells.get(title)) for title in RESULTS}
        damage = numbers.get("damage")
        spectrum = self.folder / said["spectrum"] if said["spectrum"] else None
        if spectrum is not None and not spectrum.is_file():
            self.wrong.append(f"{here}: there is no spectrum {spectrum}")
            return None
        try:
            return CellResult(
                damage=_damage(damage),
                shorted=_shorted(said["shorted"].lower()),
                failure=failure_of(re.split(r"[\s,;/+]+", said["failure"])),
                asr_ohm_cm2=numbers.get("asr_ohm_cm2"),
                asr_std_ohm_cm2=numbers.get("asr_std_ohm_cm2"),
                retention=numbers.get("retention"),
                achieved={n: values[n] for n in sorted(self.knobs) if n in values},
                spectrum=spectrum,
                lot=said["lot"] or None,
                operator=said["operator"] or None,
                made_on=said["made_on"] or None,
                note=said["note"] or None,
                rung=_rung(numbers.get(RUNG)),
            )
        except WrongInputError as error:
            self.wrong.append(f"{here}: {in_column_words(str(error)).rstrip('.')}")
            return None


def _not_one_number(title: str, cell: object, reading: ReadNumber) -> str:
    """What keeps a cell from being the number that its column asks for; "" where it is one."""
    if title == "damage" and reading.trouble == "text":
        return (
            ", which is not understood; write 0 intact, 1 hairline, 2 cracked, 3 delaminated or "
            "in pieces"
        )
    if reading.trouble:
        return f", which is not a number ({reading.trouble})"
    unit_of_its_own = reading.unit and not (title == "retention" and reading.unit == "%")
    if title in _NUMBERS and unit_of_its_own:
        return "; write the number alone"
    if reading.std is not None and title != "asr_ohm_cm2":
        return "; write one number alone"
    return ""


def _rung(value: float | None) -> int | None:
    if value is not None and (value != int(value) or value < 1):
        raise WrongInputError(f"rung is {value:g}; write 1 for the first pressure of the cell")
    return None if value is None else int(value)


def _damage(value: float | None) -> int | None:
    if value is not None and value not in DAMAGE_GRADES:
        raise WrongInputError(f"damage is {value:g}; write 0, 1, 2 or 3")
    return None if value is None else int(value)


def _shorted(word: str) -> bool | None:
    if word in ("", "-"):
        return None
    if word not in _YES | _NO:
        raise WrongInputError(f"shorted is {word!r}; write yes or no")
    return word in _YES


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
