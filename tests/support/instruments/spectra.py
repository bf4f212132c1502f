"""Spectra of known resistance, and what goes wrong with them at the bench. Simulated."""

import numpy as np

from hardware.eis.spectrum import sweep

AREA_CM2 = 0.785
TOP_HZ, BOTTOM_HZ = 7e6, 0.1


def frequencies_hz(top_hz=TOP_HZ, bottom_hz=BOTTOM_HZ, per_decade=10):
    n = round(per_decade * np.log10(top_hz / bottom_hz)) + 1
    return np.logspace(np.log10(top_hz), np.log10(bottom_hz), n)


def log_normal_arc(frequency_hz, ohm, tau_s, spread=0.6):
    """An arc as distributions of relaxations give it, not the one that is fitted."""
    x, weight = np.polynomial.hermite_e.hermegauss(41)
    jwt = 2j * np.pi * frequency_hz[:, None] * tau_s * np.exp(spread * x)
    return ohm * ((1.0 / (1.0 + jwt)) @ (weight / weight.sum()))


def leads(frequency_hz, henry):
    return 2j * np.pi * frequency_hz * henry


def pellet(frequency_hz, ohm=600.0, at_1hz_ohm=2e5, farad=8e-11):
    """A blocking pellet without leads: an ohmic twentieth, one arc, a tail of two slopes."""
    tail = at_1hz_ohm * (1j * frequency_hz) ** -0.88 * (1.0 + 0.1 * (1j * frequency_hz) ** 0.05)
    arc = log_normal_arc(frequency_hz, 0.95 * ohm, 0.95 * ohm * farad)
    return 0.05 * ohm + arc + tail


def full_cell(frequency_hz, ohm=200.0):
    """Separator, anode and cathode of a full cell, and diffusion that ends at `ohm` / 2."""
    parts = [(0.4, 1e-10), (0.2, 1e-6), (0.35, 2e-5)]
    arcs = sum(log_normal_arc(frequency_hz, s * ohm, s * ohm * farad) for s, farad in parts)
    return 0.05 * ohm + arcs + 0.5 * ohm * (1j * frequency_hz / BOTTOM_HZ) ** -0.5


def symmetric_cell(frequency_hz, ohm=200.0):
    """Metal, electrolyte, metal; it conducts at rest."""
    parts = [(0.5, 1e-10), (0.45, 3e-6)]
    arcs = sum(log_normal_arc(frequency_hz, s * ohm, s * ohm * farad) for s, farad in parts)
    return 0.05 * ohm + arcs


def next_to(cell_ohm, leak_ohm):
    """The cell with an electronic path of `leak_ohm` in parallel."""
    return 1.0 / (1.0 / cell_ohm + 1.0 / leak_ohm)


def measured(frequency_hz, cell_ohm, *, noise=0.001, seed=0, henry=2e-7, **about):
    """What an analyser makes of it: leads and noise."""
    chance = np.random.default_rng(seed)
    n = frequency_hz.size
    wobble = noise * (chance.standard_normal(n) + 1j * chance.standard_normal(n))
    seen = cell_ohm + leads(frequency_hz, henry)
    return sweep(frequency_hz, seen * (1.0 + wobble), **about)
