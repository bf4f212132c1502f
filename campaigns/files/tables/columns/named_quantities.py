"""The quantity that the words of a title and its unit name together."""

from __future__ import annotations

import re
from collections.abc import Callable

from campaigns.files.tables.column_units import TableUnit
from campaigns.files.tables.columns import column_words as words_of

_EXTENTS = ("length", "area", "share")
_MEASURED = ("cracked", "delaminated", "crumbled", "damage", "broken")


def name_of(words: str, unit: TableUnit | None, *, numeric: bool) -> str | None:
    """Name of the quantity that words and unit mean together."""
    if numeric and words_of.WORKED_OUT.search(words):
        return None
    if unit is not None:
        if (
            numeric
            and unit.unit.quantity in _EXTENTS
            and (fate := _extent(words, share=unit.unit.quantity == "share"))
        ):
            return fate
        named = _NAMED.get(unit.unit.quantity)
        return named(words) if numeric and named is not None else None
    if words_of.EITHER_WAY.search(words):
        return "state"  # `pass/fail`: a word says which, a 1 does not
    for name, pattern in (*words_of.OUTCOMES, *words_of.TEXTS):
        if pattern.search(words) and not (numeric and name in ("state", "remark")):
            return name
    return _name_without_unit(words) if numeric else None


def _extent(words: str, *, share: bool) -> str | None:
    """A failure whose extent is measured, or the share of intact cells.

    A crack length above zero is a crack.
    """
    if share and words_of.SHARE_INTACT.search(words):
        return "intact"
    if share and words_of.SHARE_FAILED.search(words):
        return "broken"
    found = next((n for n, p in words_of.OUTCOMES if n in _MEASURED and p.search(words)), None)
    return "broken" if found == "damage" else found


def _name_without_unit(words: str) -> str | None:
    """What numbers without a unit are, by the words above them."""
    for pattern, named in _BY_WORDS:
        if pattern.search(words):
            return named(words)
    if words != "t" and words_of.TEMPERATURE.search(words):
        return _temperature(words)
    pressures = (words_of.PRESSURE, words_of.LINE, *(p for _, p in words_of.STAGES[:3]))
    return _stress(words) if any(p.search(words) for p in pressures) else None


def _stress(words: str) -> str | None:
    if words_of.OTHER_STRESS.search(words):
        return None
    return f"{_stage(words)}_mpa"


def _time(words: str) -> str | None:
    if words_of.OTHER_TIME.search(words):
        return None
    stage = _stage(words)
    return "copress_dwell_s" if stage == "stack" else f"{stage}_dwell_s"


def _stage(words: str) -> str:
    return next(stage for stage, pattern in words_of.STAGES if pattern.search(words))


def _temperature(words: str) -> str | None:
    return None if words_of.OTHER_TEMPERATURE.search(words) else "die_degc"


def _resistance(words: str) -> str | None:
    if words_of.IMAGINARY.search(words):
        return None
    of_error = words_of.RESISTANCE_STD.search(words) and not words_of.WITH_ITS_ERROR.search(words)
    return "asr_std_ohm_cm2" if of_error else "asr_ohm_cm2"


def _share(words: str) -> str | None:
    if words_of.DENSITY.search(words):
        return "relative_density"
    return "retention" if words_of.RETENTION.search(words) else None


def _length(words: str) -> str | None:
    return next((n for n, pattern in words_of.GEOMETRY if pattern.search(words)), None)


def _area(words: str) -> str | None:
    """The area of the electrode, unless the words are those of a pressure or a resistance."""
    other = words_of.PRESSURE.search(words) or words_of.RESISTANCE.search(words)
    return None if other else "area_cm2"


def _rate(words: str) -> str | None:
    return "release_mpa_s" if words_of.RATE_DOWN.search(words) else "ramp_mpa_s"


def _called(name: str) -> Callable[[str], str | None]:
    return lambda _: name


_BY_WORDS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (words_of.RESISTANCE_STD, _resistance),
    (words_of.CONDUCTIVITY, _called("sigma_ms_cm")),
    (words_of.DENSITY, _called("relative_density")),
    (words_of.RETENTION, _called("retention")),
    (words_of.RESISTANCE, _called("asr_ohm_cm2")),
    (words_of.RATE_DOWN, _called("release_mpa_s")),
    (words_of.RATE_UP, _called("ramp_mpa_s")),
    (words_of.TIME, _time),
)
_NAMED: dict[str, Callable[[str], str | None]] = {
    "stress": _stress, "force": _stress, "time": _time, "temperature": _temperature,
    "stress rate": _rate, "resistance": _resistance, "area-specific resistance": _resistance,
    "conductance": _resistance, "conductivity": _called("sigma_ms_cm"),
    "resistivity": _called("sigma_ms_cm"), "share": _share, "length": _length,
    "area": _area,
}  # fmt: skip
