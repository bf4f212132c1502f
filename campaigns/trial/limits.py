"""The second fence, asked before anything is touched: what press and die bear, against the file.

The press adapter asks it again before every cell; here a bound outside it is refused with the line
of the campaign file that has it, while the press is still standing alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from campaigns.config.schema import PROTOCOL_NAMES, STEP_KNOBS, Settings
from campaigns.errors import WrongInputError
from campaigns.trial.protocol import press_protocol
from doe.domain.constraints import Constraint
from hardware.errors import UnsafeProtocolError
from hardware.press.protocol import NOT_SENT, Die, Envelope
from hardware.press.register_map.load import PressMap, load_press_map

if TYPE_CHECKING:  # its shape only: who asks for the limits of the press fits no spectrum
    from campaigns.trial.measurement import Analysis

SIMULATED_MAP = "generic_plc"
"""The shipped register map that the simulated laboratory serves."""

_HAND_RATE_MPA_S = 1000.0
_HAND_DWELL_S = 86400.0
"""By hand, rates and dwell are in the operator's hand; these only catch slips of the keyboard."""

_JUST_INSIDE = 0.999  # a placeholder must not fail by the last digit
_DIGITS = 1e-9  # of a bound: rounding of a value that stands on it does not put it outside


@dataclass(frozen=True)
class Fence:
    """What the press with its die can bear."""

    die: Die
    envelope: Envelope


def press_map_of(settings: Settings) -> PressMap:
    """The register map that the file names.

    Raises:
        MapError: there is none, or it cannot be used.
    """
    if settings.simulated:
        return load_press_map(SIMULATED_MAP)
    return load_press_map(settings.beside(settings.press.map))


def fence_of(settings: Settings) -> Fence:
    """Die and limits that the file names.

    Raises:
        MapError: the press file cannot be used, or has no such die.
        WrongInputError: a press by hand whose die is not described.
    """
    if settings.by_hand:
        return Fence(_described_die(settings), _hand_envelope(settings))
    own = [key for key in ("diameter_mm", "max_force_kn", "max_mpa") if _given(settings, key)]
    if own:
        raise WrongInputError(
            f"{settings.path.name}: [press] {own[0]}: dies of this press are described in its own "
            "file, [dies.NAME]. Delete the key here."
        )
    press_map = press_map_of(settings)
    die = press_map.die(settings.press.die)
    if die.isostatic and settings.impedance.area_cm2 is None:
        raise WrongInputError(
            f"{settings.path.name}: [impedance] area_cm2 is missing. An isostatic press has no die "
            "whose face could be taken for it: state the area that the current goes through."
        )
    return Fence(die, press_map.envelope)


def area_cm2(settings: Settings) -> float:
    """Area the current goes through: what the file says, else the die's."""
    return settings.impedance.area_cm2 or fence_of(settings).die.area_cm2


def analysis_of(settings: Settings) -> Analysis:
    """How the campaign's spectra are analysed."""
    from campaigns.trial.measurement import Analysis
    from hardware.eis.corrections import Temperature

    table = settings.impedance
    return Analysis(
        area_cm2(settings),
        table.cell,
        table.least_ocv_v,
        Temperature(reference_degc=table.reference_degc, activation_ev=table.activation_ev),
    )


def refuse_outside(settings: Settings, fence: Fence) -> None:
    """Refuse a file that would let the optimiser ask for what press or die cannot bear.

    Raises:
        WrongInputError: for the first value outside, with its line, the limit and whose it is.
    """
    for where, name, value in _extremes(settings):
        try:
            fence.envelope.check(press_protocol(_only(name, value, fence)), fence.die)
        except UnsafeProtocolError as error:
            msg = f"{settings.path.name}: {where} = {value:g}: {error}"
            raise WrongInputError(msg) from error


@dataclass(frozen=True)
class InForce:
    """What limits a cell now: bounds and rules of the campaign file, press and die.

    Attributes:
        settings: The campaign file as it is now.
        fence: What press and die bear now.
    """

    settings: Settings
    fence: Fence

    @classmethod
    def of(cls, settings: Settings) -> InForce:
        """The limits that a campaign file names.

        Raises:
            MapError, WrongInputError: as `fence_of`.
        """
        return cls(settings, fence_of(settings))

    def same_as(self, other: InForce) -> bool:
        """Nothing that limits a cell differs, whatever else of the file was changed."""
        ours, theirs = self.settings, other.settings
        return (ours.space, ours.fixed, ours.constraints, self.fence) == (
            theirs.space,
            theirs.fixed,
            theirs.constraints,
            other.fence,
        )

    def why_not_planned(self, protocol: Mapping[str, float]) -> str:
        """The same by bounds and rules alone, whatever press it goes to."""
        found = outside_bounds(self.settings, protocol) or rules_broken(self.settings, protocol)
        return found[0] if found else ""

    def why_not(self, protocol: Mapping[str, float]) -> str:
        """Why a cell may not be pressed so, with value and limit; empty when it may.

        Args:
            protocol: Every value of the protocol, by name.
        """
        if why := self.why_not_planned(protocol):
            return why
        try:
            self.fence.envelope.check(press_protocol(protocol), self.fence.die)
        except UnsafeProtocolError as error:
            return refusal(error)
        return ""


