"""The estimate that is judged: of the kind of cell, without what the sweep itself did to it.

Above 1 MHz an instrument may roll off, and a cell may change while it is swept. Both are taken off
before anything is said of the number, and what they leave open is in its uncertainty.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hardware.eis.fit.blocking_electrodes import blocking_estimate
from hardware.eis.fit.conducting import full_estimate, symmetric_estimate
from hardware.eis.fit.estimate import Estimate
from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.validation.quality_checks import POINTS_AT_LEAST, Quality, without_top
from hardware.eis.verdict.acceptance import most_misfit
from hardware.eis.verdict.change import CellChange, change
from hardware.eis.verdict.uncertainty import std_ohm

FITS_OF_A_CHANGE = 2  # chosen: the change is found, then taken off
WORTH_A_FIT = 0.01
"""A change that adds less to every point is taken off the total alone, linear around the fit."""
ROLL_OFF_HZ = 1e6
"""Most instruments are specified to 1 MHz; above it shunts and cables of many bend the spectrum."""


def judged_estimate(
    kind: Cell, quality: Quality, area_cm2: float
) -> tuple[Quality, Estimate, CellChange | None]:
    """Fit a cell of a known kind.

    Args:
        kind: The kind of cell.
        quality: The checked spectrum.
        area_cm2: Area of the cell.

    Returns:
        The points that were read, the estimate with its whole uncertainty, and how the cell
        changed during the sweep.
    """
    estimate = _estimate(kind, quality, area_cm2)
    if estimate.fit.misfit > most_misfit(quality) and quality.frequency_hz[0] > ROLL_OFF_HZ:
        quality, estimate = _below_roll_off(kind, quality, estimate, area_cm2)
    quality, estimate, changed = _as_at_start(kind, quality, estimate, area_cm2)
    return quality, replace(estimate, std_ohm=std_ohm(kind, quality, estimate, changed)), changed


def _estimate(kind: Cell, quality: Quality, area_cm2: float) -> Estimate:
    if kind == "blocking":
        return blocking_estimate(quality, area_cm2)
    if kind == "symmetric":
        return symmetric_estimate(quality, area_cm2)
    return full_estimate(quality, area_cm2)


def _as_at_start(
    kind: Cell, quality: Quality, estimate: Estimate, area_cm2: float
) -> tuple[Quality, Estimate, CellChange | None]:
    """The cell as it was when the sweep began, if it changed by what is worth a second fit."""
    if quality.steady is None:
        return quality, estimate, None
    taken_off = np.zeros_like(quality.impedance_ohm)
    found = change(kind, quality, estimate, quality.steady, taken_off)
    for _ in range(FITS_OF_A_CHANGE):
        more = np.abs(found.added_ohm - taken_off) / np.abs(quality.impedance_ohm)
        if float(more.max()) < WORTH_A_FIT:
            break
        taken_off = found.added_ohm
        read = replace(quality, impedance_ohm=quality.impedance_ohm - taken_off)
        estimate = _estimate(kind, read, area_cm2)
        found = change(kind, quality, estimate, quality.steady, taken_off)
    read = replace(quality, impedance_ohm=quality.impedance_ohm - taken_off)
    return read, _without(found.left_ohm, estimate), found


def _without(left_ohm: float, estimate: Estimate) -> Estimate:
    """The estimate at the start of the sweep: what is not worth a fit is taken off its total."""
    share = 1.0 - left_ohm / estimate.resistance_ohm
    own = estimate.electrolyte_ohm
    return replace(
        estimate,
        resistance_ohm=estimate.resistance_ohm * share,
        electrolyte_ohm=None if own is None else own * share,
        at_start=share,
    )


def _below_roll_off(
    kind: Cell, quality: Quality, estimate: Estimate, area_cm2: float
) -> tuple[Quality, Estimate]:
    """Without what lies above 1 MHz, if that is what no circuit describes."""
    lower = without_top(quality, ROLL_OFF_HZ)
    if lower.frequency_hz.size < POINTS_AT_LEAST:
        return quality, estimate
    again = _estimate(kind, lower, area_cm2)
    if again.fit.misfit > most_misfit(quality):
        return quality, estimate
    words = f"points above {ROLL_OFF_HZ:g} Hz left out: the instrument rolls off there"
    return lower, replace(again, findings=(*again.findings, Finding("good", words)))
