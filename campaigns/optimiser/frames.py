"""Cells, candidates and predictions as data frames: one row a cell, units in the column names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from doe.domain.candidates import Candidates
from doe.knobs.knob_values import Value
from doe.space import Parameter, Point, Space
from doe.strategy import Strategy
from doe.trials import Observation

_RESULTS = ("asr_ohm_cm2", "asr_std_ohm_cm2", "retention")
_OUTCOME = ("damage", "shorted", "failure", *_RESULTS, "refused")
_LABELS = ("lot", "trial", "cell", "rung")
_PLANNED = "planned_"
_WORDS = {"yes": True, "y": True, "true": True, "1": True} | dict.fromkeys(
    ("no", "n", "false", "0", ""), False
)


def _whole(value: Any) -> int:
    number = float(value)
    if not number.is_integer():
        raise ValueError(f"{value!r} is not a whole number")
    return int(number)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, str):
        return bool(value)
    if (word := value.strip().lower()) not in _WORDS:
        raise ValueError(f"{value!r} is neither yes nor no")
    return _WORDS[word]


_KINDS: dict[str, Callable[[Any], object]] = {
    "damage": _whole,
    "shorted": _yes_or_no,
    "refused": _yes_or_no,
    **dict.fromkeys(_RESULTS, float),
    **dict.fromkeys(("lot", "cell"), str),
    **dict.fromkeys(("trial", "rung"), _whole),
}
_BETWEEN_MODES = re.compile(r"[\s,;+]+")


def frame_of(history: Sequence[Observation]) -> pd.DataFrame:
    """Cells as a frame, in their order.

    Args:
        history: The cells.

    Returns:
        A column for each knob, `damage`, `shorted`, `failure` (modes with a blank between them),
        `asr_ohm_cm2`, `asr_std_ohm_cm2`, `retention`, `refused`, `lot`, `trial`, `cell`, `rung`,
        and `planned_...` where set-points were given; NaN or None where a value is unknown.
    """
    knobs = list(dict.fromkeys(name for cell in history for name in cell.point))
    planned = list(dict.fromkeys(name for cell in history for name in cell.planned or {}))
    rows = [
        {
            **{name: cell.point.get(name) for name in knobs},
            **{name: getattr(cell, name) for name in _OUTCOME},
            "failure": " ".join(cell.failure),
            **{name: getattr(cell, name) for name in _LABELS},
            **{_PLANNED + name: (cell.planned or {}).get(name) for name in planned},
        }
        for cell in history
    ]
    columns = [*knobs, *_OUTCOME, *_LABELS, *(_PLANNED + name for name in planned)]
    table = pd.DataFrame(rows, columns=columns)
    numbers = ("asr_ohm_cm2", "asr_std_ohm_cm2", "retention")
    return table.astype(dict.fromkeys(numbers, float))


def history_of(frame: pd.DataFrame, space: Space) -> list[Observation]:
    """Cells from a frame with the columns of `frame_of`; the inverse of it.

    Args:
        frame: One row a cell. `damage` (0 to 3) is needed: a cell that nobody looked at is not
            counted as intact. All other columns may be missing, and hold NaN where unknown.
        space: Which columns are knobs.

    Raises:
        ValueError: a column that is missing, or a value that no cell can have; names the row.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"history_of takes a pandas DataFrame, not {type(frame).__name__}.")
    if missing := [name for name in (*space.names, "damage") if name not in frame.columns]:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise ValueError(f"The frame has no column {missing[0]!r}; there are {there}.")
    cells = []
    for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
        known = {str(key): value for key, value in row.items() if not _is_unknown(value)}
        try:
            cells.append(_observation(known, space))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"Row {label}: {error}") from error
    return cells


def predictions(
    strategy: Strategy, history: Sequence[Observation], points: pd.DataFrame | Sequence[Point]
) -> pd.DataFrame:
    """What one more cell at each point would measure, and whether it stays intact.

    Args:
        strategy: Asked.
        history: What it has learned from.
        points: A frame with a column for each knob, or points.

    Returns:
        The knobs, `asr_ohm_cm2`, `asr_low_ohm_cm2`, `asr_high_ohm_cm2` (90 % of cells) and
        `p_intact`, with the index of the points.
    """
    asked = _points(points, strategy.space)
    seen = strategy.predict(history, asked)
    table = pd.DataFrame(asked, columns=list(strategy.space.names))
    if isinstance(points, pd.DataFrame):
        table.index = points.index
    return table.assign(
        asr_ohm_cm2=seen.asr_median,
        asr_low_ohm_cm2=seen.asr_low,
        asr_high_ohm_cm2=seen.asr_high,
        p_intact=seen.p_intact,
    )


def candidates(strategy: Strategy, count: int = 200) -> pd.DataFrame:
    """An even cover of what the strategy may propose: on the steps, inside bounds and rules.

    Args:
        strategy: Its space, rules and seed.
        count: At most so many rows; a space with few settings has fewer.

    Raises:
        ValueError: no point of the space obeys the rules.
    """
    space = strategy.space
    cover = Candidates(space, strategy.masks).everywhere(strategy.settings.seed)[:count]
    rows = space.snap(space.from_unit(cover))
    return pd.DataFrame([space.point(row) for row in rows], columns=list(space.names))


def _points(points: pd.DataFrame | Sequence[Point], space: Space) -> list[Mapping[str, Value]]:
    if not isinstance(points, pd.DataFrame):
        return [{name: point[name] for name in space.names} for point in points]
    if missing := [name for name in space.names if name not in points.columns]:
        raise ValueError(f"The frame has no column {missing[0]!r}, which the space varies.")
    return cast("list[Mapping[str, Value]]", points[list(space.names)].to_dict("records"))


def _observation(known: Mapping[str, Any], space: Space) -> Observation:
    if missing := [name for name in (*space.names, "damage") if name not in known]:
        raise ValueError(f"{missing[0]} is unknown.")
    planned = {
        knob.name: _value(known[_PLANNED + knob.name], knob)
        for knob in space.parameters
        if _PLANNED + knob.name in known
    }
    said = {name: _read(name, known[name]) for name in _KINDS if name in known}
    said["failure"] = tuple(filter(None, _BETWEEN_MODES.split(str(known.get("failure", "")))))
    point = {knob.name: _value(known[knob.name], knob) for knob in space.parameters}
    return Observation(point=point, planned=planned or None, **said)


def _read(name: str, value: Any) -> Any:
    try:
        return _KINDS[name](value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} = {value!r}: {error}") from error


def _value(value: Any, knob: Parameter) -> Value:
    """Of a knob; numbers that a file kept as text are numbers."""
    if knob.choices:
        return str(value)
    try:
        return float(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{knob.name} = {value!r} is not a number") from error


def _is_unknown(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and bool(np.isnan(value)))
