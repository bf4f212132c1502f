"""Parstat text export: tab columns; rows of frequency 0 are the direct-current part."""

from __future__ import annotations

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import table_below
from hardware.eis.spectrum import Spectrum

NAME = "Parstat"
LAST_RESORT = False


def recognises(head: bytes) -> bool:
    """By its headings."""
    first = head.split(b"\n", 1)[0]
    return b"Elapsed Time (s)\tFrequency (Hz)\tZre (ohms)" in first


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of the file.

    Raises:
        SpectrumRefusedError: see `sweeps`.
    """
    return spectra_from_table(file, table_below(file, 0, "\t"), instrument=NAME)
