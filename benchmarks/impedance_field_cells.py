"""Synthetic cells as laboratories measure them, for `benchmarks/impedance_field.py`; not measured.

Beyond `impedance_cells.py`: pellets of 10 ohm to 1 Gohm, slow interfaces to 1 mF/cm2, sweeps that
begin at 10 kHz to 7 MHz and end at 1 kHz to 0.01 Hz, and what the instrument and the cell do to a
sweep: steps where the current range is switched, drift, an interphase that grows while it is
measured, stray capacitance, the instrument's own input resistance, cable inductance, roll-off at
the top and mains pick-up.

The truth is the resistance when the sweep begins, on the direct-current side of everything but the
tail. A leak parallel to the cell makes it shorted; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from impedance_cells import (
    Arc,
    Complexes,
    Draw,
    Floats,
    arc_impedance,
    blocking_tail,
    draw_arc,
    log_uniform,
)

from hardware.eis.spectrum import Spectrum

AREA_CM2 = np.pi * 0.5**2
ENDS_HZ = (1e3, 100.0, 10.0, 1.0, 0.1, 0.01)
TOPS_HZ = (1e4, 1e5, 1e6, 7e6)
POINTS_PER_DECADE = (6, 8, 10)
PACE = 0.93
"""A tail that grows by f^-a keeps a to 0.06 over the decade: 10^-(0.06 / 2)."""
TROUBLES = (
    "none",
    "range steps",
    "drift",
    "interphase grows",
    "stray capacitance",
    "cable inductance",
    "roll-off",
    "mains",
)


@dataclass(frozen=True)
class FieldCell:
    """A spectrum, what a perfect reader would say of it, and what was done to it."""

    spectrum: Spectrum
    resistance_ohm: float
    kind: str
    end_hz: float
    top_hz: float
    trouble: str
    shorted: bool
    long_enough: bool
    story: str


def field_cell(kind: str, end_hz: float, seed: int, *, shorted: bool = False) -> FieldCell:
    """One spectrum of a kind of cell whose sweep ends at a frequency."""
    draw = np.random.default_rng((seed, round(1e3 * end_hz), len(kind), int(shorted)))
    top_hz = TOPS_HZ[int(draw.integers(len(TOPS_HZ)))]
    per_decade = POINTS_PER_DECADE[int(draw.integers(len(POINTS_PER_DECADE)))]
    count = max(round(per_decade * np.log10(top_hz / end_hz)), 13) + 1
    frequency_hz = np.geomspace(top_hz, end_hz, count)
    trouble = TROUBLES[int(draw.integers(len(TROUBLES)))]
    arcs, tail = KINDS[kind](draw, 2.0 * np.pi * frequency_hz)
    truth_ohm = sum(arc.ohm for arc in arcs)
    taken_s = np.cumsum(1.0 + 3.0 / frequency_hz)
    share = taken_s / taken_s[-1]
    growth = np.ones((len(arcs), frequency_hz.size))
    if trouble == "interphase grows":
        growth[-1] = 1.0 + float(draw.uniform(0.03, 0.2)) * np.sqrt(share)
    omega = 2.0 * np.pi * frequency_hz
    z = tail + sum(
        (g * arc_impedance(arc, omega) for arc, g in zip(arcs, growth, strict=True)),
        np.zeros_like(tail),
    )
    z_sound = z
    leak_ohm = _leak(draw, kind, truth_ohm) if shorted else np.inf
    z = 1.0 / (1.0 / z + 1.0 / leak_ohm + 1.0 / log_uniform(draw, 1e10, 1e12))
    z, said = _measured(draw, frequency_hz, z, share, trouble)
    about: dict[str, object] = {"simulated": True}
    if kind == "full, voltage known":
        about["ocv_v"] = float(draw.uniform(0.0, 0.3) if shorted else draw.uniform(1.8, 4.2))
    spectrum = Spectrum(frequency_hz, z, label=f"simulated {kind} cell", metadata=about)
    story = f"{', '.join(arc.shape for arc in arcs[1:])}; {said}"
    if shorted:
        story += f"; leak {leak_ohm:.3g} ohm"
    enough = long_enough(kind, frequency_hz, tail, z_sound, truth_ohm)
    return FieldCell(spectrum, truth_ohm, kind, end_hz, top_hz, trouble, shorted, enough, story)


def long_enough(
    kind: str, frequency_hz: Floats, tail: Complexes, cell_ohm: Complexes, ohm: float
) -> bool:
    """The rule that the manual states: what a sweep must show before its number can be good.

    Two and a half decades at least. A pellet: the tail is at the end a third of the resistance or
    more and that of 0.15 uF/cm2 or more, at the top it is half of the resistance or less. A cell
    that conducts or stores: it ends at 100 Hz or lower, where the capacitive part is that of 8
    mF/cm2 or more; a full cell of unknown voltage shows a tail as well, a sixth of its impedance,
    that grew two and a half times over the last decade and did not lose pace in it.
    """
    if frequency_hz[0] / frequency_hz[-1] < 10.0**2.5:
        return False
    loss = -float(cell_ohm[-1].imag)
    farad_cm2 = 1.0 / (2.0 * np.pi * frequency_hz[-1] * loss) / AREA_CM2
    if kind == "blocking":
        begun = np.abs(tail[-1]) > ohm / 3.0 and np.abs(tail[0]) < ohm / 2.0
        return bool(begun and farad_cm2 > 0.15e-6)
    closed = farad_cm2 > 8e-3 and frequency_hz[-1] < 101.0
    if kind != "full":
        return bool(closed)
    decade_above = np.interp(10.0 * frequency_hz[-1], frequency_hz[::-1], -cell_ohm.imag[::-1])
    ln_f = np.log(frequency_hz[::-1] / frequency_hz[-1])
    half_above = np.interp(0.5 * np.log(10.0), ln_f, -cell_ohm.imag[::-1])
    keeps_pace = loss / half_above > PACE * half_above / max(decade_above, 1e-12)
    grown = bool(loss > 2.5 * decade_above and keeps_pace)
    return bool(closed and loss > abs(cell_ohm[-1]) / 6.0 and grown)


def _leak(draw: Draw, kind: str, ohm: float) -> float:
    """From a metal bridge up to what each kind can show: a symmetric cell conducts by itself."""
    most = {"blocking": 3.0 * ohm, "symmetric": 1.0}
    return log_uniform(draw, 0.3, most.get(kind, 0.3 * ohm))


def _measured(
    draw: Draw, frequency_hz: Floats, cell_ohm: Complexes, share: Floats, trouble: str
) -> tuple[Complexes, str]:
    omega = 2.0 * np.pi * frequency_hz
    z, said = cell_ohm, trouble
    henry = log_uniform(draw, 0.05e-6, 0.5e-6)
    if trouble == "stray capacitance":
        farad = log_uniform(draw, 5e-12, 100e-12)
        z, said = 1.0 / (1.0 / z + 1j * omega * farad), f"stray {farad:.1e} F"
    if trouble == "cable inductance":
        henry = log_uniform(draw, 0.5e-6, 5e-6)
    z = z + 1j * omega * henry
    if trouble == "roll-off":
        z = z / (1.0 + 1j * frequency_hz / log_uniform(draw, 5e6, 3e7))
    if trouble == "drift":
        drift = float(draw.choice([-1.0, 1.0])) * log_uniform(draw, 0.01, 0.2)
        z, said = z * (1.0 + drift * share), f"drift {drift:+.3f}"
    if trouble == "range steps":
        edges = np.arange(-2, 7)
        edges = edges[(10.0**edges > frequency_hz[-1]) & (10.0**edges < frequency_hz[0])]
        chosen = draw.choice(edges, size=min(int(draw.integers(1, 4)), edges.size), replace=False)
        for edge in chosen:
            step = float(draw.choice([-1.0, 1.0])) * float(draw.uniform(0.005, 0.03))
            z = np.where(frequency_hz < 10.0**edge * 1.001, z * (1.0 + step), z)
            said += f" {step:+.3f}@{10.0**edge:g}"
    noise = log_uniform(draw, 5e-4, 5e-3) * (
        draw.normal(size=z.size) + 1j * draw.normal(size=z.size)
    )
    z = z + np.abs(z) * noise
    if trouble == "mains":
        hertz = float(draw.choice([50.0, 60.0]))
        near = np.abs(np.log(frequency_hz / hertz)) < np.log(1.12)
        z = np.where(
            near, z * (1.0 + draw.uniform(0.01, 0.1) * np.exp(2j * np.pi * draw.random())), z
        )
    return np.asarray(z), said


def _electrolyte(draw: Draw, whole_ohm: float) -> list[Arc]:
    """Ohmic contact, grains and (half the time) grain boundaries; together `whole_ohm`."""
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair")
    farad = log_uniform(draw, 10e-12, 160e-12)
    ohmic = float(draw.uniform(0.0, 0.1)) * whole_ohm if whole_ohm < 1e4 else 0.0
    boundary = float(draw.uniform(0.2, 0.6)) * whole_ohm if draw.random() < 0.5 else 0.0
    arcs = [Arc(ohmic, 1e-14, "depressed", 1.0, 1.0)]
    arcs.append(draw_arc(draw, whole_ohm - ohmic - boundary, farad, shapes))
    if boundary:
        arcs.append(draw_arc(draw, boundary, farad * log_uniform(draw, 3.0, 50.0), shapes))
    return arcs


def _blocking(draw: Draw, omega: Floats) -> tuple[list[Arc], Complexes]:
    arcs = _electrolyte(draw, log_uniform(draw, 10.0, 1e9))
    tail, _ = blocking_tail(draw, omega, log_uniform(draw, 2e4, 1e6))
    return arcs, tail


def _symmetric(draw: Draw, omega: Floats) -> tuple[list[Arc], Complexes]:
    whole = log_uniform(draw, 10.0, 1e3)
    arcs = _electrolyte(draw, whole)
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair")
    if draw.random() < 0.6:
        ohm = whole * log_uniform(draw, 0.1, 2.0)
        arcs.append(draw_arc(draw, ohm, log_uniform(draw, 1e-8, 3e-7), shapes))
    farad = log_uniform(draw, 1e-6, 1e-3)
    arcs.append(draw_arc(draw, whole * log_uniform(draw, 0.2, 4.0), farad, shapes))
    total = sum(arc.ohm for arc in arcs)
    at_10mhz = float(draw.uniform(0.01, 0.15)) * total if draw.random() < 0.5 else 1e-9 * total
    return arcs, _diffusion(draw, omega, at_10mhz * 0.1**0.5)


def _full(draw: Draw, omega: Floats) -> tuple[list[Arc], Complexes]:
    whole = log_uniform(draw, 10.0, 300.0)
    arcs = _electrolyte(draw, whole)
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair", "transmission line")
    ranges = [(1e-8, 3e-7), (1e-6, 1e-5), (2e-5, 3e-4)]
    for low, high in ranges[: int(draw.integers(1, 4))] if draw.random() < 0.5 else ranges[1:]:
        ohm = whole * log_uniform(draw, 0.15, 2.0)
        arcs.append(draw_arc(draw, ohm, log_uniform(draw, low, high), shapes))
    total = sum(arc.ohm for arc in arcs)
    return arcs, _diffusion(draw, omega, total * log_uniform(draw, 0.02, 1.0))


def _diffusion(draw: Draw, omega: Floats, at_100mhz_ohm: float) -> Complexes:
    """Warburg, anomalous, or in particles that fill up; its modulus is stated at 0.1 Hz."""
    jw = 1j * omega / (2.0 * np.pi * 0.1)
    kind = ("Warburg", "anomalous", "finite space")[int(draw.integers(3))]
    if kind == "Warburg":
        return np.asarray(at_100mhz_ohm * jw**-0.5)
    if kind == "anomalous":
        return np.asarray(at_100mhz_ohm * jw ** -float(draw.uniform(0.42, 0.6)))
    depth = log_uniform(draw, 3.0, 100.0)
    x = np.sqrt(jw * depth)
    return np.asarray(at_100mhz_ohm * depth**0.5 / (x * np.tanh(x)))


KINDS: dict[str, Callable[[Draw, Floats], tuple[list[Arc], Complexes]]] = {
    "blocking": _blocking,
    "symmetric": _symmetric,
    "full": _full,
    "full, voltage known": _full,
}
