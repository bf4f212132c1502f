"""From an instrument's file straight to the resistance of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any, cast

from hardware.eis.file_formats import read_spectra
from hardware.eis.parsing.instrument_file import Imaginary
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
        area_cm2: Area through which the current flows.
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


SAME_DEGC = 1.0
"""Conductivities of solid electrolytes change by 4 to 8 % a kelvin: farther apart, the temperature
explains a difference."""


def sweep_before(spectra: Sequence[Spectrum], place: int = -1) -> Spectrum | None:
    """The sweep before one, when it repeats it: the same table, temperature and potential.

    Args:
        spectra: All of a file, in its order.
        place: Index of the sweep; the last by default.

    Returns:
        None where what differs is no change of the cell: other measurements of a session or a
        workbook, other temperatures, steps of a staircase, a table corrected for drift.
    """
    now, place = spectra[place], place % len(spectra)
    staircase = str(now.metadata.get("technique", "")).startswith("Staircase")
    if not now.metadata.get("repeat") or "drift_corrected" in now.metadata or staircase:
        return None
    before = spectra[place - 1]
    return before if abs(_degc(now) - _degc(before)) <= SAME_DEGC else None


def _degc(spectrum: Spectrum) -> float:
    """What was logged; the same for all of a file in which nothing was."""
    return float(cast(float, spectrum.metadata.get("temperature_degc", 0.0)))
