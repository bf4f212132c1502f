"""Tables of text from anywhere: tab, semicolon, comma or blanks between columns.

With headings, columns are found by name and unit in any order. Without headings only three columns
are read, as frequency, Re(Z) and Im(Z), and only when the numbers themselves leave no doubt; or any
that the owner named by their number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.points import points
from hardware.eis.parsing.quantity_columns import (
    SEARCHED_LINES,
    are_headings,
    name_columns,
    seen,
    seen_and_named,
)
from hardware.eis.parsing.spectra_from_table import spectra_from_points, spectra_from_table
from hardware.eis.parsing.stated_columns import remembered
from hardware.eis.parsing.text_table import (
    COMMENT_SIGNS,
    TextTable,
    cells_of,
    first_width,
    is_nothing,
    is_number,
    table_below,
)
from hardware.eis.parsing.unlabelled_columns import certainly_cartesian
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError
from hardware.units import unit_of_word

NAME = "table of text"
LAST_RESORT = True

_DELIMITERS = ("\t", ";", ",", None)
_LONGEST_LINE = 10_000  # characters; chosen: 300 columns of 30 digits
_NAMES_BEFORE_VALUES = 4  # as LabOne: chunk, time stamp, size, name
_GIT_POINTER = "version https://git-lfs.github.com/spec/"
_LETTER = re.compile(r"[^\W\d_eEdD]")
_COMPLEX = re.compile(r"\d[\d.eE+-]*\s*[-+]\s*(?:[ij]\s*\d[\d.]*|\d[\d.]*(?:e[-+]?\d+)?[ij]\b)")
_BARE = ("frequency/Hz", "Re(Z)/ohm", "Im(Z)/ohm")
_BETWEEN_HEADINGS = re.compile(r"\s{2,}|(?<=[\])}])\s+(?![(\[{])")
"""Where rows are separated by blanks, headings may have blanks of their own: `Freq. [Hz]`."""


def recognises(head: bytes) -> bool:
    """Any text that is not binary: whether there is a table in it shows when it is read."""
    control = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head)
    return bool(head) and b"\x00" not in head and control <= 0.01 * len(head)


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every sweep below the first line of headings, or below none.

    Raises:
        SpectrumRefusedError: no table, no headings and doubt, or see `spectra_from_table`.
    """
    if file.lines[0].startswith(_GIT_POINTER):
        raise SpectrumRefusedError(
            "it is a pointer of Git LFS without the measurement: fetch the file (git lfs pull)"
        )
    if file.columns is None:
        rows = (cells for index in _searched(file) for _, _, cells in _readings(file.lines[index]))
        file = replace(file, columns=remembered(rows))
    if file.columns is not None and file.columns.by_number:
        return spectra_from_table(file, _numbered(file), instrument=NAME)
    candidates = [
        (index, delimiter, headings)
        for index in _searched(file)
        for delimiter, own, headings in _readings(file.lines[index])
        if name_columns(headings, _below(file, index, delimiter), file.columns)
        and (first_width(file, index, delimiter) == len(headings) or own)
    ]
    fitting = [one for one in candidates if first_width(file, *one[:2]) == len(one[2])]
    if not fitting and candidates and (other := _what_was_seen(file)):
        raise SpectrumRefusedError(f"the columns of its table are not known{other}")
    for index, delimiter, headings in (fitting or candidates)[:1]:
        table = table_below(file, index, delimiter, headings=headings)
        return spectra_from_table(file, table, instrument=NAME)
    return _without_headings(file)


def _below(file: InstrumentFile, index: int, delimiter: str | None) -> tuple[str, ...]:
    """The cells of the line below, which may hold units."""
    return cells_of(file.lines[index + 1], delimiter) if index + 1 < len(file.lines) else ()


def _searched(file: InstrumentFile) -> Iterator[int]:
    """The lines with words in which headings are looked for."""
    for index, line in enumerate(file.lines[:SEARCHED_LINES]):
        if _LETTER.search(line) and len(line) <= _LONGEST_LINE:
            yield index


def _readings(line: str) -> Iterator[tuple[str | None, bool, tuple[str, ...]]]:
    """How a line can be taken apart: delimiter of the rows, whether it is the line's own, cells."""
    plain = line.lstrip().lstrip("".join(COMMENT_SIGNS)).strip()
    for delimiter in _DELIMITERS:
        cells = cells_of(line, delimiter)
        yield delimiter, True, cells
        named = tuple(cell for cell in cells if cell)
        for other in (cells_of(plain, delimiter), named, _without_comment(named)):
            if other != cells:
                yield delimiter, False, other
    for delimiter in (None, *_DELIMITERS[:3]):  # blanks between names, other signs between numbers
        yield delimiter, False, tuple(_BETWEEN_HEADINGS.split(plain))
        yield delimiter, False, _with_their_units(plain.split())
    for delimiter in _DELIMITERS[:3]:  # np.savetxt: blanks between numbers, commas between names
        yield None, False, cells_of(plain, delimiter)


def _without_comment(headings: tuple[str, ...]) -> tuple[str, ...]:
    """LabVIEW names a last column `Comment` that most rows do not have."""
    return headings[:-1] if headings and headings[-1].lower() == "comment" else headings


def _with_their_units(words: Sequence[str]) -> tuple[str, ...]:
    """Headings among words: `Frequency / Hz Z' / Ohm` and `Freq Hz Z' Ohm` are two each."""
    headings: list[str] = []
    for word in words:
        last = headings[-1] if headings else ""
        if last and (word.startswith("/") or last.endswith("/")):
            headings[-1] = f"{last}{word}"
        elif last and "/" not in last and unit_of_word(word) is not None:
            headings[-1] = f"{last}/{word}"
        else:
            headings.append(word)
    return tuple(headings)


