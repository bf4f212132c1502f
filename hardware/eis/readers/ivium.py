"""Ivium `.idf` and `.ids`, through pyimpspec when the user has installed it."""

from __future__ import annotations

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import spectra_by_pyimpspec
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "Ivium"
LAST_RESORT = False


def recognises(head: bytes) -> bool:
    """By the switches that follow its binary start."""
    return b"\x00" in head[:20] and b"Peaks=" in head[:64] and b"Corrosion=" in head[:128]


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every spectrum of the file.

    Raises:
        SpectrumRefusedError: pyimpspec is not installed, or cannot read the file.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not an Ivium file")
    return spectra_by_pyimpspec(
        file, suffix=".idf", instrument=NAME, instead="export it from IviumSoft as text"
    )
