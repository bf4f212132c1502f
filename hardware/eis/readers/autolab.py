"""Metrohm Autolab NOVA and FRA text in the `Z60W` layout. The imaginary part is +Im(Z)."""

from __future__ import annotations

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.zplot_layout import quoted_spectra
from hardware.eis.spectrum import Spectrum

NAME = "Autolab"
LAST_RESORT = False


def recognises(head: bytes) -> bool:
    """By its first line."""
    return head.lstrip().lstrip(b'"').startswith(b"Z60W Data File")


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweep of the file.

    Raises:
        SpectrumRefusedError: no headings, or fewer points than announced.
    """
    return quoted_spectra(file, NAME)
