"""A contact arc that hides in the tail, told from the bend of the tail.

Between a partly detached electrode and the electrolyte lies an arc at kilohertz, on the slow side
of the valley; a fit that stops near the valley misses it (25 of 29 ohm). The tail of a sound
electrode bends there too. They differ in three ways: a contact arc makes the fit much better than
a second slope of the tail does, its resistance is well determined, and its capacitance cannot
exceed the double layer's in series with it, because a gap over part of the electrode holds less
charge than the electrode itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hardware.eis.findings import Finding
from hardware.eis.fit.circuit import Circuit, Elements, parameters
from hardware.eis.fit.least_squares import Fit, Window, fit
from hardware.eis.spectrum import Floats

PLACES = (0.6, 5.0, 40.0)
"""Where the extra arc starts: its tau as a multiple of the valley's."""
BETTER_BIC = 10.0
WELL_DETERMINED_SD = 0.25
CONTACT_SHARE = 0.2
"""Systematic error of a contact arc: where it ends and the tail begins."""
MATTERS = 0.03
DOUBLE_LAYERS = 7.0
"""A contact has at most this many times the capacitance of the tail at its own frequency."""
NOTHING_LEFT = 15.0
"""Misfit above the noise, in chi square, below which no arc can show."""


@dataclass(frozen=True, eq=False)
class Contact:
    """What the search found.

    Attributes:
        found: The fit with the contact arc, when there is one to be counted; else None.
        resistance_ohm: Its total, arcs that are the bend of the tail left out.
        std_ohm: Standard deviation of that total; without a fit, what the doubt adds.
        findings: What a person should know.
        evaluations: Function evaluations spent.
    """

    found: Fit | None
    resistance_ohm: float
    std_ohm: float
    findings: tuple[Finding, ...]
    evaluations: int


def look_for_contact(window: Window, inner: Fit, noise: float) -> Contact:
    """Compare, over three decades of tail, one more arc with one more slope of the tail.

    Args:
        window: Down to three decades below the valley.
        inner: The fit near the valley; its arcs are all on the fast side.
        noise: Relative noise of the spectrum.

    Returns:
        The contact arc, a warning, or nothing.
    """
    plain = refit(inner, window)
    if plain.chi2 - 2 * window.omega.size * (noise / window.floor) ** 2 < NOTHING_LEFT:
        return Contact(None, 0.0, 0.0, (), plain.evaluations)
    bent = _with_second_tail(plain)
    wide = replace(
        inner.circuit, ln_tau=(inner.circuit.ln_tau[0], -float(np.log(window.omega[-1])))
    )
    moved = fit(window, wide, _moved(plain, wide)) if inner.circuit.arcs else plain
    more = fit(window, replace(wide, arcs=wide.arcs + 1), _one_more(plain, wide))
    both = _with_second_tail(more)
    spent = sum(f.evaluations for f in (plain, bent, moved, more, both))
    tails = min((plain, bent), key=lambda f: f.bic)
    arcs = min((moved, more, both), key=lambda f: f.bic)
    return _judged(inner, tails, arcs, spent)


def _judged(inner: Fit, tails: Fit, arcs: Fit, spent: int) -> Contact:
    parts = arcs.elements
    slow = parts.arc_tau_s > np.exp(inner.circuit.ln_tau[1])
    bend = slow & (_double_layers(arcs, parts) > DOUBLE_LAYERS)
    total, statistical = arcs.sum_of(~bend)
    hidden = total - inner.total_ohm
    counted = slow & ~bend
    gain = tails.bic - arcs.bic
    if not counted.any() or gain < 0.0 or hidden < MATTERS * inner.total_ohm:
        return Contact(None, 0.0, 0.0, (), spent)
    relative = float(arcs.arc_relative_sd[counted].max())
    share = f"{hidden:.3g} ohm beside {inner.total_ohm:.3g} ohm"
    if relative < WELL_DETERMINED_SD and gain > BETTER_BIC:
        found = Finding("good", f"a contact arc hides in the tail and is counted: {share}")
        std = float(np.hypot(statistical, CONTACT_SHARE * hidden))
        return Contact(arcs, total, std, (found,), spent)
    words = f"a contact arc may hide in the tail, or the tail bends: {share}; measure again"
    return Contact(None, 0.0, 0.5 * hidden, (Finding("remeasure", words),), spent)


def _double_layers(found: Fit, parts: Elements) -> Floats:
    """Capacitance of every arc over that of the tails at the arc's own frequency."""
    omega_tail = found.window.omega[-1]
    ratio = 1.0 / (parts.arc_tau_s * omega_tail)
    tail = (parts.tail_ohm[None, :] * ratio[:, None] ** -parts.tail_a[None, :]).sum(axis=1)
    return np.asarray(tail / parts.arc_ohm)


def refit(before: Fit, window: Window) -> Fit:
    """The same circuit on another window, started from what was found."""
    parts = before.elements
    ratio = window.omega[-1] / before.window.omega[-1]
    carried = replace(parts, tail_ohm=parts.tail_ohm * ratio**-parts.tail_a)
    return fit(window, before.circuit, [parameters(before.circuit, carried)])


def _with_second_tail(before: Fit) -> Fit:
    parts = before.elements
    two = replace(
        parts,
        tail_ohm=np.array([0.8, 0.2]) * parts.tail_ohm[0],
        tail_a=np.array([parts.tail_a[0], 0.7 * parts.tail_a[0]]),
    )
    circuit = replace(before.circuit, tails=2)
    return fit(before.window, circuit, [parameters(circuit, two)])


def _places_s(plain: Fit) -> Floats:
    return float(np.exp(plain.circuit.ln_tau[1])) * np.array(PLACES)


def _moved(plain: Fit, wide: Circuit) -> list[Floats]:
    """The slowest arc taken over to the slow side, its resistance given to the next."""
    parts = plain.elements
    tau = parts.arc_tau_s.copy()
    tau[-1] = _places_s(plain)[1]
    ohmic = parts.ohmic_ohm + 0.8 * float(parts.arc_ohm[-1])
    ohm = parts.arc_ohm.copy()
    ohm[-1] *= 0.2
    start = replace(parts, arc_tau_s=tau, arc_ohm=ohm, ohmic_ohm=ohmic)
    return [parameters(wide, start), parameters(wide, parts)]


def _one_more(plain: Fit, wide: Circuit) -> list[Floats]:
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
