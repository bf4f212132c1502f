"""What the fit cannot know of the uncertainty: ranges, a changing cell, what was extrapolated."""

from __future__ import annotations

import numpy as np

from hardware.eis.fit.estimate import Estimate
from hardware.eis.validation.findings import Cell
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.verdict.change import CellChange
from hardware.eis.verdict.inductive_loop import loop_ohm

EXTRAPOLATED_SHARE = 0.2
"""Uncertainty of what lies below the window as a share of it: an arc may be of another shape."""
CALIBRATED: dict[Cell, float] = {"blocking": 0.85, "symmetric": 0.8, "full": 0.78}
"""The parts are doubts that were judged one by one and rarely come together: of the root of their
squares this share holds 94 to 98 % of tuning draws within two standard deviations."""
CHANGE_SHARE: dict[Cell, float] = {"blocking": 0.7, "symmetric": 0.7, "full": 1.0}
"""Of the doubt of a change: the arcs of a pellet close far above its tail, and between two
conducting electrodes every arc counts, so that little of what grows can pass for something else.
Fitted likewise, the second one to 1,300 readings of symmetric cells; with 0.6, 88.9 and 90.4 % of
two draws of 200 whose interface grows were covered."""
LOOP_SHARE = 0.6
"""Of an inductive loop at the slow end: the number lies between that of arcs and direct current."""
SLOW_HZ = 3.0
"""A sweep of a full cell that ends above it shows too little of diffusion and storage for what
grows to pass for them: the share of symmetric cells holds. With all of the doubt each of 388 tuning
draws that end at 100 Hz was covered and 274 of 275 that end at 10 Hz, below 92 to 98 %."""


def std_ohm(kind: Cell, quality: Quality, estimate: Estimate, change: CellChange | None) -> float:
    """Standard deviation of the resistance, of the fit and of the sweep.

    Args:
        kind: The kind of cell.
        quality: The checked spectrum.
        estimate: What the fit says.
        change: How the cell changed during the sweep.

    Returns:
        Ohm.
    """
    lowest_hz = float(quality.frequency_hz[-1])
    below = unmeasured_ohm(estimate, lowest_hz)
    gain_sd = 0.0 if quality.steady is None else quality.steady.gain_sd
    parts = [estimate.std_ohm, estimate.resistance_ohm * gain_sd, EXTRAPOLATED_SHARE * below]
    if kind != "blocking":
        parts.append(LOOP_SHARE * loop_ohm(quality))
    if change is not None:
        parts += [change.gain_std_ohm, _change_share(kind, lowest_hz) * change.std_ohm]
    return CALIBRATED[kind] * float(np.linalg.norm(parts))


def _change_share(kind: Cell, lowest_hz: float) -> float:
    return CHANGE_SHARE["symmetric" if kind == "full" and lowest_hz > SLOW_HZ else kind]


def unmeasured_ohm(estimate: Estimate, lowest_hz: float) -> float:
    """What the counted arcs have below the lowest frequency, by the fit."""
    parts = estimate.fit.elements
    jwt = (2j * np.pi * lowest_hz * parts.arc_tau_s) ** parts.arc_n
    below = parts.arc_ohm * (1.0 - (1.0 / (1.0 + jwt)).real)
    return float(below @ estimate.shares)
