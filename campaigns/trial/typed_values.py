"""Values of a protocol as a person reads them at the press: MPa, kN, tonnes-force, gauge bar, min.

`copress_mpa=43 kN`, `copress_bar=345` and `copress_dwell_s=3.5 min` are understood wherever a
result is typed. A unit is never ignored: what cannot be turned into the value's own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.column_units import TableUnit, fits
from campaigns.trial.hand_press import PRESSED, HandPress
from campaigns.trial.typed_entry import typed_choice, typed_number
from doe.knobs.knob_values import Value
from hardware.units import Unit, ram_force_kn, unit_of_word

_ON_THE_PELLET = ("MPa", "GPa", "kPa", "Pa")
"""Units of stress on the pellet; all others are those that gauges of presses show."""
_WITH_UNIT = re.compile(r"^(?P<number>[^a-zA-Z°%]*?)\s*(?P<unit>[a-zA-Z°%].*)?$")
_IN_NAMES = {"kn": "kN", "t": "tonne", "bar": "bar", "min": "min", "h": "h"}
"""Endings of names that people type for a reading: `copress_kn`, `copress_dwell_min`."""
_BAR_PER_MPA = 10.0  # by definition


def typed_values(
    settings: Settings, typed: Mapping[str, str], option: str = "--achieved"
) -> dict[str, Value]:
    """Texts by name as values of the protocol.

    Args:
        settings: The campaign.
        typed: The texts, by the name of a value or of a reading of it.
        option: Where they were typed, for the message.

    Raises:
        WrongInputError: a text is not a number, or its unit is none of that value; names the value.
    """
    values: dict[str, Value] = {}
    for name, text in typed.items():
        try:
            own, value = typed_value(settings, name, text)
        except WrongInputError as error:
            raise WrongInputError(f"{option} {name}={text}: {error}") from error
        if own in values:
            raise WrongInputError(f"{option} {name}: {own} is given twice")
        values[own] = value
    return values


def typed_value(settings: Settings, name: str, text: str) -> tuple[str, Value]:
    """One value: its name in the protocol, and the number in the unit of that name, or a choice.

    Raises:
        WrongInputError: it is not a number, its unit is none of that value, or no such choice.
    """
    if name in settings.choices:
        return name, typed_choice(settings.choices[name], text)
    plain = text.strip()
    unit = ""
    if (found := _WITH_UNIT.match(plain)) and found["unit"] and found["number"].strip():
        plain, unit = found["number"].strip(), found["unit"].strip()
    return in_own_unit(settings, name, typed_number(plain), unit)


def in_own_unit(settings: Settings, name: str, value: float, unit: str = "") -> tuple[str, float]:
    """A number with the unit that stands behind it, in the unit of the value's name.

    Args:
        settings: The campaign; its press says what a gauge reading means.
        name: Of the value, or of a reading of it (`copress_bar`).
        value: The number.
        unit: As it was written; "" for the unit of the name.

    Raises:
        WrongInputError: the unit is none of that value, or the press is not described enough.
    """
    own, in_name = _own_name(settings, name)
    said = unit or in_name
    if not said:
        return own, value
    if own not in settings.value_names:
        known_names = ", ".join(settings.value_names_in_order)
        raise WrongInputError(f"this campaign has no value {own}; there are: {known_names}")
    known = unit_of_word(said)
    if known is None:
        raise WrongInputError(f"{said!r} is not a known unit")
    if known.name == "ton":
        raise WrongInputError("a ton is three units: write t (9.81 kN), us_ton or uk_ton")
    if own in PRESSED and not (known.quantity == "stress" and known.name in _ON_THE_PELLET):
        return own, _pressed(settings, own, value, known)
    if not fits(TableUnit(known), own) or known.quantity == "force":
        raise WrongInputError(f"{known.name} is not a unit of {own}")
    return own, known.to_base(value)


def _own_name(settings: Settings, name: str) -> tuple[str, str]:
    """The value that a name means, and the unit that the name says; "" for its own."""
    first, _, ending = name.rpartition("_")
    unit = _IN_NAMES.get(ending, "")
    if name in settings.value_names or not unit:
        return name, ""
    own = f"{first}_s" if unit in ("min", "h") else f"{first}_mpa"
    return (own, unit) if own in settings.value_names else (name, "")


def _pressed(settings: Settings, own: str, value: float, unit: Unit) -> float:
    """A force, or what the gauge of the ram shows, as stress on the pellet in MPa."""
    press = HandPress.of(settings)
    if unit.quantity not in ("force", "stress"):
        raise WrongInputError(f"{unit.name} is not a unit of {own}")
    if press is None or (unit.quantity == "stress" and press.ram_cm2 is None):
        wanted = "the die" if unit.quantity == "force" else "ram_mm and the die"
        raise WrongInputError(
            f"{unit.name} needs {wanted} under [press] of {settings.path.name}; write MPa on the "
            "pellet"
        )
    force_kn = unit.to_base(value)
    if unit.quantity == "stress" and press.ram_cm2 is not None:
        force_kn = ram_force_kn(_BAR_PER_MPA * force_kn, press.ram_cm2)
    return press.die.mpa(force_kn)
