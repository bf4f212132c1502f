"""The second fence, asked before anything is touched: what press and die bear, against the file.

The press adapter asks it again before every cell; here a bound outside it is refused with the line
of the campaign file that has it, while the press is still standing alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns.config.campaign_schema import PROTOCOL_NAMES, STEP_KNOBS, Settings
from campaigns.errors import WrongInputError
from campaigns.trial.recipe import press_protocol
from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.press.protocol import Die, Envelope

if TYPE_CHECKING:  # their shapes only: who asks for the limits of the press fits no spectrum
    from campaigns.trial.measurement import Analysis
    from hardware.press.register_map.load import PressMap

SIMULATED_MAP = "generic_plc"
"""The shipped register map that the simulated laboratory serves."""

_HAND_RATE_MPA_S = 1000.0  # chosen: no hand loads a die of 10 mm by 80 kN within a second
_HAND_DWELL_S = 86400.0
"""By hand, rates and dwell are in the operator's hand; these only catch slips of the keyboard."""

_REMEMBERED_MAPS = 8
"""Chosen: more presses than one page or one test looks at by turns."""

_LARGER_THAN_DIE = 1.5
"""Chosen: an electrode that overhangs its die stays below it; 10 for 10 mm is thirteen times."""

_JUST_INSIDE = 0.999  # a placeholder must not fail by the last digit


@dataclass(frozen=True)
class PressLimits:
    """What the press with its die can bear."""

    die: Die
    envelope: Envelope


def press_map_of(settings: Settings) -> PressMap:
    """The register map that the file names; read again when its file has changed.

    Raises:
        MapError: there is none, or it cannot be used.
    """
    if settings.simulated:
        return _press_map(SIMULATED_MAP, None)
    path = settings.next_to(settings.press.map)
    return _press_map(path, _written(path))


@lru_cache(maxsize=_REMEMBERED_MAPS)
def _press_map(source: str | Path, written: tuple[int, ...] | None) -> PressMap:
    """Read a map once for each state of its file: a page asks for it with every waiting cell."""
    from hardware.press.register_map.load import load_press_map  # a fifth of the cold start

    return load_press_map(source)


def _written(path: Path) -> tuple[int, ...] | None:
    """What changes when a file is written or replaced; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def limits_of(settings: Settings) -> PressLimits:
    """Die and limits that the file names.

    Raises:
        MapError: the press file cannot be used, or has no such die.
        WrongInputError: a press by hand whose die is not described.
    """
    if settings.by_hand:
        return PressLimits(described_die(settings), _hand_envelope(settings))
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
    return PressLimits(die, press_map.envelope)


def area_cm2(settings: Settings) -> float:
    """Area the current goes through: what the file says, else the die's."""
    return settings.impedance.area_cm2 or limits_of(settings).die.area_cm2


def area_doubts(settings: Settings, die: Die) -> list[str]:
    """What is odd about the stated area of the electrode: none, or one sentence.

    Most current goes through the face of the die: a larger area is a diameter typed as an area, or
    another die.
    """
    stated = settings.impedance.area_cm2
    if stated is None or settings.simulated or die.isostatic:
        return []
    if stated <= _LARGER_THAN_DIE * die.area_cm2:
        return []
    return [
        f"Is [impedance] area_cm2 = {stated:g} right? The face of the {die.diameter_mm:g} mm die "
        f"is {die.area_cm2:.3g} cm2, and resistances would be {stated / die.area_cm2:.2g} times "
        "too high. Leave area_cm2 out to take the die's."
    ]


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


def refuse_outside(settings: Settings, limits: PressLimits) -> None:
    """Refuse a file that would let the optimiser ask for what press or die cannot bear.

    Raises:
        WrongInputError: for the first value outside, with its line, the limit and whose it is.
    """
    for where, name, value in _extremes(settings):
        try:
            limits.envelope.check(press_protocol(_only(name, value, limits)), limits.die)
        except UnsafeProtocolError as error:
            msg = f"{settings.path.name}: {where} = {value:g}: {_to_do(settings, error)}"
            raise WrongInputError(msg) from error


def why_not_achieved(name: str, value: float, limits: PressLimits) -> str:
    """Why press and die can hardly have done that, in words; empty where they can.

    Args:
        name: Of a value of the protocol; others are not for the press.
        value: What was achieved, as a person says.
        limits: What they bear.
    """
    if name not in PROTOCOL_NAMES:
        return ""
    try:
        limits.envelope.check(press_protocol(_only(name, value, limits)), limits.die)
    except UnsafeProtocolError as error:
        return _of_one_value(refusal(error))
    return ""


def _of_one_value(said: str) -> str:
    """`outside (0, 800] set by ...`: the value itself stands before it already."""
    step, found, limit = said.partition(" is outside ")
    return f"outside {limit}" if found and "force_kn" not in step else said


def refusal(error: UnsafeProtocolError) -> str:
    """What press or die cannot bear, without what happens at a press that was not asked yet."""
    return str(error).partition(f" {NOT_SENT}")[0].rstrip(".")


def _to_do(settings: Settings, error: UnsafeProtocolError) -> str:
    """The refusal, with what a person at that kind of press can do."""
    if not settings.by_hand:
        return str(error)
    why = refusal(error)
    for name in ("max_ramp_mpa_s", "max_release_mpa_s", "max_dwell_s"):
        why = why.replace(f"press [limits] {name}", "what a hand can do")
    return f"{why}. Change it, or, if the maker of the die allows more, [press] in this file."


def _extremes(settings: Settings) -> Iterator[tuple[str, str, float]]:
    for name, knob in settings.space.items():
        if name in PROTOCOL_NAMES:
            yield f"[space.{name}] low", name, knob.low
            yield f"[space.{name}] high", name, knob.high
    for name, value in settings.fixed.items():
        if name in PROTOCOL_NAMES:
            yield f"[fixed] {name}", name, value


def _only(name: str, value: float, limits: PressLimits) -> dict[str, float]:
    """A protocol inside every limit, but for the one value that is asked about."""
    die, envelope = limits.die, limits.envelope
    most = min(envelope.max_load, die.max_load)
    safe_mpa = _JUST_INSIDE * min(envelope.max_mpa, die.max_mpa, die.mpa(most))
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


def described_die(settings: Settings) -> Die:
    """The die of a press by hand, as the campaign file describes it."""
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
    die = described_die(settings)
    return Envelope(
        max_load=die.max_load,
        max_mpa=die.max_mpa,
        max_ramp_mpa_s=_HAND_RATE_MPA_S,
        max_release_mpa_s=_HAND_RATE_MPA_S,
        max_dwell_s=_HAND_DWELL_S,
        max_stack_mpa=die.max_mpa,
    )
