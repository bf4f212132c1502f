"""From a resistance to what can be compared: temperature and thickness."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hardware.eis.spectrum import Spectrum
from hardware.eis.validation.findings import Finding

BOLTZMANN_EV_K = 8.617333e-5  # CODATA 2018
ZERO_DEGC_K = 273.15  # by definition


@dataclass(frozen=True)
class Temperature:
    """How to bring resistances to one temperature.

    Attributes:
        reference_degc: The temperature they are stated at.
        activation_ev: Activation energy of conduction; sulfide electrolytes 0.3 to 0.4 eV.
        activation_std_ev: How well it is known.
        reading_std_degc: How well the cell's temperature is known.
        reach_k: Farther from the reference nothing is corrected: the activation energy would
            matter more than the measurement.
    """

    reference_degc: float = 25.0
    activation_ev: float = 0.35
    activation_std_ev: float = 0.05
    reading_std_degc: float = 0.2
    reach_k: float = 15.0

    def ln_factor(self, measured_degc: float) -> tuple[float, float]:
        """What to add to ln R to bring it to the reference, and its standard deviation.

        R is proportional to exp(E / kT): a cell measured warm reads too low.
        """
        kelvin = measured_degc + ZERO_DEGC_K
        inverse = 1.0 / (self.reference_degc + ZERO_DEGC_K) - 1.0 / kelvin
        by_energy = inverse / BOLTZMANN_EV_K
        by_kelvin = self.activation_ev / (BOLTZMANN_EV_K * kelvin**2)
        sd = math.hypot(by_energy * self.activation_std_ev, by_kelvin * self.reading_std_degc)
        return self.activation_ev * by_energy, sd


def logged_degc(spectrum: Spectrum) -> float | None:
    """Temperature that the file states, degC; None without one."""
    logged = spectrum.metadata.get("temperature_degc")
    return float(logged) if isinstance(logged, int | float) else None


def correction(
    temperature: Temperature | None, spectrum: Spectrum
) -> tuple[float, float, tuple[Finding, ...]]:
    """What is added to ln(ASR), how uncertain that is, and what to say about it."""
    if temperature is None:
        return 0.0, 0.0, ()
    reference, measured = temperature.reference_degc, logged_degc(spectrum)
    if measured is None:
        return 0.0, 0.0, ()
    ln_factor, sd = temperature.ln_factor(measured)
    if abs(measured - reference) > temperature.reach_k:
        words = f"measured at {measured:g} degC, too far from {reference:g} degC to be corrected"
        return 0.0, 0.0, (Finding("good", words),)
    words = (
        f"ASR corrected from {measured:g} to {reference:g} degC with "
        f"{temperature.activation_ev:g} eV: times {math.exp(ln_factor):.3f}"
    )
    return ln_factor, sd, (Finding("good", words),)


def conductivity_ms_cm(
    asr_ohm_cm2: float, asr_std_ohm_cm2: float, thickness_mm: float, thickness_std_mm: float
) -> tuple[float, float]:
    """Conductivity t / ASR and its standard deviation, mS/cm."""
    value = 1e3 * (thickness_mm / 10.0) / asr_ohm_cm2
    relative = math.hypot(asr_std_ohm_cm2 / asr_ohm_cm2, thickness_std_mm / thickness_mm)
    return value, value * relative
