"""The slow end of a sweep that turns inductive: a loop, or a cell that drifted while it was swept.

Im(Z) > 0 below the arcs comes from a slow relaxation that lowers the resistance (adsorption, a film
that dissolves), or from a cell that changes. The resistance of the arcs and that of direct current
then differ by the loop, and the sweep does not say which of them the cell keeps.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.validation.quality_checks import Quality

LEAST_SHARE = 0.005  # of the impedance; chosen: phase errors of analysers reach a third of a degree
NOISES = 3.0  # of one sigma; noise alone seldom does so
FEWEST_POINTS = 3  # in a row; one bad point, or two, make no loop
MOST_SHARE = 0.1  # of the resistance; as the tenth by which a good reading may be off


def loop_ohm(quality: Quality) -> float:
    """Resistance of an inductive loop at the slow end: twice its height; 0 without one.

    Args:
        quality: The checked spectrum, frequencies descending.

    Returns:
        Ohm.
    """
    positive = _smoothed(quality.impedance_ohm.imag)
    capacitive = np.flatnonzero(positive <= 0.0)
    if capacitive.size == 0 or positive.size - capacitive[-1] - 1 < FEWEST_POINTS:
        return 0.0
    height_ohm = float(positive[capacitive[-1] + 1 :].max())
    least_ohm = max(LEAST_SHARE, NOISES * quality.noise) * float(np.abs(quality.impedance_ohm[-1]))
    return 2.0 * height_ohm if height_ohm > least_ohm else 0.0


def of_loop(cell: Cell, quality: Quality, resistance_ohm: float) -> Iterator[Finding]:
    """What an inductive end means for the number.

    Args:
        cell: The kind of cell; a pellet between blocking electrodes has none.
        quality: The checked spectrum.
        resistance_ohm: The resistance.

    Yields:
        A finding.
    """
    ohm = loop_ohm(quality)
    if cell == "blocking" or ohm <= 0.0:
        return
    words = (
        f"the slow end is inductive, a loop of about {ohm:.3g} ohm: the arcs and direct current "
        "differ by it, or the cell drifted; sweep again and compare"
    )
    yield Finding("remeasure" if ohm > MOST_SHARE * resistance_ohm else "good", words)


def _smoothed(values: Floats) -> Floats:
    """Running median over three points: one bad point makes no loop."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray(np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))
