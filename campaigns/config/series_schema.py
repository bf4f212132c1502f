"""`[series]` of a campaign file: one cell measured at several pressures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from campaigns.config.schema_base import Table


class SeriesTable(Table):
    """`[series]`: which pressure rises, how often, and what a cell and a rung cost."""

    knob: Literal["copress_mpa", "stack_mpa", "both"] = "copress_mpa"
    rungs: Annotated[int, Field(ge=2, le=12)] = 4
    release_between: bool = True
    stop: Literal["worth", "failure"] = "worth"
    least_p_intact: Annotated[float, Field(ge=0, lt=1)] = 0.5
    cell_cost_min: Annotated[float, Field(gt=0)] = 60.0
    rung_cost_min: Annotated[float, Field(gt=0)] = 12.0

    @property
    def knobs(self) -> tuple[str, ...]:
        """The pressures that rise, in their order."""
        return ("copress_mpa", "stack_mpa") if self.knob == "both" else (self.knob,)
