"""CH Instruments text: a header of settings, then `Freq/Hz, Z'/ohm, Z"/ohm, Z/ohm, Phase/deg`."""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.quantity_columns import are_headings
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import cells_of, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number

NAME = "CHI"
LAST_RESORT = False

_LOW = re.compile(r"Low Frequency \(Hz\)\s*=\s*(\S+)\s*")


def recognises(head: bytes) -> bool:
    """By the technique in its second line, or the maker's model line."""
    return b"A.C. Impedance" in head[:400] or b"Instrument Model:  CHI" in head[:1000]


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweep of the file.

    Raises:
        SpectrumRefusedError: another technique, or stopped long before its planned end.
    """
    lines = enumerate(file.lines)
    at = next((i for i, line in lines if are_headings(cells_of(line, ","))), None)
    if at is None:
        raise SpectrumRefusedError("there are no headings of an impedance (Freq/Hz, Z'/ohm, ...)")
    low = [m for line in file.lines[:at] if (m := _LOW.fullmatch(line))]
    metadata: dict[str, object] = {"planned_low_hz": number(low[0][1])} if low else {}
    return spectra_from_table(file, table_below(file, at, ","), instrument=NAME, metadata=metadata)
