"""PalmSens PSTrace `.pssession`, through pyimpspec when the user has installed it."""

from __future__ import annotations

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import spectra_by_pyimpspec
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "PalmSens session"
LAST_RESORT = False


def recognises(head: bytes) -> bool:
    """By the type its JSON begins with."""
    start = head[:400].replace(b" ", b"")
    return start.startswith(b"{") and b"PalmSens.DataFiles.SessionFile" in start


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every spectrum of the session.

    Raises:
        SpectrumRefusedError: pyimpspec is not installed, or cannot read the file.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not a PalmSens session")
    return spectra_by_pyimpspec(
        file,
        suffix=".pssession",
        instrument=NAME,
        instead="export the impedance from PSTrace as CSV",
    )
