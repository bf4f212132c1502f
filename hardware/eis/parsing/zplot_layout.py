"""The layout that ZPlot made common and Autolab writes too: a quoted heading over comma rows."""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

_MEANT = {"Z'(a)": "Re(Z)/ohm", "Z''(b)": "Im(Z)/ohm"}
"""(a) and (b) tell the two axes apart, they are no units."""


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
    if not starts:
        raise SpectrumRefusedError("there is no line of headings (Freq(Hz), Z'(a), Z''(b), ...)")
    at = starts[0]
    announced = file.lines[at - 1].strip()
    metadata: dict[str, object] = (
        {"announced_points": int(announced)} if _is_count(announced) else {}
    )
    table = table_below(file, at, ",", headings=split_headings(file.lines[at]))
    return spectra_from_table(file, table, instrument=instrument, metadata=metadata)


def _is_count(line: str) -> bool:
    return line.isascii() and line.isdigit() and 0 < len(line) < 7
