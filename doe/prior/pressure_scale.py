"""How this powder compares with the usual ones: does it bear half of their pressures, or twice?

Yield pressures of sulfide powders span 205 to 1700 MPa (`Heckel` fits of Miss 2026, Sakuda 2013,
Schneider 2023), so knowledge of pressing is about pressures relative to what the powder bears.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from doe.domain.arrays import Cells
from doe.models import Learners
from doe.prior.prior import SpaceKnowledge

Array = NDArray[np.float64]

SCALE_LOG_STD = 0.35
"""Spread of ln(pressure scale) from powder to powder; a third lies beyond a factor of 1.4."""
_SCALES = np.exp(np.linspace(-1.2, 0.6, 10))
_CELLS_THAT_TELL = 25  # beyond, the surfaces know better than any scale


def at_its_scale(known: SpaceKnowledge, cells: Cells, learners: Learners) -> SpaceKnowledge:
    """The knowledge read at the pressure scale that the cells speak for.

    The scale is the posterior mean of its logarithm over a grid, from a normal prior and the
    evidence of the integrity model under the knowledge read at each scale.
    """
    if known.trend("damage") is None or len(cells) == 0 or np.all(cells.intact):
        return known
    first = slice(_CELLS_THAT_TELL)
    read = [replace(known, pressure_scale=float(scale)) for scale in _SCALES]
    evidence = learners.integrity_evidence(
        cells.units[first],
        cells.damage[first],
        cells.shorted[first],
        [(at.trend("damage"), at.trend("short")) for at in read],
    )
    weights = evidence - 0.5 * (np.log(_SCALES) / SCALE_LOG_STD) ** 2
    share = np.exp(weights - np.max(weights))
    scale = float(np.exp(np.sum(share * np.log(_SCALES)) / np.sum(share)))
    return replace(known, pressure_scale=scale)
