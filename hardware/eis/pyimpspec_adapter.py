"""Formats read by pyimpspec when the user has installed it: one call for all of them."""

from __future__ import annotations

from typing import Any

from hardware.eis.instrument_file import InstrumentFile
from hardware.eis.optional_reader import DAMAGE, installed, spectra_from_arrays
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError


def spectra_by_pyimpspec(
    file: InstrumentFile, *, suffix: str, instrument: str, instead: str
) -> list[Spectrum]:
    """Every spectrum that pyimpspec finds.

    Raises:
        SpectrumRefusedError: it is not installed, or cannot read the file.
    """
    package = installed("pyimpspec", package="pyimpspec", licence="GPL-3", instead=instead)
    refusals = (*DAMAGE, package.exceptions.UnsupportedFileFormat)
    try:
        found = package.parse_data(str(file.path), file_format=suffix)
        columns = [_columns(measured) for measured in found]
    except refusals as trouble:
        raise SpectrumRefusedError(f"pyimpspec cannot read it ({trouble})") from trouble
    return [s for each in columns for s in spectra_from_arrays(file, each, instrument=instrument)]


def _columns(measured: Any) -> dict[str, Any]:
    impedance_ohm = measured.get_impedances()
    return {
        "freq/Hz": measured.get_frequencies(),
        "Re(Z)/Ohm": impedance_ohm.real,
        "Im(Z)/Ohm": impedance_ohm.imag,
    }