def _numbered(file: InstrumentFile) -> TextTable:
    """The first rows of numbers with their places as headings, counted from 1."""
    found = _rows_of_numbers(file)
    if found is None:
        raise SpectrumRefusedError("there is no row of numbers in it")
    index, delimiter, count = found
    places = tuple(str(place) for place in range(1, count + 1))
    return table_below(file, index, delimiter, headings=places, first_row=index)


def _rows_of_numbers(file: InstrumentFile) -> tuple[int, str | None, int] | None:
    """First line, delimiter and count of the rows of numbers near the top that are most of them."""
    found = [
        (index, *numbers)
        for index, line in enumerate(file.lines[:SEARCHED_LINES])
        if (numbers := _numbers_in(line)) is not None
    ]
    if not found:
        return None
    usual = Counter(each[1:] for each in found).most_common(1)[0][0]
    return next(each for each in found if each[1:] == usual)


def _without_headings(file: InstrumentFile) -> list[Spectrum]:
    if file.columns is not None:
        named = ", ".join(f"'{heading}'" for heading, _ in file.columns.columns.values())
        raise SpectrumRefusedError(f"no line has the headings {named}{_what_was_seen(file)}")
    if _lies_in_rows(file):
        raise SpectrumRefusedError(
            "its quantities stand in rows, each followed by its values: turn rows into columns"
            " (spreadsheets: paste special, transpose)"
        )
    first = next((i for i, line in enumerate(file.lines) if line.strip(" \t#")), 0)
    found = _numbers_in(file.lines[first])
    if found is None:
        raise SpectrumRefusedError(
            "no impedance table found: no line has headings such as 'freq/Hz', 'Re(Z)/Ohm',"
            f" '-Im(Z)/Ohm'{_what_was_seen(file) or _by_number(file) or _two_columns(file)}"
        )
    delimiter, count = found
    if count != len(_BARE):
        rows = _rows_of_numbers(file)
        if rows and rows[2] != count:
            raise SpectrumRefusedError(f"there are no headings{_by_number(file)}")
        raise SpectrumRefusedError(
            f"{count} columns of numbers without headings: write 'freq/Hz', 'Re(Z)/Ohm', ... above,"
            " or say which is which by number: --columns frequency=1,real=2,imag=3"
        )
    table = table_below(file, first, delimiter, headings=_BARE, first_row=first)
    measured = points(table, imaginary=file.imaginary)
    measured = certainly_cartesian(measured, stated=file.imaginary is not None)
    return spectra_from_points(file, measured, instrument=NAME, metadata={"assumed_columns": _BARE})


def _lies_in_rows(file: InstrumentFile) -> bool:
    """Whether lines begin with the names of a spectrum and go on with many numbers."""
    for delimiter in _DELIMITERS[:3]:
        rows = [cells_of(line, delimiter) for line in file.lines[:SEARCHED_LINES]]
        long = [row for row in rows if len(row) > 2 * _NAMES_BEFORE_VALUES]
        names = [
            next((cell for cell in row[:_NAMES_BEFORE_VALUES] if _LETTER.search(cell)), "")
            for row in long
            if sum(map(is_number, row)) >= len(row) - _NAMES_BEFORE_VALUES
        ]
        if are_headings(names):
            return True
    return False


def _what_was_seen(file: InstrumentFile) -> str:
    """The headings above the first rows of numbers, and how to name them; empty without any."""
    first_row = next((i for i, line in enumerate(file.lines) if _numbers_in(line)), 0)
    for index in reversed([at for at in _searched(file) if at < first_row]):
        for delimiter in _DELIMITERS:
            cells = cells_of(file.lines[index], delimiter)
            width = first_width(file, index, delimiter)
            named = sum(not is_nothing(cell) and not is_number(cell) for cell in cells)
            if 2 < len(cells) == width and named == width:
                return f"; {seen_and_named(cells)}"
    return ""


def _by_number(file: InstrumentFile) -> str:
    """How to name the columns of rows that have no headings above; empty without such rows."""
    lines = file.lines[:SEARCHED_LINES]
    if complexes := next((m for line in lines if (m := _COMPLEX.search(line))), None):
        return (
            f"; '{complexes[0]}' is a complex number: write real and imaginary part into columns"
            " of their own"
        )
    found = _rows_of_numbers(file)
    if found is None:
        return ""
    return (
        f"; its rows have {found[2]} numbers: say which is which by number:"
        " --columns frequency=1,real=2,imag=3"
    )


def _two_columns(file: InstrumentFile) -> str:
    """The headings of a table that has but two columns; empty where there is none."""
    for index in _searched(file):
        for delimiter in _DELIMITERS:
            cells, below = cells_of(file.lines[index], delimiter), _below(file, index, delimiter)
            if len(cells) == len(below) == 2 and all(map(is_number, below)):
                return f"; {seen(cells)}: an impedance needs its frequency and two parts"
    return ""


def _numbers_in(line: str) -> tuple[str | None, int] | None:
    """Delimiter and count of the cells of a line of three numbers or more."""
    if not line.strip() or len(line) > _LONGEST_LINE:
        return None
    for delimiter in _DELIMITERS:
        cells: Sequence[str] = [cell for cell in cells_of(line, delimiter) if cell]
        if len(cells) > 2 and all(map(is_number, cells)):
            return delimiter, len(cells)
    return None
