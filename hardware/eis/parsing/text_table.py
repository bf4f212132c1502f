"""A block of text as a table: headings and rows, each row known by its line in the file.

A row with another number of cells than the heading is damaged: to read it by position would put
numbers under the wrong heading.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number
from hardware.units import unit_of_word

COMMENT_SIGNS = ("#", "!", "%", "~")
"""The last one is BasyTec's."""
_NOTHING = ("", "nan", "-", "--", "n/a")
"""What programs write into a cell for which there is no value."""
MOST_COLUMNS = 300  # chosen: exports of loops side by side have three columns for each
MOST_ROWS = 120_000
"""A thousand loops of 120 points; more is no impedance measurement and would fill the memory."""


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        line: Its line in the file, counted from 1.
        cells: Its cells as written; empty when their number does not fit the heading.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class TextTable:
    """Headings and rows.

    Attributes:
        headings: As the file writes them, joined with a row of units below them.
        rows: In the order of the file.
        cut: Whether the last row is the end of a file without line end: its last cell may be short.
        written: The headings alone, where there is a row of units.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    cut: bool = False
    written: tuple[str, ...] = ()


def table_below(
    file: InstrumentFile,
    heading_at: int,
    delimiter: str | None,
    *,
    until: Callable[[str], bool] | None = None,
    first_row: int | None = None,
    headings: Sequence[str] | None = None,
    surplus: bool = False,
) -> TextTable:
    """The table under a heading line.

    Args:
        file: Where it stands.
        heading_at: Index of the heading line, from 0.
        delimiter: What separates cells; None for any run of blanks.
        until: True for the first line that is no longer part of it; default: to the end.
        first_row: Index of the first row, when it does not follow the heading.
        headings: What to use as headings instead of the line itself.
        surplus: Whether headings beyond the last cell of the rows may be left out.

    Returns:
        The table; a row of units is joined to the headings: `Freq` over `Hz` to `Freq/Hz`.

    Raises:
        SpectrumRefusedError: there are more cells in the rows than headings, or fewer, or no row.
    """
    untrimmed = cells_of(file.lines[heading_at], delimiter) if headings is None else headings
    named = _trimmed(untrimmed)
    start = heading_at + 1 if first_row is None else first_row
    repeated = file.lines[heading_at] if start > heading_at else None
    numbered = _rows_from(file, start, delimiter, until, repeated)
    last = numbered[-1][0] if numbered else 0
    written = tuple(named)
    if numbered and _is_row_of_units(below := _trimmed(numbered[0][1]), len(untrimmed)):
        named = with_units(untrimmed[: max(len(named), len(below))], below)
        numbered.pop(0)
    cut = last == len(file.lines) and not file.ends_cleanly
    return replace(table(named, numbered, cut=cut, surplus=surplus), written=written)


def over_units(headings: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """The headings, joined with the row below them where that holds units."""
    headings = as_wide_as(headings, below)
    if _is_row_of_units(_trimmed(below), len(headings)):
        return with_units(headings, below)
    return tuple(headings)


def as_wide_as(headings: Sequence[str], below: Sequence[str]) -> Sequence[str]:
    """The headings with empty ones behind, where the row below goes on with the last of them."""
    beyond = below[len(headings) :]
    goes_on = bool(beyond) and all(map(_more_than_a_unit, beyond))
    return (*headings, *("" for _ in beyond)) if goes_on else headings


def with_units(headings: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    """Headings joined with the row of units below them: `Freq` over `(Hz)` to `Freq/Hz`."""
    joined, last = [], ""
    for name, unit in zip_longest(headings, units[: len(headings)], fillvalue=""):
        last = name or last
        joined.append(_joined(name, last, unit))
    return tuple(joined)


def _joined(name: str, last: str, unit: str) -> str:
    """A heading over its unit, or over the rest of itself: `Impedance` over `Real [Ohm]`."""
    bare = _plain_unit(unit)
    if not bare or _names(name, bare):
        return name
    return f"{last} {unit.strip()}" if _more_than_a_unit(unit) else f"{name}/{bare}"


_WORDS_AND_UNIT = re.compile(r"(.*?)(?:[\[(/]|\bin\s)\s*([^\s\[\]()/]+)\s*[\])]?")


def _more_than_a_unit(written: str) -> bool:
    """Whether a cell below a heading goes on with it: `Real [Ohm]`, `part in Ohm`, `in Hz`."""
    match = _WORDS_AND_UNIT.fullmatch(written.strip())
    if match is None or unit_of_word(_plain_unit(written)) is not None:
        return False
    said = match[1].strip() or written.strip().startswith("in ")
    return bool(said) and unit_of_word(match[2]) is not None


def _plain_unit(written: str) -> str:
    r"""A unit without brackets; Origin writes a capital omega as `\g(W)`."""
    return written.replace(r"\g(W)", "ohm").strip("[](){}<> ")


def _names(heading: str, unit: str) -> bool:
    """Whether a heading names this unit by itself, as in `Z'/ohm` over `ohm`."""
    return bool(re.search(rf"[/(\[\s]\s*{re.escape(unit)}\s*[)\]]?\s*$", heading, re.I))


def _rows_from(
    file: InstrumentFile,
    start: int,
    delimiter: str | None,
    until: Callable[[str], bool] | None,
    repeated: str | None,
) -> list[tuple[int, tuple[str, ...]]]:
    """Line number and cells of each row; blank lines, remarks and repeated headings are none."""
    numbered: list[tuple[int, tuple[str, ...]]] = []
    for index in range(start, len(file.lines)):
        line = file.lines[index]
        if until is not None and until(line):
            break
        if line.strip() and line != repeated and not line.startswith(COMMENT_SIGNS):
            numbered.append((index + 1, cells_of(line, delimiter)))
        if len(numbered) > MOST_ROWS:
            raise SpectrumRefusedError(f"more than {MOST_ROWS} rows are not a spectrum")
    return numbered


def table(
    headings: Sequence[str],
    numbered: Sequence[tuple[int, tuple[str, ...]]],
    *,
    cut: bool = False,
    surplus: bool = False,
) -> TextTable:
    """A table of rows that fit their headings; the few that do not keep their place, emptied.

    Args:
        headings: One for each column.
        numbered: Line number and cells of each row; empty cells beyond the headings do not count.
        cut: Whether the file ends within the last row.
        surplus: Whether headings beyond the last cell of the rows may be left out.

    Raises:
        SpectrumRefusedError: no row at all, or most rows do not fit.
    """
    if len(headings) > MOST_COLUMNS:
        raise SpectrumRefusedError(f"{len(headings)} columns are not an impedance table")
    if not numbered:
        raise SpectrumRefusedError("there is no row below the headings: nothing was measured yet")
    fitted = [(line, _without_empty_end(cells, len(headings))) for line, cells in numbered]
    width = Counter(len(cells) for _, cells in fitted).most_common(1)[0][0]
    if surplus and width < len(headings):
        headings = headings[:width]
    if width != len(headings):
        raise SpectrumRefusedError(
            f"the heading names {len(headings)} columns and the rows have {width}: which number"
            f" belongs to which name cannot be known ({', '.join(headings[:4])}, ...); name them by"
            " number: --columns frequency=1,real=2,imag=3"
        )
    rows = tuple(Row(line, cells if len(cells) == width else ()) for line, cells in fitted)
    return TextTable(tuple(headings), rows, cut)


def first_width(file: InstrumentFile, heading_at: int, delimiter: str | None) -> int:
    """Count of cells of the first row of numbers near below a line; 0 without one."""
    for line in file.lines[heading_at + 1 : heading_at + 6]:
        cells = _trimmed(cells_of(line, delimiter)) if line.strip() else ()
        if len(cells) > 2 and is_number(cells[0]) and sum(map(is_number, cells)) > 2:
            return len(cells)
    return 0


def is_number(cell: str) -> bool:
    """Whether a cell is a numeral, with a decimal point or a decimal comma."""
    return not (math.isnan(number(cell)) and math.isnan(number(cell, ",")))


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is no value in it."""
    return cell.lower() in _NOTHING


