"""Where the search for a contact arc starts: one slope more, one arc more, or an arc moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hardware.eis.fit.circuit import Circuit, parameters
from hardware.eis.fit.least_squares import Fit, fit
from hardware.eis.spectrum import Floats

PLACES = (-0.07, 0.23, 0.53, 0.8)
"""Where the extra arc starts, as a share of the way from the valley to the end of the window."""


def with_second_tail(before: Fit) -> Fit:
    """The fit again with a second slope of the tail."""
    parts = before.elements
    two = replace(
        parts,
        tail_ohm=np.array([0.8, 0.2]) * parts.tail_ohm[0],
        tail_a=np.array([parts.tail_a[0], 0.7 * parts.tail_a[0]]),
    )
    circuit = replace(before.circuit, tails=2)
    return fit(before.window, circuit, [parameters(circuit, two)])


def _places_s(plain: Fit) -> Floats:
    valley, end = plain.circuit.ln_tau[1], -float(np.log(plain.window.omega[-1]))
    return np.exp(valley + (end - valley) * np.array(PLACES))


def with_moved_arc(plain: Fit, wide: Circuit) -> list[Floats]:
    """The slowest arc taken over to the slow side, its resistance given to the next."""
    parts = plain.elements
    tau = parts.arc_tau_s.copy()
    tau[-1] = _places_s(plain)[1]
    ohmic = parts.ohmic_ohm + 0.8 * float(parts.arc_ohm[-1])
    ohm = parts.arc_ohm.copy()
    ohm[-1] *= 0.2
    start = replace(parts, arc_tau_s=tau, arc_ohm=ohm, ohmic_ohm=ohmic)
    return [parameters(wide, start), parameters(wide, parts)]


def with_one_more_arc(plain: Fit, wide: Circuit) -> list[Floats]:
    """Start points with a small arc more, at several places on the slow side."""
    parts = plain.elements
    starts = []
    for tau in _places_s(plain):
        start = replace(
            parts,
            arc_ohm=np.append(parts.arc_ohm, 0.15 * plain.total_ohm),
            arc_tau_s=np.append(parts.arc_tau_s, tau),
            arc_n=np.append(parts.arc_n, 0.85),
        )
        starts.append(parameters(replace(wide, arcs=wide.arcs + 1), start))
    return starts
