"""Losses next to places that are taken: cells on a press, and cells that broke."""

import numpy as np
from scipy.spatial.distance import cdist

from doe.domain.arrays import Cells
from doe.domain.candidates import rows_of
from doe.domain.learners import Array

_CROWD_WIDTH = 0.12  # root mean square cube widths; chosen: a few cells on a press spread
_CROWD_PENALTY = 3.0  # ln of the acquisition; chosen with _CROWD_WIDTH
_BROKE_WIDTH = 0.03  # root mean square cube widths: as near as a press can tell, nearly
_BROKE_PENALTY = 2.0  # ln of the acquisition; chosen: with _BROKE_WIDTH, enough to leave the place

LOST_AFTER = 5
"""Cells that all broke; from then on the search also keeps away from where they did. Of a mode with
limits on two sides the margins may believe the wrong one: of one powder all 40 cells delaminated.
Ten powders of which no cell had held by then broke 92 cells for 127 without this."""


def taken_before_any_holds(cells: Cells, waiting: Array, *, limits_known: bool) -> Array:
    """Places (n, d) that the search for the first intact cell keeps away from.

    Args:
        cells: the history.
        waiting: cells (m, d) on a press.
        limits_known: whether the loads that break cells are known; then those that broke have
            moved the limits and say where to go, until there are too many of them.
    """
    lost = len(cells) >= LOST_AFTER and not np.any(cells.intact)
    if limits_known and not lost:
        return waiting
    return rows_of([cells.units, waiting], waiting.shape[1])


def crowding(X: Array, taken: Array) -> Array:
    """Loss (n,) near points that are taken: on a press, or pressed without telling the target."""
    if not len(taken):
        return np.zeros(len(X))
    squared = cdist(X, taken, "sqeuclidean")
    width = _CROWD_WIDTH * np.sqrt(X.shape[1])
    return np.asarray(_CROWD_PENALTY * np.sum(np.exp(-0.5 * squared / width**2), axis=1))


def broke_near(X: Array, broken: Array) -> Array:
    """Loss (n,) next to cells that broke: the same place is not tried again and again."""
    squared = cdist(X, broken, "sqeuclidean") / X.shape[1]
    return np.asarray(_BROKE_PENALTY * np.sum(np.exp(-0.5 * squared / _BROKE_WIDTH**2), axis=1))
