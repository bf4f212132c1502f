"""`[sweep]` of an analyser's file: which frequencies are measured, and how strongly."""

from __future__ import annotations

import math
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, FiniteFloat, model_validator

from hardware.tables import Positive, Table

MOST_FREQUENCIES = 2000  # chosen: more than an hour of sweep


class SweepSettings(Table):
    """`[sweep]`: the frequencies, from the highest to the lowest, and the excitation."""

    highest_hz: Positive | None = None
    lowest_hz: Positive | None = None
    points_per_decade: Annotated[int, Field(ge=1, le=100)] = 10
    frequencies_hz: tuple[Positive, ...] = Field(default=(), strict=False)
    level_v: Annotated[FiniteFloat, Field(gt=0, le=20)]
    """Amplitude as the instrument counts it: effective value for LCR meters and analysers."""
    averages: Annotated[int, Field(ge=1, le=1000)] = 1
    range_ohm: Positive | None = None
    """A fixed range; left out, the instrument chooses one."""
    bias_v: Annotated[FiniteFloat, Field(ge=-100, le=100)] | None = None

    @model_validator(mode="after")
    def _names_frequencies_once(self) -> Self:
        ends = self.highest_hz, self.lowest_hz
        if self.frequencies_hz and ends != (None, None):
            raise ValueError("give frequencies_hz, or highest_hz and lowest_hz, not both")
        if not self.frequencies_hz and None in ends:
            raise ValueError("give highest_hz and lowest_hz, or a list frequencies_hz")
        if ends[0] is not None and ends[1] is not None and not ends[0] > ends[1]:
            raise ValueError(f"highest_hz = {ends[0]:g} must lie above lowest_hz = {ends[1]:g}")
        if len(self.frequencies()) > MOST_FREQUENCIES:
            raise ValueError(f"{len(self.frequencies())} frequencies; at most {MOST_FREQUENCIES}")
        if len(set(self.frequencies_hz)) < len(self.frequencies_hz):
            raise ValueError("frequencies_hz names one frequency twice")
        return self

    def frequencies(self) -> NDArray[np.float64]:
        """The frequencies in Hz, descending, shape (n,); both ends are among them."""
        if self.frequencies_hz:
            return np.sort(np.asarray(self.frequencies_hz))[::-1]
        if self.highest_hz is None or self.lowest_hz is None:  # refused when the file was read
            raise ValueError("no frequencies")
        decades = math.log10(self.highest_hz / self.lowest_hz)
        count = max(round(decades * self.points_per_decade), 1) + 1
        # six digits: what instruments take and print
        return np.array(
            [float(f"{f:.6g}") for f in np.geomspace(self.highest_hz, self.lowest_hz, count)]
        )
