"""Settings next to the advised one, on a dial with few of them, at which no cell was pressed."""

from math import floor

import numpy as np

from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array
from doe.knobs.parameter import Parameter

FEW_SETTINGS = 12
"""A dial with no more settings than this is coarse: a step on it is a protocol of its own."""
_SAME = 1e-6  # cube widths
_TOLERANCE = 1e-9  # of a step


def untried_neighbours(candidates: Candidates, cells: Array, x: Array) -> Array:
    """One setting away from x (1, d) on each coarse dial: allowed points (n, d) without a cell.

    Of a choice every other one is as near.

    Args:
        candidates: what may be pressed.
        cells: coordinates (m, d) of the cells; each counts for the setting that it is next to.
        x: the advised point, on the steps.
    """
    space, found = candidates.space, []
    advised = space.from_unit(x)[0]
    for column, knob in enumerate(space.parameters):
        settings = coarse_settings(knob)
        steps = np.abs(np.arange(len(settings)) - _place(settings, advised[column]))
        for setting in settings[(steps == 1) | ((steps > 0) & bool(knob.choices))]:
            row = advised.copy()
            row[column] = setting
            found.append(space.to_unit(row[None, :]))
    near = candidates.allowed(rows_of(found, space.dimensions))
    pressed = space.to_unit(space.snap(space.from_unit(np.minimum(np.maximum(cells, 0.0), 1.0))))
    apart = np.max(np.abs(near[:, None, :] - pressed[None, :, :]), axis=2)
    return np.asarray(near[np.all(apart > _SAME, axis=1)])


def _place(settings: Array, value: float) -> int:
    """Which of the settings (n,) a value stands at; 0 where there are none."""
    return int(np.argmin(np.abs(settings - value))) if len(settings) else 0


def coarse_settings(knob: Parameter) -> Array:
    """All settings (n,) of a coarse dial, rising; none of a dial that has more, or no steps."""
    if knob.choices:
        settings = np.arange(float(len(knob.choices)))
    elif knob.values:
        settings = np.array(knob.values)
    elif knob.step is not None:
        count = floor((knob.high - knob.low) / knob.step + _TOLERANCE) + 1
        settings = knob.low + knob.step * np.arange(float(count))
    else:
        settings = np.empty(0)
    return settings if len(settings) <= FEW_SETTINGS else np.empty(0)
