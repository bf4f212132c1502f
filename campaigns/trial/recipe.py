"""The recipe: a point of the search space becomes a press protocol; a press record, a point.

Planned is what was proposed, commanded what was sent, achieved what the press trace shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from campaigns.config.campaign_schema import STEP_KNOBS, Settings
from doe.knobs.knob_values import Value, numbers_of
from hardware.errors import KEY_FIRST, PressFaultError
from hardware.press.interface import PressRecord, StepRecord
from hardware.press.protocol import PressProtocol, Step

Between = tuple[float | None, float | None]
"""Lowest and highest possible value; None where there is no bound."""


def protocol_values(settings: Settings, point: Mapping[str, Value]) -> dict[str, Value]:
    """Every value of the protocol by name: what is varied from `point`, the rest from `[fixed]`.

    Raises:
        ValueError: `point` does not name exactly the values that the campaign varies.
    """
    if point.keys() != settings.space.keys():
        odd = sorted(point.keys() ^ settings.space.keys())
        raise ValueError(f"a point of this campaign names {sorted(settings.space)}; not so: {odd}")
    return {**{name: point[name] for name in settings.space}, **settings.fixed}


def press_protocol(values: Mapping[str, Value]) -> PressProtocol:
    """The steps that a press executes, in their order; a step without values is left out.

    Args:
        values: By the names of `PROTOCOL_NAMES`; others, and every choice, are not for the press.
    """
    numbers = numbers_of(values)
    steps = tuple(
        Step(
            name=name,
            target_mpa=numbers[target],
            dwell_s=numbers[dwell],
            ramp_mpa_s=numbers["ramp_mpa_s"],
            release_mpa_s=numbers["release_mpa_s"],
        )
        for name, (target, dwell) in STEP_KNOBS.items()
        if target in numbers
    )
    return PressProtocol(
        steps=steps, stack_mpa=numbers.get("stack_mpa"), die_degc=numbers.get("die_degc")
    )


def rung_protocol(values: Mapping[str, Value], before: Mapping[str, Value]) -> PressProtocol:
    """What the press does at a later rung of a pressure series.

    The separator is pressed already; where only the stack pressure rises no stroke is made at all.

    Args:
        values: As for `press_protocol`, at this rung.
        before: The same at the rung before.
    """
    pressed = [name for pair in STEP_KNOBS.values() for name in pair]
    if all(values.get(name) == before.get(name) for name in pressed):
        return PressProtocol((), numbers_of(values).get("stack_mpa"), fixture_only=True)
    whole = press_protocol(values)
    return replace(whole, steps=tuple(step for step in whole.steps if step.name != "prepress"))


def achieved_at_rung(
    record: PressRecord, commanded: Mapping[str, Value], before: Mapping[str, Value]
) -> dict[str, Value]:
    """The protocol at a later rung as the press trace shows it; what it left alone is as before.

    Args:
        record: Of this rung.
        commanded: Every value of the protocol at this rung.
        before: What was achieved at the rung before.

    Raises:
        PressFaultError: as `achieved_values`.
    """
    kept = {name: before[name] for name in STEP_KNOBS["prepress"] if name in before}
    if record.planned.fixture_only:
        reached = {} if record.stack_mpa is None else {"stack_mpa": record.stack_mpa}
        climbed = {"stack_mpa": commanded["stack_mpa"]} if "stack_mpa" in commanded else {}
        return {**before, **climbed, **reached}
    stroke = {name: value for name, value in commanded.items() if name not in kept}
    return {**achieved_values(record, stroke), **kept}


def achieved_values(record: PressRecord, commanded: Mapping[str, Value]) -> dict[str, Value]:
    """The protocol as the press trace shows it: mean stress of the hold, time held, real rates.

    Ramp, release and die temperature are those of the co-press step. What nobody measures (a
    powder's share, the ramp of a press by hand) stays as commanded.

    Raises:
        PressFaultError: the record lacks a step or a value: the press did something else.
    """
    achieved = dict(commanded)
    by_name = {step.name: step for step in record.steps}
    seen = {name for pair in STEP_KNOBS.values() for name in pair}
    for name, (target, dwell) in STEP_KNOBS.items():
        if target in commanded:
            step = _step_of(by_name, name)
            achieved |= {target: step.hold_mean_mpa, dwell: step.dwell_s}
    copress = _step_of(by_name, "copress")
    for name in ("ramp_mpa_s", "release_mpa_s"):
        if math.isfinite(rate := getattr(copress, name)):
            achieved[name] = rate
    if copress.die_degc is not None and "die_degc" in commanded:
        achieved["die_degc"] = copress.die_degc
    if record.stack_mpa is not None and "stack_mpa" in commanded:
        achieved["stack_mpa"] = record.stack_mpa
    for name, value in achieved.items():
        if isinstance(value, str):
            continue
        if not math.isfinite(value) or (name in seen and value <= 0.0):
            raise _other_than_asked(f"{name} = {value}")
    return achieved


def unsure_values(steps: Iterable[Mapping[str, Any]]) -> dict[str, Between]:
    """Values that the press trace shows only as an interval, by the names of a protocol.

    Args:
        steps: Records of the steps, as the store keeps them.
    """
    unsure: dict[str, Between] = {}
    for step in steps:
        known = {"ramp_mpa_s": "ramp_mpa_s", "release_mpa_s": "release_mpa_s"}
        names = known if step["name"] == "copress" else {}
        if step["name"] in STEP_KNOBS:
            names = {**names, "dwell_s": STEP_KNOBS[step["name"]][1]}
        for name, (low, high) in step.get("between", {}).items():
            if name in names:
                unsure[names[name]] = (low, high)
    return unsure


def varied(settings: Settings, values: Mapping[str, Value]) -> dict[str, Value]:
    """Of all values of a protocol those that the campaign varies, in the file's order."""
    return {name: values[name] for name in settings.space}


def _step_of(by_name: Mapping[str, StepRecord], name: str) -> StepRecord:
    if name not in by_name:
        raise _other_than_asked(f"no step {name!r}, but {sorted(by_name)}")
    return by_name[name]


def _other_than_asked(seen: str) -> PressFaultError:
    return PressFaultError(
        f"the press record shows {seen}: the press did something else than asked, or its sensors "
        "did not see it. The press has released. The cell is void. Look at the press. "
        f"{KEY_FIRST}"
    )