def cells_of(line: str, delimiter: str | None) -> tuple[str, ...]:
    """The cells of a line, stripped; quotes around whole cells are taken off."""
    if delimiter is None:
        return tuple(line.split())
    if line.startswith('"') or f'{delimiter}"' in line:
        unquoted = _unquoted(line, delimiter)
        if unquoted is not None:
            return unquoted
    return tuple(cell.strip() for cell in line.split(delimiter))


def _unquoted(line: str, delimiter: str) -> tuple[str, ...] | None:
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error:
        return None  # a lone quote, as in Z"/ohm
    return tuple(cell.strip() for cell in rows[0]) if rows else ()


def _without_empty_end(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Without the empty cells beyond a width."""
    return cells if len(cells) <= width else (*cells[:width], *_trimmed(cells[width:]))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells that a trailing delimiter makes."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return tuple(cells[:end])


def _is_row_of_units(cells: Sequence[str], width: int) -> bool:
    written = [cell for cell in cells if cell]
    return 0 < len(cells) <= width and all(
        not is_nothing(cell) and number(cell) != number(cell)
        and (len(cell) < 12 or (len(cell) < 32 and _more_than_a_unit(cell)))
        and not any(letter.isdigit() for letter in cell.replace("1/s", ""))
        for cell in written
    )  # fmt: skip
