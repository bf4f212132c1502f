"""From an instrument's file straight to the resistance of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

from hardware.eis.parsing.instrument_file import Imaginary
from hardware.eis.parsing.read_spectra import read_spectra
from hardware.eis.parsing.stated_columns import StatedColumns
from hardware.eis.resistance import resistance
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Spectrum


def resistance_from_file(
    path: str | PathLike[str],
    area_cm2: float,
    *,
    format: str | None = None,
    imaginary: Imaginary | None = None,
    partial: bool = False,
    columns: StatedColumns | str | None = None,
    **settings: Any,
) -> Resistance:
    """Read a file and the resistance in it.

    Of several sweeps the last counts: an analyser that repeats appends. The one before it shows
    whether the cell was still changing.

    Args:
        path: The file.
        area_cm2: Area the current goes through.
        format: Name of a reader, see `read_spectra`.
        imaginary: What the imaginary column holds, see `read_spectra`.
        partial: Use a sweep that was stopped before its planned end.
        columns: Which column holds what, see `read_spectra`.
        settings: What `resistance` takes: `cell`, `thickness_mm`, ...

    Raises:
        SpectrumRefusedError: the file cannot be read or trusted.
        ValueError: area or a setting makes no sense.
    """
    spectra = read_spectra(
        path, format=format, imaginary=imaginary, partial=partial, columns=columns
    )
    return resistance(spectra[-1], area_cm2, again=sweep_before(spectra), **settings)


def sweep_before(spectra: Sequence[Spectrum]) -> Spectrum | None:
    """The sweep before the last; None when there is none of its own measurement."""
    if len(spectra) < 2 or "drift_corrected" in spectra[-1].metadata:
        return None
    return spectra[-2]
