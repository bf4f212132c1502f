"""BioLogic EC-Lab and BT-Lab ASCII: `.mpt`, and the same under `.txt`.

The second line says how many lines the header has; the last of them holds the headings, separated
by tabs. The imaginary part is written as -Im(Z). Bytes are latin-1, or of the Chinese code page;
decimals as the PC's locale. Files of several techniques one after another are several such blocks.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.quantity_columns import TO_NAME_THEM, are_headings
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import TextTable, cells_of, is_number, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number

NAME = "EC-Lab ASCII"
LAST_RESORT = False

_MARK = re.compile(rb"\s*(EC-Lab|BT-Lab) ASCII FILE")
_BLOCK = re.compile(r"\s*(EC-Lab|BT-Lab) ASCII FILE")
_HEADER_COUNT = re.compile(r"Nb header lines\s*:\s*(\d{1,5})\s*")
_UNIT_HZ = {"uHz": 1e-6, "mHz": 1e-3, "Hz": 1.0, "kHz": 1e3, "MHz": 1e6}
FREQUENCY = "freq/Hz"
_SAID_TWICE = ("Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm")


def recognises(head: bytes) -> bool:
    """By its first line."""
    return _MARK.match(head) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every sweep of every technique in the file.

    Raises:
        SpectrumRefusedError: no frequency column, nothing measured yet, or see
            `spectra_from_table`.
    """
    starts = [at for at, line in enumerate(file.lines) if _BLOCK.match(line)]
    if not starts:
        raise SpectrumRefusedError("it has no line 'EC-Lab ASCII FILE': this is another format")
    found: list[Spectrum] = []
    refused: SpectrumRefusedError | None = None
    for start, end in pairwise([*starts, len(file.lines)]):
        try:
            found += _technique(file, start, end)
        except NoImpedanceError as trouble:
            refused = refused or trouble
    if refused and not found:
        raise refused
    return found


class NoImpedanceError(SpectrumRefusedError):
    """The technique is another one: it has no column for a frequency."""


def _technique(file: InstrumentFile, start: int, end: int) -> list[Spectrum]:
    """The sweeps of one technique, from line `start` to before line `end`."""
    heading_at = _heading_line(file.lines, start, end)
    between = _delimiter(file.lines[heading_at])
    rows = iter(range(heading_at + 1, len(file.lines)))
    table = table_below(file, heading_at, between, until=lambda _: next(rows) >= end, surplus=True)
    return spectra_from_table(
        file,
        _with_loop_of_the_impedance(_checked(file, table, heading_at)),
        instrument=NAME,
        metadata=_settings(file.lines[start:heading_at]),
    )


def _checked(file: InstrumentFile, table: TextTable, heading_at: int) -> TextTable:
    """The table, when its headings can be trusted.

    EC-Lab 11.61 with a counter electrode names two columns more than it writes, at the end. The
    first ones are in their places when the modulus confirms real and imaginary part in every row.

    Raises:
        SpectrumRefusedError: fewer columns than headings, and nothing that confirms them.
    """
    line = file.lines[heading_at]
    named = len([heading for heading in cells_of(line, _delimiter(line)) if heading])
    if len(table.headings) < named and not _is_confirmed(table):
        raise SpectrumRefusedError(
            f"the heading names {named} columns and the rows have {len(table.headings)}: export it"
            " again with Re(Z), -Im(Z), |Z| and Phase(Z), which show whether the names fit"
        )
    return table


def _is_confirmed(table: TextTable) -> bool:
    if not all(heading in table.headings for heading in _SAID_TWICE):
        return False
    at = [table.headings.index(heading) for heading in _SAID_TWICE]
    rows = [[_plain(row.cells[place]) for place in at] for row in table.rows if row.cells]
    measured = [(re, im, modulus) for re, im, modulus in rows if modulus != 0.0]
    return bool(measured) and all(
        math.isclose(math.hypot(re, im), modulus, rel_tol=1e-3) for re, im, modulus in measured
    )


def _with_loop_of_the_impedance(table: TextTable) -> TextTable:
    if "z cycle" not in table.headings:
        return table
    renamed = tuple("" if heading == "cycle number" else heading for heading in table.headings)
    return replace(table, headings=renamed)


def _heading_line(lines: tuple[str, ...], start: int, end: int) -> int:
    """Where the header says the headings are; where it is wrong, the line that has them."""
    count = next((m for line in lines[start : start + 5] if (m := _HEADER_COUNT.fullmatch(line))),
                 None)  # fmt: skip
    row = start + int(count[1]) - 1 if count else -1
    if start < row < end and (between := _delimiter(lines[row])) in lines[row]:
        headings = cells_of(lines[row], between)
        if not any(map(is_number, headings)):  # else lines were taken out above
            _refuse_without_frequency(headings)
            return row
    for index in range(start, end):
        if are_headings(cells_of(lines[index], _delimiter(lines[index]))):
            return index
    raise SpectrumRefusedError(
        "the header has no line with headings: export it again as text with at least"
        " freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm"
    )


def _delimiter(line: str) -> str:
    """Tabs; semicolons or commas where a spreadsheet saved the file again."""
    return next((mark for mark in "\t;" if mark in line), "," if line.count(",") > 1 else "\t")


def _refuse_without_frequency(headings: tuple[str, ...]) -> None:
    if are_headings(headings):
        return
    named = f"the headings are {', '.join(filter(None, headings[:6]))}, ...: export it again with"
    if FREQUENCY in headings:
        raise NoImpedanceError(
            f"there is no column for the impedance; {named} Re(Z)/Ohm and -Im(Z)/Ohm, or name"
            f" others: {TO_NAME_THEM}"
        )
    raise NoImpedanceError(
        f"there is no column for the frequency ({FREQUENCY}); {named} that column"
    )


def _settings(header: tuple[str, ...]) -> dict[str, object]:
    """The technique, and the frequency at which the sweep was to end."""
    settings: dict[str, object] = {}
    if len(header) > 3 and header[3].strip():
        settings["technique"] = header[3].strip()
    ends = _setting(header, "ff ")
    units = _setting(header, "unit ff ")
    planned = [
        _UNIT_HZ[unit] * hertz
        for hertz, unit in zip(map(_plain, ends), units, strict=False)
        if unit in _UNIT_HZ and hertz > 0.0
    ]
    if planned:
        settings["planned_low_hz"] = min(planned)
    return settings


def _setting(header: tuple[str, ...], key: str) -> list[str]:
    """The values of one setting: one for each sequence of the technique."""
    for line in header:
        if line.startswith(key):
            return line[len(key) :].split()
    return []


def _plain(numeral: str) -> float:
    point = number(numeral)
    return number(numeral, ",") if math.isnan(point) else point
