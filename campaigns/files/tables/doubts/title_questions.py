"""Titles that leave open what their numbers are: a power of ten, a logarithm, a unit not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from campaigns.files.tables.column_units import SCALED, powers_written_out, read_unit
from campaigns.files.tables.columns import column_words as words_of
from campaigns.files.tables.columns.table_columns import (
    KNOBS,
    RESULTS,
    TableColumn,
    Title,
    folded_words,
    guess,
)
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.files.tables.question import TableQuestionError

_POWER = re.compile(
    r"(?:[x×*·]\s*(?:10\^?|1e)|10\^|\b1e)\s*(?P<n>[-−+]?\d{1,2})(?!\d)", re.IGNORECASE
)
_FACTOR = re.compile(r"[x×*·]\s*1(?P<noughts>0+)(?![\d^.,]|\s*mm|[-−+])", re.IGNORECASE)
"""`P x10 (MPa)`; `10^3` and `10-3` are powers, `10x10 mm` is a size."""
_WITH_NUMBER = re.compile(r"[(\[]\s*(?:[x×*]\s*)?\d[\d.,]*\s*(?P<unit>[^\W\d][^)\]]*)[)\]]")
"""`t (10 s)`: a setting, or what each number is to be multiplied with?"""
_LOG = re.compile(r"^\W*(?:log ?10|log|lg|ln)\b\W*")
_WORKED_OUT = re.compile(rf"{words_of.WORKED_OUT.pattern}|\b1000? ?/|\b1 ?/")
"""A logarithm, a root or a reciprocal of what stands next to it."""
_TIME = re.compile(rf"{words_of.TIME.pattern}|(?:^|[ (])t(?:$|[ /)(])")
_PRESSURE = re.compile(rf"{words_of.PRESSURE.pattern}|(?:^|[ (])p(?:$|[ /)(])")
_RESISTIVITY = re.compile(
    r"resistivit|spez|specific|résistivit|\brho\b|ρ|电阻率|電阻率|抵抗率|比抵抗|비저항"
)
_DERIVED = re.compile(
    r"^[δ∆]|\bdelta\b|\bchange\b|normali[sz]ed|\bnorm\.|\brelative\b|\bratio\b|\bdifference\b|änderung"
    r"|\bpredict|\bsimulat|\bliterature\b|\bexpected\b|/ ?\d+ ?(?:$|[\[(]|[a-zω])|变化|変化|변화"
)
_TORQUE = re.compile(r"\btorque|drehmoment|\bcouple\b|扭矩|トルク|토크")
_CONDUCTANCE = re.compile(r"conductance|leitwert|admittan")
_RESISTANCE = re.compile(r"resistance|\basr\b|area|fläche|surfac|superf|面|면적")
_OHM = re.compile(r"Ω|\bohms?\b|(?<=[kmMGuµμ])[oO]hm", re.IGNORECASE)
_SIEMENS = re.compile(r"\b[mµμun]?S\b")
_UNIT_BEHIND = re.compile(r"\s*(?:[(\[{].*[)\]}]|/.*|,.*)\s*$")
_USUAL = {
    "copress_mpa": "MPa", "copress_dwell_s": "s", "asr_ohm_cm2": "ohm cm2", "sigma_ms_cm": "mS/cm",
}  # fmt: skip
"""Units in which papers give the result."""


def ask_about_titles(
    columns: Sequence[TableColumn], numeric: Mapping[str, bool], answered: Collection[str]
) -> None:
    """Ask about the first title whose numbers may be something else than they look.

    Args:
        columns: what they were taken for.
        numeric: whether most of a column's cells are numbers.
        answered: titles of which a person has said what they are.

    Raises:
        TableQuestionError: a power of ten or a unit that is not known in the title of a value that
            is used; a logarithm or such a unit where the table holds no other result.
    """
    asked = [c for c in columns if numeric[c.title] and c.title not in answered]
    for column in asked:
        _ask_about_title(column)
        _ask_about_derived(column)
    _ask_for_the_pressure(columns, asked)
    _ask_about_worked_out(columns, asked)
    if any(c.name in RESULTS for c in columns):
        return
    for column in asked:
        if column.ignored and (name := _result_in(column.title)) is not None:
            if words_of.LOGARITHM.search(folded_words(column.title)):
                raise _logarithm_asked(column.title, name)
            if _unit_is_written(column.title):
                raise _unit_asked(column.title, name)


def _ask_about_title(column: TableColumn) -> None:
    """Ask about one title whose numbers may be something else than they look."""
    if column.role != "text" and (power := _power_of(column)) is not None:
        raise _power_asked(column, power)
    if column.name in RESULTS and not column.stated and _unit_is_written(column.title):
        raise _unit_asked(column.title, column.name)
    if column.ignored and not column.sure and (name := _name_with_number(column.title)):
        raise _unit_asked(column.title, name)
    if column.ignored and _says_how_it_ended(column.title):
        raise TableQuestionError(
            f"column {column.title!r} says how long a cell lasted. Which of these cells count "
            "as failed? Write a column state (shorted, cracked, ok), or leave this one out.",
            column.title,
            (f"--column '{column.title}=text'",),
        )
    if not column.sure and column.unit is not None and _is_other_quantity(column):
        raise _quantity_asked(column)


def _ask_about_derived(column: TableColumn) -> None:
    """Ask about a change, a half or a prediction of a value: it is not the value.

    Raises:
        TableQuestionError: the title says that it is one.
    """
    used = column.name in ("asr_ohm_cm2", "sigma_ms_cm") or column.name.endswith("_mpa")
    if (
        column.sure
        or column.role == "text"
        or not used
        or not _DERIVED.search(folded_words(column.title))
    ):
        return
    unit = column.unit.name if column.unit else _USUAL.get(column.name, "MPa")
    raise TableQuestionError(
        f"column {column.title!r} seems to hold a change, a share or a prediction of a value, not "
        "the value that was measured. Is it the value itself?",
        column.title,
        (
            f"--column '{column.title}={column.name}:{unit}' if it is",
            f"--column '{column.title}=text' if it is not",
        ),
    )


def _name_with_number(title: str) -> str:
    """The setting or result that a title names whose unit has a number before it; "" for none."""
    found = _WITH_NUMBER.search(title)
    if found is None or read_unit(found["unit"]) is None:
        return ""
    bare = f"{title[: found.start()]}({found['unit']}){title[found.end() :]}"
    name = guess(Title(bare, bare), numeric=True).name
    return name if name in (*KNOBS, *RESULTS) else ""


def _says_how_it_ended(title: str) -> bool:
    """`time to short (h)`: a number there means that the cell failed."""
    words = folded_words(title)
    return bool(words_of.LASTED.search(words)) and finding_of_text(words).verdict == "failed"


def _ask_for_the_pressure(columns: Sequence[TableColumn], asked: Sequence[TableColumn]) -> None:
    """Ask about a pressure in a unit that is not known here, where no other one is."""
    if any(c.name == "copress_mpa" for c in columns):
        return
    for column in asked:
        bare = folded_words(_UNIT_BEHIND.sub("", column.title)).strip()
        other = words_of.OTHER_STRESS.search(bare) or words_of.RATE_UP.search(bare)
        if column.ignored and words_of.PRESSURE.search(bare) and not other:
            raise _unit_asked(column.title, "copress_mpa")
        if column.ignored and _TORQUE.search(bare):
            raise TableQuestionError(
                f"column {column.title!r} holds torques, and no other column the pressure. "
                "How much a torque presses depends on the screw: write the pressure into a column "
                "copress_mpa, or leave the torque out.",
                column.title,
                (f"--column '{column.title}=text'",),
            )


def _ask_about_worked_out(columns: Sequence[TableColumn], asked: Sequence[TableColumn]) -> None:
    """Ask about a setting of which only a logarithm, a root or a reciprocal stands in the table."""
    there = {c.name for c in columns}
    for column in asked:
        words = folded_words(column.title)
        if not column.ignored or not _WORKED_OUT.search(words):
            continue
        bare = _WORKED_OUT.sub(" ", words).strip(" ()[]/")
        name = "copress_dwell_s" if _TIME.search(bare) else "copress_mpa"
        of_setting = _TIME.search(bare) or _PRESSURE.search(bare)
        other = any(p.search(bare) for p in (words_of.OTHER_STRESS, words_of.OTHER_TIME))
        if of_setting and not other and name not in there:
            raise TableQuestionError(
                f"column {column.title!r} holds numbers worked out from a setting, and no other "
                f"column gives it. Write the values themselves into a column such as {name}, or "
                "leave it out.",
                column.title,
                (f"--column '{column.title}=text'",),
            )


def _is_other_quantity(column: TableColumn) -> bool:
    """`ASR (ohm cm)`, `conductivity (mS)`: the words are those of another quantity than the unit.

    People leave a part of a unit out, and the numbers would be turned into something else.
    """
    words, measures = folded_words(column.title), column.unit and column.unit.unit.quantity
    if measures == "resistivity":
        resistance = words_of.AREA_SPECIFIC.search(words) or words_of.RESISTANCE.search(words)
        return bool(resistance) and not _RESISTIVITY.search(words)
    if measures not in ("conductance", "resistance", "area-specific resistance"):
        return False
    own = _CONDUCTANCE if measures == "conductance" else _RESISTANCE
    specific = words_of.CONDUCTIVITY.search(words) or _RESISTIVITY.search(words)
    return bool(specific) and not own.search(words) and column.name in RESULTS


def _quantity_asked(column: TableColumn) -> TableQuestionError:
    unit = column.unit.name if column.unit else ""
    own = {"conductance": "mS/cm", "resistivity": "ohm cm2"}
    usual = own.get(column.unit.unit.quantity if column.unit else "", "ohm cm")
    return TableQuestionError(
        f"the words of column {column.title!r} and its unit, {unit}, are those of different "
        "quantities. Which is it?",
        column.title,
        (
            f"--column '{column.title}={_of_unit(usual)}:{usual}'",
            f"--column '{column.title}={column.name}:{unit}'",
        ),
    )


def _of_unit(unit: str) -> str:
    return "asr_ohm_cm2" if unit == "ohm cm2" else "sigma_ms_cm"


def _power_of(column: TableColumn) -> int | None:
    """The power of ten in a title that is not part of its unit."""
    if column.unit is not None and SCALED.match(column.unit.unit.name):
        return None
    title = powers_written_out(column.title)
    if factor := _FACTOR.search(title):
        return len(factor["noughts"])
    found = _POWER.search(title)
    return None if found is None else int(found["n"].replace("−", "-"))


def _power_asked(column: TableColumn, power: int) -> TableQuestionError:
    unit = column.unit.name if column.unit else _USUAL.get(column.name, "UNIT")
    return TableQuestionError(
        f"column {column.title!r} carries a power of ten. Is a number there to be multiplied with "
        "it, or was it?",
        column.title,
        tuple(
            f"--column '{column.title}={column.name}:1e{sign * power} {unit}'" for sign in (1, -1)
        ),
    )


def _logarithm_asked(title: str, name: str) -> TableQuestionError:
    return TableQuestionError(
        f"column {title!r} holds logarithms, and no other column a result. Write the numbers "
        f"themselves into a column such as {name}, with their unit.",
        title,
        (f"--column '{title}=text'",),
    )


def _unit_asked(title: str, name: str) -> TableQuestionError:
    return TableQuestionError(
        f"column {title!r} names a unit that is not known here. Which is it?",
        title,
        (
            f"--column '{title}={name}:{_USUAL.get(name, 'UNIT')}'",
            *(
                [f"--column '{title}={name}:gauge bar' --ram-mm 50 --die-mm 10 for the ram"]
                if name == "copress_mpa"
                else []
            ),
            f"--column '{title}=text'",
        ),
    )


def _unit_is_written(title: str) -> bool:
    plain = unicodedata.normalize("NFKC", title)
    return bool(_OHM.search(plain) or _SIEMENS.search(plain))


def _result_in(title: str) -> str | None:
    """The result that a title speaks of, whatever stands about it."""
    words = _LOG.sub("", folded_words(title)).replace("/", " ")
    if words_of.CONDUCTIVITY.search(words):
        return "sigma_ms_cm"
    return "asr_ohm_cm2" if words_of.RESISTANCE.search(words) else None
