"""PowerSuite text export: `Frequency`, `Zre`, `Zimg` in Hz and ohm, tabs and blanks."""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import table_below
from hardware.eis.spectrum import Spectrum

NAME = "PowerSuite"
LAST_RESORT = False

_HEADINGS = re.compile(rb"\s*Frequency\t\s*Zre\t\s*Zimg\s*?[\r\n]")


def recognises(head: bytes) -> bool:
    """By its headings."""
    return _HEADINGS.match(head) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of the file.

    Raises:
        SpectrumRefusedError: see `sweeps`.
    """
    return spectra_from_table(file, table_below(file, 0, "\t"), instrument=NAME)
