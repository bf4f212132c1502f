"""Quantities of a table in the units of their names: MPa on the pellet, s, ohm cm2, mS/cm ..."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

from campaigns.files.tables.question import TableQuestionError
from hardware.units import (
    Unit,
    disc_area_cm2,
    disc_area_mm2,
    pellet_mpa,
    ram_force_kn,
    unit_of_word,
)

_BAR_PER_MPA, _CM_PER_MM = 10.0, 0.1  # by definition
Convert = Callable[[float], float]

QUANTITIES = {
    "mpa": ("stress", "force"),
    "s": ("time",),
    "mpa_s": ("stress rate",),
    "ohm_cm2": ("area-specific resistance", "resistance", "conductance"),
    "ms_cm": ("conductivity", "resistivity"),
    "share": ("share",),
    "degc": ("temperature",),
    "mm": ("length",),
    "cm2": ("area",),
    "mg": ("mass",),
    "bar": ("stress",),
    "kn": ("force",),
}
"""Ending of a name: the quantities that can be turned into its unit."""


@dataclass(frozen=True)
class Geometry:
    """What turns forces into stresses and resistances into area-specific ones.

    Attributes:
        die_mm: bore of the die.
        ram_mm: bore of the hydraulic ram, where a column is its line pressure.
        area_cm2: area of the electrode; that of the die where it is not given.
        thickness_mm: thickness of the pellet, where a conductivity is turned into a resistance.
    """

    die_mm: float | None = None
    ram_mm: float | None = None
    area_cm2: float | None = None
    thickness_mm: float | None = None

    @property
    def cell_area_cm2(self) -> float | None:
        """Area that a resistance is multiplied with."""
        if self.area_cm2 is not None or self.die_mm is None:
            return self.area_cm2
        return disc_area_cm2(self.die_mm)

    def with_own(self, own: dict[str, float]) -> Geometry:
        """This geometry with what a row says of its own die, ram, area or thickness."""
        known = {field.name for field in fields(self)}
        return replace(self, **{name: value for name, value in own.items() if name in known})


@dataclass(frozen=True)
class TableUnit:
    """A unit as a table states it.

    Attributes:
        unit: the unit.
        of_line: a pressure of the hydraulic line, not on the pellet.
    """

    unit: Unit
    of_line: bool = False

    @property
    def name(self) -> str:
        """As a person writes it."""
        return f"gauge {self.unit.name}" if self.of_line else self.unit.name


_LAST_WESTERN = 0x2E7F
"""Chinese, Japanese and Korean characters come after it."""
_BRACKET = re.compile(r"[(\[{]([^)\]}]+)[)\]}]")
_TAIL = re.compile(
    r"^(?P<words>.*?)(?:\s*/\s*(?P<a>[^/]+(?:/\w+)?)|,\s*(?P<b>[^,]+)| in (?P<c>\S+))$"
)
SCALED = re.compile(
    r"^(?:(?:[x×*·]\s*)?(?:10\^\s*(?P<a>[-−+]?\d{1,2})|10(?P<b>[-−]\d{1,2})|1e(?P<c>[-−+]?\d{1,2}))"
    r"|[x×*·]\s*1(?P<noughts>0{1,6}))"
    r"[\s·*×]+(?P<unit>\D.*)$",
    re.IGNORECASE,
)
"""A unit with a power of ten: `10^-4 S/cm`, `1e-4 S/cm`, `x1000 ohm`."""
_APART = re.compile(r"^(?P<prefix>[kMmµμuG])\s(?=[^\W\d])")
"""A prefix with a blank behind it: `k Ohm`, `M Pa`."""
_RAISED = re.compile(r"(?<=10)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_EITHER = re.compile(r"\s+(?:or|oder|ou|o|und|and)\s+|\s*[;|]\s*")
_LINE = re.compile(r"^(?:gauge|line|oil|hydraulic)\s+(?=\S)", re.IGNORECASE)


def read_unit(word: str) -> TableUnit | None:
    """The unit that a spelling means, `gauge bar` included; None for no unit known here."""
    plain = unicodedata.normalize("NFKC", powers_written_out(word)).strip()
    if scaled := SCALED.match(plain):
        return _times_a_power(scaled)
    bare = _LINE.sub("", plain)
    unit = unit_of_word(bare) or unit_of_word(_closed_up(bare))
    if unit is None:
        return None
    of_line = bare != plain and unit.quantity == "stress"
    return TableUnit(unit, of_line) if of_line or bare == plain else None


def _closed_up(unit: str) -> str:
    """`k Ohm` as `kOhm`; other texts as they are."""
    return _APART.sub(r"\g<prefix>", unit)


def split_unit(title: str) -> tuple[str, TableUnit | None]:
    """`dwell (min)`, `stack / MPa`, `stack_MPa`, `sigma_mS_cm` to the words and the unit."""
    title = unicodedata.normalize("NFKC", powers_written_out(title)).strip()
    for found in _BRACKET.finditer(title):
        if len([word for word in _EITHER.split(found[1]) if read_unit(word)]) > 1:
            return f"{title[: found.start()]} {title[found.end() :]}".strip(), None  # or asked
        if (unit := read_unit(found[1])) is not None:
            return (title[: found.start()] + " " + title[found.end() :]).strip(), unit
    if tail := _TAIL.match(title):
        word = next(part for part in tail.group("a", "b", "c") if part)
        if not _is_cut(tail["words"]) and (unit := read_unit(word)) is not None:
            return tail["words"], unit
    for separator in ("_", " "):
        parts = title.split(separator)
        for count in (2, 1):
            last = separator.join(parts[-count:])
            words = separator.join(parts[:-count])
            if words and not _is_cut(words) and (unit := _tail_unit(last)) is not None:
                return words, unit
    return title, None


def _is_cut(words: str) -> bool:
    """Whether a bracket is left open: what follows, as in `(Y/N)` or `(9 Ohm)`, is no unit."""
    return any(words.count(left) > words.count(right) for left, right in ("()", "[]", "{}"))


def _tail_unit(tail: str) -> TableUnit | None:
    """A unit at the end of a title without brackets.

    Single letters are names there and not units; so are words such as `시간`, time and hour in one.
    A temperature at the end of a remark is that of the measurement: `(25 C)`.
    """
    if (len(tail) == 1 and tail not in "sh") or max(map(ord, tail), default=0) > _LAST_WESTERN:
        return None
    unit = unit_of_word(tail) or unit_of_word(_closed_up(tail))
    if unit is None or (unit.quantity == "temperature" and tail.endswith(")")):
        return None
    return TableUnit(unit)


def powers_written_out(text: str) -> str:
    """`10⁻⁴` as `10^-4`: in plain characters 10³ would be a hundred and three."""
    return _RAISED.sub(lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)


def _times_a_power(found: re.Match[str]) -> TableUnit | None:
    """`10^-4 S/cm`: numbers of ten-thousandths of it."""
    unit = unit_of_word(found["unit"])
    if unit is None or unit.offset:
        return None
    said = found["a"] or found["b"] or found["c"] or str(len(found["noughts"]))
    power = int(said.replace("−", "-"))
    name = f"1e{power} {unit.name}"
    return TableUnit(replace(unit, name=name, factor=unit.factor * 10.0**power))


@cache
def ending_of(name: str) -> str:
    """Ending of a name that says its unit: `mpa`, `ohm_cm2` ...; "" for a name without one."""
    if name in ("retention", "relative_density"):
        return "share"
    fits = [ending for ending in QUANTITIES if name.endswith(f"_{ending}")]
    return max(fits, key=len, default="")


def fits(unit: TableUnit, name: str) -> bool:
    """Whether numbers in the unit can be turned into those of the name."""
    return unit.unit.quantity in QUANTITIES.get(ending_of(name), ())


def converter(title: str, name: str, unit: TableUnit | None, geometry: Geometry) -> Convert:
    """Function from a number in `unit` to the unit of `name`.

    Args:
        title: of the column, for the message.
        name: of the quantity, such as copress_mpa.
        unit: None for the unit of the name.
        geometry: die, ram, area and thickness, where they are needed.

    Raises:
        TableQuestionError: the unit is none of that quantity, or needs a die, a ram or an area.
    """
    if unit is None:
        return _as_it_is
    measured, ending = unit.unit.quantity, ending_of(name)
    if not fits(unit, name):
        raise TableQuestionError(
            f"column {title!r}: {unit.name} is not a unit of {name}. Say what it is.",
            title,
            (f"--column '{title}=NAME:UNIT'", f"--column '{title}=text'"),
        )
    if unit.unit.name == "ton":
        raise TableQuestionError(
            f"column {title!r} is in tons, of which there are three: metric (9.81 kN), US (8.90) "
            "and UK (9.96). Which?",
            title,
            tuple(f"--column '{title}={name}:{ton}'" for ton in ("tonne", "us_ton", "uk_ton")),
        )
    if ending == "mpa" and (measured == "force" or unit.of_line):
        return _to_pellet(title, unit, geometry)
    if ending == "ohm_cm2" and measured in ("resistance", "conductance"):
        return _from_resistance(title, unit, geometry)
    if measured == "resistivity":
        return lambda number: 1000.0 / unit.unit.to_base(number)
    if ending == "bar":
        return lambda number: _BAR_PER_MPA * unit.unit.to_base(number)
    return unit.unit.to_base


def _as_it_is(number: float) -> float:
    return number


def _to_pellet(title: str, unit: TableUnit, geometry: Geometry) -> Convert:
    die_mm, ram_mm = geometry.die_mm, geometry.ram_mm
    if die_mm is None or (unit.of_line and ram_mm is None):
        raise TableQuestionError(*_bores_wanted(title, unit, geometry))
    area_mm2 = disc_area_mm2(die_mm)
    if not unit.of_line:
        return lambda force: pellet_mpa(unit.unit.to_base(force), area_mm2)
    assert ram_mm is not None  # noqa: S101  asked above
    ram_cm2 = disc_area_cm2(ram_mm)
    return lambda line: pellet_mpa(
        ram_force_kn(_BAR_PER_MPA * unit.unit.to_base(line), ram_cm2), area_mm2
    )


def _bores_wanted(
    title: str, unit: TableUnit, geometry: Geometry
) -> tuple[str, str, tuple[str, ...]]:
    """The question for die and ram, of those that are not known."""
    if not unit.of_line:
        said = f"is a force in {unit.name}; the stress on the pellet needs the bore of the die."
        return f"column {title!r} {said} Which?", title, ("--die-mm 10",)
    wanted = ["--ram-mm 50"] * (geometry.ram_mm is None)
    wanted += ["--die-mm 10"] * (geometry.die_mm is None)
    return (
        f"column {title!r} is a line pressure in {unit.unit.name}, not the stress on the pellet; "
        "that needs the bores of ram and die. Which?",
        title,
        (" ".join(wanted),),
    )


def _from_resistance(title: str, unit: TableUnit, geometry: Geometry) -> Convert:
    area_cm2 = geometry.cell_area_cm2
    if area_cm2 is None:
        raise TableQuestionError(
            f"column {title!r} is a {unit.unit.quantity} in {unit.name}; compared are "
            "area-specific ones, which need the area of the electrode. Which?",
            title,
            ("--area-cm2 0.785", "--die-mm 10"),
        )
    if unit.unit.quantity == "conductance":
        return lambda conductance: area_cm2 / unit.unit.to_base(conductance)
    return lambda resistance: unit.unit.to_base(resistance) * area_cm2


def asr_of_conductivity(sigma_ms_cm: float, thickness_mm: float) -> float:
    """Area-specific resistance of a pellet, thickness over conductivity, ohm cm2."""
    return 1000.0 * _CM_PER_MM * thickness_mm / sigma_ms_cm
