"""A press that a person works by hand: what its gauge shows, and what a person can set.

The gauge shows the oil in the ram (bar), or the force (tonnes-force). A pressure on the pellet can
be set no finer than the gauge can be read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.config.campaign_schema import STEP_KNOBS, Settings
from campaigns.trial.in_force import rules_broken
from campaigns.trial.press_limits import described_die
from doe.knobs.knob_values import Value, numbers_of, round_step
from hardware.press.protocol import Die
from hardware.units import KN_PER, disc_area_cm2, line_bar, ram_force_kn

PRESSED = tuple(target for target, _ in STEP_KNOBS.values())
"""Values that are set at the gauge; the stack pressure is the fixture's."""

_BY_HAND = (1.0, 1.2, 1.5, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
"""Numbers that people set on a watch or a valve, in each decade: steps of 11 to 25 %."""

_FINEST = 20
"""Steps that a range on a linear scale is divided into, at least."""

_CLOSE = 4
"""Digits of a number that is set more finely because a coarser one would break a rule."""

_ALL_DIGITS = 17
"""Digits that tell any two doubles apart."""


@dataclass(frozen=True)
class HandPress:
    """One hand press with its die.

    Attributes:
        die: The die on it.
        ram_cm2: Area of the ram; None where it is not known: then there is no gauge reading.
        step_mpa: The smallest change on the pellet that the gauge shows; None where not known.
        tonnes: Its gauge is marked in tonnes-force.
        sets_ramp: A valve or motor sets the loading rate; else a person pumps.
        sets_release: A valve sets the unloading rate; else a person opens it slowly.
    """

    die: Die
    ram_cm2: float | None
    step_mpa: float | None
    tonnes: bool
    sets_ramp: bool = True
    sets_release: bool = True

    @classmethod
    def of(cls, settings: Settings) -> HandPress | None:
        """The press of a campaign file; None for a driven press, or where no die is described.

        Raises:
            WrongInputError: a gauge is described, and no die.
        """
        press = settings.press
        gauge = (press.ram_mm, press.gauge_step_bar, press.gauge_step_t)
        die_stated = all((press.die, press.diameter_mm, press.max_force_kn, press.max_mpa))
        if not settings.by_hand or not (die_stated or any(gauge)):
            return None
        die = described_die(settings)
        ram_cm2 = None if press.ram_mm is None else disc_area_cm2(press.ram_mm)
        step_kn = None
        if press.gauge_step_t is not None:
            step_kn = press.gauge_step_t * KN_PER["tonne"]
        elif press.gauge_step_bar is not None and ram_cm2 is not None:
            step_kn = ram_force_kn(press.gauge_step_bar, ram_cm2)
        step_mpa = None if step_kn is None else die.mpa(step_kn)
        tonnes = press.gauge_step_t is not None
        return cls(die, ram_cm2, step_mpa, tonnes, press.sets_ramp, press.sets_release)

    def shown(self, mpa: float) -> dict[str, float]:
        """What force and gauge read at this stress on the pellet: unit to number."""
        force_kn = self.die.force_kn(mpa)
        found = {"kN": force_kn}
        if self.tonnes:
            found["t"] = force_kn / KN_PER["tonne"]
        if self.ram_cm2 is not None:
            found["bar"] = line_bar(force_kn, self.ram_cm2)
        return found

    def words(self, mpa: float) -> str:
        """The same in words: `33.8 kN, gauge 172 bar`."""
        gauge = {"t": "gauge ", "bar": "gauge "}
        return ", ".join(
            f"{gauge.get(unit, '')}{gauge_number(value)} {unit}"
            for unit, value in self.shown(mpa).items()
        )


def by_hand_number(value: float, low: float, high: float, *, logarithmic: bool) -> float:
    """The nearest number that a person would set, inside the bounds.

    Args:
        value: Inside the bounds.
        low: Lower bound.
        high: Upper bound.
        logarithmic: Ratios count.
    """
    if logarithmic:
        decade = 10.0 ** math.floor(math.log10(value))
        choices = [mark * decade for mark in _BY_HAND]
        nearest = min(choices, key=lambda one: abs(math.log(one / value)))
    else:
        unit = round_step((high - low) / _FINEST)
        nearest = round(value / unit) * unit
    nearest = float(f"{nearest:.6g}")
    return nearest if low <= nearest <= high else _with_digits(value, low, high, 3)


def gauge_number(value: float) -> str:
    """Three digits, as a gauge is read; four where they are a mark of it: 227.5 bar."""
    if abs(float(f"{value:.4g}") - value) < 1e-6 * value:
        return f"{value:.4g}"
    return f"{value:.0f}" if value >= 100.0 else f"{value:.3g}"


def in_hand(
    settings: Settings, point: Mapping[str, Value], taken: Sequence[Mapping[str, Value]]
) -> dict[str, Value]:
    """A proposed point with numbers that a person would set; as it is on a driven press.

    Args:
        settings: The campaign.
        point: Inside the space, on its steps.
        taken: Points that wait to be pressed or were rejected: rounding must not repeat them.
    """
    if not settings.by_hand:
        return dict(point)
    rounded: dict[str, Value] = dict(point)
    finer: dict[str, Value] = dict(point)
    for name, value in numbers_of(point).items():
        knob = settings.space[name]
        if knob.continuous:
            finer[name] = _with_digits(value, knob.low, knob.high, _CLOSE)
            if name not in PRESSED:
                logarithmic = knob.scale == "log"
                rounded[name] = by_hand_number(value, knob.low, knob.high, logarithmic=logarithmic)
    if not rules_broken(settings, rounded) and rounded not in [dict(other) for other in taken]:
        return rounded
    return dict(point) if rules_broken(settings, finer) else finer


def in_hand_rungs(
    settings: Settings,
    rungs: Sequence[Mapping[str, Value]],
    others: Sequence[Mapping[str, Value]],
) -> list[dict[str, Value]]:
    """Rungs with numbers that a person would set; where rounding leads two to one, there is one.

    Args:
        settings: The campaign.
        rungs: In their order.
        others: Rungs of the same cell, not to be repeated.
    """
    kept: list[dict[str, Value]] = []
    for rung in rungs:
        set_to = in_hand(settings, rung, [])
        if set_to not in (*kept, *(dict(other) for other in others)):
            kept.append(set_to)
    return kept


def _with_digits(value: float, low: float, high: float, digits: int) -> float:
    """The value with so many digits, or with as many more as the bounds ask for."""
    shorter = float(f"{value:.{digits}g}")
    if low <= shorter <= high or digits > _ALL_DIGITS:
        return shorter
    return _with_digits(value, low, high, digits + 1)
