"""From a measured spectrum to a resistance one can trust: value, uncertainty, verdict, reasons.

    spectrum -> check (quality) -> kind of cell -> fit (blocking | conducting) -> gates -> verdict

A resistance with a verdict other than `good` is shown to people and never fed to an optimiser:
a shorted cell reads the lowest resistance of all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hardware.eis.corrections import Temperature, conductivity_ms_cm, correction, logged_degc
from hardware.eis.fit.contributions import contributions
from hardware.eis.fit.estimate import Estimate
from hardware.eis.parsing.open_circuit_voltage import logged_ocv_v
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Complexes, Spectrum
from hardware.eis.validation.findings import Cell, Finding, Verdict, gravest_first, worst
from hardware.eis.validation.quality_checks import LEAST_OHM, Quality, check
from hardware.eis.verdict.acceptance import AcceptanceLimits, gates
from hardware.eis.verdict.cell_kind import tell_cell
from hardware.eis.verdict.judged_estimate import judged_estimate

CellChoice = Literal["auto", "blocking", "symmetric", "full"]
CURVE_POINTS = 200  # chosen: smooth in a figure, 25 for each of eight decades
NO_MORE_KNOWN = AcceptanceLimits()
ROOM = Temperature()
"""25 degC; pass `temperature=None` to leave the ASR as measured."""


@dataclass(frozen=True)
class ResistanceSettings:
    """What the bench knows in addition to the spectrum.

    Attributes:
        cell: `blocking` (electrolyte between metal that does not react), `symmetric` (metal,
            electrolyte, metal), `full` (anode, electrolyte, cathode), or `auto`: decide with care.
        thickness_mm: Thickness of the electrolyte, for the conductivity: of blocking pellets
            only, whose resistance is the electrolyte's (a contact arc is taken off).
        thickness_std_mm: How well the thickness is known.
        limits: What a sound cell must have: least ASR, least open-circuit voltage.
        temperature: Where the ASR is stated if the spectrum's own temperature is logged.

    Raises:
        ValueError: when a value makes no sense.
    """

    cell: CellChoice = "auto"
    thickness_mm: float | None = None
    thickness_std_mm: float = 0.01
    limits: AcceptanceLimits = NO_MORE_KNOWN
    temperature: Temperature | None = ROOM

    def __post_init__(self) -> None:
        if self.cell not in ("auto", "blocking", "symmetric", "full"):
            raise ValueError(f"cell is auto, blocking, symmetric or full, not {self.cell!r}")
        if self.thickness_mm is not None and not self.thickness_mm > 0.0:
            raise ValueError(f"thickness_mm is {self.thickness_mm:g}, it must be positive")


def resistance(
    spectrum: Spectrum,
    area_cm2: float,
    *,
    again: Spectrum | None = None,
    cell: CellChoice = "auto",
    thickness_mm: float | None = None,
    thickness_std_mm: float = 0.01,
    limits: AcceptanceLimits = NO_MORE_KNOWN,
    temperature: Temperature | None = ROOM,
) -> Resistance:
    """Read the resistance of a pressed cell from its impedance spectrum.

    Args:
        spectrum: What was measured.
        area_cm2: Area the current goes through, positive.
        again: The sweep before of the same cell, to see drift.
        cell: Kind of cell; see `ResistanceSettings`.
        thickness_mm: Thickness of the electrolyte, for the conductivity.
        thickness_std_mm: How well the thickness is known.
        limits: What a sound cell must have; see `AcceptanceLimits`.
        temperature: Where the ASR is stated if the spectrum's own temperature is logged
            (`metadata["temperature_degc"]`); None leaves it as measured.

    Returns:
        Value, uncertainty, verdict and reasons.

    Raises:
        ValueError: when area or thickness is not positive, or the kind of cell is unknown.
    """
    if not (math.isfinite(area_cm2) and area_cm2 > 0.0):
        raise ValueError(f"area_cm2 is {area_cm2:g}, it must be positive")
    where: tuple[Finding, ...] = ()
    if limits.ocv_v is None and (logged_v := logged_ocv_v(spectrum)) is not None:
        limits = replace(limits, ocv_v=logged_v)
        where = (_of_logged_voltage(spectrum, logged_v),)
    settings = ResistanceSettings(cell, thickness_mm, thickness_std_mm, limits, temperature)
    quality = check(spectrum, again, area_cm2=area_cm2)
    if not quality.can_be_fitted:
        return _without_fit(spectrum, quality, area_cm2, settings)
    return _with_fit(spectrum, quality, area_cm2, settings, where)


def _with_fit(
    spectrum: Spectrum,
    quality: Quality,
    area_cm2: float,
    settings: ResistanceSettings,
    voltage: tuple[Finding, ...],
) -> Resistance:
    kind, about_kind = _kind(settings, quality, area_cm2)
    quality, estimate, changed = judged_estimate(kind, quality, area_cm2)
    ln_factor, ln_sd, remarks = correction(settings.temperature, spectrum)
    gated = gates(kind, quality, estimate, area_cm2, settings.limits, changed, named=not about_kind)
    at_rest = voltage if kind == "full" else ()
    findings = gravest_first(
        (*about_kind, *at_rest, *quality.findings, *estimate.findings, *gated, *remarks)
    )
    asr = estimate.resistance_ohm * area_cm2 * math.exp(ln_factor)
    asr_std = asr * math.hypot(estimate.std_ohm / estimate.resistance_ohm, ln_sd)
    verdict = worst(findings)
    sigma = _conductivity(settings, verdict, estimate, asr, asr_std)
    omega = estimate.fit.window.omega
    fitted_hz = np.geomspace(omega[0], omega[-1], CURVE_POINTS) / (2.0 * np.pi)
    return Resistance(
        asr_ohm_cm2=asr,
        asr_std_ohm_cm2=asr_std,
        resistance_ohm=estimate.resistance_ohm,
        resistance_std_ohm=estimate.std_ohm,
        verdict=verdict,
        reasons=(*(finding.words for finding in findings), *_no_conductivity(settings, sigma[0])),
        contributions=contributions(estimate.fit, area_cm2, estimate.shares, estimate.at_start),
        cell=kind,
        area_cm2=area_cm2,
        noise=quality.noise,
        valley_hz=estimate.valley.frequency_hz,
        valley_ohm=estimate.valley.resistance_ohm,
        fitted_hz=fitted_hz,
        fitted_ohm=estimate.fit.impedance_at(fitted_hz),
        kept=quality.kept,
        residual=_residual(spectrum, estimate),
        temperature_degc=logged_degc(spectrum),
        conductivity_ms_cm=sigma[0],
        conductivity_std_ms_cm=sigma[1],
        evaluations=estimate.evaluations,
    )


def _of_logged_voltage(spectrum: Spectrum, ocv_v: float) -> Finding:
    where = spectrum.metadata.get("ocv_from", "the header of the file")
    return Finding("good", f"open-circuit voltage {ocv_v:.3g} V, from {where}")


def _kind(
    settings: ResistanceSettings, quality: Quality, area_cm2: float
) -> tuple[Cell, tuple[Finding, ...]]:
    if settings.cell != "auto":
        return settings.cell, ()
    kind, finding = tell_cell(quality, area_cm2, settings.limits.ocv_v)
    return kind, (finding,)


def _conductivity(
    settings: ResistanceSettings, verdict: Verdict, estimate: Estimate, asr: float, asr_std: float
) -> tuple[float | None, float | None]:
    """Of the electrolyte alone: nothing for a short, or where electrodes look like it."""
    electrolyte = estimate.electrolyte_ohm
    if settings.thickness_mm is None or electrolyte is None or verdict in ("short", "open"):
        return None, None
    asr *= electrolyte / estimate.resistance_ohm
    return conductivity_ms_cm(asr, asr_std, settings.thickness_mm, settings.thickness_std_mm)


def _no_conductivity(settings: ResistanceSettings, found: float | None) -> tuple[str, ...]:
    if settings.thickness_mm is None or found is not None:
        return ()
    return ("no conductivity: only a sound blocking pellet's resistance is the electrolyte's own",)


def _residual(spectrum: Spectrum, estimate: Estimate) -> Complexes:
    """Relative misfit of every point inside the fitted window; nan outside."""
    slowest_hz = float(estimate.fit.window.omega[-1]) / (2.0 * np.pi)
    curve = estimate.fit.impedance_at(spectrum.frequency_hz)
    size = np.maximum(np.abs(spectrum.impedance_ohm), LEAST_OHM)
    inside = spectrum.frequency_hz >= 0.999 * slowest_hz
    return np.where(inside, (spectrum.impedance_ohm - curve) / size, complex(np.nan, np.nan))


def _without_fit(
    spectrum: Spectrum, quality: Quality, area_cm2: float, settings: ResistanceSettings
) -> Resistance:
    """Too little for a fit: the median real part, with an uncertainty that says so."""
    ohm = float(np.median(spectrum.impedance_ohm.real))
    f = spectrum.frequency_hz
    return Resistance(
        asr_ohm_cm2=ohm * area_cm2,
        asr_std_ohm_cm2=abs(ohm) * area_cm2,
        resistance_ohm=ohm,
        resistance_std_ohm=abs(ohm),
        verdict=worst(quality.findings),
        reasons=tuple(finding.words for finding in quality.findings),
        contributions=(),
        cell="blocking" if settings.cell == "auto" else settings.cell,
        area_cm2=area_cm2,
        noise=quality.noise,
        valley_hz=float(f[0]),
        valley_ohm=ohm,
        fitted_hz=f,
        fitted_ohm=spectrum.impedance_ohm,
        kept=quality.kept,
        residual=np.full(f.size, complex(np.nan, np.nan)),
        temperature_degc=logged_degc(spectrum),
    )
