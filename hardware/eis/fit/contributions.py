"""What the resistance is made of, by capacitance, and how far each part may be trusted.

Capacitance tells processes apart over many orders of magnitude (Irvine, Sinclair & West, Adv.
Mater. 2 (1990) 132): bulk 1e-12..1e-10 F, grain boundary to 1e-8, interphase 1e-9..1e-7,
interface and double layer 1e-7..1e-4, storage above 3e-3, for about 1 cm2 and 1 mm. Neighbouring
classes overlap, and two arcs within a decade trade resistance between them from sweep to sweep:
the sum is what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hardware.eis.fit.least_squares import Fit
from hardware.eis.spectrum import Floats

Trust = Literal["good", "sum only", "outside window", "not in the sum"]

ASSIGNMENTS: tuple[tuple[float, str], ...] = (
    (3e-11, "electrolyte bulk"),
    (1e-9, "electrolyte, grain boundaries"),
    (1e-7, "interphase or surface layer"),
    (1e-5, "interface, charge transfer or contact"),
    (3e-3, "electrode reaction"),
    (np.inf, "storage or diffusion"),
)
BULK, GRAIN_BOUNDARIES = (meaning for _, meaning in ASSIGNMENTS[:2])
INTERCEPTS = {BULK: "leads, contacts", GRAIN_BOUNDARIES: "electrolyte bulk, leads"}
"""What the intercept at high frequency is, by the fastest arc: the bulk of a pellet relaxes first,
and where even its grain boundaries show no arc, all of the electrolyte is in the intercept."""
RESOLVED_SD = 0.10  # chosen: known to ten per cent


@dataclass(frozen=True)
class Contribution:
    """One part of the impedance.

    Attributes:
        name: `high frequency`, `arc 1`, ..., `tail`.
        resistance_ohm: Its resistance; for a tail the modulus at the lowest fitted frequency.
        resistance_std_ohm: Statistical standard deviation.
        frequency_hz: Its characteristic frequency; 0 for the high-frequency part.
        capacitance_f: Effective capacitance tau / R; 0 where it has none.
        assignment: The usual meaning of that capacitance.
        trust: Whether the value stands alone, only in the sum, lies outside the window, or is
            storage or the bend of the tail and not in the sum.
    """

    name: str
    resistance_ohm: float
    resistance_std_ohm: float
    frequency_hz: float
    capacitance_f: float
    assignment: str
    trust: Trust


def contributions(
    fit: Fit, area_cm2: float, counted: Floats, at_start: float = 1.0
) -> tuple[Contribution, ...]:
    """High-frequency part, arcs from fast to slow, tails.

    Args:
        fit: The fit.
        area_cm2: Area of the cell; capacitances are assigned per cm2.
        counted: How far each arc, fast to slow, is in the resistance, 0 to 1, shape (arcs,). An
            arc between interface and storage is listed with the part that counts.
        at_start: Share of its resistance that the cell had when the sweep began.

    Returns:
        One entry per element of the circuit.
    """
    parts, sd = fit.elements, np.sqrt(np.diag(fit.covariance))
    circuit = fit.circuit
    found = []
    scaled_tau = [fit.theta[circuit.arc(i)][1] for i in range(circuit.arcs)]
    for rank, i in enumerate(np.argsort(scaled_tau, kind="stable")):
        relative = float(sd[circuit.arc(int(i))][0])
        tau, ohm = float(parts.arc_tau_s[rank]), float(parts.arc_ohm[rank])
        part = _arc(rank + 1, ohm, relative, tau, area_cm2, float(fit.window.omega[0]))
        found.append(_as_counted(part, float(counted[rank])))
    found.insert(0, _ohmic(parts.ohmic_ohm, float(sd[1]), found))
    found = [_times(part, at_start) for part in found]
    for k in range(circuit.tails):
        ohm, relative = float(parts.tail_ohm[k]), float(sd[circuit.tail(k)][0])
        found.append(_tail(ohm, relative, float(parts.tail_a[k]), fit.omega_tail))
    return tuple(found)


def _as_counted(part: Contribution, share: float) -> Contribution:
    if share == 1.0:
        return part
    if share == 0.0:
        return replace(part, trust="not in the sum")
    return replace(_times(part, share), trust="sum only")


def _times(part: Contribution, share: float) -> Contribution:
    ohm, sd = share * part.resistance_ohm, share * part.resistance_std_ohm
    return replace(part, resistance_ohm=ohm, resistance_std_ohm=sd)


def assignment(farad_cm2: float) -> str:
    """The usual meaning of an effective capacitance per cm2."""
    return next(meaning for limit, meaning in ASSIGNMENTS if farad_cm2 < limit)


def _ohmic(ohm: float, relative_sd: float, arcs: Sequence[Contribution]) -> Contribution:
    """The intercept at high frequency: whatever of the cell is faster than its fastest arc."""
    meaning = INTERCEPTS.get(arcs[0].assignment if arcs else "", "electrolyte, leads")
    trust: Trust = "good" if relative_sd < RESOLVED_SD else "sum only"
    return Contribution("high frequency", ohm, ohm * relative_sd, 0.0, 0.0, meaning, trust)


def _arc(
    number: int, ohm: float, relative_sd: float, tau_s: float, area_cm2: float, omega_top: float
) -> Contribution:
    trust: Trust = "good" if relative_sd < RESOLVED_SD else "sum only"
    if tau_s * omega_top < 1.0:
        trust = "outside window"
    farad = tau_s / ohm
    meaning = assignment(farad / area_cm2)
    hertz = 1.0 / (2.0 * np.pi * tau_s)
    return Contribution(f"arc {number}", ohm, ohm * relative_sd, hertz, farad, meaning, trust)


def _tail(ohm: float, relative_sd: float, exponent: float, omega: float) -> Contribution:
    meaning = "blocking or storing electrode" if exponent > 0.65 else "diffusion"
    hertz = omega / (2.0 * np.pi)
    farad = 1.0 / (omega * ohm)
    trust: Trust = "good" if relative_sd < RESOLVED_SD else "sum only"
    return Contribution("tail", ohm, ohm * relative_sd, hertz, farad, meaning, trust)
