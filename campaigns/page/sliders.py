"""Sliders of the maps: where a knob stands, in per cent of the way along its scale."""

from __future__ import annotations

import math

from campaigns.settings import Knob

MIDDLE = 50.0


def value_at(knob: Knob, position: float) -> float:
    """The value, on its step, at `position` per cent from the lowest to the highest.

    Half the way along a logarithmic scale is the geometric mean of its ends: on a linear slider a
    release rate between 0.5 and 50 MPa/s would have no place for 2.
    """
    share = position / 100.0
    if knob.scale == "log":
        value = math.exp((1.0 - share) * math.log(knob.low) + share * math.log(knob.high))
    else:
        value = (1.0 - share) * knob.low + share * knob.high
    if knob.step:
        value = knob.low + round((value - knob.low) / knob.step) * knob.step
    return min(max(value, knob.low), knob.high)


def position_of(knob: Knob, value: float) -> float:
    """Per cent of the way from the lowest to the highest, 0 to 100."""
    held = min(max(value, knob.low), knob.high)
    if knob.scale == "log":
        share = math.log(held / knob.low) / math.log(knob.high / knob.low)
    else:
        share = (held - knob.low) / (knob.high - knob.low)
    return 100.0 * share
