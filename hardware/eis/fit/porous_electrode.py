"""A porous blocking electrode: its ions' resistance is the electrode's and not the pellet's.

Ions reach the surface inside an electrode of carbon or composite only through its pores, a
transmission line of an ionic resistance R_ion along the pores and a capacitance C over their walls
(de Levie, Electrochim. Acta 8 (1963) 751):

    Z = R_ion coth(x) / x,    x = (j w R_ion C)^a

Above 1 / (R_ion C) the tail has half of its slope, below it adds R_ion / 3, which looks like a
contact arc of a fifth of the capacitance C.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hardware.eis.fit.circuit import Circuit, parameters
from hardware.eis.fit.finite_depth import (
    ARC_TIMES,
    LEFT_SHARE,
    double_layers,
    in_place_of_arc,
    left_ohm,
    with_depth,
)
from hardware.eis.fit.least_squares import Fit, FitWindow, fit
from hardware.eis.fit.model_order import one_more
from hardware.eis.spectrum import Floats

PORE_EXPONENT = 0.46  # half of that of a blocking electrode, 0.92
PORE_EXPONENT_SD = 0.4  # of the logit: 0.34 to 0.6 at two deviations
LEAST_OF_TAIL, MOST_OF_TAIL = 0.02, 2.0
"""An arc in place of charged pores has a fifth of the capacitance of the tail, ten times less or
more as other arcs share in it: bulk and grain boundaries have a hundredth at most."""
PORES_HZ, NEVER_HZ = 1e4, 3e4
"""The knee of a porous electrode, 1 / (2 pi R_ion C): the thinnest have 10 ohm cm2 and 20 uF/cm2,
800 Hz, those that hold little to 15 kHz. Of 850 tuning draws of contacts and plain pellets BIC
favoured pores by more than 3 in 18 below 15 kHz and in 22 above, of 300 of pores in 281 and 0."""
NEVER_BIC = 25.0
"""How far BIC must favour pores of such a knee; in between by the logarithm of the frequency. It
favoured them by 13 at most in the draws of contacts."""
PLAIN_FARAD_CM2, INNER_FARAD_CM2 = 5e-6, 2e-5
"""Two electrodes of plain metal in series have 0.1 to 5 uF/cm2, at most 10; pores are many times as
large inside as the area that they open to."""
PLAIN_BIC = 12.0
"""How far BIC must favour pores that hold no more than plain metal before they are taken for what
there is: they have two parameters fewer than the arc of a contact, whose fit may be as good.
Whether so much is needed is a doubt of its own."""
MOST_ARCS = 3  # bulk, grain boundaries and one of another shape
PLACES = (0.1, 0.4, 0.7)
"""Where the pores start to be charged, as a share of the way from the valley to the end."""


def look_for_pores(window: FitWindow, plain: Fit, arcs: Fit) -> Fit | None:
    """The pellet's arcs and the tail of a porous electrode, where an arc could be that of pores.

    Args:
        window: What is fitted.
        plain: The fit of the window with arcs on the fast side of the valley and one tail.
        arcs: The fit that pores would take the place of: the same, or with slower arcs.

    Returns:
        The fit of lowest BIC; None where no arc has the capacitance of pores.
    """
    if not (_like_pores(plain) or _like_pores(arcs)):
        return None
    bounds = (plain.circuit.ln_tau[0], -float(np.log(window.omega[-1])))
    circuit = replace(
        plain.circuit,
        tails=1,
        tail_exponent=PORE_EXPONENT,
        tail_exponent_sd=PORE_EXPONENT_SD,
        ln_depth=bounds,
    )
    found = [fit(window, circuit, list(_starts(circuit, plain, arcs)))]
    if circuit.arcs:
        fewer = replace(circuit, arcs=circuit.arcs - 1)
        found.append(fit(window, fewer, list(_from_slowest_arc(fewer, plain))))
    best = min(found, key=lambda each: each.bic)
    if best.bic > arcs.bic and circuit.arcs < MOST_ARCS:
        more = replace(best.circuit, arcs=best.circuit.arcs + 1)
        found.append(fit(window, more, list(one_more(more, best))))
    spent = sum(each.evaluations for each in found)
    return replace(min(found, key=lambda each: each.bic), evaluations=spent)


def _like_pores(found: Fit) -> bool:
    ratio = double_layers(found)
    return bool(np.any((ratio > LEAST_OF_TAIL) & (ratio < MOST_OF_TAIL)))


def _starts(circuit: Circuit, plain: Fit, arcs: Fit) -> Iterator[Floats]:
    """The slowest arc of the larger circuit as pores; pores of a tenth at several places."""
    if arcs.circuit.arcs == circuit.arcs + 1:
        yield from _from_slowest_arc(circuit, arcs)
    fast, slow = plain.circuit.ln_tau[1], -float(np.log(plain.window.omega[-1]))
    for place in PLACES:
        depth_s = float(np.exp(fast + place * (slow - fast)))
        tenth = 0.1 * plain.total_ohm
        small = with_depth(circuit, plain.elements, tenth, depth_s, plain.omega_tail)
        yield parameters(circuit, small)


def _from_slowest_arc(circuit: Circuit, found: Fit) -> Iterator[Floats]:
    """The slowest arc as charged pores, exact ones and some whose walls are rough."""
    for times in (ARC_TIMES, ARC_TIMES / 3.0):
        yield in_place_of_arc(circuit, found, found.circuit.arcs - 1, times)


def against_pores(found: Fit, area_cm2: float) -> tuple[float, float]:
    """How far BIC must favour pores that charge so fast, and further ones that hold so little."""
    depth_s, charged_ohm = found.elements.depth_s, left_ohm(found)
    if depth_s is None or charged_ohm <= 0.0:
        return NEVER_BIC, PLAIN_BIC
    knee_hz = 1.0 / (2.0 * np.pi * depth_s)
    farad_cm2 = depth_s * LEFT_SHARE / charged_ohm / area_cm2
    fast = np.log(knee_hz / PORES_HZ) / np.log(NEVER_HZ / PORES_HZ)
    plain = np.log(INNER_FARAD_CM2 / farad_cm2) / np.log(INNER_FARAD_CM2 / PLAIN_FARAD_CM2)
    return NEVER_BIC * float(np.clip(fast, 0.0, 1.0)), PLAIN_BIC * float(np.clip(plain, 0.0, 1.0))
