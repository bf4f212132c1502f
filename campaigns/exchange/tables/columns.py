"""What the columns of a table mean: every guess is shown, and can be overruled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from campaigns.errors import WrongInputError
from campaigns.exchange.tables.units import quantity_of_unit, unit_of_word

Role = Literal["achieved", "planned", "text"]

QUANTITY_OF: dict[str, str] = {
    "prepress_mpa": "mpa", "copress_mpa": "mpa", "anode_mpa": "mpa", "stack_mpa": "mpa",
    "prepress_dwell_s": "s", "copress_dwell_s": "s", "anode_dwell_s": "s",
    "ramp_mpa_s": "mpa_s", "release_mpa_s": "mpa_s", "die_degc": "degc",
    "asr_ohm_cm2": "ohm_cm2", "asr_std_ohm_cm2": "ohm_cm2", "sigma_ms_cm": "ms_cm",
    "relative_density": "share", "retention": "share",
}  # fmt: skip
"""Names with a quantity that can stand in several units."""

RESULTS = ("asr_ohm_cm2", "sigma_ms_cm", "relative_density", "retention")
RESULT_LIKE = (*RESULTS, "asr_std_ohm_cm2", "damage", "shorted", "intact")
TEXTS = ("cell_id", "lot", "material", "note", "order", "block", "group", "role", "trial",
         "stack_measured_mpa")  # fmt: skip

_WORDS: tuple[tuple[str, str], ...] = (
    (r"(asr|area.?specific|resist|impedan|widerstand|\br\b).*(std|\bsd\b|error|uncert|sigma|dev)",
     "asr_std_ohm_cm2"),
    (r"\basr\b|area.?specific|flächenwiderstand|resist|impedan|widerstand|^r( |_|$)|^z( |_|$)",
     "asr_ohm_cm2"),
    (r"conductivity|^sigma|leitfähigkeit", "sigma_ms_cm"),
    (r"relative.?density|rel.*density|relative dichte", "relative_density"),
    (r"retention|kapazitätserhalt", "retention"),
    (r"damage|schaden|crack|riss", "damage"),
    (r"short|kurzschluss", "shorted"),
    (r"^intact|^whole|^ok$|^sound|unversehrt", "intact"),
    (r"(pre.?press|separator|vorpress).*(dwell|hold|time|dauer|zeit)", "prepress_dwell_s"),
    (r"(anode|attach).*(dwell|hold|time|dauer|zeit)", "anode_dwell_s"),
    (r"dwell|hold|halte|press.*(time|dauer|zeit)", "copress_dwell_s"),
    (r"release(?!d)|unload|entlast", "release_mpa_s"),
    (r"ramp|loading.?rate|belast", "ramp_mpa_s"),
    (r"pre.?press|separator|vorpress", "prepress_mpa"),
    (r"anode|attach", "anode_mpa"),
    (r"stack|operating|stapel|external|clamp", "stack_mpa"),
    (r"temperat|°c|^die_degc|heiz", "die_degc"),
    (r"co.?press|fabricat|pelleti|densif|press|druck|stress|force|kraft", "copress_mpa"),
    (r"^lot\b|batch|charge", "lot"),
    (r"material|powder|pulver|composition|electrolyte|elektrolyt", "material"),
    (r"^cell|^id$|sample|probe|pellet.?(no|nr|id)?$|^name$", "cell_id"),
    (r"note|comment|remark|bemerkung|kommentar", "note"),
)  # fmt: skip
_PLANNED = re.compile(r"^(planned|plan|set|set.?point|target|soll|nominal)[ _\-]+", re.IGNORECASE)
_ACHIEVED = re.compile(r"^(achieved|actual|measured|real|ist|peak)[ _\-]+", re.IGNORECASE)
_TRAILING = re.compile(
    r"^(?P<name>.*?)\s*(?:[(\[](?P<a>[^)\]]+)[)\]]|/\s*(?P<b>[^/]+(/\w+)?)|,\s*(?P<c>[^,]+)"
    r"| in (?P<d>\S+))$"
)
_PLAIN_NAME = re.compile(r"^[a-z][a-z0-9_]*_(mpa|bar|kn|s|mpa_s|degc|mm|mg|pct|um)$")


@dataclass(frozen=True)
class Column:
    """What a column is taken for.

    Attributes:
        title: as it stands in the file.
        name: name of the quantity; the title itself for text that is kept as it is.
        unit: unit of its numbers; "" for the name's own.
        role: `achieved`, `planned` (set-point) or `text`.
        sure: the title says it plainly; else it is a guess.
    """

    title: str
    name: str
    unit: str
    role: Role
    sure: bool

    def as_guess(self) -> str:
        """One line that a person can check."""
        unit = f" in {self.unit}" if self.unit else ""
        what = {"achieved": self.name, "planned": f"planned {self.name}", "text": "kept as text"}
        return f"{self.title} -> {what[self.role]}{unit}{'' if self.sure else ' (guess)'}"


def recognise(
    titles: Sequence[str], overrides: Mapping[str, str], numeric: Mapping[str, bool]
) -> tuple[Column, ...]:
    """Take every title for something.

    Args:
        titles: of the columns.
        overrides: title to `NAME`, `NAME:UNIT`, `planned_NAME:UNIT` or `text`.
        numeric: whether most of a column's cells are numbers.

    Raises:
        WrongInputError: an override names no column, or two columns are the same quantity.
    """
    for title in overrides:
        if title not in titles:
            raise WrongInputError(
                f"--column {title!r}: no such column; there are {', '.join(map(repr, titles))}."
            )
    columns = tuple(
        _overridden(title, overrides[title])
        if title in overrides
        else _guessed(title, numeric[title])
        for title in titles
    )
    _refuse_rivals(columns)
    return columns


def _overridden(title: str, told: str) -> Column:
    name, _, word = told.partition(":")
    unit = ""
    if word:
        found = unit_of_word(word)
        if found is None:
            raise WrongInputError(f"--column '{title}={told}': {word!r} is no unit known here.")
        unit = found
    if name == "text":
        return Column(title, title, "", "text", sure=True)
    planned = name.startswith("planned_")
    name = name.removeprefix("planned_")
    role: Role = "text" if name in TEXTS else "planned" if planned else "achieved"
    return Column(title, name, unit, role, sure=True)


def _guessed(title: str, numeric: bool) -> Column:
    core, role = title.strip(), "achieved"
    if _PLANNED.match(core):
        core, role = _PLANNED.sub("", core), "planned"
    core = _ACHIEVED.sub("", core)
    if core.lower() in QUANTITY_OF or core.lower() in (*RESULT_LIKE, *TEXTS):
        return _plain(title, core.lower(), role)
    words, unit = _split_unit(core)
    for pattern, name in _WORDS:
        if re.search(pattern, words.lower()):
            return _by_word(title, name, unit, role, numeric)
    if numeric and unit:
        return _by_unit(title, unit, role)
    if numeric and _PLAIN_NAME.match(core):
        return Column(title, core, "", "planned" if role == "planned" else "achieved", sure=True)
    return Column(title, title, "", "text", sure=False)


def _plain(title: str, name: str, role: str) -> Column:
    if name in TEXTS:
        return Column(title, name, "", "text", sure=True)
    return Column(title, name, "", "planned" if role == "planned" else "achieved", sure=True)


def _by_word(title: str, name: str, unit: str, role: str, numeric: bool) -> Column:
    if name in TEXTS:
        return Column(title, name, "", "text", sure=False)
    flag = name in ("damage", "shorted", "intact")
    fits = flag or (numeric and (not unit or quantity_of_unit(unit) == QUANTITY_OF.get(name)))
    if not fits:
        return (
            _by_unit(title, unit, role)
            if numeric and unit
            else Column(title, title, "", "text", sure=False)
        )
    return Column(
        title,
        name,
        "" if flag else unit,
        "planned" if role == "planned" else "achieved",
        sure=False,
    )


def _by_unit(title: str, unit: str, role: str) -> Column:
    """A unit without a word: a stress is taken for the co-press pressure, and so on."""
    first = {"mpa": "copress_mpa", "s": "copress_dwell_s", "mpa_s": "ramp_mpa_s",
             "ohm_cm2": "asr_ohm_cm2", "ms_cm": "sigma_ms_cm", "degc": "die_degc"}  # fmt: skip
    name = first.get(quantity_of_unit(unit) or "")
    if name is None:
        return Column(title, title, "", "text", sure=False)
    return Column(title, name, unit, "planned" if role == "planned" else "achieved", sure=False)


def _split_unit(title: str) -> tuple[str, str]:
    """`dwell (min)`, `stack / MPa`, `stack_MPa`, `sigma_mS_cm` to the words and the unit."""
    if found := _TRAILING.match(title):
        word = next(part for part in found.group("a", "b", "c", "d") if part)
        if (unit := unit_of_word(word)) is not None:
            return found["name"], unit
    for separator in ("_", " "):
        parts = title.split(separator)
        for count in (2, 1):
            tail = separator.join(parts[-count:])
            if len(parts) > count and (unit := unit_of_word(tail)) is not None:
                return separator.join(parts[:-count]), unit
    return title, ""


def _refuse_rivals(columns: Sequence[Column]) -> None:
    seen: dict[tuple[str, str], Column] = {}
    for column in columns:
        if column.role == "text":
            continue
        key = (column.role, column.name)
        if key in seen:
            raise WrongInputError(
                f"columns {seen[key].title!r} and {column.title!r} both look like "
                f"{column.name}. Say which is which: --column '{column.title}=NAME:UNIT', or "
                f"--column '{column.title}=text' to leave it out."
            )
        seen[key] = column
