"""RelaxIS text export: `Data: Frequency`, `Data: Z'`, ... above a line that describes the spectra.

Several spectra stand next to each other. The headings and the line of descriptions are those that
the reader of jdhuang-csm/hybrid-drt tests (tests/test_dataload_reader_files.py).
"""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.quantity_columns import are_headings
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import cells_of, is_number, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "RelaxIS"
LAST_RESORT = False

_FIRST_LINE = re.compile(rb"\s*RelaxIS\b[^\r\n]*\bexport", re.I)
_PREFIX = re.compile(r"\s*Data:\s*", re.I)


def recognises(head: bytes) -> bool:
    """By its first line."""
    return _FIRST_LINE.match(head) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every spectrum of the file.

    Raises:
        SpectrumRefusedError: no headings, or no row of numbers below them; see `sweeps`.
    """
    named = [_named(line) for line in file.lines]
    at = next((index for index, cells in enumerate(named) if are_headings(cells)), None)
    if at is None:
        raise SpectrumRefusedError(
            "no line has the headings Data: Frequency, Data: Z', Data: Z'': export them"
        )
    below = range(at + 1, len(file.lines))
    first = next((row for row in below if is_number(cells_of(file.lines[row], "\t")[0])), at + 1)
    table = table_below(file, at, "\t", first_row=first, headings=named[at])
    return spectra_from_table(file, table, instrument=NAME)


def _named(line: str) -> tuple[str, ...]:
    """The headings of a line of headings; empty for any other line."""
    cells = cells_of(line, "\t")
    return tuple(_PREFIX.sub("", cell) for cell in cells) if all(map(_PREFIX.match, cells)) else ()
