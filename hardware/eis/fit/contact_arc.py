"""A contact arc that hides in the tail, recognised by the bend of the tail.

Between a partly detached electrode and the electrolyte lies an arc at kilohertz, on the slow side
of the valley; a fit that stops near the valley misses it (25 of 29 ohm). The tail of a sound
electrode bends there too. They differ in two ways: a contact arc makes the fit better than a second
slope of the tail does, and its capacitance cannot exceed the double layer's in series with it,
because a gap over part of the electrode holds less charge than the electrode itself.

Whether there is such an arc is a choice between two models. What the choice leaves open goes into
the uncertainty by Bayesian model averaging (Hoeting et al., Statistical Science 14 (1999) 382):
with weights w and 1 - w from BIC, two totals that differ by d add d sqrt(w (1 - w)). A reading is
then flagged where that matters, not because there is an arc.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hardware.eis.fit.contact_starts import with_moved_arc, with_one_more_arc, with_second_tail
from hardware.eis.fit.finite_depth import double_layers, left_ohm
from hardware.eis.fit.least_squares import Fit, FitWindow, fit, refit, refit_each
from hardware.eis.fit.porous_electrode import against_pores, look_for_pores
from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Finding
from hardware.eis.validation.kramers_kronig import Mask

CONTACT_SHARE = 0.07
"""Systematic error as a share of the contact arc: where it ends and the tail begins."""
TOGETHER = 1.45
"""Where a contact is counted these doubts come together more often than those of other cells;
fitted to tuning draws of known contacts."""
WORTH_A_WORD = 0.03  # of the resistance; below it is lost in the fit
NOT_COUNTED = 0.1  # of the resistance; chosen: what a good number may be off by
EITHER_SHARE = 0.62
"""Of what a contact and pores differ by, where both fit as well and the contact is counted: two
standard deviations of the verdict, which takes 0.85 of a pellet's doubts, hold both numbers. With
half of it 45 of 49 electrodes whose pores were not taken for such were not covered."""
STRONGLY_BENT_BIC = 10.0  # very strong evidence (Kass and Raftery 1995)
CLOSED_DECADES = 1.0
"""From the apex of a contact arc to the end of the sweep: by then an arc has closed to a hundredth.
Of 17 tuning draws with an arc nearer to the end 16 were shorted or off by more than 6 %: a leak
past the pellet bends the end of the tail in the same way."""
DOUBLE_LAYERS = 7.0
"""A contact has at most this many times the capacitance of the tail at its own frequency."""
BEND_DOUBLE_LAYERS = 10.0
"""From here on it is the bend of the tail; in between half of it is uncertainty. Chosen on tuning
seeds: bends have 10 to 33, contacts stay below 7; the bent tail of a real pellet has 12."""
MOST_FARAD_CM2 = 1.5e-5
"""The Helmholtz layer of a metal in full contact has 10 to 20 uF/cm2 and a gap holds less: an arc
of more is the electrode's own, whatever the tail has (as on seven real pellets)."""
HIGHEST_FARAD_CM2 = 2e-5
"""The upper end of that: up to here half of such an arc is uncertainty, if it has closed."""
NOTHING_LEFT = 15.0
"""Misfit above the noise, in chi square, below which no arc can show."""


@dataclass(frozen=True, eq=False)
class ContactArc:
    """What the search found.

    Attributes:
        found: The fit with the contact arc, when there is one to be counted; else None.
        resistance_ohm: Its total, arcs that are the bend of the tail left out.
        std_ohm: Standard deviation of that total; without a fit, what the choice leaves open.
        findings: What a person should know.
        evaluations: Function evaluations spent.
        ohm: The contact arc alone.
        bend: Arcs of the fit that are the bend of the tail, fast to slow.
    """

    found: Fit | None
    resistance_ohm: float
    std_ohm: float
    findings: tuple[Finding, ...]
    evaluations: int
    ohm: float = 0.0
    bend: Mask | None = None


@dataclass(frozen=True)
class PelletSweep:
    """What decides whether an arc is a contact, apart from the fits.

    Attributes:
        area_cm2: Its area.
        lowest_omega: Where its sweep ends, rad/s; the windows that are fitted may end before.
    """

    area_cm2: float
    lowest_omega: float


