"""What reading a spectrum returns: value, uncertainty, verdict, reasons, and what to draw."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.eis.contributions import Contribution
from hardware.eis.findings import Cell, Verdict
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.kramers_kronig import Mask


@dataclass(frozen=True, eq=False)
class Resistance:
    """Resistance of one cell from one spectrum.

    Attributes:
        asr_ohm_cm2: Area-specific resistance, brought to the reference temperature if asked for.
        asr_std_ohm_cm2: Its standard deviation, statistical and systematic.
        resistance_ohm: Ohmic part plus arcs as measured; blocking or diffusive tail excluded.
        resistance_std_ohm: Its standard deviation.
        verdict: `good`, `remeasure`, `short` or `open`; only `good` may be learned from.
        reasons: Why, in words; remarks too.
        contributions: What the resistance is made of.
        cell: The kind of cell it was read as.
        area_cm2: Area used.
        noise: Relative noise of the spectrum by Kramers-Kronig.
        valley_hz: Frequency of smallest phase.
        valley_ohm: Real part there: the resistance read without any fit.
        fitted_hz: Frequencies of the fitted curve, shape (k,), for plotting.
        fitted_ohm: The fitted curve, shape (k,).
        kept: Which points of the spectrum were used, shape (n,).
        residual: Relative complex misfit of each point, shape (n,); nan outside the fitted window.
        temperature_degc: Temperature logged with the spectrum, if any.
        conductivity_ms_cm: Thickness over ASR, when a thickness was given.
        conductivity_std_ms_cm: Its standard deviation.
        evaluations: Function evaluations the fits took.
    """

    asr_ohm_cm2: float
    asr_std_ohm_cm2: float
    resistance_ohm: float
    resistance_std_ohm: float
    verdict: Verdict
    reasons: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    cell: Cell
    area_cm2: float
    noise: float
    valley_hz: float
    valley_ohm: float
    fitted_hz: Floats
    fitted_ohm: Complexes
    kept: Mask
    residual: Complexes
    temperature_degc: float | None = None
    conductivity_ms_cm: float | None = None
    conductivity_std_ms_cm: float | None = None
    evaluations: int = 0

    @property
    def ln_asr_std(self) -> float:
        """Standard deviation of ln(ASR): what a surrogate on log-ASR is fed."""
        return self.asr_std_ohm_cm2 / self.asr_ohm_cm2
