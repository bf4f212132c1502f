"""The limits in force now: asked before a cell is printed, approved, edited or pressed.

Bounds, fixed values and rules are those of the campaign file, the rest is what press and die bear.
A trial that was planned under other limits is measured by these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campaigns.config.campaign_schema import Settings
from campaigns.trial.press_limits import PressLimits, limits_of, refusal
from campaigns.trial.recipe import press_protocol
from doe.domain.constraints import Constraint
from doe.knobs.knob_values import Value, numbers_of
from hardware.errors import UnsafeProtocolError

_DIGITS = 1e-9  # of a bound: rounding of a value that stands on it does not put it outside


@dataclass(frozen=True)
class InForce:
    """What limits a cell now: bounds and rules of the campaign file, press and die.

    Attributes:
        settings: The campaign file as it is now.
        press: What press and die bear now.
    """

    settings: Settings
    press: PressLimits

    @classmethod
    def of(cls, settings: Settings) -> InForce:
        """The limits that a campaign file names.

        Raises:
            MapError, WrongInputError: as `limits_of`.
        """
        return cls(settings, limits_of(settings))

    def same_as(self, other: InForce) -> bool:
        """Nothing that limits a cell differs, whatever else of the file was changed."""
        ours, theirs = self.settings, other.settings
        return (ours.space, ours.fixed, ours.constraints, self.press) == (
            theirs.space,
            theirs.fixed,
            theirs.constraints,
            other.press,
        )

    def why_not_planned(self, protocol: Mapping[str, Value]) -> str:
        """The same by bounds, fixed values and rules alone, whatever press it goes to."""
        found = (
            outside_bounds(self.settings, protocol)
            or not_as_fixed(self.settings, protocol)
            or rules_broken(self.settings, protocol)
        )
        return found[0] if found else ""

    def why_not(self, protocol: Mapping[str, Value]) -> str:
        """Why a cell may not be pressed so, with value and limit; empty when it may.

        Args:
            protocol: Every value of the protocol, by name.
        """
        if why := self.why_not_planned(protocol):
            return why
        try:
            self.press.envelope.check(press_protocol(protocol), self.press.die)
        except UnsafeProtocolError as error:
            return refusal(error)
        return ""


def outside_bounds(settings: Settings, values: Mapping[str, Value]) -> list[str]:
    """Each value that lies outside [space], in words."""
    found = []
    for name, knob in settings.space.items():
        value, slack = values[name], _DIGITS * max(abs(knob.low), abs(knob.high))
        if isinstance(value, str) or knob.choices:
            if value not in knob.choices:
                found.append(f"{name} = {value!r}: the campaign file knows {knob.in_words}")
        elif value < knob.low - slack:
            found.append(f"{name} = {value:.6g} is below low = {knob.low:g} in the campaign file")
        elif value > knob.high + slack:
            found.append(f"{name} = {value:.6g} is above high = {knob.high:g} in the campaign file")
    return found


def not_as_fixed(settings: Settings, values: Mapping[str, Value]) -> list[str]:
    """Each value that [fixed] states otherwise now, or that the file does not name any more."""
    found = []
    for name, value in values.items():
        if name in settings.press.unset_rates:  # no hand sets it: what was written says nothing
            continue
        now = settings.fixed.get(name)
        if now is not None and isinstance(value, float | int):
            if abs(value - now) > _DIGITS * max(abs(value), abs(now)):
                found.append(f"{name} = {value:.6g}, but [fixed] says {now:g} in the campaign file")
        elif name not in settings.space:
            shown = repr(value) if isinstance(value, str) else f"{value:.6g}"
            found.append(
                f"{name} = {shown}, but the campaign file does not name {name} any more; name it "
                "again, or reject the trial"
            )
    return found


def rules_broken(settings: Settings, values: Mapping[str, Value]) -> list[str]:
    """Each rule that the values do not obey, in words.

    Args:
        settings: The campaign, with its rules.
        values: Of the whole protocol; a value that it lacks is the one in [fixed].
    """
    numbers = numbers_of(values)
    columns = {name: np.array([value]) for name, value in numbers.items()}
    found = []
    for text in settings.constraints:
        rule = Constraint(text, settings.fixed)
        if not rule(columns)[0]:
            named = ", ".join(
                f"{name} = {numbers.get(name, settings.fixed.get(name, math.nan)):.6g}"
                for name in sorted(rule.names)
            )
            found.append(f'the rule "{text}" does not hold with {named}')
    return found