def look_for_contact(
    window: FitWindow,
    inner: Fit,
    noise: float,
    pellet: PelletSweep,
    others: Sequence[FitWindow] = (),
) -> ContactArc:
    """Compare, over three decades of tail or more, one more arc with one more slope of the tail.

    Args:
        window: Down to where the tail is far larger than any arc that could hide in it.
        inner: The fit near the valley; its arcs are all on the fast side.
        noise: Relative noise of the spectrum.
        pellet: Its area, and where its sweep ends.
        others: Windows a little shorter and longer: how far the arc depends on where the tail is
            cut says what a tail of another shape than the fitted one would do.

    Returns:
        The contact arc and its uncertainty, or what the doubt adds to the fit near the valley.
    """
    plain = refit(inner, window)
    if plain.chi2 - 2 * window.omega.size * (noise / window.floor) ** 2 < NOTHING_LEFT:
        pores = look_for_pores(window, plain, plain)
        if pores is None or pores.bic > plain.bic + STRONGLY_BENT_BIC:
            spent = plain.evaluations + (pores.evaluations if pores else 0)
            return ContactArc(None, 0.0, 0.0, (), spent)
    bent = with_second_tail(plain)
    wide = replace(
        inner.circuit, ln_tau=(inner.circuit.ln_tau[0], -float(np.log(window.omega[-1])))
    )
    moved = fit(window, wide, with_moved_arc(plain, wide)) if inner.circuit.arcs else plain
    more = fit(window, replace(wide, arcs=wide.arcs + 1), with_one_more_arc(plain, wide))
    both = with_second_tail(more)
    spent = sum(f.evaluations for f in (plain, bent, moved, more, both))
    tails = min((plain, bent), key=lambda f: f.bic)
    arcs = min((moved, more, both), key=lambda f: f.bic)
    pores = look_for_pores(window, plain, arcs)
    spent += pores.evaluations if pores else 0
    found = _judged(inner, tails, arcs, others, pellet, spent)
    return _or_pores(found, pores, inner, [tails, arcs], others, pellet.area_cm2)


def _judged(
    inner: Fit, tails: Fit, arcs: Fit, others: Sequence[FitWindow], pellet: PelletSweep, spent: int
) -> ContactArc:
    slow, bend = _slow_and_bend(inner, arcs, pellet.area_cm2)
    counted = slow & ~bend
    either = _between(tails, arcs, bend & _may_be_contact(arcs, pellet))
    if not counted.any():
        said = _doubted(either) or _left_to_the_tail(inner, tails, arcs, bend)
        return ContactArc(None, 0.0, 0.5 * either, said, spent)
    total, statistical = arcs.sum_of(_without(bend))
    hidden = total - inner.total_ohm
    weight = _weight_of(tails.bic - arcs.bic)
    undecided = abs(hidden) * float(np.sqrt(weight * (1.0 - weight)))
    if weight > 0.5:
        return ContactArc(None, 0.0, float(np.hypot(undecided, 0.5 * either)), (), spent)
    contact = float(arcs.elements.arc_ohm[counted].sum())
    systematic = CONTACT_SHARE * contact
    elsewhere = refit_each(arcs, others) if others else []
    spent += sum(found.evaluations for found in elsewhere)
    totals = [
        total,
        *(f.sum_of(_without(_slow_and_bend(inner, f, pellet.area_cm2)[1]))[0] for f in elsewhere),
    ]
    spread = float(np.std(totals))
    doubts = [statistical, systematic, undecided, 0.5 * either, spread]
    std = TOGETHER * float(np.linalg.norm(doubts))
    said = _said(hidden, inner.total_ohm, closed=bool(_closed(arcs, pellet)[counted].all()))
    return ContactArc(arcs, total, std, said, spent, contact, bend)


def _or_pores(
    contact: ContactArc,
    pores: Fit | None,
    inner: Fit,
    rivals: Sequence[Fit],
    others: Sequence[FitWindow],
    area_cm2: float,
) -> ContactArc:
    """What was found, or an electrode with pores in its place; what that leaves open is added."""
    if pores is None:
        return contact
    rival = min(rivals, key=lambda f: f.bic)
    fast, plain = against_pores(pores, area_cm2)
    most, weight = (_weight_of(pores.bic + fast + more - rival.bic) for more in (0.0, plain))
    even = min(max(0.5, weight), most)
    total, statistical = pores.sum_of(np.ones(pores.circuit.arcs))
    otherwise = contact.resistance_ohm if contact.found else inner.total_ohm
    undecided = abs(total - otherwise) * float(np.sqrt(even * (1.0 - even)))
    said = _pores_or_contact(undecided, abs(total - otherwise), total)
    if weight < 0.5:
        std = float(np.hypot(contact.std_ohm, 2.0 * EITHER_SHARE * undecided))
        return replace(contact, std_ohm=std, findings=(*contact.findings, *said))
    elsewhere = refit_each(pores, others) if others else []
    spread = float(np.std([total, *(found.total_ohm for found in elsewhere)]))
    spent = contact.evaluations + sum(found.evaluations for found in elsewhere)
    std = TOGETHER * float(np.linalg.norm([statistical, undecided, spread]))
    said = said or _of_pores(left_ohm(pores), total)
    return ContactArc(pores, total, std, said, spent)


