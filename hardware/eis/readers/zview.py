"""Scribner ZPlot and ZView `.z`: with the long header (`ZPLOT2 ASCII`), or the short quoted one.

The imaginary part, Z''(b), is +Im(Z).
"""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import first_width, table_below
from hardware.eis.parsing.zplot_layout import quoted_spectra, split_headings
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "ZView"
LAST_RESORT = False

_LONG = b"ZPLOT2 ASCII"
_SHORT = b'"ZPlotW Data File'
_COUNT = re.compile(r"\s*Data Points:\s*(\d+)\s*")


def recognises(head: bytes) -> bool:
    """By its first line."""
    return head.lstrip().startswith((_LONG, _SHORT))


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of the file.

    Raises:
        SpectrumRefusedError: the header has no end, or fewer points than it announces.
    """
    if file.lines[0].lstrip().startswith(_SHORT.decode()):
        return quoted_spectra(file, NAME)
    end = next((i for i, line in enumerate(file.lines) if line.strip() == "End Comments"), None)
    if not end:
        raise SpectrumRefusedError("the header does not end ('End Comments' is missing)")
    announced = [m for line in file.lines[:end] if (m := _COUNT.fullmatch(line))]
    metadata: dict[str, object] = {"announced_points": int(announced[-1][1])} if announced else {}
    headings = split_headings(file.lines[end - 1])
    between = next(
        (sign for sign in ("\t", ",", None) if first_width(file, end, sign) == len(headings)), "\t"
    )
    table = table_below(file, end - 1, between, first_row=end + 1, headings=headings)
    return spectra_from_table(file, table, instrument=NAME, metadata=metadata)
