"""A measurement: the analyser's file as it is, the spectrum in it, and the resistance of that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hardware.eis.corrections import Temperature
from hardware.eis.file_formats import read_spectra
from hardware.eis.from_file import sweep_before
from hardware.eis.parsing.open_circuit_voltage import SideFileError, resting_voltage_v
from hardware.eis.resistance import ROOM, resistance
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Spectrum
from hardware.eis.verdict.acceptance import AcceptanceLimits
from hardware.errors import SpectrumRefusedError

_RELAXED = 0.1
"""A fixture that lost (or gained) more than this share since it was closed is described."""

CellKind = Literal["auto", "blocking", "symmetric", "full"]


@dataclass(frozen=True)
class Analysis:
    """How spectra of a campaign are analysed.

    Attributes:
        area_cm2: Area through which the current flows.
        cell: Kind of cell, see `hardware.eis.resistance.resistance`.
        least_ocv_v: Voltage that a sound full cell has at rest, at least; None: not asked for.
        temperature: Where the ASR is stated when the temperature was logged.
    """

    area_cm2: float
    cell: CellKind = "auto"
    least_ocv_v: float | None = None
    temperature: Temperature = ROOM


@dataclass(frozen=True, eq=False)
class Measurement:
    """One instrument file and what was made of it.

    Attributes:
        file_name: Name of the file.
        raw: Its bytes.
        area_cm2: Area the resistance was related to.
        spectrum: The sweep that was fitted; None when the file cannot be read.
        resistance: Its fit; None when there is none.
        refused: Why the file or its resistance cannot be used; empty when it can.
    """

    file_name: str
    raw: bytes
    area_cm2: float
    spectrum: Spectrum | None
    resistance: Resistance | None
    refused: str

    def about(self) -> dict[str, object]:
        """A line for the journal."""
        fit = self.resistance
        return {
            "file": self.file_name,
            "verdict": None if fit is None else fit.verdict,
            "asr_ohm_cm2": None if fit is None else fit.asr_ohm_cm2,
            "refused": self.refused or None,
        }


def fixture_doubt(under_mpa: float | None, closed_mpa: float | None) -> str:
    """What a person should know of the stack pressure under a spectrum; empty when all is well.

    Args:
        under_mpa: What the fixture's own load cell showed during the spectrum; None: it has none;
            nan: it could not be read.
        closed_mpa: What it was closed at; None or 0: no fixture.
    """
    if under_mpa is None or not closed_mpa:
        return ""
    if math.isnan(under_mpa):
        return (
            "the load cell of the fixture could not be read after the spectrum: nobody knows "
            f"whether it still had the {closed_mpa:.1f} MPa at which it was closed. Look at the "
            "fixture and at the line of the press; measure again if it has let off."
        )
    if abs(under_mpa / closed_mpa - 1.0) <= _RELAXED:
        return ""
    return (
        f"the fixture stood at {under_mpa:.1f} MPa during the spectrum, it was closed at "
        f"{closed_mpa:.1f} MPa: its resistance is of another stack pressure. Look at the fixture, "
        "close it again and measure again."
    )


def measure_file(path: Path, analysis: Analysis, ocv_v: float | None = None) -> Measurement:
    """Read and fit an instrument file; one that cannot be used is kept with the reason.

    Args:
        path: The file. Its last sweep counts: an analyser that repeats appends.
        analysis: How it is analysed.
        ocv_v: Voltage of the cell at rest; None: what a side file or the file itself says.
    """
    raw = path.read_bytes()
    try:
        sweeps = read_spectra(path)
        volt = ocv_v if ocv_v is not None else resting_voltage_v(path, sweeps[-1])
    except (SpectrumRefusedError, SideFileError) as error:
        return Measurement(path.name, raw, analysis.area_cm2, None, None, str(error))
    fit = resistance(
        sweeps[-1],
        analysis.area_cm2,
        again=sweep_before(sweeps),
        cell=analysis.cell,
        limits=AcceptanceLimits(ocv_v=volt, least_ocv_v=analysis.least_ocv_v),
        temperature=analysis.temperature,
    )
    doubt = "" if fit.verdict in ("good", "short") else f"{fit.verdict}: {'; '.join(fit.reasons)}"
    return Measurement(path.name, raw, analysis.area_cm2, sweeps[-1], fit, doubt)
