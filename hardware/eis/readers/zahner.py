"""Zahner Thales binary `.ism`, through zahner-analysis when the user has installed it.

The file has no mark: big-endian, a version and the number of the last point in six bytes each, then
the frequencies in eight bytes each. Of the version real files have -1 and -2 in the lower four
bytes (Zahner-Analysis-Python, EISART).
"""

from __future__ import annotations

import struct

import numpy as np

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import DAMAGE, installed, spectra_from_arrays
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "Zahner ISM"
LAST_RESORT = False

_VERSIONS = range(-1000, 1_000_000)
_MOST_POINTS = 100_000  # chosen: more than any sweep has; a larger count is a damaged file


def recognises(head: bytes) -> bool:
    """By a plausible version and count, and three plausible frequencies where they must stand."""
    if len(head) < 36:
        return False
    version = int.from_bytes(head[2:6], "big", signed=True)
    last = int.from_bytes(head[6:12], "big", signed=True)
    if not (head[:2] in (b"\x00\x00", b"\xff\xff") and version in _VERSIONS):
        return False
    frequencies_hz = struct.unpack(">3d", head[12:36])
    return 1 <= last < _MOST_POINTS and all(1e-6 < f_hz < 1e9 for f_hz in frequencies_hz)


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweep of the file.

    Raises:
        SpectrumRefusedError: zahner-analysis is not installed, or cannot read the file.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not a Zahner ISM file")
    package = installed(
        "zahner_analysis.file_import.ism_import",
        package="zahner-analysis",
        licence="MIT",
        instead="export it from Thales as text",
    )
    try:
        measured = package.IsmImport(file.content)
        frequency_hz = measured.getFrequencyArray()
        impedance_ohm = np.asarray(measured.getComplexImpedanceArray())
    except DAMAGE as trouble:
        raise SpectrumRefusedError(
            f"zahner-analysis cannot read it ({trouble}); export it from Thales as text"
        ) from trouble
    columns = {
        "freq/Hz": frequency_hz,
        "Re(Z)/Ohm": impedance_ohm.real,
        "Im(Z)/Ohm": impedance_ohm.imag,
    }
    return spectra_from_arrays(file, columns, instrument=NAME)
