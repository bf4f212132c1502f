"""A tail of finite depth in place of an arc: diffusion that fills up, or the pores of an electrode.

    coth(x) / x = 1 / x^2 + 1 / 3 - x^2 / 45 + ...,    x = (j w tau_d)^a

Far below its knee such a tail is a capacitance in series with a third of what its depth resists.
A circuit without a knee takes that third, and the bend, for an arc of a fifteenth of tau_d.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hardware.eis.fit.circuit import Circuit, Elements, parameters
from hardware.eis.fit.least_squares import Fit
from hardware.eis.spectrum import Floats

LEFT_SHARE = 1.0 / 3.0
"""Of the resistance of a depth, what it leaves in series once it is charged: the 1 / 3 above."""
ARC_TIMES = 15.0
"""Time constant of a depth over that of the arc it looks like, as
1 / 3 - x^2 / 45 is a third of 1 - x^2 / 15."""


def in_place_of_arc(circuit: Circuit, found: Fit, place: int, times: float = ARC_TIMES) -> Floats:
    """Start of a circuit of finite depth: an arc of the fit is what the depth leaves in series.

    Args:
        circuit: With one arc less than the fit and a depth.
        found: The fit.
        place: Which of its arcs, counted from fast to slow.
        times: Time constant of the depth over that of the arc.

    Returns:
        Parameters, shape (circuit.size,).
    """
    parts = found.elements
    left = replace(
        parts,
        arc_ohm=np.delete(parts.arc_ohm, place),
        arc_tau_s=np.delete(parts.arc_tau_s, place),
        arc_n=np.delete(parts.arc_n, place),
    )
    ohm, depth_s = float(parts.arc_ohm[place]), times * float(parts.arc_tau_s[place])
    return parameters(circuit, with_depth(circuit, left, ohm, depth_s, found.omega_tail))


def with_depth(
    circuit: Circuit, parts: Elements, left_ohm: float, depth_s: float, omega_tail: float
) -> Elements:
    """The same arcs and, for tail, a depth that leaves so many ohm once it is charged."""
    a = np.array([circuit.tail_exponent])
    tail_ohm = left_ohm / LEFT_SHARE * (omega_tail * depth_s) ** -a
    return replace(parts, tail_ohm=tail_ohm, tail_a=a, depth_s=depth_s)


def left_ohm(found: Fit) -> float:
    """What a charged depth leaves in series; 0 for a tail without a depth."""
    parts = found.elements
    if parts.depth_s is None:
        return 0.0
    x = (found.omega_tail * parts.depth_s) ** float(parts.tail_a[0])
    return float(LEFT_SHARE * parts.tail_ohm[0] * x)


def double_layers(found: Fit) -> Floats:
    """Capacitance of every arc over that of the tails at the arc's own frequency, fast to slow."""
    parts = found.elements
    ratio = 1.0 / (parts.arc_tau_s * found.omega_tail)
    tail = (parts.tail_ohm[None, :] * ratio[:, None] ** -parts.tail_a[None, :]).sum(axis=1)
    return np.asarray(tail / parts.arc_ohm)
