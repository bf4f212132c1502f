"""Readers of binary formats that the user may install; none of them is a dependency."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from numpy.typing import NDArray

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import table
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)
"""What such packages raise on a damaged file: they check little before they unpack."""


def installed(module: str, *, package: str, licence: str, instead: str) -> ModuleType:
    """An optional package.

    Args:
        module: What to import.
        package: What to install.
        licence: Its licence, which the user accepts by installing it.
        instead: How to export text from the maker's software.

    Raises:
        SpectrumRefusedError: it is not installed; the sentence says how to go on.
    """
    try:
        return import_module(module)
    except ImportError as missing:
        raise SpectrumRefusedError(
            f"a binary file; {instead}, or install the reader for it: pip install {package}"
            f" (licence {licence})"
        ) from missing


def spectra_from_arrays(
    file: InstrumentFile,
    columns: Mapping[str, Sequence[float] | NDArray],  # type: ignore[type-arg]
    *,
    instrument: str,
) -> list[Spectrum]:
    """The sweeps in arrays under the headings of a text table, checked like one.

    Raises:
        SpectrumRefusedError: see `sweeps`.
    """
    rows = zip(*(map(float, column) for column in columns.values()), strict=True)
    numbered = [(place, tuple(map(repr, row))) for place, row in enumerate(rows, start=1)]
    return spectra_from_table(file, table(tuple(columns), numbered), instrument=instrument)


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
