"""The search space of a campaign file: what is varied, within which bounds, on which steps."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from campaigns.config.campaign_schema import Settings
from campaigns.config.knob_schema import Knob
from campaigns.errors import WrongInputError
from campaigns.trial.hand_press import PRESSED, HandPress
from doe.knobs.knob_values import Value, number_text, numbers_of
from doe.series import Series
from doe.space import Parameter, Space

_DIGITS = 1e-6  # of a step: a value that a person typed with six digits stands on its step


def space_of(settings: Settings) -> Space:
    """The knobs that the campaign varies, in the file's order.

    Raises:
        WrongInputError: bounds or a step that cannot be searched.
    """
    parameters = []
    for name, knob in settings.space.items():
        try:
            parameters.append(_parameter(settings, name, knob))
        except ValueError as error:
            msg = f"{settings.path.name}: [space.{name}]: {error}"
            raise WrongInputError(msg) from error
    return Space(tuple(parameters))


def _parameter(settings: Settings, name: str, knob: Knob) -> Parameter:
    if knob.values or knob.choices:
        return Parameter(
            name,
            scale=knob.scale,
            values=knob.values,
            choices=knob.choices,
            change_s=knob.change_s,
        )
    low, high, step = _on_the_gauge(settings, name, knob)
    return Parameter(name, low, high, step, knob.scale, change_s=knob.change_s)


def _on_the_gauge(settings: Settings, name: str, knob: Knob) -> tuple[float, float, float | None]:
    """Bounds and step of a knob; a pressure by hand falls on what the gauge can be read to."""
    press = HandPress.of(settings)
    if press is None or press.step_mpa is None or name not in PRESSED:
        return knob.low, knob.high, knob.step
    step = press.step_mpa
    first, last = math.ceil(knob.low / step - _DIGITS), math.floor(knob.high / step + _DIGITS)
    if first >= last:
        raise ValueError(
            f"the gauge shows no two marks between {knob.low:g} and {knob.high:g} MPa: one mark is "
            f"{number_text(step, 3)} MPa on this die. Widen the range, or correct the gauge's "
            "step or the diameter of the ram in [press]"
        )
    return first * step, last * step, step


def off_steps(space: Space, values: Mapping[str, Value]) -> list[str]:
    """Each value inside its bounds that is on none of its steps, in words with its neighbours."""
    found = []
    for knob in space.parameters:
        value = values[knob.name]
        if isinstance(value, str) or knob.choices:
            continue
        nearest = float(knob.snap([value])[0])
        if knob.values and abs(value - nearest) > _DIGITS * abs(nearest):
            listed = ", ".join(f"{one:g}" for one in knob.values)
            found.append(f"{knob.name} = {value:g} is not one of the listed values: {listed}")
        if knob.step is None or abs(value - nearest) <= _DIGITS * knob.step:
            continue
        other = nearest + (knob.step if value > nearest else -knob.step)
        pair = sorted(one for one in (nearest, other) if knob.low <= one <= knob.high)
        near = " or ".join(f"{one:g}" for one in pair)
        found.append(
            f"{knob.name} = {value:g} is not on the steps of {knob.step:g} counted from "
            f"{knob.low:g}; the nearest: {near}"
        )
    return found


def log_knobs(settings: Settings) -> frozenset[str]:
    """The knobs on a logarithmic scale: zero has no place there."""
    return frozenset(name for name, knob in settings.space.items() if knob.scale == "log")


def off_scale(logarithmic: Collection[str], values: Mapping[str, Value]) -> str:
    """Why a cell cannot enter the models: a value has no place on its scale; empty when all have.

    Args:
        logarithmic: Names of the knobs on a logarithmic scale.
        values: What was achieved.
    """
    numbers = numbers_of(values)
    for name in sorted(logarithmic):
        if numbers.get(name, 1.0) <= 0.0:
            return (
                f"{name} = {numbers[name]:g} cannot be placed on the logarithmic scale of this "
                "campaign: the cell is kept, and left out of the models"
            )
    return ""


def series_of(settings: Settings) -> Series | None:
    """How one cell is measured at several pressures; None where each cell has one."""
    table = settings.series
    return None if table is None else Series(**table.model_dump())
