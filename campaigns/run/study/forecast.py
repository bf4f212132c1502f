"""What a campaign will take, from many simulations of it: cells, broken cells, hours, powder.

A band is a tolerance interval: with 95 % confidence it holds 90 % of such campaigns, by the order
of the simulated ones alone (Wilks, Ann. Math. Statist. 12 (1941) 91), whatever their distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.stats import beta

from campaigns.config.campaign_schema import Settings
from campaigns.run.study.simulate import StudyRun

SHARE, CONFIDENCE = 0.9, 0.95  # of campaigns; chosen: the usual tolerance interval
FEWEST = 46
"""Simulated campaigns below which no such band exists."""
USUAL = 60  # chosen: the scatter of hours is known to a tenth

_CELL_MG = 80.0  # of electrolyte in a die of 10 mm: 0.6 mm, as most groups press
_CELL_AREA_CM2 = 0.7854  # a die of 10 mm, to which the mass of a cell belongs
_S_PER_H = 3600.0  # by definition


@dataclass(frozen=True)
class ForecastBand:
    """Median of the simulated campaigns, and what most of them stay within."""

    median: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Taken:
    """What one campaign took.

    Attributes:
        cells: Cells pressed until it stopped.
        cells_to_there: Until one was truly sound and near the best; one more than its budget where
            none was.
        broken: Cells that broke.
        hours: At press, bench and analyser.
        press_hours: At the press alone.
        powder_g: Of electrolyte.
    """

    cells: float
    cells_to_there: float
    broken: float
    hours: float
    press_hours: float
    powder_g: float


QUANTITIES = tuple(entry.name for entry in fields(Taken))


def taken(run: StudyRun, settings: Settings, pressed_cm2: float) -> Taken:
    """What a simulated campaign took, in the campaign file's own seconds and milligrams."""
    cells = run.cells
    press_s = sum(cell.press_s for cell in cells)
    bench_s = (settings.cost.handling_s + settings.cost.measurement_s) * len(cells)
    mass_mg = _CELL_MG * pressed_cm2 / _CELL_AREA_CM2
    if settings.pellet is not None:
        mass_mg = settings.pellet.mass_mg
    never = settings.campaign.budget + 1
    return Taken(
        cells=len(cells),
        cells_to_there=next((cell.cell for cell in cells if cell.there), never),
        broken=sum(bool(cell.damage) or cell.shorted for cell in cells),
        hours=(press_s + bench_s) / _S_PER_H,
        press_hours=press_s / _S_PER_H,
        powder_g=mass_mg * len(cells) / 1000.0,
    )


def bands(campaigns: Sequence[Taken]) -> dict[str, ForecastBand]:
    """A band for each quantity.

    Raises:
        ValueError: fewer campaigns than a band needs.
    """
    n = len(campaigns)
    if n < FEWEST:
        raise ValueError(f"{n} simulated campaigns give no band; at least {FEWEST} are needed.")
    cut = _left_out(n)
    found = {}
    for name in QUANTITIES:
        ordered = np.sort([getattr(campaign, name) for campaign in campaigns])
        low, high = ordered[cut - 1], ordered[n - cut]
        found[name] = ForecastBand(float(np.median(ordered)), float(low), float(high))
    return found


def _left_out(n: int) -> int:
    """The band runs from the k-th smallest to the k-th largest of n."""
    cut = 1
    while beta.sf(SHARE, n - 1 - 2 * cut, 2 * cut + 2) >= CONFIDENCE:
        cut += 1
    return cut
