"""Units that past tables use, turned into those of the names: MPa on the pellet, s, ohm cm2 ..."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from campaigns.errors import WrongInputError
from hardware.units import disc_area_cm2, disc_area_mm2, factor_to, pellet_mpa, ram_force_kn

_MPA_PER_BAR = 0.1
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Geometry:
    """What turns forces into stresses and resistances into area-specific ones.

    Attributes:
        die_mm: bore of the die.
        ram_mm: bore of the hydraulic ram, where a column is its line pressure.
        area_cm2: area of the electrode; that of the die where it is not given.
    """

    die_mm: float | None = None
    ram_mm: float | None = None
    area_cm2: float | None = None

    @property
    def cell_area_cm2(self) -> float | None:
        """Area that a resistance is multiplied with."""
        if self.area_cm2 is not None or self.die_mm is None:
            return self.area_cm2
        return disc_area_cm2(self.die_mm)


UNIT_WORDS: dict[str, str] = {
    "mpa": "MPa", "n/mm2": "MPa", "n/mm²": "MPa", "gpa": "GPa", "kpa": "kPa", "bar": "bar",
    "psi": "psi", "kn": "kN", "t": "t", "ton": "t", "tons": "t",
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "sekunden": "s",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "minuten": "min",
    "h": "h", "hr": "h", "hour": "h", "hours": "h", "stunden": "h",
    "mpa/s": "MPa/s", "mpa s-1": "MPa/s", "mpa_s": "MPa/s", "mpa/min": "MPa/min",
    "ohm": "ohm", "ω": "ohm", "Ω": "ohm", "ohms": "ohm", "kohm": "kohm", "kω": "kohm",
    "mohm": "mohm", "ohm cm2": "ohm cm2", "ohm cm²": "ohm cm2", "ω cm2": "ohm cm2",
    "ω cm²": "ohm cm2", "ohm*cm2": "ohm cm2", "ohm·cm2": "ohm cm2", "ω·cm²": "ohm cm2",
    "ω*cm2": "ohm cm2", "ω·cm2": "ohm cm2", "ohm_cm2": "ohm cm2", "ohm cm^2": "ohm cm2",
    "ω cm^2": "ohm cm2", "ohmcm2": "ohm cm2", "ωcm²": "ohm cm2",
    "ms/cm": "mS/cm", "ms_cm": "mS/cm", "ms cm-1": "mS/cm", "s/cm": "S/cm", "s_cm": "S/cm",
    "%": "%", "pct": "%", "percent": "%",
    "mm": "mm", "um": "um", "µm": "um", "mg": "mg", "g_cm3": "g/cm3", "g/cm3": "g/cm3",
    "°c": "degC", "degc": "degC", "c": "degC", "celsius": "degC", "k": "K",
}  # fmt: skip
"""Spellings, lower case, to units."""

Convert = Callable[[float], float]


def unit_of_word(word: str) -> str | None:
    """The unit that a spelling means; None for no unit that is known here."""
    cleaned = re.sub(r"\s+", " ", word.strip().strip("[]()").strip()).lower()
    return UNIT_WORDS.get(cleaned)


def converter(column: str, quantity: str, unit: str, geometry: Geometry) -> Convert:
    """Function from a number in `unit` to the unit of the quantity's name.

    Args:
        column: title of the column, for the message.
        quantity: mpa, s, mpa_s, ohm_cm2, ms_cm, share or degc.
        unit: as `unit_of_word` gives it; "" for the quantity's own.
        geometry: die, ram and area, where they are needed.

    Raises:
        WrongInputError: the unit is none of that quantity, or needs a die, a ram or an area.
    """
    if not unit:
        return lambda number: number
    if quantity == "mpa" and unit in ("kN", "t"):
        return _from_force(column, unit, geometry)
    if quantity == "mpa" and unit == "bar" and geometry.ram_mm is not None:
        return _from_line(column, geometry)
    if quantity == "ohm_cm2" and unit in ("ohm", "kohm", "mohm"):
        return _from_resistance(column, unit, geometry)
    if unit == "K" and quantity == "degc":
        return lambda number: number - 273.15
    factors = _FACTORS[quantity]
    if unit not in factors:
        raise WrongInputError(
            f"column {column!r}: {unit} is no unit of {quantity}; known are {', '.join(factors)}. "
            f"Say what it is: --column '{column}=NAME:UNIT'."
        )
    return lambda number: number * factors[unit]


_FACTORS: dict[str, dict[str, float]] = {
    "mpa": {"MPa": 1.0, "GPa": 1000.0, "kPa": 1e-3, "bar": _MPA_PER_BAR,
            "psi": factor_to("bar", "psi") * _MPA_PER_BAR},
    "s": {"s": 1.0, "min": factor_to("s", "min"), "h": _SECONDS_PER_HOUR},
    "mpa_s": {"MPa/s": 1.0, "MPa/min": 1.0 / factor_to("s", "min")},
    "ohm_cm2": {"ohm cm2": 1.0},
    "ms_cm": {"mS/cm": 1.0, "S/cm": 1000.0},
    "share": {"%": 0.01},
    "degc": {"degC": 1.0},
}  # fmt: skip
QUANTITIES = tuple(_FACTORS)


def quantity_of_unit(unit: str) -> str | None:
    """The quantity that a unit measures; forces count as stresses, ohm as ohm cm2."""
    special = {"kN": "mpa", "t": "mpa", "ohm": "ohm_cm2", "kohm": "ohm_cm2", "mohm": "ohm_cm2"}
    if unit in special:
        return special[unit]
    if unit == "K":
        return "degc"
    return next((quantity for quantity, units in _FACTORS.items() if unit in units), None)


def _from_force(column: str, unit: str, geometry: Geometry) -> Convert:
    if unit == "t":
        raise WrongInputError(
            f"column {column!r} is in tons, of which there are three; convert it to kN "
            "(metric: times 9.807)."
        )
    if geometry.die_mm is None:
        raise WrongInputError(
            f"column {column!r} is a force in kN; the stress on the pellet needs the bore of the "
            "die: --die-mm 10."
        )
    area_mm2 = disc_area_mm2(geometry.die_mm)
    return lambda force_kn: pellet_mpa(force_kn, area_mm2)


def _from_line(column: str, geometry: Geometry) -> Convert:
    if geometry.die_mm is None or geometry.ram_mm is None:
        raise WrongInputError(
            f"column {column!r} is a line pressure in bar; the stress on the pellet needs ram and "
            "die: --ram-mm 50 --die-mm 10."
        )
    ram_cm2, die_mm2 = disc_area_cm2(geometry.ram_mm), disc_area_mm2(geometry.die_mm)
    return lambda line_bar: pellet_mpa(ram_force_kn(line_bar, ram_cm2), die_mm2)


def _from_resistance(column: str, unit: str, geometry: Geometry) -> Convert:
    area_cm2 = geometry.cell_area_cm2
    if area_cm2 is None:
        raise WrongInputError(
            f"column {column!r} is a resistance in {unit}; compared are area-specific ones: give "
            "the area of the electrode, --area-cm2 0.785, or the die, --die-mm 10."
        )
    per_ohm = {"ohm": 1.0, "kohm": 1000.0, "mohm": 1e-3}[unit]
    return lambda resistance: resistance * per_ohm * area_cm2
