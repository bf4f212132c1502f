"""What reading a spectrum returns: value, uncertainty, verdict, reasons, and what to draw."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from hardware.eis.fit.contributions import Contribution
from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.findings import Cell, Verdict
from hardware.eis.validation.kramers_kronig import Mask

_FEWEST_POINTS = 2  # of a curve


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

    def _repr_html_(self) -> str:
        """Value, verdict and what the resistance is made of, for notebooks."""
        value = f"{self.asr_ohm_cm2:.4g} ± {self.asr_std_ohm_cm2:.2g} ohm cm2"
        said = "".join(f"<li>{escape(reason)}</li>" for reason in self.reasons)
        rows = "".join(
            f"<tr><td>{escape(str(part.name))}</td><td>{part.resistance_ohm:.4g}</td></tr>"
            for part in self.contributions
        )
        return (
            f"<div><b>{value}: {escape(self.verdict)}</b> ({escape(self.cell)} cell, "
            f"{self.area_cm2:.4g} cm2)<table><thead><tr><th>part</th><th>ohm</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>{self._curve()}<ul>{said}</ul></div>"
        )

    def _curve(self) -> str:
        """The fitted curve in the Nyquist plane, as SVG of its own; empty without a fit."""
        if len(self.fitted_ohm) < _FEWEST_POINTS:
            return ""
        real, minus = self.fitted_ohm.real, -self.fitted_ohm.imag
        scale = 280.0 / max(float(np.ptp(real)), float(np.ptp(minus)), 1e-12)
        points = " ".join(
            f"{20 + scale * (x - real.min()):.1f},{10 + scale * (minus.max() - y):.1f}"
            for x, y in zip(real, minus, strict=True)
        )
        height = 30 + scale * float(np.ptp(minus))
        return (
            f'<svg role="img" aria-label="fitted curve, Nyquist" width="320" height="{height:.0f}" '
            f'viewBox="0 0 320 {height:.0f}" xmlns="http://www.w3.org/2000/svg" font-size="11" '
            f'font-family="sans-serif"><polyline points="{points}" fill="none" stroke="#0072b2" '
            f'stroke-width="1.6"/><text x="20" y="{height - 4:.0f}" fill="currentColor">Re Z '
            f"{real.min():.3g} to {real.max():.3g} ohm, one scale for both axes</text></svg>"
        )
