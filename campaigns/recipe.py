"""The recipe: a point of the search space becomes a press protocol; a press record, a point.

Planned is what was proposed, commanded what was sent, achieved what the press trace shows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from campaigns.settings import STEP_KNOBS, Settings
from hardware.press import PressRecord, StepRecord
from hardware.protocol import PressProtocol, Step


def protocol_values(settings: Settings, point: Mapping[str, float]) -> dict[str, float]:
    """Every value of the protocol by name: what is varied from `point`, the rest from `[fixed]`.

    Raises:
        ValueError: `point` does not name exactly the values that the campaign varies.
    """
    if point.keys() != settings.space.keys():
        odd = sorted(point.keys() ^ settings.space.keys())
        raise ValueError(f"a point of this campaign names {sorted(settings.space)}; not so: {odd}")
    return {**settings.fixed, **point}


def press_protocol(values: Mapping[str, float]) -> PressProtocol:
    """The steps that a press executes, in their order; a step without values is left out.

    Args:
        values: By the names of `campaigns.settings.PROTOCOL_NAMES`; other names are not the press's.
    """
    steps = tuple(
        Step(
            name=name,
            target_mpa=values[target],
            dwell_s=values[dwell],
            ramp_mpa_s=values["ramp_mpa_s"],
            release_mpa_s=values["release_mpa_s"],
        )
        for name, (target, dwell) in STEP_KNOBS.items()
        if target in values
    )
    return PressProtocol(
        steps=steps, stack_mpa=values.get("stack_mpa"), die_degc=values.get("die_degc")
    )


def achieved_values(record: PressRecord, commanded: Mapping[str, float]) -> dict[str, float]:
    """The protocol as the press trace shows it: mean stress of the hold, time held, real rates.

    Ramp and release are those of the co-press step. A value that no press measures (a powder's
    share, the die's temperature) stays as commanded.

    Raises:
        ValueError: the record lacks a step, or a value is not a number: the press record is no
            record of this protocol.
    """
    achieved = dict(commanded)
    by_name = {step.name: step for step in record.steps}
    for name, (target, dwell) in STEP_KNOBS.items():
        if target in commanded:
            step = _step_of(by_name, name)
            achieved |= {target: step.hold_mean_mpa, dwell: step.dwell_s}
    copress = _step_of(by_name, "copress")
    achieved |= {"ramp_mpa_s": copress.ramp_mpa_s, "release_mpa_s": copress.release_mpa_s}
    if record.stack_mpa is not None and "stack_mpa" in commanded:
        achieved["stack_mpa"] = record.stack_mpa
    for name, value in achieved.items():
        if not math.isfinite(value):
            raise ValueError(f"the press record shows no {name} (got {value}): no force was seen")
    return achieved


def varied(settings: Settings, values: Mapping[str, float]) -> dict[str, float]:
    """Of all values of a protocol those that the campaign varies, in the file's order."""
    return {name: values[name] for name in settings.space}


def _step_of(by_name: Mapping[str, StepRecord], name: str) -> StepRecord:
    if name not in by_name:
        raise ValueError(f"the press record has no step {name!r}; it has {sorted(by_name)}")
    return by_name[name]
