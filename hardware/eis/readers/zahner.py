"""Zahner Thales binary `.ism`, through zahner-analysis when the user has installed it.

The file has no mark: big-endian, a version and the count of points in six bytes each, then the
frequencies in eight bytes each.
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

_HIGHEST_VERSION, _MOST_POINTS = 1_000_000, 100_000


def recognises(head: bytes) -> bool:
    """By a plausible count and three plausible frequencies where they must stand."""
    if len(head) < 36:
        return False
    version = int.from_bytes(head[0:6], "big", signed=True)
    count = int.from_bytes(head[6:12], "big", signed=True)
    if not (0 <= version < _HIGHEST_VERSION and 2 <= count < _MOST_POINTS):
        return False
    return all(1e-6 < frequency_hz < 1e9 for frequency_hz in struct.unpack(">3d", head[12:36]))


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
        raise SpectrumRefusedError(f"zahner-analysis cannot read it ({trouble})") from trouble
    columns = {
        "freq/Hz": frequency_hz,
        "Re(Z)/Ohm": impedance_ohm.real,
        "Im(Z)/Ohm": impedance_ohm.imag,
    }
    return spectra_from_arrays(file, columns, instrument=NAME)
