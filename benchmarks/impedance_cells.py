"""Synthetic cells whose resistance is known, for `benchmarks/impedance.py`; not measured.

None of them is drawn from the circuits that are fitted: arcs are log-normal distributions of
relaxation times, Havriliak-Negami arcs, close pairs or transmission lines; tails bend; leads have
inductance; the cell drifts while it is measured.

The truth is the total resistance on the direct-current side of everything except the tail: ohmic
part plus the full width of every arc, contact arc included. What belongs to the blocking electrode
or to diffusion is tail and does not count, whatever its real part. Because every generator builds
its spectrum as leads + ohmic + arcs + tail, this is a number known exactly, not a fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.eis.spectrum import Spectrum

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Draw = np.random.Generator


@dataclass(frozen=True)
class KnownCell:
    """A spectrum and what a perfect reader would say of it."""

    spectrum: Spectrum
    resistance_ohm: float
    cell: str
    story: str
    hidden_ohm: float = 0.0


@dataclass(frozen=True)
class Arc:
    """One relaxation: resistance, characteristic time, shape and its two shape numbers."""

    ohm: float
    tau_s: float
    shape: str
    a: float
    b: float


def log_uniform(draw: Draw, low: float, high: float) -> float:
    return float(np.exp(draw.uniform(np.log(low), np.log(high))))


def arc_impedance(arc: Arc, omega: Floats) -> Complexes:
    """Impedance of one arc; its real part goes from 0 (fast) to `arc.ohm` (slow)."""
    jwt = 1j * omega * arc.tau_s
    return np.asarray(arc.ohm * SHAPES[arc.shape](jwt, arc.a, arc.b))


def _depressed(jwt: Complexes, a: float, b: float) -> Complexes:
    return np.asarray(1.0 / (1.0 + jwt ** (0.75 + 0.25 * a)))


def _log_normal(jwt: Complexes, a: float, b: float) -> Complexes:
    """Gaussian distribution of ln tau, standard deviation 0.3 to 1.1, by quadrature."""
    x, weight = np.polynomial.hermite_e.hermegauss(41)
    spread = np.exp((0.3 + 0.8 * a) * x)
    return np.asarray((1.0 / (1.0 + jwt[:, None] * spread)) @ (weight / weight.sum()))


def _havriliak_negami(jwt: Complexes, a: float, b: float) -> Complexes:
    return np.asarray(1.0 / (1.0 + jwt ** (0.8 + 0.2 * a)) ** (0.55 + 0.45 * b))


def _pair(jwt: Complexes, a: float, b: float) -> Complexes:
    """Two relaxations within one decade."""
    share, ratio = 0.25 + 0.5 * a, 10 ** (0.3 + 0.7 * b)
    return np.asarray(share / (1.0 + jwt**0.95) + (1.0 - share) / (1.0 + (jwt * ratio) ** 0.92))


def _transmission_line(jwt: Complexes, a: float, b: float) -> Complexes:
    """Porous electrode with charge transfer: sqrt(r z) coth(sqrt(r / z)), scaled to end at 1."""
    ratio = 0.2 + 4.0 * a
    z = 1.0 / (1.0 + jwt ** (0.85 + 0.15 * b))
    end = np.sqrt(ratio) / np.tanh(np.sqrt(ratio))
    return np.asarray(np.sqrt(ratio * z) / np.tanh(np.sqrt(ratio / z)) / end)


SHAPES: dict[str, Callable[[Complexes, float, float], Complexes]] = {
    "depressed": _depressed,
    "log-normal": _log_normal,
    "Havriliak-Negami": _havriliak_negami,
    "pair": _pair,
    "transmission line": _transmission_line,
}


def draw_arc(draw: Draw, ohm: float, farad: float, shapes: tuple[str, ...]) -> Arc:
    shape = shapes[int(draw.integers(len(shapes)))]
    return Arc(ohm, ohm * farad, shape, float(draw.random()), float(draw.random()))


def blocking_tail(draw: Draw, omega: Floats, at_1hz_ohm: float) -> tuple[Complexes, str]:
    """A double layer that is straight, bends upwards or downwards, or leaks a little."""
    a = float(draw.uniform(0.78, 0.96))
    s = 1j * omega / (2.0 * np.pi)
    straight = at_1hz_ohm * s**-a
    other, bend_hz = float(draw.uniform(0.06, 0.15)), log_uniform(draw, 1.0, 3e4)
    bend = (s / bend_hz) ** other
    kind = ("straight", "two-slope in series", "two-slope in parallel", "leaky")[
        int(draw.integers(4))
    ]
    if kind == "two-slope in series":
        return np.asarray(straight * (1.0 + bend) / 2.0), kind
    if kind == "two-slope in parallel":
        return np.asarray(straight * 2.0 / (1.0 + bend**-1)), kind
    if kind == "leaky":
        leak = log_uniform(draw, 20.0, 100.0) * float(np.abs(straight[-1]))
        return np.asarray(1.0 / (1.0 / straight + 1.0 / leak)), kind
    return np.asarray(straight), kind


def diffusion_tail(draw: Draw, omega: Floats, at_slowest_ohm: float) -> tuple[Complexes, str]:
    """Diffusion: semi-infinite, anomalous, or in particles that fill up far below the window."""
    jw = 1j * omega / omega.min()
    kind = ("Warburg", "anomalous", "finite space")[int(draw.integers(3))]
    if kind == "Warburg":
        return np.asarray(at_slowest_ohm * jw**-0.5), kind
    if kind == "anomalous":
        return np.asarray(at_slowest_ohm * jw ** -float(draw.uniform(0.42, 0.6))), kind
    x = np.sqrt(jw * log_uniform(draw, 3.0, 100.0))
    shape = 1.0 / (x * np.tanh(x))
    return np.asarray(at_slowest_ohm * shape / np.abs(shape[-1])), kind


def sweep_frequencies(draw: Draw, slowest_hz: tuple[float, ...]) -> Floats:
    top = (1e6, 3e6, 7e6)[int(draw.integers(3))]
    low = slowest_hz[int(draw.integers(len(slowest_hz)))]
    per_decade = (6, 8, 10)[int(draw.integers(3))]
    return np.logspace(np.log10(top), np.log10(low), round(per_decade * np.log10(top / low)) + 1)


def measured(draw: Draw, frequency_hz: Floats, cell_ohm: Complexes) -> Complexes:
    """What the analyser returns: leads, drift over the sweep (to 1 %), noise of 0.05 to 1 %."""
    omega = 2.0 * np.pi * frequency_hz
    leads_h, drift = log_uniform(draw, 0.05e-6, 0.5e-6), float(draw.uniform(-0.01, 0.01))
    taken_s = np.cumsum(1.0 + 3.0 / frequency_hz)
    z = cell_ohm * (1.0 + drift * taken_s / taken_s[-1]) + 1j * omega * leads_h
    noise = log_uniform(draw, 5e-4, 1e-2) * (
        draw.normal(size=z.size) + 1j * draw.normal(size=z.size)
    )
    return np.asarray(z + np.abs(z) * noise)


def blocking_cell(seed: int) -> KnownCell:
    """A pellet between blocking electrodes: 10 ohm to 10 kohm, one or two arcs, a bent tail."""
    draw = np.random.default_rng(seed)
    whole, farad = log_uniform(draw, 10.0, 1e4), log_uniform(draw, 16e-12, 160e-12)
    arcs = _electrolyte(draw, whole, farad)
    frequency_hz = sweep_frequencies(draw, (0.1, 1.0))
    omega = 2.0 * np.pi * frequency_hz
    tail, bend = blocking_tail(draw, omega, log_uniform(draw, 2e4, 1e6))
    return _known(draw, frequency_hz, arcs, tail, "blocking", bend)


def contact_cell(seed: int) -> KnownCell:
    """A blocking pellet with a contact arc of 5 to 40 % that hides in or next to the tail.

    At the arc's own frequency the tail has 0.05 to 4 times its resistance: from an arc that
    stands clear to one four times weaker than the tail over it.
    """
    draw = np.random.default_rng(seed)
    whole = log_uniform(draw, 10.0, 200.0)
    hidden = float(draw.uniform(0.05, 0.4)) * whole
    arcs = _electrolyte(draw, whole, log_uniform(draw, 16e-12, 160e-12))
    at_1hz_ohm = log_uniform(draw, 2e4, 1e6)
    frequency_hz = sweep_frequencies(draw, (0.1, 1.0))
    tail, bend = blocking_tail(draw, 2.0 * np.pi * frequency_hz, at_1hz_ohm)
    next_to = log_uniform(draw, 0.05, 4.0) * hidden
    own_hz = float(np.exp(np.interp(np.log(next_to), *np.log([np.abs(tail), frequency_hz]))))
    farad = 1.0 / (2.0 * np.pi * own_hz * hidden)
    contact = draw_arc(draw, hidden, farad, ("depressed", "log-normal"))
    return _known(draw, frequency_hz, (*arcs, contact), tail, "blocking", bend, hidden)


def symmetric_cell(seed: int) -> KnownCell:
    """Metal, electrolyte, metal: interphase and charge transfer, at times a little diffusion."""
    draw = np.random.default_rng(seed)
    whole = log_uniform(draw, 10.0, 300.0)
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair")
    arcs = list(_electrolyte(draw, whole, log_uniform(draw, 16e-12, 160e-12)))
    if draw.random() < 0.6:
        ohm = whole * log_uniform(draw, 0.1, 2.0)
        arcs.append(draw_arc(draw, ohm, log_uniform(draw, 1e-8, 3e-7), shapes))
    ohm = whole * log_uniform(draw, 0.2, 4.0)
    arcs.append(draw_arc(draw, ohm, log_uniform(draw, 1e-6, 3e-5), shapes))
    frequency_hz = sweep_frequencies(draw, (0.1, 1.0))
    share = float(draw.uniform(0.01, 0.08)) if draw.random() < 0.5 else 1e-9
    total = sum(arc.ohm for arc in arcs)
    tail, bend = diffusion_tail(draw, 2.0 * np.pi * frequency_hz, share * total)
    story = bend if share > 1e-6 else "no tail"
    return _known(draw, frequency_hz, tuple(arcs), tail, "symmetric", story)


def full_cell(seed: int) -> KnownCell:
    """Anode, separator, composite cathode: one to three interface arcs and diffusion."""
    draw = np.random.default_rng(seed)
    whole = log_uniform(draw, 10.0, 300.0)
    arcs = list(_electrolyte(draw, whole, log_uniform(draw, 16e-12, 160e-12)))
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair", "transmission line")
    ranges = [(1e-8, 3e-7), (1e-6, 1e-5), (2e-5, 1e-4)]
    for low, high in ranges[: int(draw.integers(1, 4))] if draw.random() < 0.5 else ranges[1:]:
        ohm = whole * log_uniform(draw, 0.15, 2.0)
        arcs.append(draw_arc(draw, ohm, log_uniform(draw, low, high), shapes))
    frequency_hz = sweep_frequencies(draw, (0.1,))
    total = sum(arc.ohm for arc in arcs)
    omega = 2.0 * np.pi * frequency_hz
    tail, bend = diffusion_tail(draw, omega, total * log_uniform(draw, 0.15, 1.5))
    return _known(draw, frequency_hz, tuple(arcs), tail, "full", bend)


def _electrolyte(draw: Draw, whole_ohm: float, farad: float) -> tuple[Arc, ...]:
    """Ohmic contact, grains and (half the time) grain boundaries; together `whole_ohm`."""
    shapes = ("depressed", "log-normal", "Havriliak-Negami", "pair")
    ohmic = float(draw.uniform(0.0, 0.1)) * whole_ohm
    boundary = float(draw.uniform(0.2, 0.6)) * whole_ohm if draw.random() < 0.5 else 0.0
    arcs = [Arc(ohmic, 1e-14, "depressed", 1.0, 1.0)]
    arcs.append(draw_arc(draw, whole_ohm - ohmic - boundary, farad, shapes))
    if boundary:
        arcs.append(draw_arc(draw, boundary, farad * log_uniform(draw, 3.0, 50.0), shapes))
    return tuple(arcs)


def _known(
    draw: Draw,
    frequency_hz: Floats,
    arcs: tuple[Arc, ...],
    tail: Complexes,
    cell: str,
    story: str,
    hidden_ohm: float = 0.0,
) -> KnownCell:
    omega = 2.0 * np.pi * frequency_hz
    z = tail + sum((arc_impedance(arc, omega) for arc in arcs), np.zeros_like(tail))
    shapes = ", ".join(arc.shape for arc in arcs[1:])
    return KnownCell(
        spectrum=Spectrum(
            frequency_hz=frequency_hz,
            impedance_ohm=measured(draw, frequency_hz, z),
            label=f"simulated {cell} cell",
            metadata={"simulated": True},
        ),
        resistance_ohm=sum(arc.ohm for arc in arcs),
        cell=cell,
        story=f"{shapes}; {story}",
        hidden_ohm=hidden_ohm,
    )


GENERATORS: dict[str, Callable[[int], KnownCell]] = {
    "blocking": blocking_cell,
    "contact": contact_cell,
    "symmetric": symmetric_cell,
    "full": full_cell,
}
