"""The pressure series of a campaign file, and the rungs that one cell has by it. No model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campaigns.config.campaign_schema import Settings
from campaigns.trial.in_force import rules_broken
from campaigns.trial.search_space import space_of
from doe.knobs.knob_values import Value
from doe.series import Series, rungs_of


def series_of(settings: Settings) -> Series | None:
    """How one cell is measured at several pressures; None where each cell has one."""
    table = settings.series
    return None if table is None else Series(**table.model_dump())


def rungs_to(settings: Settings, point: Mapping[str, Value]) -> tuple[Mapping[str, Value], ...]:
    """The rungs of a cell that a person wants to end at `point`; () without a series."""
    series, space = series_of(settings), space_of(settings)
    if series is None:
        return ()

    def allowed(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        broken = [rules_broken(settings, space.point(row)) for row in rows]
        return np.array([not one for one in broken], dtype=bool)

    found = rungs_of(series, space, point, allowed)
    return tuple(found)
