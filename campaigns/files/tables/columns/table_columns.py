"""What the columns of a table mean: every guess is shown, and can be overruled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import clock_form
from campaigns.files.tables.column_units import TableUnit, fits, read_unit, split_unit
from campaigns.files.tables.columns import column_words as words_of
from campaigns.files.tables.columns.named_quantities import name_of
from campaigns.files.tables.question import TableQuestionError

Role = Literal["achieved", "planned", "outcome", "geometry", "text"]

RESULTS = ("asr_ohm_cm2", "sigma_ms_cm", "relative_density", "retention")
OUTCOMES = tuple(name for name, _ in words_of.OUTCOMES)
RESULT_LIKE = (*RESULTS, "asr_std_ohm_cm2", *OUTCOMES)
GEOMETRY = ("die_mm", "ram_mm", "thickness_mm", "area_cm2")
KNOBS = (
    "prepress_mpa", "copress_mpa", "anode_mpa", "stack_mpa", "prepress_dwell_s", "copress_dwell_s",
    "anode_dwell_s", "ramp_mpa_s", "release_mpa_s", "die_degc",
)  # fmt: skip
TEXTS = ("cell_id", "rung", "lot", "material", "note", "order", "block", "group", "role", "trial",
         "simulated", "stack_measured_mpa")  # fmt: skip
_OWN_NAMES = {*KNOBS, *RESULT_LIKE, *TEXTS, *GEOMETRY}
_PLAIN_NAME = re.compile(r"^[a-z][a-z0-9_]*_(mpa|bar|kn|s|mpa_s|degc|mm|mg|pct|um)$")
_INDEX = re.compile(
    r"[ _#.:-]*(?:no\.?|nr\.?|rep\.?|cell|probe)?[ _#.:-]*(\d{1,2}|[a-e]|i{1,3}|iv)$"
)


_LONE_INDEX = re.compile(r"(?:#|no\.?|n[ro]\.?|rep\.?|cell|probe|zelle|pellet)? ?(\d{1,2}|[a-e])")
"""`#2` under a head over several columns."""
_FIRST_INDEX = re.compile(
    r"(?:cell|probe|zelle|sample|pellet|replicate|rep\.?)[ _]?#?(\d{1,2}|[a-e])(?![a-z0-9])"
    r"[\W_]*(\w.*)",
    re.IGNORECASE,
)
"""`cell A ASR`: the index stands first."""


BETWEEN_UNITS = " or "
"""Stands between the units of a title of which a note names several."""


@dataclass(frozen=True)
class Title:
    """A title in its parts.

    Attributes:
        full: the title, distinguished by its group head where that is needed.
        own: as it stands in its cell.
        group: head over several columns; "" without one.
        unit: text of the unit row, or of the unit in the group head.
        comment: text of a comments row.
    """

    full: str
    own: str = ""
    group: str = ""
    unit: str = ""
    comment: str = ""


@dataclass(frozen=True)
class TableColumn:
    """What a column is taken for.

    Attributes:
        title: as it stands in the file.
        name: name of the quantity; the title itself for text that is kept as it is.
        unit: unit of its numbers; None for the name's own.
        role: `achieved`, `planned` (set-point), `outcome` (what became of the cell), `geometry`
            (die, ram, area, thickness of this row) or `text`.
        sure: the title says it plainly; else it is a guess.
        stated: somebody wrote the unit down.
        part: which of several replicates in one row; "" for a column of the whole row.
        clock: what the two numbers of 1:30 are by the title or the row of units: `mm:ss`, `hh:mm`;
            "" where neither says it.
    """

    title: str
    name: str
    unit: TableUnit | None
    role: Role
    sure: bool
    stated: bool = True
    part: str = ""
    clock: str = ""

    @property
    def ignored(self) -> bool:
        """Nothing is learned of the column."""
        return self.role == "text" and self.name not in TEXTS

    def as_guess(self) -> str:
        """One line that a person can check."""
        unit = f" in {self.unit.name}" if self.unit else ""
        if not self.stated and self.name.endswith("_dwell_s"):
            unit = " in seconds where no unit is written"
        what = {
            "achieved": self.name, "planned": f"planned {self.name}", "geometry": self.name,
            "outcome": f"{self.name}: what became of the cell", "text": "kept as text",
        }  # fmt: skip
        part = f", replicate {self.part}" if self.part else ""
        return f"{self.title} -> {what[self.role]}{part}{unit}{'' if self.sure else ' (guess)'}"


def recognise(
    titles: Sequence[Title], overrides: Mapping[str, str], numeric: Mapping[str, bool]
) -> tuple[TableColumn, ...]:
    """Take every title for something.

    Args:
        titles: of the columns.
        overrides: title to `NAME`, `NAME:UNIT`, `planned_NAME:UNIT` or `text`.
        numeric: whether most of a column's cells are numbers.

    Raises:
        WrongInputError: an override names no column.
    """
    known = {title.full: title.full for title in titles}
    own = [title.own for title in titles]
    known |= {title.own: title.full for title in titles if own.count(title.own) == 1}
    for title in overrides:
        if title not in known:
            raise WrongInputError(
                f"--column {title!r}: no such column; there are "
                f"{', '.join(repr(each.full) for each in titles)}."
            )
    said_of = {known[title]: said for title, said in overrides.items()}
    columns = []
    for each in titles:
        if each.full in said_of:
            column = _overridden(each, said_of[each.full])
        else:
            column = guess(each, numeric=numeric[each.full])
            if numeric[each.full] or column.role != "text":
                _ask_about_two_units(each)
        columns.append(_with_clock(each, column))
    return tuple(columns)


def _ask_about_two_units(title: Title) -> None:
    """Ask about a title of which two units are stated; a name of ours yields to a row of units.

    Raises:
        TableQuestionError: they differ.
    """
    stated = [read_unit(word) for word in title.unit.split(BETWEEN_UNITS)]
    if title.own.strip().casefold() not in _OWN_NAMES:
        stated.insert(0, split_unit(title.own)[1])
    units = list(dict.fromkeys(unit for unit in stated if unit is not None))
    if len(units) > 1:
        said = " and ".join(unit.name for unit in units)
        raise TableQuestionError(
            f"column {title.full!r}: its title, the row of units below or the note on it name "
            f"different units: {said}. In which are the numbers?",
            title.full,
            tuple(f"--column '{title.full}=NAME:{unit.name}'" for unit in units),
        )


def _with_clock(title: Title, column: TableColumn) -> TableColumn:
    """The column with what the title, its unit or its comment says of 1:30."""
    said = " ".join((title.own, title.unit, title.comment))
    form = clock_form(said)
    return replace(column, clock=form, stated=True) if form else column


def _overridden(title: Title, said: str) -> TableColumn:
    name, _, word = said.partition(":")
    name = name.strip()
    unit = _unit_of(title)[1] if not word else read_unit(word)
    if word and unit is None:
        raise WrongInputError(f"--column '{title.full}={said}': {word!r} is not a known unit.")
    if name == "text":
        return TableColumn(title.full, title.full, None, "text", sure=True)
    if not word:
        _ask_about_two_units(title)
    planned = name.startswith("planned_")
    name = name.removeprefix("planned_")
    if name in OUTCOMES or name in TEXTS:
        role: Role = "outcome" if name in OUTCOMES else "text"
        return TableColumn(title.full, name, None, role, sure=True)
    if unit is not None and not word and not fits(unit, name):
        unit = None
    role = "geometry" if name in GEOMETRY else "planned" if planned else "achieved"
    return TableColumn(title.full, name, unit, role, sure=True)


def guess(title: Title, *, numeric: bool) -> TableColumn:
    """What a title most likely means."""
    if title.group and _LONE_INDEX.fullmatch(folded_words(title.own)):
        title = replace(title, own=title.group, group="")
    core, role = title.own.strip(), "achieved"
    if words_of.PLANNED.match(core):
        core, role = words_of.PLANNED.sub("", core), "planned"
    core = words_of.ACHIEVED.sub("", core)
    core = first[2] if (first := _FIRST_INDEX.match(core)) else core
    if core.casefold() in _OWN_NAMES:
        return _own_name(title, core.casefold(), role)
    folded = folded_words(core)
    lasted = numeric and words_of.LASTED.search(folded)
    if lasted or words_of.DATE.search(folded) or words_of.LEGEND.match(folded):
        return TableColumn(title.full, title.full, None, "text", sure=False)
    words, unit = _unit_of(replace(title, own=core))
    name = name_of(words, unit, numeric=numeric)
    if name is None and numeric and unit is None and _PLAIN_NAME.match(core):
        return _own_name(title, core, role)
    return _of_words(title, name, unit, role, words)


def _own_name(title: Title, name: str, role: str) -> TableColumn:
    """A column of our own name: its ending is its unit, unless the table states another."""
    if name == "note":
        return TableColumn(title.full, "remark", None, "outcome", sure=True)
    stated = read_unit(title.unit) if title.unit else None
    unit = stated if stated is not None and fits(stated, name) else None
    return TableColumn(title.full, name, unit, _role_of(name, role), sure=True)


def _role_of(name: str, role: str) -> Role:
    """Role of a quantity by its name."""
    if name in OUTCOMES:
        return "outcome"
    if name in TEXTS:
        return "text"
    if name in GEOMETRY:
        return "geometry"
    return "planned" if role == "planned" else "achieved"


def _of_words(
    title: Title, name: str | None, unit: TableUnit | None, role: str, words: str
) -> TableColumn:
    if name is None:
        return TableColumn(title.full, title.full, None, "text", sure=False)
    kind = _role_of(name, role)
    if kind in ("outcome", "text"):
        return TableColumn(title.full, name, None, kind, sure=False)
    if unit is not None and unit.unit.quantity == "stress" and words_of.LINE.search(words):
        unit = replace(unit, of_line=True)
    return TableColumn(title.full, name, unit, kind, sure=False, stated=unit is not None)


def _unit_of(title: Title) -> tuple[str, TableUnit | None]:
    """The words of a title, its group and comment, and the unit that any of them states."""
    own, unit = split_unit(title.own)
    group, above = split_unit(title.group)
    below = read_unit(title.unit) if title.unit else None
    words = folded_words(" ".join(part for part in (own, group, title.comment) if part))
    return words, _as_time(words, _as_load(words, unit or below or above))


def _as_time(words: str, unit: TableUnit | None) -> TableUnit | None:
    """`Hold (S)`, `hold (m)`: the S of a time is no siemens, and its m no metre."""
    if unit is None or unit.unit.name not in ("S", "m") or not words_of.TIME.search(words):
        return unit
    return read_unit("s" if unit.unit.name == "S" else "min")


def _as_load(words: str, unit: TableUnit | None) -> TableUnit | None:
    """The kg of a load, as a weighing indicator of a press shows it, are kgf."""
    if unit is None or unit.unit.name != "kg" or not words_of.PRESSURE.search(words):
        return unit
    return read_unit("kgf")


def folded_words(words: str) -> str:
    """Words of a title in lower case, single blanks between them."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().replace("_", " ").split())


def without_index(title: Title) -> tuple[str, str]:
    """`ASR 2 (ohm cm2)` to the words without the number, and the number; "" without one."""
    own, _ = split_unit(title.own)
    words = folded_words(own)
    if words_of.AT_A_TIME.search(words):
        return words, ""
    if title.group and (alone := _LONE_INDEX.fullmatch(words)):
        return folded_words(split_unit(title.group)[0]), alone[1]
    if first := _FIRST_INDEX.match(words):
        return first[2], first[1]
    found = _INDEX.search(words)
    if found is None or not words[: found.start()]:
        return words, ""
    return words[: found.start()].strip(), found[1]


def is_state(title: Title) -> bool:
    """Whether a title says that the column holds the state of each cell."""
    return guess(title, numeric=False).name == "state"


def is_named(title: Title) -> bool:
    """Whether the title of a column is one that means something here."""
    column = guess(title, numeric=True)
    return not column.ignored or guess(title, numeric=False).name in (*OUTCOMES, *TEXTS)


def knob_columns(columns: Sequence[TableColumn]) -> list[TableColumn]:
    """The columns that hold knobs of the pressing."""
    return [c for c in columns if c.role in ("achieved", "planned") and c.name not in RESULT_LIKE]
