"""Tables of text from anywhere: tab, semicolon, comma or blanks between columns.

With headings, columns are found by name and unit in any order. Without headings only three columns
are read, as frequency, Re(Z) and Im(Z), and only when the numbers themselves leave no doubt.
"""

from __future__ import annotations

import math

from hardware.eis.parsing.columns import SEARCHED_LINES, are_headings
from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.numbers import number
from hardware.eis.parsing.points import points
from hardware.eis.parsing.spectra_from_table import spectra_from_points, spectra_from_table
from hardware.eis.parsing.text_table import cells_of, table_below
from hardware.eis.parsing.unlabelled_columns import surely_cartesian
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "table of text"
LAST_RESORT = True

_DELIMITERS = ("\t", ";", ",", None)
_LONGEST_LINE = 10_000
_BARE = ("frequency/Hz", "Re(Z)/ohm", "Im(Z)/ohm")


def recognises(head: bytes) -> bool:
    """Any text that is not binary: whether there is a table in it shows when it is read."""
    control = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head)
    return bool(head) and b"\x00" not in head and control <= 0.01 * len(head)


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every sweep below the first line of headings, or below none.

    Raises:
        SpectrumRefusedError: no table, no headings and doubt, or see `sweeps`.
    """
    for index, line in enumerate(file.lines[:SEARCHED_LINES]):
        if len(line) > _LONGEST_LINE:
            continue
        for delimiter in _DELIMITERS:
            if are_headings(cells_of(line, delimiter)):
                table = table_below(file, index, delimiter)
                return spectra_from_table(file, table, instrument=NAME)
    return _without_headings(file)


def _without_headings(file: InstrumentFile) -> list[Spectrum]:
    first = next((i for i, line in enumerate(file.lines) if line.strip(" \t#")), 0)
    found = _numbers_in(file.lines[first])
    if found is None:
        raise SpectrumRefusedError(
            "no impedance table found: no line has headings such as 'freq/Hz', 'Re(Z)/Ohm',"
            " '-Im(Z)/Ohm'"
        )
    delimiter, count = found
    if count != len(_BARE):
        raise SpectrumRefusedError(
            f"{count} columns of numbers without headings: write 'freq/Hz', 'Re(Z)/Ohm', ... above"
        )
    table = table_below(file, first, delimiter, headings=_BARE, first_row=first)
    measured = points(table, imaginary=file.imaginary)
    measured = surely_cartesian(measured, stated=file.imaginary is not None)
    return spectra_from_points(file, measured, instrument=NAME, metadata={"assumed_columns": _BARE})


def _numbers_in(line: str) -> tuple[str | None, int] | None:
    """Delimiter and count of the cells of a line of three numbers or more."""
    if not line.strip() or len(line) > _LONGEST_LINE:
        return None
    for delimiter in _DELIMITERS:
        cells = [cell for cell in cells_of(line, delimiter) if cell]
        if len(cells) > 2 and all(_is_number(cell) for cell in cells):
            return delimiter, len(cells)
    return None


def _is_number(cell: str) -> bool:
    return not (math.isnan(number(cell)) and math.isnan(number(cell, ",")))