def outside_bounds(settings: Settings, values: Mapping[str, float]) -> list[str]:
    """Each value that lies outside [space], in words."""
    found = []
    for name, knob in settings.space.items():
        value, slack = values[name], _DIGITS * max(abs(knob.low), abs(knob.high))
        if value < knob.low - slack:
            found.append(f"{name} = {value:.6g} is below low = {knob.low:g} of [space.{name}]")
        elif value > knob.high + slack:
            found.append(f"{name} = {value:.6g} is above high = {knob.high:g} of [space.{name}]")
    return found


def rules_broken(settings: Settings, values: Mapping[str, float]) -> list[str]:
    """Each rule that the values do not obey, in words.

    Args:
        settings: The campaign, with its rules.
        values: Of the whole protocol; a value that it lacks is the one in [fixed].
    """
    columns = {name: np.array([float(value)]) for name, value in values.items()}
    found = []
    for text in settings.constraints:
        rule = Constraint(text, settings.fixed)
        if not rule(columns)[0]:
            named = ", ".join(
                f"{name} = {values.get(name, settings.fixed.get(name, math.nan)):.6g}"
                for name in sorted(rule.names)
            )
            found.append(f'the rule "{text}" does not hold with {named}')
    return found


def refusal(error: UnsafeProtocolError) -> str:
    """What press or die cannot bear, without what happens at a press that was not asked yet."""
    return str(error).partition(f" {NOT_SENT}")[0].rstrip(".")


def _extremes(settings: Settings) -> Iterator[tuple[str, str, float]]:
    for name, knob in settings.space.items():
        if name in PROTOCOL_NAMES:
            yield f"[space.{name}] low", name, knob.low
            yield f"[space.{name}] high", name, knob.high
    for name, value in settings.fixed.items():
        if name in PROTOCOL_NAMES:
            yield f"[fixed] {name}", name, value


def _only(name: str, value: float, fence: Fence) -> dict[str, float]:
    """A protocol inside every limit, but for the one value that is asked about."""
    die, envelope = fence.die, fence.envelope
    force_kn = min(envelope.max_force_kn, die.max_force_kn)
    safe_mpa = _JUST_INSIDE * min(envelope.max_mpa, die.max_mpa, die.mpa(force_kn))
    values = {
        "copress_mpa": safe_mpa,
        "copress_dwell_s": envelope.max_dwell_s,
        "ramp_mpa_s": envelope.max_ramp_mpa_s,
        "release_mpa_s": envelope.max_release_mpa_s,
    }
    for target, dwell in STEP_KNOBS.values():
        if name in (target, dwell):
            values |= {target: safe_mpa, dwell: envelope.max_dwell_s}
    return {**values, name: value}


def _given(settings: Settings, key: str) -> bool:
    return getattr(settings.press, key) is not None


def _described_die(settings: Settings) -> Die:
    press = settings.press
    described = (press.die, press.diameter_mm, press.max_force_kn, press.max_mpa)
    match described:
        case (str(name), float(diameter_mm), float(max_force_kn), float(max_mpa)):
            return Die(name, diameter_mm, max_force_kn, max_mpa)
    keys = ("die", "diameter_mm", "max_force_kn", "max_mpa")
    missing = next(key for key in keys if not _given(settings, key))
    raise WrongInputError(
        f"{settings.path.name}: [press] {missing} is missing. A press by hand has no file of its "
        "own: state die, diameter_mm, max_force_kn and max_mpa as the maker allows."
    )


def _hand_envelope(settings: Settings) -> Envelope:
    die = _described_die(settings)
    return Envelope(
        max_force_kn=die.max_force_kn,
        max_mpa=die.max_mpa,
        max_ramp_mpa_s=_HAND_RATE_MPA_S,
        max_release_mpa_s=_HAND_RATE_MPA_S,
        max_dwell_s=_HAND_DWELL_S,
        max_stack_mpa=die.max_mpa,
    )
