"""Readers of binary formats that the user may install; none of them is a dependency."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType

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
    metadata: Mapping[str, object] | None = None,
) -> list[Spectrum]:
    """The sweeps in arrays under the headings of a text table, checked like one.

    Raises:
        SpectrumRefusedError: see `sweeps`.
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        counted = ", ".join(f"{name}: {count}" for name, count in lengths.items())
        raise SpectrumRefusedError(
            f"its columns have different lengths ({counted}): the file is cut or damaged. Export "
            "it again."
        )
    rows = zip(*(map(float, column) for column in columns.values()), strict=True)
    numbered = [(place, tuple(map(repr, row))) for place, row in enumerate(rows, start=1)]
    found = table(tuple(columns), numbered)
    return spectra_from_table(file, found, instrument=instrument, metadata=metadata)
