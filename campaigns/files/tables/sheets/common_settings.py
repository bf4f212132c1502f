"""Settings that are written once for all cells: in a line by the table, in the name of its sheet.

`Series at 300 MPa` above a table without a column of pressures is the pressure of every cell. It
becomes a column whose title is the line, so that it is shown, converted and corrected like others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.column_units import TableUnit, read_unit, split_unit
from campaigns.files.tables.columns import column_words as words_of
from campaigns.files.tables.columns.named_quantities import name_of
from campaigns.files.tables.columns.table_columns import Title, folded_words
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.sheets.raw_table import RawRow, RawTable

_QUANTITY = re.compile(
    r"(?<![A-Za-z0-9.,])(?P<body>\d{1,3}(?:[ '’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)\s*-?\s*"
    r"(?P<unit>[A-Za-zµ°]+(?:\s?/\s?[A-Za-z]+(?:\^?[2²])?)?|兆帕|千牛|吨|トン|톤|分钟|小时|時間|시간"
    r"|[分秒초분])(?![A-Za-z])"
)
_SEVERAL = re.compile(
    r"\d\s*(?:[A-Za-z]{1,4}\s*)?(?:-|–|—|/|,|;|&|\+|\.\.\.?|…|to|and|or|bis|und|oder|à|et|ou)\s*$"
)
"""Another number stands before it: `100 to 300 MPa`, `200, 300 and 400 MPa`."""
_NO_SETTING = re.compile(
    r"max|limit|up to|bis zu|jusqu|rated|capacity|at least|at most|less than|more than|[<>≤≥±]"
    r"|yield|strength|modul|hardness|festigkeit|härte|resolution|accuracy|step|steps of|every"
    r"|\bnot\b|nicht|最大|上限|이하|이상"
)
_OF_A_MACHINE = re.compile(
    r"^\s*-?\s*(?:hydraul\w*|manual|lab\w*)?\s*(?:press(?:e|es)?\b|load ?cell|sensor"
    r"|gauge|manomet|transducer|压机|プレス機|프레스기)",
    re.IGNORECASE,
)
_MEASURING = re.compile(
    r"measur|\beis\b|impedanc|\btest|gemessen|messung|mesur|cycl|zykl|测试|测量|測定|측정"
)
_FOR_A_TIME = re.compile(r"\b(?:for|für|during|pendant|durant|held|je|each|press\w*|gepresst)\b")
_BETWEEN_BOTH = re.compile(r"^[\s,/@x×+&_()-]*(?:for|für|pendant|and|und|\d*)?\s*$")
_HEATED = re.compile(r"\bdie\b|\bhot|heat|warm|press|heiz|matrize|模|热压|ホットプレス")
_ONLY_A_TIME = re.compile(
    r"\s*[\d.,]+\s*(?:s|sec\w*|min\w*|h|hours?|分钟?|秒|초|분)\s*", re.IGNORECASE
)
_AN_HOUR_S = 3600.0
"""Nobody holds a pellet for longer without saying so."""
_LEAST_MPA = 50.0
"""Below it a pressure in a line is more likely that of a stack, or of the gauge of the ram."""
_QUANTITIES = ("stress", "force", "time", "temperature")


@dataclass(frozen=True)
class _Setting:
    """One number of a line.

    Attributes:
        title: of the column that it becomes.
        line: in which it stands.
        where: what the line is: a line, or the name of the sheet.
        name: of the quantity; "" where the words do not say which.
        unit: as a person writes it.
        value: a number, or a text that can be read in two ways.
        may_be_one: no word says that it is something else than a setting of the pressing.
    """

    title: str
    line: str
    where: str
    name: str
    unit: TableUnit
    value: object
    may_be_one: bool

    def as_sentence(self) -> str:
        """What it was taken for, and how a person says that it is not."""
        return (
            f"The {self.where} {self.line!r} counts for every cell: {self.name} is "
            f"{_shown(self.value)} {self.unit.name}. If it does not: --column '{self.title}=text'."
        )

    def passed_over(self, name: str) -> str:
        """That it was taken for no setting, and how a person says that it is one."""
        return (
            f"The {self.where} {self.line!r} gives {_shown(self.value)} {self.unit.name}, taken "
            f"for no setting of these cells. If it is one: --column "
            f"'{self.title}={name}:{self.unit.name}'."
        )


def with_common_settings(
    raw: RawTable, lines: Sequence[tuple[str, str]], there: Collection[str], said: Collection[str]
) -> tuple[RawTable, list[str]]:
    """The table with a column for each setting that only a line gives.

    Args:
        raw: the table.
        lines: what each is (`line`, `name of the sheet`), and its text.
        there: quantities that columns of the table hold.
        said: titles of which a person has said what they are.

    Returns:
        The table; what was taken for the setting of every cell, in sentences.

    Raises:
        TableQuestionError: two lines give different values, or a pressure may be another one.
    """
    every = [one for where, line in lines for one in _settings_in(where, line)]
    found: dict[str, _Setting] = {}
    for one in every:
        if not one.name or one.name in there:
            continue
        first = found.setdefault(one.name, one)
        if (first.value, first.unit) != (one.value, one.unit) and one.title not in said:
            raise _which(first, one)
    for one in found.values():
        if _may_be_another(one) and one.title not in said:
            raise _what_pressure(one)
    notes = [one.as_sentence() for one in found.values() if one.title not in said]
    for one in every:
        if not one.name and one.title in said:
            found[one.title] = one
        elif not one.name and (name := _left_open(one, {*there, *found})):
            notes.append(one.passed_over(name))
    titles = [Title(s.title, s.name or s.title, unit=s.unit.name) for s in found.values()]
    values = tuple(s.value for s in found.values())
    rows = tuple(RawRow(row.number, (*row.cells, *values)) for row in raw.rows)
    return replace(raw, titles=(*raw.titles, *titles), rows=rows), notes


def _left_open(one: _Setting, there: Collection[str]) -> str:
    """The setting that a number may be for which no column and no other line has one; or ""."""
    if not one.may_be_one:
        return ""
    name = "copress_dwell_s" if one.unit.unit.quantity == "time" else "copress_mpa"
    return "" if name in there or one.unit.unit.quantity == "temperature" else name


def setting_in_name(name: str) -> tuple[str, str] | None:
    """The one setting that the name of a sheet gives: `copress_mpa` and `300 MPa`; else None.

    A time alone, `60 s`, is that of the pressing unless it is long: cells are stored for `24 h`.
    """
    every = list(_settings_in("name of the sheet", name))
    found = [one for one in every if one.name]
    if not found and len(every) == 1 and _ONLY_A_TIME.fullmatch(name):
        value = every[0].value
        seconds = every[0].unit.unit.to_base(value) if isinstance(value, float) else 0.0
        found = [replace(every[0], name="copress_dwell_s")] * (0.0 < seconds <= _AN_HOUR_S)
    if len(found) != 1 or found[0].unit.unit.quantity == "temperature":
        return None
    return found[0].name, f"{_shown(found[0].value)} {found[0].unit.unit.name}"


def _settings_in(where: str, line: str) -> Iterator[_Setting]:
    """The quantities of pressing that a line names."""
    text = _with_units_behind(line).replace("_", " ").replace("=", " = ").replace("@", " @ ")
    hits = [(m, u) for m in _QUANTITY.finditer(text) if (u := _unit(m["unit"])) is not None]
    stage, last = "", ""
    for k, (hit, unit) in enumerate(hits):
        before = text[hits[k - 1][0].end() if k else 0 : hit.start()]
        after = text[hit.end() : hits[k + 1][0].start() if k + 1 < len(hits) else len(text)]
        off = _is_no_setting(unit, before, after)
        name, unit_now = ("", unit) if off else _named(unit, before, after, last)
        if name.endswith("dwell_s") and stage and last == "pressing" and not _tells_stage(before):
            name = name.replace("copress", stage)
        stage = name.removesuffix("_mpa") if name.endswith("_mpa") else stage
        last = "pressing" if name.endswith("_mpa") else ""
        title = line if len(hits) == 1 else f"{line}: {hit.group().strip()}"
        value = _value(hit["body"])
        yield _Setting(title.replace("'", ""), line, where, name, unit_now, value, not off)


def _with_units_behind(line: str) -> str:
    """`Pressure (MPa): 300` as `Pressure: 300 MPa`."""
    head, colon, number = line.rpartition(":")
    words, unit = split_unit(head) if colon else ("", None)
    if unit is None or read_number(number, decimal_comma=True).value is None:
        return line
    return f"{words}: {number.strip()} {unit.unit.name}"


def _unit(word: str) -> TableUnit | None:
    unit = read_unit(re.sub(r"\s*/\s*", "/", word))
    return unit if unit is not None and unit.unit.quantity in _QUANTITIES else None


def _value(body: str) -> object:
    body = re.sub("[ '’]", "", body)
    number = read_number(body, decimal_comma="," in body).value
    return body if number is None else number


def _near(before: str, after: str) -> str:
    """The words of the same clause."""
    ends = re.split(r"[,;(]", before)[-1], re.split(r"[,;.)]", after)[0]
    return folded_words(" ".join(ends))


def _is_no_setting(unit: TableUnit, before: str, after: str) -> bool:
    """Whether the words around a number say that it is a limit, a range, a machine or another."""
    words, kind = _near(before, after), unit.unit.quantity
    if _SEVERAL.search(before) or _NO_SETTING.search(words) or _OF_A_MACHINE.match(after):
        return True
    if kind == "time" and words_of.OTHER_TIME.search(words):
        return True
    return kind in ("time", "force") and _MEASURING.search(words) is not None


def _named(unit: TableUnit, before: str, after: str, last: str) -> tuple[str, TableUnit]:
    """What a number is by the words around it; "" for none of the settings of a pressing."""
    words, kind = _near(before, after), unit.unit.quantity
    if kind == "temperature":
        return ("die_degc" if _HEATED.search(words) else ""), unit
    name = name_of(words, unit, numeric=True) or ""
    if kind == "time":
        follows = last == "pressing" and _BETWEEN_BOTH.match(before)
        is_dwell = (
            words_of.TIME.search(words) or _FOR_A_TIME.search(folded_words(before)) or follows
        )
        return (name if is_dwell else ""), unit
    if _MEASURING.search(words) and not _tells_stage(words):
        name = "stack_mpa"
    if kind == "stress" and words_of.LINE.search(words):
        unit = replace(unit, of_line=True)
    return name, unit


def _tells_stage(words: str) -> bool:
    return any(p.search(folded_words(words)) for stage, p in words_of.STAGES if stage != "copress")


def _shown(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _may_be_another(one: _Setting) -> bool:
    """A pressure too low for a pellet, of which nothing says that it is that of the ram."""
    value = one.value if isinstance(one.value, float) else _LEAST_MPA
    in_mpa = one.unit.unit.to_base(value)
    of_pellet = one.unit.unit.quantity == "stress" and not one.unit.of_line
    return one.name == "copress_mpa" and of_pellet and in_mpa < _LEAST_MPA


def _what_pressure(one: _Setting) -> TableQuestionError:
    unit = one.unit.name
    return TableQuestionError(
        f"the {one.where} {one.line!r} gives {one.value:g} {unit}, and no pressing is that low: "
        "held at it as stack pressure, or read on the gauge of the ram?",
        one.title,
        (
            f"--column '{one.title}=stack_mpa:{unit}' for a stack pressure",
            f"--column '{one.title}=copress_mpa:gauge {unit}' --ram-mm 50 --die-mm 10 for the ram",
            f"--column '{one.title}=text' for neither",
        ),
    )


def _which(first: _Setting, second: _Setting) -> TableQuestionError:
    return TableQuestionError(
        f"the {first.where} {first.line!r} and the {second.where} {second.line!r} give different "
        f"values of {first.name} for every cell. Which counts?",
        first.title,
        tuple(f"--column '{one.title}=text' to leave it out" for one in (first, second)),
    )
