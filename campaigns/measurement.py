"""A measurement: the analyser's file as it is, the spectrum in it, and the resistance of that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hardware.eis.reading import read_spectra
from hardware.eis.resistance import resistance
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

CellKind = Literal["auto", "blocking", "symmetric", "full"]


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


def measure_file(path: Path, area_cm2: float, cell: CellKind = "auto") -> Measurement:
    """Read and fit an instrument file; one that cannot be used is kept with the reason.

    Args:
        path: The file. Its last sweep counts: an analyser that repeats appends.
        area_cm2: Area the current goes through.
        cell: Kind of cell, see `hardware.eis.resistance.resistance`.
    """
    raw = path.read_bytes()
    try:
        sweeps = read_spectra(path)
    except SpectrumRefusedError as error:
        return Measurement(path.name, raw, area_cm2, None, None, str(error))
    fit = resistance(sweeps[-1], area_cm2, cell=cell)
    doubt = "" if fit.verdict in ("good", "short") else f"{fit.verdict}: {'; '.join(fit.reasons)}"
    return Measurement(path.name, raw, area_cm2, sweeps[-1], fit, doubt)
