"""What a spectrum looks like and how far the fit may be believed: Nyquist, Bode, residuals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from campaigns.report.figures.frequency_marks import mark_decades
from campaigns.report.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Complexes, Spectrum

_SHOWN_BEYOND_R = 1.6  # chosen: the arc and the beginning of the tail fill the frame
_MEASURED: dict[str, Any] = {"ls": "none", "mec": INK, "mew": 0.3}


@in_house_style
def plot_impedance(spectrum: Spectrum, fit: Resistance) -> Figure:
    """The page of one spectrum: Nyquist with equal axes, Bode, residuals; what was read above.

    Args:
        spectrum: What was measured.
        fit: What was read from it.

    Returns:
        A figure that belongs to nobody's global state.
    """
    figure = Figure(figsize=(9.4, 5.6), layout="constrained")
    grid = figure.add_gridspec(3, 2, height_ratios=(1.15, 1.15, 0.9), width_ratios=(1.25, 1.0))
    plot_nyquist_fit(spectrum, fit, ax=figure.add_subplot(grid[:, 0]))
    modulus = figure.add_subplot(grid[0, 1])
    plot_modulus(spectrum, fit, ax=modulus)
    plot_phase(spectrum, fit, ax=figure.add_subplot(grid[1, 1], sharex=modulus))
    plot_residuals(spectrum, fit, ax=figure.add_subplot(grid[2, 1], sharex=modulus))
    colour = INK if fit.verdict == "good" else VERMILLION
    figure.suptitle(headline(spectrum, fit), x=0.01, ha="left", fontsize=10, fontweight="bold",
                    color=colour)  # fmt: skip
    if spectrum.metadata.get("simulated"):
        mark_simulated(modulus)
    return figure


def headline(spectrum: Spectrum, fit: Resistance) -> str:
    """Label, verdict, and the resistance where it is one."""
    name = spectrum.name if len(spectrum.name) <= 40 else f"{spectrum.name[:37]}..."
    ohm = with_unit(fit.resistance_ohm, fit.resistance_std_ohm)
    asr = with_unit(fit.asr_ohm_cm2, fit.asr_std_ohm_cm2)
    if fit.verdict == "good":
        return f"{name}: {ohm}, {asr} cm² (area {fit.area_cm2:g} cm²), {fit.cell} cell"
    if fit.verdict == "remeasure":
        return f"{name}: REMEASURE; for now {ohm}, {asr} cm², {fit.cell} cell"
    return f"{name}: {fit.verdict.upper()}; {ohm} is not the resistance of a cell"


@in_house_style
def plot_nyquist_fit(spectrum: Spectrum, fit: Resistance, *, ax: Axes | None = None) -> Axes:
    """Draw -Z'' over Z' to one scale, near the resistance; the rest of the tail is counted.

    Args:
        spectrum: What was measured.
        fit: What was read from it: the curve, the resistance as a bar with its 95 % interval.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, 5.2, 4.6)
    z, kept = spectrum.impedance_ohm, fit.kept
    right, bottom, top = nyquist_window(z, fit)
    ax.axhline(0.0, color=INK, lw=0.6, zorder=0)
    if _is_known(fit):
        reach = 1.96 * fit.resistance_std_ohm
        low, high = fit.resistance_ohm - reach, fit.resistance_ohm + reach
        ax.axvspan(low, high, color=ORANGE, alpha=0.35, lw=0, label="R, 95 % interval")
        ax.axvline(fit.resistance_ohm, color=ORANGE, lw=1.2)
    if fit.contributions:
        ax.plot(fit.fitted_ohm.real, -fit.fitted_ohm.imag, color=INK, lw=1.3, label="fit", zorder=3)
    ax.plot(z.real[kept], -z.imag[kept], "o", ms=4, color=BLUE, label="measured", **_MEASURED)
    _left_out(ax, z.real, -z.imag, kept)
    ax.set_xlim(min(0.0, -0.02 * right), right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal", adjustable="box")
    mark_decades(ax, spectrum)
    ax.grid()
    ax.set_xlabel("Z′ / Ω")
    ax.set_ylabel("−Z″ / Ω")
    _count_outside(ax, z, right, bottom, top)
    _legend_above(ax)
    return ax


@in_house_style
def plot_modulus(spectrum: Spectrum, fit: Resistance, *, ax: Axes | None = None) -> Axes:
    """Draw |Z| over frequency, both logarithmic; see `plot_nyquist_fit`."""
    ax = axes_or_new(ax, 4.2, 2.2)
    modulus = np.abs(spectrum.impedance_ohm)
    if fit.contributions:
        ax.loglog(fit.fitted_hz, np.abs(fit.fitted_ohm), color=INK, lw=1.3, zorder=3)
    ax.loglog(spectrum.frequency_hz[fit.kept], modulus[fit.kept], "o", ms=3.4, color=BLUE,
              **_MEASURED)  # fmt: skip
    _left_out(ax, spectrum.frequency_hz, modulus, fit.kept)
    ax.set_ylabel("|Z| / Ω")
    _frequency_axis(ax, labelled=False)
    return ax


@in_house_style
def plot_phase(spectrum: Spectrum, fit: Resistance, *, ax: Axes | None = None) -> Axes:
    """Draw the phase over frequency and a blocking pellet's valley; see `plot_nyquist_fit`."""
    ax = axes_or_new(ax, 4.2, 2.2)
    phase_deg = np.angle(spectrum.impedance_ohm, deg=True)
    ax.axhline(0.0, color=INK, lw=0.6, zorder=0)
    if fit.contributions:
        fitted_deg = np.angle(fit.fitted_ohm, deg=True)
        ax.semilogx(fit.fitted_hz, fitted_deg, color=INK, lw=1.3, zorder=3)
    ax.semilogx(spectrum.frequency_hz[fit.kept], phase_deg[fit.kept], "s", ms=3.2, color=BLUE,
                **_MEASURED)  # fmt: skip
    _left_out(ax, spectrum.frequency_hz, phase_deg, fit.kept)
    if fit.cell == "blocking" and fit.contributions and fit.valley_hz > 0.0:
        _mark_valley(ax, spectrum, fit.valley_hz)
    ax.set_ylabel("phase / °")
    _frequency_axis(ax, labelled=False)
    return ax


@in_house_style
def plot_residuals(spectrum: Spectrum, fit: Resistance, *, ax: Axes | None = None) -> Axes:
    """Draw the misfit of both parts in % of |Z|; the band is the noise by Kramers-Kronig."""
    ax = axes_or_new(ax, 4.2, 1.8)
    percent = 100.0 * fit.residual
    f_hz = spectrum.frequency_hz
    if fit.contributions and np.isfinite(fit.noise):
        band = 196.0 * fit.noise
        ax.axhspan(-band, band, color=PALE, lw=0, zorder=0)
    ax.axhline(0.0, color=INK, lw=0.6, zorder=1)
    ax.semilogx(f_hz, percent.real, "o", ms=3.0, color=BLUE, label="real", **_MEASURED)
    ax.semilogx(f_hz, percent.imag, "^", ms=3.0, color=ORANGE, label="imaginary", **_MEASURED)
    shown = np.abs(np.concatenate([percent.real[fit.kept], percent.imag[fit.kept]]))
    reach = float(np.nanmax(shown)) if np.isfinite(shown).any() else 1.0
    ax.set_ylim(-1.3 * max(reach, 0.1), 1.3 * max(reach, 0.1))
    ax.set_ylabel("misfit / %")
    ax.legend(loc="upper left", ncols=2, borderaxespad=0.1)
    _frequency_axis(ax, labelled=True)
    return ax


def _is_known(fit: Resistance) -> bool:
    """Whether the resistance is known well enough to be marked, and the picture framed by it."""
    return bool(fit.contributions) and fit.resistance_std_ohm < 0.3 * fit.resistance_ohm


def nyquist_window(impedance_ohm: Complexes, fit: Resistance) -> tuple[float, float, float]:
    """Right, bottom and top: a bit beyond the resistance; everything where it is not known."""
    up = -impedance_ohm.imag
    right = 1.05 * max(float(np.abs(impedance_ohm).max()), 1e-12)
    if _is_known(fit):
        widest = 1.05 * float(impedance_ohm.real.max())
        framed = _SHOWN_BEYOND_R * fit.resistance_ohm
        right = min(right, widest if widest < 4.0 * fit.resistance_ohm else framed)
        right = max(right, 1.2 * fit.resistance_ohm)
    seen = up[(impedance_ohm.real <= right) & (np.abs(up) <= right)]
    highest, lowest = (float(seen.max()), float(seen.min())) if seen.size else (right, 0.0)
    top = min(right, max(0.45 * right, 1.15 * highest))
    return right, max(-0.4 * right, min(-0.12 * top, 1.1 * lowest)), top


def _mark_valley(ax: Axes, spectrum: Spectrum, valley_hz: float) -> None:
    """A line where the phase is smallest; its name on the side with more room."""
    middle_hz = math.sqrt(spectrum.frequency_hz[0] * spectrum.frequency_hz[-1])
    side, align = (-3, "right") if valley_hz > middle_hz else (3, "left")
    ax.axvline(valley_hz, color=GREY, lw=0.9, ls="--")
    ax.annotate("valley", (valley_hz, 0.5), (side, 0), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha=align, color=GREY, fontsize=7.5)  # fmt: skip


def _left_out(ax: Axes, x: object, y: object, kept: object) -> None:
    """Points the fit did not use: hollow crosses, to be looked at."""
    out = ~np.asarray(kept)
    if out.any():
        ax.plot(np.asarray(x)[out], np.asarray(y)[out], "x", ms=5, color=VERMILLION,
                label="left out", zorder=4)  # fmt: skip


def _count_outside(
    ax: Axes, impedance_ohm: Complexes, right: float, bottom: float, top: float
) -> None:
    up = -impedance_ohm.imag
    outside = int(((impedance_ohm.real > right) | (up > top) | (up < bottom)).sum())
    if outside:
        ax.annotate(f"{outside} points are beyond this window", (1.0, 0.0), (-4, 4),
                    xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
                    color=GREY, fontsize=7.5)  # fmt: skip


def _legend_above(ax: Axes) -> None:
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, borderaxespad=0.2,
              columnspacing=1.2)  # fmt: skip


def _frequency_axis(ax: Axes, *, labelled: bool) -> None:
    ax.grid()
    ax.xaxis.set_major_locator(LogLocator(numticks=12))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(labelbottom=labelled)
    if labelled:
        ax.set_xlabel("f / Hz")


def with_unit(ohm: float, std_ohm: float) -> str:
    """Value and uncertainty in the unit that suits the value, to two digits of the uncertainty."""
    units = ((1e6, "MΩ"), (1e4, "kΩ"), (1.0, "Ω"), (0.0, "mΩ"))
    unit = next(unit for least, unit in units if abs(ohm) >= least)
    factor = {"MΩ": 1e6, "kΩ": 1e3, "Ω": 1.0, "mΩ": 1e-3}[unit]
    value, std = ohm / factor, std_ohm / factor
    decimals = max(0, min(6, 1 - math.floor(math.log10(std)))) if std > 0.0 else 3
    return f"({value:.{decimals}f} ± {std:.{decimals}f}) {unit}"
