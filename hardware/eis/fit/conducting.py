"""Symmetric and full cells: arcs over the whole window, a diffusive tail if there is one.

There is no valley to trust here: interface arcs and diffusion follow one another. Orders of one
to five arcs are compared; the tail of a full cell may be diffusion without end or a reservoir of
finite depth, for a fit without the latter takes its bend for one more slow arc. The spread among
the circuits that describe the spectrum about equally well is part of the uncertainty, and so is
how far the number moves when up to a decade is cut off at the slow end.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from hardware.eis.fit.circuit import Circuit, parameters
from hardware.eis.fit.estimate import Estimate
from hardware.eis.fit.finite_depth import double_layers, in_place_of_arc, left_ohm
from hardware.eis.fit.interface_share import apart_ohm, interface_share
from hardware.eis.fit.least_squares import Fit, FitWindow, fit, refit_each
from hardware.eis.fit.model_order import best, grown, one_more
from hardware.eis.fit.slow_reaction import quick_storage_ohm, said_of_storage
from hardware.eis.fit.tail_onset import find_valley
from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Finding
from hardware.eis.validation.kramers_kronig import Mask
from hardware.eis.validation.quality_checks import Quality

ORDERS = (1, 2, 3, 4, 5)  # arcs; five show in no sweep of a cell, BIC decides
MODEL_FLOOR = 0.0015
"""Lower than for pellets: an arc that is only nearly right pushes its error into diffusion."""
DIFFUSION_EXPONENT = 0.5  # Warburg, semi-infinite diffusion
DIFFUSION_EXPONENT_SD = 0.4  # of the logit: 0.37 to 0.66 at two deviations
STORAGE_EXPONENT = 0.85  # assumed: intercalation electrodes at low frequency
STORAGE_PHASE_DEG = -40.0  # the 45 degrees of diffusion less the noise
ABOVE_WINDOW = 3.0  # ln units: an arc may lie a factor of 20 above the window
SPLIT_SHARE = 0.5
"""One relaxation of another shape than the fitted one becomes two arcs no farther apart. In a full
cell the slow one may be storage as well: it counts, and half of it is uncertainty. On 1,169 tuning
draws 28 totals were 1 to 14 % too low by just that arc, and none without it was too high by it."""
OVERLAP_SHARE, OVERLAP_DECADES = 0.15, 1.3
"""Of a slower arc that does not count, what it may take from the slowest one that does or give to
it: this share where it is no farther away, less by the root of the distance beyond. On the same
draws 5 of 15 such totals were off by more than two standard deviations, none farther away."""
DIFFUSIVE_N = 0.56  # a little above the slope of diffusion, 0.5
DIFFUSIVE_S = 1e-4
"""A slower arc as flat as that has the slope of diffusion and may be part of it: doubtful, too."""
CUT_DECADES = (0.3, 0.6, 1.0)  # chosen: from a point or two to a decade is left out at the slow end
DOUBTFUL_SHARE = 0.3  # chosen: more than a third unknown is no reading
WING_SHARE = 0.15
"""Of what a flattened arc still has a decade below its apex: a fitted arc closes by a power law, an
interface may close at once, and what lies between is given to diffusion. On tuning draws the total
of full cells came out too large by up to this part."""
SHARED_OUT_SHARE = 0.05
"""Of the slowest counted arc, for each sign that the circuit shared it out with diffusion: other
arcs of the fit are diffusion or storage; or it is the largest circuit, which can be anything (of
such numbers 81 to 88 % were covered without it)."""
FLAT_N, FLAT_SHARE = 0.75, 0.1
"""Of the slowest counted arc where it is flatter than that, half way to the slope of diffusion: a
third of 79 tuning draws were off by more than two standard deviations without it."""
TOGETHER = 0.8
"""The eight doubts of such a fit come together more rarely than the few of a pellet. Whether an arc
is interface or storage is one or the other, and keeps its weight."""
COMPARABLE_BIC = 10.0  # very strong evidence (Kass and Raftery 1995)
WORTH_A_RESERVOIR_BIC = 200.0  # far beyond any noise: only a wrong model is so bad
DEPTH_LN = (-2.0, 8.0)  # around the lowest frequency: a little inside the window to far below
DEPTHS = (0.0, -1.3)
"""Starts of the scaled depth: far below the window and just inside it."""
LEAST_SD = 0.001  # relative; repeats of one pressed cell agree to 0.03 to 0.09 %
STORING_EXPONENT = 0.65  # of a tail; half way from diffusion to a capacitance
FILLING_OF_TAIL = (0.1, 2.0)
"""An arc above a storing tail of that share of its capacitance may be diffusion that fills up, a
fifth by its series; an interface of 0.3 mF/cm2 above storage of 10 mF/cm2 has 0.03."""
FILLING_SHARE = 0.65
"""Of what may be an interface or diffusion, counted or not: two standard deviations of the verdict,
which takes 0.78 to 0.8 of these doubts, hold both numbers."""
OPEN_BIC = 6.0  # strong evidence begins there (Kass and Raftery 1995)
FILLS = "fills up within the sweep"
FILLED_LN = (-9.0, 2.0)  # four decades above the lowest frequency to just below it
WORTH_A_WORD = 0.01  # relative; chosen: less than one per cent changes nothing


def symmetric_estimate(quality: Quality, area_cm2: float) -> Estimate:
    """Resistance of a cell between two conducting electrodes: a tail is tried, not presumed.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell.

    Returns:
        The estimate.
    """
    window, bare = _problem(quality)
    fits = grown(window, replace(bare, tails=0), ORDERS) + grown(window, bare, ORDERS)
    return _concluded(quality, fits, area_cm2, conducts=True)


def full_estimate(quality: Quality, area_cm2: float) -> Estimate:
    """Resistance of anode, separator and cathode: interfaces count, diffusion does not.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell, to tell interfaces from storage by their capacitance.

    Returns:
        The estimate.
    """
    window, bare = _problem(quality)
    endless = grown(window, bare, ORDERS)
    limit = best(endless).bic + WORTH_A_RESERVOIR_BIC
    closed = [_with_reservoir(found) for found in endless if found.bic < limit]
    stored = grown(window, _storing(bare), ORDERS) if _stores(quality) else []
    filled = [_filled_up(found) for found in stored if found.circuit.arcs > 1]
    if filled and best(filled).bic > best(stored).bic:
        more = replace(best(filled).circuit, arcs=best(filled).circuit.arcs + 1)
        filled.append(fit(window, more, list(one_more(more, best(filled)))))
    return _concluded(quality, endless + closed + stored + filled, area_cm2, conducts=False)


def _problem(quality: Quality) -> tuple[FitWindow, Circuit]:
    omega = 2.0 * np.pi * quality.frequency_hz
    window = FitWindow(omega, quality.impedance_ohm, max(quality.noise, MODEL_FLOOR))
    bounds = (-float(np.log(omega[0])) - ABOVE_WINDOW, -float(np.log(omega[-1])))
    return window, Circuit(0, 1, bounds, DIFFUSION_EXPONENT, DIFFUSION_EXPONENT_SD)


def _stores(quality: Quality) -> bool:
    return quality.phase_low_deg < STORAGE_PHASE_DEG


def _storing(bare: Circuit) -> Circuit:
    """The tail of an electrode that fills up within the window: nearly a capacitance."""
    return replace(bare, tail_exponent=STORAGE_EXPONENT, tail_exponent_sd=1.2)


def _with_reservoir(endless: Fit) -> Fit:
    slowest = -float(np.log(endless.window.omega[-1]))
    bounds = (slowest + DEPTH_LN[0], slowest + DEPTH_LN[1])
    circuit = replace(endless.circuit, ln_depth=bounds)
    parts = endless.elements
    start = parameters(circuit, replace(parts, tail_a=np.minimum(parts.tail_a, 0.52)))
    starts = [np.append(start[:-1], depth) for depth in DEPTHS]
    return fit(endless.window, circuit, starts)


def _filled_up(stored: Fit) -> Fit:
    """Diffusion that fills up well inside the window, in place of one of the two slowest arcs."""
    slowest, arcs = -float(np.log(stored.window.omega[-1])), stored.circuit.arcs
    circuit = replace(
        stored.circuit,
        arcs=arcs - 1,
        tail_exponent=DIFFUSION_EXPONENT,
        tail_exponent_sd=DIFFUSION_EXPONENT_SD,
        ln_depth=(slowest + FILLED_LN[0], slowest + FILLED_LN[1]),
    )
    starts = [in_place_of_arc(circuit, stored, arcs - k) for k in (1, 2)]
    return fit(stored.window, circuit, starts)


def _concluded(quality: Quality, fits: list[Fit], area_cm2: float, *, conducts: bool) -> Estimate:
    chosen = best(fits)
    rivals = [found for found in fits if found.bic <= chosen.bic + COMPARABLE_BIC]
    counted = interface_share(chosen, area_cm2, conducts=conducts)
    totals = [_weighed(found, area_cm2, conducts) for found in rivals]
    resistance, statistical = chosen.sum_of(counted)
    ohm = chosen.elements.arc_ohm
    storing = ohm * np.sqrt(counted * (1.0 - counted))
    doubt = float(ohm[_is_flat(chosen) & (counted > 0.5)].sum())
    cut = refit_each(chosen, [_without_slow_end(chosen.window, d) for d in CUT_DECADES])
    shorter = [resistance, *(_weighed(found, area_cm2, conducts) for found in cut)]
    parts = (
        statistical,
        float(np.std(totals)),
        float(np.std(shorter)),
        LEAST_SD * resistance,
        DOUBTFUL_SHARE * doubt,
        0.0 if conducts else SPLIT_SHARE * (resistance - apart_ohm(chosen, area_cm2)),
        0.0 if conducts else WING_SHARE * _wing_ohm(chosen, counted),
        _shared_out_ohm(chosen, counted),
        0.0 if conducts else _overlap_ohm(chosen, counted),
    )
    valley = find_valley(quality.frequency_hz, quality.impedance_ohm, quality.noise)
    spent = sum(found.evaluations for found in (*fits, *cut))
    said = _said(doubt + float(storing.sum()), resistance)
    filling = 0.0 if conducts else float(ohm @ (counted * _may_fill_up(chosen)))
    either = 0.0 if conducts else _filled_or_not_ohm(rivals, area_cm2)
    said = (*said, *_said_of_filling(chosen, rivals, max(filling, either), resistance))
    quick = quick_storage_ohm(chosen, counted) if conducts else 0.0
    if conducts:
        said = (*said, *said_of_storage(float(ohm @ (1.0 - counted)), quick, resistance))
    doubts = (storing.sum(), FILLING_SHARE * (filling + quick), FILLING_SHARE * either)
    sd = math.hypot(TOGETHER * float(np.linalg.norm(parts)), *doubts)
    return Estimate(resistance, sd, chosen, valley, said, spent, counted=counted)


def _weighed(found: Fit, area_cm2: float, conducts: bool) -> float:
    return found.sum_of(interface_share(found, area_cm2, conducts=conducts))[0]


def _filled_or_not_ohm(rivals: list[Fit], area_cm2: float) -> float:
    """What the total depends on whether the cell fills up, where the sweep leaves that open."""
    inside = [found for found in rivals if _fills_inside(found)]
    endless = [found for found in rivals if not _fills_inside(found)]
    if not inside or not endless or abs(best(inside).bic - best(endless).bic) > OPEN_BIC:
        return 0.0
    filled, not_filled = (_weighed(best(each), area_cm2, False) for each in (inside, endless))
    return abs(filled - not_filled)


def _without_slow_end(whole: FitWindow, decades: float) -> FitWindow:
    """The window without its slow end."""
    kept = whole.omega >= 0.999 * whole.omega[-1] * 10.0**decades
    return FitWindow(whole.omega[kept], whole.impedance_ohm[kept], whole.floor)


def _is_flat(found: Fit) -> Mask:
    """Slow arcs as flat as diffusion, which may be part of it."""
    parts = found.elements
    return np.asarray((parts.arc_n < DIFFUSIVE_N) & (parts.arc_tau_s > DIFFUSIVE_S))


def _wing_ohm(found: Fit, counted: Floats) -> float:
    """What the slowest counted arc still has a decade below its apex."""
    parts, arcs = found.elements, np.flatnonzero(counted > 0.5)
    if arcs.size == 0:
        return 0.0
    jwt = (0.1j) ** parts.arc_n[arcs[-1]]
    return float(parts.arc_ohm[arcs[-1]] * (1.0 - (1.0 / (1.0 + jwt)).real))


def _shared_out_ohm(found: Fit, counted: Floats) -> float:
    """What of the slowest counted arc may be diffusion, or of diffusion the arc."""
    arcs = np.flatnonzero(counted > 0.5)
    if arcs.size == 0:
        return 0.0
    parts, circuit = found.elements, found.circuit
    largest = circuit.arcs == ORDERS[-1] and circuit.ln_depth is not None
    signs = int(arcs.size < counted.size) + int(largest)
    flat = FLAT_SHARE if float(parts.arc_n[arcs[-1]]) < FLAT_N else 0.0
    return math.hypot(SHARED_OUT_SHARE * signs, flat) * float(parts.arc_ohm[arcs[-1]])


def _overlap_ohm(found: Fit, counted: Floats) -> float:
    """What slower arcs that do not count may have of the slowest one that does, or it of them."""
    arcs = np.flatnonzero(counted > 0.5)
    if arcs.size == 0:
        return 0.0
    parts, slowest = found.elements, arcs[-1]
    decades = np.log10(parts.arc_tau_s[slowest + 1 :] / parts.arc_tau_s[slowest])
    near = 10.0 ** (-0.5 * np.maximum(decades - OVERLAP_DECADES, 0.0))
    left = parts.arc_ohm[slowest + 1 :] * (1.0 - counted[slowest + 1 :])
    return OVERLAP_SHARE * float(left @ near)


def _may_fill_up(found: Fit) -> Mask:
    """Arcs above a storing tail that hold as much as diffusion that fills up."""
    parts, ratio = found.elements, double_layers(found)
    stores = parts.depth_s is None and bool(np.any(parts.tail_a > STORING_EXPONENT))
    return np.asarray(stores & (ratio > FILLING_OF_TAIL[0]) & (ratio < FILLING_OF_TAIL[1]))


def _said_of_filling(
    chosen: Fit, rivals: list[Fit], filling_ohm: float, resistance_ohm: float
) -> tuple[Finding, ...]:
    inside = _fills_inside(chosen)
    ohm = left_ohm(chosen) if inside else filling_ohm
    if ohm < WORTH_A_WORD * resistance_ohm:
        return ()
    sure = inside and all(found.circuit.ln_depth is not None for found in rivals)
    if sure:
        return (Finding("good", f"the cell {FILLS}: {ohm:.3g} ohm of diffusion are not counted"),)
    words = (
        f"{ohm:.3g} ohm may be diffusion, which does not count: the cell {FILLS}; a sweep at "
        "another state of charge decides (diffusion changes most)"
    )
    return (Finding("good", words),)


def _fills_inside(found: Fit) -> bool:
    """Whether the knee of the diffusion lies well inside the window."""
    depth_s = found.elements.depth_s
    return depth_s is not None and depth_s * float(found.window.omega[-1]) < math.exp(DEPTH_LN[0])


def _said(doubtful_ohm: float, resistance_ohm: float) -> tuple[Finding, ...]:
    if doubtful_ohm < WORTH_A_WORD * resistance_ohm:
        return ()
    words = (
        f"{doubtful_ohm:.3g} ohm of the resistance is slow or flat and may be diffusion or storage"
    )
    return (Finding("good", words),)
