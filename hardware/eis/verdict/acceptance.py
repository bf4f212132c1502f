"""Gates after the fit: does the number deserve to be fed to an optimiser?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hardware.eis.fit.estimate import Estimate
from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.verdict import shorts, tail
from hardware.eis.verdict.change import CellChange
from hardware.eis.verdict.inductive_loop import of_loop
from hardware.eis.verdict.window_end import of_window_end

UNCERTAIN_LN = 0.05
"""Two standard deviations of this are the tenth by which a good reading may be off."""
AT_TOP_PHASE_DEG = -40.0
"""A valley at the top of the window that is deeper than this is left to no extrapolation; above it
the overlap of arcs and tail is in the uncertainty."""
LEAST_CHANGE = 0.01  # chosen: as the gain accuracy of analysers
CHANGE_LIMIT = 0.20
"""Taken off and in the uncertainty up to here; a cell that changes more is not the cell it was."""
MISFIT_FACTOR = 2.0  # chosen; benchmarks/IMPEDANCE.md has what follows from it
MISFIT_LEAST = 0.02  # relative; chosen likewise: two per cent are below the doubt of the fit
USUAL_TOP_HZ = 1e6
"""What most analysers reach."""


@dataclass(frozen=True)
class AcceptanceLimits:
    """What the bench knows of a sound cell.

    Attributes:
        least_asr_ohm_cm2: Less than this can only be a short.
        ocv_v: Open-circuit voltage of this cell, if measured; without it, the one in the
            instrument's own header counts.
        least_ocv_v: Open-circuit voltage a sound full cell has at least; a cell whose voltage is
            not known is then not called good.
    """

    least_asr_ohm_cm2: float = shorts.LEAST_ASR_OHM_CM2
    ocv_v: float | None = None
    least_ocv_v: float | None = None


def gates(
    cell: Cell,
    quality: Quality,
    estimate: Estimate,
    area_cm2: float,
    limits: AcceptanceLimits,
    change: CellChange | None,
    *,
    named: bool,
) -> Iterator[Finding]:
    """Shorts first, then what makes the number doubtful.

    Args:
        cell: The kind of cell.
        quality: The checked spectrum.
        estimate: What the fit says.
        area_cm2: Area of the cell.
        limits: What the bench knows of a sound cell.
        change: How the cell changed during the sweep.
        named: Whether somebody said which kind of cell it is.

    Yields:
        Findings.
    """
    if any(finding.decisive for finding in quality.findings):
        return
    if cell == "full" or not named:
        yield from shorts.of_resting_voltage(limits.ocv_v, limits.least_ocv_v)
    of_path = _of_short(cell, quality, estimate, area_cm2, limits, named=named)
    if shorts.voltage_holds(limits.ocv_v, limits.least_ocv_v):
        of_path = shorts.contradicted_by_voltage(of_path, cell, limits.ocv_v)
    yield from of_path
    yield from of_window_end(cell, quality, estimate, area_cm2)
    yield from of_loop(cell, quality, estimate.resistance_ohm)
    yield from _of_change(change, estimate)
    yield from _of_valley(cell, estimate, float(quality.frequency_hz[0]))
    yield from _of_misfit(quality, estimate)
    yield from _of_uncertainty(estimate)


def _of_short(
    cell: Cell,
    quality: Quality,
    estimate: Estimate,
    area_cm2: float,
    limits: AcceptanceLimits,
    *,
    named: bool,
) -> Iterator[Finding]:
    """What the spectrum alone says of a path past the electrolyte."""
    f, z = quality.frequency_hz, quality.impedance_ohm
    yield from shorts.of_no_capacitance(cell, f, z, area_cm2)
    asr, asr_std = estimate.resistance_ohm * area_cm2, estimate.std_ohm * area_cm2
    usual = limits.least_asr_ohm_cm2 == shorts.LEAST_ASR_OHM_CM2
    least = shorts.LeastAsr(limits.least_asr_ohm_cm2, usual=usual, named=named)
    yield from shorts.of_least_resistance(asr, asr_std, z, area_cm2, least)
    if cell == "blocking":
        yield from tail.of_blocking_tail(f, z, quality.noise, area_cm2)
    elif cell == "symmetric":
        yield from shorts.of_hardly_any_capacitance(f, z, area_cm2)
    elif cell == "full" and not shorts.voltage_holds(limits.ocv_v, limits.least_ocv_v):
        yield from tail.of_full_tail(f, z, quality.noise, limits.ocv_v)


def _of_valley(cell: Cell, estimate: Estimate, top_hz: float) -> Iterator[Finding]:
    if cell == "blocking" and estimate.valley.at_top:
        deep = estimate.valley.phase_deg < AT_TOP_PHASE_DEG
        yield Finding(
            "remeasure" if deep else "good",
            f"the tail reaches the highest frequency ({top_hz:.3g} Hz): the resistance is an upper "
            f"bound that includes part of the electrode; {_higher_than(top_hz)}",
        )


def _higher_than(top_hz: float) -> str:
    """What to do where the tail begins above the sweep."""
    if top_hz < 0.99 * USUAL_TOP_HZ:
        return f"measure to {USUAL_TOP_HZ / 1e6:g} MHz or above"
    return (
        "measure to a higher frequency if the instrument can, else at a lower temperature or on a "
        "thicker pellet, whose resistance is larger"
    )


def _of_change(change: CellChange | None, estimate: Estimate) -> Iterator[Finding]:
    """A cell that changed while it was swept: by how much the number would be off."""
    if change is None:
        return
    share = change.ohm / estimate.resistance_ohm
    if abs(share) < max(LEAST_CHANGE, 3.0 * change.found_std_ohm / estimate.resistance_ohm):
        return
    words = (
        f"the cell changed by {100 * share:+.1f} % from the start of the sweep until its "
        "resistance was measured (Kramers-Kronig)"
    )
    if abs(share) > CHANGE_LIMIT:
        yield Finding("remeasure", f"{words}, more than {100 * CHANGE_LIMIT:g} %: let it settle")
    else:
        yield Finding("good", f"{words}; in the uncertainty")


def most_misfit(quality: Quality) -> float:
    """Relative misfit above which a circuit does not describe the spectrum."""
    return max(MISFIT_FACTOR * quality.noise, MISFIT_LEAST)


def _of_misfit(quality: Quality, estimate: Estimate) -> Iterator[Finding]:
    limit = most_misfit(quality)
    if estimate.fit.misfit > limit:
        yield Finding(
            "remeasure",
            f"no circuit of a few arcs describes this spectrum (misfit "
            f"{100 * estimate.fit.misfit:.1f} %, limit {100 * limit:.1f} %): look at the plot",
        )


def _of_uncertainty(estimate: Estimate) -> Iterator[Finding]:
    relative = estimate.std_ohm / max(abs(estimate.resistance_ohm), np.finfo(float).tiny)
    if relative > UNCERTAIN_LN:
        yield Finding(
            "remeasure",
            f"the resistance is known to {100 * relative:.0f} % only (limit "
            f"{100 * UNCERTAIN_LN:g} %): arcs and tail overlap or the noise is high",
        )
