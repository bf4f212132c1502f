"""The valley: where the blocking tail ends and the resistance begins.

Between the tail of the electrodes (phase near -90 deg) and the arcs of the electrolyte the
phase has a minimum of its size; the real part there is nearly the resistance, without any fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.eis.fit.drt import relaxation_times
from hardware.eis.spectrum import Complexes, Floats

LEAST_RISE_DEG = 2.5  # phase errors of good analysers reach a degree
MOST_RISE_DEG = 8.0  # see below
TAIL_DEG = 45.0
"""More phase than this is still the tail, whose phase may bend by several degrees."""
RISE_NOISES = 12.0
"""The phase must grow again by this many standard deviations before the valley counts as passed:
3 deg gave gross failures at 1 % noise, 8 deg walks over shallow arcs."""


@dataclass(frozen=True)
class Valley:
    """Where the phase is smallest when walking up from the lowest frequency.

    Attributes:
        index: Place in the spectrum (0 is the highest frequency).
        frequency_hz: Its frequency.
        resistance_ohm: Median real part of the three points around it.
        phase_deg: Phase there, negative when capacitive.
        at_top: True when the tail reaches the top of the window: arcs and part of the
            electrolyte may lie above it, and the real part is only an upper bound.
    """

    index: int
    frequency_hz: float
    resistance_ohm: float
    phase_deg: float
    at_top: bool


def find_valley(frequency_hz: Floats, impedance_ohm: Complexes, noise: float) -> Valley:
    """Walk up from the lowest frequency to the smallest phase before it grows again.

    Args:
        frequency_hz: Frequencies, shape (n,), descending.
        impedance_ohm: Impedances, shape (n,).
        noise: Relative noise of real and imaginary part.

    Returns:
        The valley.
    """
    cell_ohm = impedance_ohm - _leads(frequency_hz, impedance_ohm)
    phase_deg = np.degrees(np.angle(_smoothed(cell_ohm)))
    size = np.abs(phase_deg)
    rise = float(np.clip(RISE_NOISES * np.degrees(noise), LEAST_RISE_DEG, MOST_RISE_DEG))
    best = size.size - 1
    for i in range(size.size - 1, -1, -1):
        if size[i] < size[best]:
            best = i
        elif size[best] < TAIL_DEG and size[i] > size[best] + rise:
            break
    around = slice(max(best - 1, 0), best + 2)
    return Valley(
        index=best,
        frequency_hz=float(frequency_hz[best]),
        resistance_ohm=float(np.median(impedance_ohm.real[around])),
        phase_deg=float(phase_deg[best]),
        at_top=bool(best <= 1 and phase_deg[best] < -MOST_RISE_DEG),
    )


def _leads(frequency_hz: Floats, impedance_ohm: Complexes) -> Complexes:
    """What the leads add: where it cancels an arc, the phase has a false valley."""
    omega = 2.0 * np.pi * frequency_hz
    bounds = (-float(np.log(omega[0])) - 2.0, -float(np.log(omega[-1])))
    found = relaxation_times(omega, impedance_ohm, bounds, tail=True)
    return np.asarray(1j * omega * found.leads_h)


def _smoothed(impedance_ohm: Complexes) -> Complexes:
    """Running median over three points of both parts: one bad point must not make a valley."""
    if impedance_ohm.size < 3:
        return impedance_ohm
    unit = impedance_ohm / np.abs(impedance_ohm)
    padded = np.concatenate([unit[:1], unit, unit[-1:]])
    triples = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    return np.asarray(np.median(triples.real, axis=0) + 1j * np.median(triples.imag, axis=0))
