"""`[space.NAME]` and `[series]` of a campaign file: what varies, and what rises in one cell."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campaigns.config.schema_base import SettingsTable

MOST = 1e12
"""No knob of a press, a powder or a cell needs a greater number in its unit; squares and ratios of
such bounds stay far from the ends of floating point (1e308)."""


TAKEN = frozenset(
    (
        *("block", "campaign", "cell", "cell_id", "group", "order", "role", "rung", "trial"),
        *("damage", "failure", "shorted", "asr_ohm_cm2", "asr_std_ohm_cm2", "retention"),
        *("lot", "made_on", "note", "operator", "spectrum", "write_on_cell"),
    )
)
"""Columns of run sheets and results: a knob of that name would look like a result."""


def name_complaint(name: str) -> str:
    """Why a knob cannot have this name; empty where it can."""
    if name in TAKEN or name.startswith(("planned_", "show_")):
        return f"{name} is a column of run sheets and results; give the knob another name"
    return ""


class Knob(SettingsTable):
    """`[space.NAME]`: what the optimiser may vary: a range, a list of values, or choices.

    `values` (numbers) or `choices` (names) stand in the place of `low`, `high` and `step`; the
    ends of a list are its `low` and `high`. `change_s` is the time that a change of this knob
    costs from one cell to the next: a die that is exchanged, a press that is heated.
    """

    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    step: Annotated[float, Field(gt=0)] | None = None
    values: tuple[float, ...] = Field(default=(), strict=False)
    choices: tuple[str, ...] = Field(default=(), strict=False)
    change_s: Annotated[float, Field(ge=0)] = 0.0

    @model_validator(mode="before")
    @classmethod
    def _a_list_has_its_own_ends(cls, said: object) -> object:
        if not isinstance(said, dict) or not said.keys() & {"values", "choices"}:
            return said
        kind = "values" if "values" in said else "choices"
        others = ("low", "high", "step", "choices" if kind == "values" else "values")
        if given := [key for key in others if key in said]:
            msg = f"{kind} takes the place of {given[0]}; delete one of the two"
            raise ValueError(msg)
        listed = said[kind]
        fits = (int, float) if kind == "values" else str
        if not isinstance(listed, list | tuple) or not all(
            isinstance(one, fits) and not isinstance(one, bool) for one in listed
        ):
            example = "[60, 120, 300]" if kind == "values" else '["PTFE foil", "bare"]'
            msg = f"{kind} is a list such as {example}"
            raise ValueError(msg)
        if len(set(listed)) < max(2, len(listed)):
            msg = f"{kind} needs two entries or more, each once (or use [fixed])"
            raise ValueError(msg)
        ends = (min(listed), max(listed)) if kind == "values" else (0, len(listed) - 1)
        return {**said, "low": ends[0], "high": ends[1]}

    @property
    def continuous(self) -> bool:
        """Every number between the ends can be set."""
        return self.step is None and not self.values and not self.choices

    @property
    def in_words(self) -> str:
        """`100 to 750`, `60, 120 or 300`, `PTFE foil or bare`."""
        listed = [f"{value:g}" for value in sorted(self.values)] or list(self.choices)
        if listed:
            return f"{', '.join(listed[:-1])} or {listed[-1]}"
        return f"{self.low:g} to {self.high:g}"

    @model_validator(mode="after")
    def _spans_a_range(self) -> Self:
        for key, end in (("low", self.low), ("high", self.high)):
            if not abs(end) <= MOST or (self.scale == "log" and 0 < end < 1 / MOST):
                msg = (
                    f"{key} = {end:g} cannot be searched: bounds lie within {MOST:g}, and on a log "
                    f"scale above {1 / MOST:g}. Choose another unit"
                )
                raise ValueError(msg)
        if not self.low < self.high:
            msg = f"low = {self.low:g} must lie below high = {self.high:g} (or use [fixed])"
            raise ValueError(msg)
        if self.scale == "log" and self.low <= 0:
            msg = f"low = {self.low:g} on a log scale; a log scale needs low > 0"
            raise ValueError(msg)
        return self


class SeriesTable(SettingsTable):
    """`[series]`: which pressure rises, how often, and what a cell and a rung cost."""

    knob: Literal["copress_mpa", "stack_mpa", "both"] = "copress_mpa"
    rungs: Annotated[int, Field(ge=2, le=12)] = 4
    release_between: bool = True
    stop: Literal["worth", "failure"] = "worth"
    least_p_intact: Annotated[float, Field(ge=0, lt=1)] = 0.85
    cell_cost_min: Annotated[float, Field(gt=0)] = 60.0
    rung_cost_min: Annotated[float, Field(gt=0)] = 12.0

    @property
    def knobs(self) -> tuple[str, ...]:
        """The pressures that rise, in their order."""
        return ("copress_mpa", "stack_mpa") if self.knob == "both" else (self.knob,)
