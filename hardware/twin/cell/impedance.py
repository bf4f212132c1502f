"""The impedance of a whole pressed cell, from its parts.

Not made of the circuits that are fitted to it: arcs are log-normal distributions of relaxations,
diffusion is a finite layer, the low-frequency tail is bent. Whoever fits circuits to these spectra
lives with the same model error as with real ones. Capacitances: Irvine, Sinclair and West 1990
(bulk 1e-12 to 1e-10 F, grain boundary 1e-11 to 1e-8, interfaces 1e-7 to 1e-5 for 1 cm2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.twin.cell.simulated_cell import SimulatedCell

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

_NODES = 25  # chosen: the spread of times is smooth in the spectrum
_SIGMAS = 3.0  # covers 99.7 % of a normal distribution


@dataclass(frozen=True)
class Relaxation:
    """How one part of the cell answers: its capacitance and the spread of its time constants."""

    capacitance_f_cm2: float
    spread: float
    """Standard deviation of ln tau; 0 is an ideal semicircle."""


RELAXATIONS = {
    "bulk": Relaxation(3e-11, 0.2),
    "grain_boundary": Relaxation(1.0e-9, 0.5),
    "collector": Relaxation(2e-8, 0.5),
    "anode": Relaxation(4e-7, 0.6),
    "cathode_ionic": Relaxation(1.2e-6, 0.5),
    "cathode_interface": Relaxation(2.0e-6, 0.7),
}
GAP = Relaxation(2e-7, 0.6)
"""Lost contact: less area, so a smaller capacitance (Eckhardt 2023)."""
DIFFUSION_CAPACITANCE_F_CM2 = 8e-6  # assumed: the tail begins about 200 Hz for 100 ohm cm2


@dataclass(frozen=True)
class Tail:
    """Two constant-phase elements side by side: steep at high frequency, bent at low."""

    steep_s: float = 8e-4
    steep_power: float = 0.93
    bent_s: float = 5e-4
    bent_power: float = 0.78


def arc(frequency_hz: Floats, resistance_ohm: float, tau_s: float, spread: float) -> Complexes:
    """Log-normal distribution of relaxations around `tau_s`; Z(0) is `resistance_ohm`."""
    nodes = np.linspace(-_SIGMAS, _SIGMAS, _NODES)
    weights = np.exp(-(nodes**2) / 2.0)
    weights /= weights.sum()
    taus_s = tau_s * np.exp(spread * nodes)
    omega_tau = 2.0 * np.pi * frequency_hz[:, None] * taus_s
    return np.asarray(resistance_ohm * (weights / (1.0 + 1j * omega_tau)).sum(axis=1))


def finite_diffusion(frequency_hz: Floats, resistance_ohm: float, tau_s: float) -> Complexes:
    """Finite-length diffusion into a reservoir, R tanh(sqrt(j w tau)) / sqrt(j w tau)."""
    root = np.sqrt(2j * np.pi * frequency_hz * tau_s)
    return np.asarray(resistance_ohm * np.tanh(root) / root)


def tail(frequency_hz: Floats, area_cm2: float, law: Tail) -> Complexes:
    """Storage at low frequency, 1 / (Q1 (jw)^a1 + Q2 (jw)^a2)."""
    jw = 2j * np.pi * frequency_hz
    admittance = law.steep_s * jw**law.steep_power + law.bent_s * jw**law.bent_power
    return np.asarray(1.0 / (area_cm2 * admittance))


def cell_impedance(
    frequency_hz: Floats, cell: SimulatedCell, area_cm2: float, *, inductance_h: float, law: Tail
) -> Complexes:
    """Impedance of one cell at the analyser's terminals, without noise.

    Args:
        frequency_hz: shape (n,).
        cell: the pressed cell; its resistances are per area.
        area_cm2: face of the pellet.
        inductance_h: of leads and fixture.
        law: the low-frequency tail.

    Returns:
        Ohm, shape (n,). Before the tail its real part comes to `cell.asr_ohm_cm2 / area_cm2`
        (for a shorted cell: everywhere at low frequency).
    """
    total = np.zeros(frequency_hz.shape, dtype=np.complex128)
    for name, asr_ohm_cm2 in cell.contributions.items():
        if name == "cathode_diffusion":
            tau_s = asr_ohm_cm2 * DIFFUSION_CAPACITANCE_F_CM2
            total += finite_diffusion(frequency_hz, asr_ohm_cm2 / area_cm2, tau_s)
        else:
            total += _part(frequency_hz, asr_ohm_cm2, area_cm2, RELAXATIONS[name])
    if cell.gap_ohm_cm2 > 0.0:
        total += _part(frequency_hz, cell.gap_ohm_cm2, area_cm2, GAP)
    total += tail(frequency_hz, area_cm2, law)
    leaked = 1.0 / (1.0 / total + area_cm2 / cell.leak_ohm_cm2)
    return np.asarray(leaked + 2j * np.pi * frequency_hz * inductance_h)


def _part(
    frequency_hz: Floats, asr_ohm_cm2: float, area_cm2: float, relaxation: Relaxation
) -> Complexes:
    tau_s = asr_ohm_cm2 * relaxation.capacitance_f_cm2
    return arc(frequency_hz, asr_ohm_cm2 / area_cm2, tau_s, relaxation.spread)
