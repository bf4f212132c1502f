"""The layout that ZPlot made common and Autolab writes too: a quoted heading over comma rows."""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import cells_of, first_width, is_number, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

_END = "End Comments"  # some programs write it between the headings and the numbers
SEARCHED_LINES = 60  # chosen: heads of this layout have ten lines
_MEANT = {"Z'(a)": "Re(Z)/ohm", "Z''(b)": "Im(Z)/ohm"}
"""(a) and (b) tell the two axes apart, they are no units."""
_WITHOUT_HEADINGS = (
    "Freq(Hz)",
    "Ampl",
    "Bias",
    "Time(Sec)",
    *_MEANT.values(),
    "GD",
    "Err",
    "Range",
)
"""The nine columns of the layout, in files of programs that leave the line of headings out."""


def split_headings(line: str) -> list[str]:
    """Headings of a line: by tabs or commas, else by two blanks or a blank after `)`."""
    return [_MEANT.get(heading, heading) for heading in _as_written(line)]


def _as_written(line: str) -> list[str]:
    for between in ("\t", ","):
        if between in line:
            return [heading.strip().strip('"') for heading in line.split(between)]
    return re.split(r"\s{2,}|(?<=\))\s|(?<=GD)\s|(?<=Err)\s", line.strip().strip('"').strip())


def quoted_spectra(file: InstrumentFile, instrument: str) -> list[Spectrum]:
    """The sweeps below a quoted line of headings; the line above it announces their points.

    Raises:
        SpectrumRefusedError: no line of headings, or see `sweeps`.
    """
    starts = [i for i, line in enumerate(file.lines) if line.lstrip(' "').startswith("Freq")
              and "Z'" in line]  # fmt: skip
    if starts:
        at, headings = starts[0], split_headings(file.lines[starts[0]])
    else:
        at, headings = _above_nine_numbers(file), list(_WITHOUT_HEADINGS)
    announced = file.lines[at - 1 if starts else at].strip()
    metadata: dict[str, object] = (
        {"announced_points": int(announced)} if _is_count(announced) else {}
    )
    below = at + 1 + (file.lines[at + 1 : at + 2] == (_END,))
    between = next(
        (sign for sign in (",", "\t") if first_width(file, below - 1, sign) == len(headings)), ","
    )
    table = table_below(file, at, between, first_row=below, headings=headings)
    return spectra_from_table(file, table, instrument=instrument, metadata=metadata)


def _above_nine_numbers(file: InstrumentFile) -> int:
    """The line above the first row of the nine numbers.

    Raises:
        SpectrumRefusedError: there is none.
    """
    for at, line in enumerate(file.lines[:SEARCHED_LINES]):
        cells = cells_of(line, ",")
        if at and len(cells) == len(_WITHOUT_HEADINGS) and all(map(is_number, cells)):
            return at - 1
    raise SpectrumRefusedError("there is no line of headings (Freq(Hz), Z'(a), Z''(b), ...)")


def _is_count(line: str) -> bool:
    return line.isascii() and line.isdigit() and 0 < len(line) < 7