def _weight_of(bic: float) -> float:
    """Weight of a model next to one whose BIC is lower by so much."""
    return 0.5 * (1.0 - math.tanh(0.25 * bic))


def _of_pores(ions_ohm: float, total_ohm: float) -> tuple[Finding, ...]:
    if ions_ohm < WORTH_A_WORD * total_ohm:
        return ()
    words = (
        f"the tail is that of a porous electrode: {ions_ohm:.3g} ohm of the ions in its pores are "
        "not counted"
    )
    return (Finding("good", words),)


def _pores_or_contact(
    undecided_ohm: float, differ_ohm: float, total_ohm: float
) -> tuple[Finding, ...]:
    if undecided_ohm < WORTH_A_WORD * total_ohm:
        return ()
    words = (
        f"{differ_ohm:.3g} ohm are a contact or a grain boundary, which counts, or ions in the "
        "pores of the electrode, which do not; a sweep under more pressure (a contact shrinks) or "
        "with electrodes of plain metal decides"
    )
    return (Finding("good", words),)


def _without(bend: Mask) -> Floats:
    """How far each arc counts when those that are the bend of the tail do not."""
    return np.where(bend, 0.0, 1.0)


def _farad_cm2(arcs: Fit, area_cm2: float) -> Floats:
    parts = arcs.elements
    return np.asarray(parts.arc_tau_s / parts.arc_ohm / area_cm2)


def _slow_and_bend(inner: Fit, arcs: Fit, area_cm2: float) -> tuple[Mask, Mask]:
    """Arcs on the slow side of the valley, and those of them that are the bend of the tail."""
    parts = arcs.elements
    slow = parts.arc_tau_s > np.exp(inner.circuit.ln_tau[1])
    large = _farad_cm2(arcs, area_cm2) > MOST_FARAD_CM2
    return slow, slow & (large | (double_layers(arcs) > DOUBLE_LAYERS))


def _may_be_contact(arcs: Fit, pellet: PelletSweep) -> Mask:
    """Arcs that hold no more than a gap may, or that have closed and hold no more than a metal."""
    farad_cm2, closed = _farad_cm2(arcs, pellet.area_cm2), _closed(arcs, pellet)
    return np.asarray(farad_cm2 < np.where(closed, HIGHEST_FARAD_CM2, MOST_FARAD_CM2))


def _closed(arcs: Fit, pellet: PelletSweep) -> Mask:
    """Whether the sweep goes on for a decade below the apex of each arc."""
    reached = arcs.elements.arc_tau_s * pellet.lowest_omega
    return np.asarray(reached <= 10.0**-CLOSED_DECADES)


def _between(tails: Fit, arcs: Fit, bend: Mask) -> float:
    """Resistance of arcs that may be contact as well as bend, where any arc is worth having."""
    if arcs.bic > tails.bic:
        return 0.0
    parts = arcs.elements
    return float(parts.arc_ohm[bend & (double_layers(arcs) < BEND_DOUBLE_LAYERS)].sum())


def _doubted(either_ohm: float) -> tuple[Finding, ...]:
    if either_ohm <= 0.0:
        return ()
    words = f"a contact arc of {either_ohm:.3g} ohm may hide in the tail, or the tail bends"
    return (Finding("good", words),)


def _left_to_the_tail(inner: Fit, tails: Fit, arcs: Fit, bend: Mask) -> tuple[Finding, ...]:
    """A word on arcs that are not counted, where the bend is sure and they would be a tenth."""
    ohm = float(arcs.elements.arc_ohm[bend].sum())
    if arcs.bic > tails.bic - STRONGLY_BENT_BIC or ohm < NOT_COUNTED * inner.total_ohm:
        return ()
    words = f"the tail bends as with an arc of {ohm:.3g} ohm; it is the electrode's and not counted"
    return (Finding("good", words),)


def _said(hidden_ohm: float, inner_ohm: float, *, closed: bool) -> tuple[Finding, ...]:
    if hidden_ohm < WORTH_A_WORD * inner_ohm:
        return ()
    share = f"{hidden_ohm:.3g} ohm next to {inner_ohm:.3g} ohm"
    if closed:
        words = f"a contact arc hides in the tail and is counted: {share}"
        return (Finding("good", f"{words} (a porous electrode looks alike)"),)
    words = (
        f"the tail bends at the end of the sweep as with a contact arc ({share}) or a leak past "
        "the pellet: measure to a tenth of the lowest frequency, or the direct-current resistance"
    )
    return (Finding("remeasure", words),)
