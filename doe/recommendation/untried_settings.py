"""Settings next to the advised one, on a dial with few of them, at which no cell was pressed."""

from math import floor

import numpy as np

from doe.domain.candidates import Candidates, rows_of
from doe.models import Array
from doe.space import Parameter

FEW_SETTINGS = 12
"""A dial with no more settings than this is coarse: a step on it is a protocol of its own."""
_SAME = 1e-6  # cube widths
_TOLERANCE = 1e-9  # of a step


def untried_neighbours(candidates: Candidates, cells: Array, x: Array) -> Array:
    """One step up or down on each coarse dial from x (1, d): allowed points (n, d) without a cell.

    Args:
        candidates: what may be pressed.
        cells: coordinates (m, d) of the cells; each counts for the setting that it is next to.
        x: the advised point, on the steps.
    """
    space, found = candidates.space, []
    for column, knob in enumerate(space.parameters):
        if knob.step is None or settings_of(knob) > FEW_SETTINGS:
            continue
        for step in (-knob.step, knob.step):
            row = space.from_unit(x)
            row[0, column] += step
            if knob.low - _TOLERANCE <= row[0, column] <= knob.high + _TOLERANCE:
                found.append(space.to_unit(row))
    near = candidates.allowed(rows_of(found, space.dimensions))
    pressed = space.to_unit(space.snap(space.from_unit(np.minimum(np.maximum(cells, 0.0), 1.0))))
    apart = np.max(np.abs(near[:, None, :] - pressed[None, :, :]), axis=2)
    return np.asarray(near[np.all(apart > _SAME, axis=1)])


def settings_of(knob: Parameter) -> float:
    """How many settings a dial has; infinite without steps."""
    if knob.step is None:
        return np.inf
    return floor((knob.high - knob.low) / knob.step + _TOLERANCE) + 1
