"""A table written in any mixture of units, languages and layouts reads back, or is asked about."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns.files.tables.cell_table import CellTable, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

DIE_MM, RAM_MM, AREA_CM2 = 11.0, 44.0, 0.6
DIE_MM2 = 95.03317777109123
GAUGE = (RAM_MM / DIE_MM) ** 2  # MPa on the pellet for one MPa in the ram

PRESSURES = {
    "MPa": 1.0, "N/mm²": 1.0, "kN": 1000.0 / DIE_MM2, "t": 9806.65 / DIE_MM2,
    "lbf": 4.4482216152605 / DIE_MM2, "kg/cm2": 0.0980665, "GPa": 1000.0,
    "gauge bar": 0.1 * GAUGE, "gauge MPa": GAUGE,
}  # fmt: skip
TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0, "sec": 1.0}
RESISTANCES = {
    "Ohm cm2": 1.0, "Ω·cm²": 1.0, "Ohm": AREA_CM2, "kOhm": 1000.0 * AREA_CM2, "kΩ": 1000 * AREA_CM2,
    "MΩ": 1e6 * AREA_CM2, "mΩ": 1e-3 * AREA_CM2, "mOhm cm2": 1e-3,
}  # fmt: skip


@dataclass(frozen=True)
class Language:
    """Titles and words of one laboratory."""

    force: str
    gauge: str
    time: str
    resistance: str
    state: str
    intact: tuple[str, ...]
    cracked: tuple[str, ...]
    shorted: tuple[str, ...]


LANGUAGES = (
    Language("press load", "gauge reading", "hold time", "resistance", "state",
             ("ok", "good", "no crack"), ("cracked", "hairline crack"), ("short", "shorted out")),
    Language("Presskraft", "Öldruck", "Haltezeit", "Widerstand", "Zustand",
             ("i.O.", "ganz", "kein Riss"), ("gebrochen", "Riss"), ("Kurzschluss",)),
    Language("force de pressage", "manomètre", "durée de maintien", "résistance", "état",
             ("bon", "pas de fissure"), ("fissuré", "cassé"), ("court-circuit",)),
    Language("压力", "油压", "保压时间", "阻抗", "状态",
             ("完好", "无裂纹"), ("开裂", "破裂"), ("短路",)),
    Language("プレス圧力", "油圧", "保持時間", "抵抗", "状態",
             ("良好", "割れなし"), ("割れ",), ("ショート",)),
    Language("가압 하중", "유압", "유지 시간", "저항", "상태",
             ("양호", "정상"), ("균열",), ("단락",)),
)  # fmt: skip

cells = st.lists(
    st.tuples(
        st.floats(150.0, 700.0), st.floats(40.0, 5000.0), st.floats(20.0, 150.0),
        st.sampled_from(["intact", "intact", "cracked", "shorted"]),
    ),
    min_size=5, max_size=9, unique=True,
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """How the table is written."""

    language: Language
    pressure: str
    time: str
    resistance: str
    units: str
    decimal: str
    kind: str
    above: int
    blank_after: int
    footer: bool
    order: tuple[int, ...]
    pick: int
    fates: str = "words"


layouts = st.builds(
    Layout,
    st.sampled_from(LANGUAGES),
    st.sampled_from(sorted(PRESSURES)),
    st.sampled_from(sorted(TIMES)),
    st.sampled_from(sorted(RESISTANCES)),
    st.sampled_from(["brackets", "square", "slash", "comma", "row", "above", "cell"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["semicolon", "comma", "tab", "excel"]),
    st.integers(0, 2),
    st.integers(0, 4),
    st.booleans(),
    st.permutations([0, 1, 2, 3]).map(tuple),
    st.integers(0, 5),
    st.sampled_from(["words", "codes in the title", "legend"]),
)


def titled(words: str, unit: str, how: str) -> str:
    """A title with its unit as this laboratory writes it."""
    bare = unit.removeprefix("gauge ")
    return {
        "brackets": f"{words} ({bare})", "square": f"{words} [{bare}]",
        "slash": f"{words} / {bare}", "comma": f"{words}, {bare}", "row": words, "above": words,
        "cell": words,
    }[how]  # fmt: skip


def grid(rows: list[tuple[float, float, float, str]], how: Layout) -> list[list[object]]:
    """The table as rows of cells."""
    speech, gauge = how.language, how.pressure.startswith("gauge")
    names = (speech.gauge if gauge else speech.force, speech.time, speech.resistance, speech.state)
    units = (how.pressure, how.time, how.resistance, "")
    factors = (PRESSURES[how.pressure], TIMES[how.time], RESISTANCES[how.resistance])

    def number(value: float, unit: str) -> object:
        if how.kind == "excel" and how.units != "cell" and how.decimal == ".":
            return value
        written = repr(value).replace(".", how.decimal)
        return f"{written} {unit.removeprefix('gauge ')}" if how.units == "cell" else written

    codes = {fate: str(k) for k, fate in enumerate(("intact", "cracked", "shorted"))}
    explained = [f"{code} = {getattr(speech, fate)[0]}" for fate, code in codes.items()]
    if how.fates == "codes in the title":
        names = (*names[:3], f"{speech.state} ({', '.join(explained)})")
    head = [[titled(n, u, how.units) if u else n for n, u in zip(names, units, strict=True)]]
    if how.units in ("row", "above"):
        head.insert(how.units == "row", [u.removeprefix("gauge ") for u in units])
    body: list[list[object]] = []
    for place, (mpa, seconds, asr, fate) in enumerate(rows):
        words: tuple[str, ...] = getattr(speech, fate)
        numbers = zip((mpa, seconds, asr), factors, units, strict=False)
        said = words[how.pick % len(words)] if how.fates == "words" else codes[fate]
        body.append([*(number(v / f, u) for v, f, u in numbers), said])
        if place + 1 == how.blank_after:
            body.append([None] * 4)
    table = [[row[k] for k in how.order] for row in (*head, *body)]
    above: list[list[object]] = [["Batch of spring"], ["(all at 25 °C)"]][: how.above]
    legend: list[list[object]] = [[line] for line in explained] if how.fates == "legend" else []
    return above + table + legend + ([["* by hand"]] if how.footer else [])


def write(folder: Path, rows: list[list[object]], how: Layout) -> Path:
    """The table as a file."""
    if how.kind == "excel":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / "table.xlsx")
        return folder / "table.xlsx"
    text = io.StringIO()
    sign = {"semicolon": ";", "comma": ",", "tab": "\t"}[how.kind]
    csv.writer(text, delimiter=sign, lineterminator="\n").writerows(rows)
    (folder / "table.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder / "table.csv"


def check(table: CellTable, rows: list[tuple[float, float, float, str]]) -> None:
    """Each cell is what was written; a number such as 1,125 is asked about."""
    assert table.looked_at
    asked = any("a thousand or a decimal" in note for note in table.notes)
    assert asked or len(table.cells) == len(rows)
    written = {round(mpa, 6): (mpa, seconds, asr, fate) for mpa, seconds, asr, fate in rows}
    for cell in table.cells:
        mpa, seconds, asr, fate = min(
            written.values(), key=lambda row: abs(row[0] - cell.achieved["copress_mpa"])
        )
        assert cell.achieved["copress_mpa"] == pytest.approx(mpa, rel=1e-9)
        assert cell.achieved["copress_dwell_s"] == pytest.approx(seconds, rel=1e-9)
        if "asr_ohm_cm2" in cell.results:
            assert cell.results["asr_ohm_cm2"] == pytest.approx(asr, rel=1e-9)
        assert bool(cell.shorted) is (fate == "shorted")
        assert bool(cell.damage) is (fate == "cracked")


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=cells, how=layouts)
def test_a_table_of_any_mixture_reads_back_or_is_asked_about(
    tmp_path: Path, rows: list[tuple[float, float, float, str]], how: Layout
) -> None:
    if len({round(mpa, 3) for mpa, *_ in rows}) < len(rows):
        return
    path = write(tmp_path, grid(rows, how), how)
    try:
        table = read_table(path, geometry=Geometry(DIE_MM, RAM_MM, AREA_CM2))
    except TableQuestionError as question:
        assert question.answers
        return
    check(table, rows)


def test_most_mixtures_are_read_and_not_asked_about(tmp_path: Path) -> None:
    """The property would hold of a reader that only asks; this one reads."""
    rows = [(200.0, 60.0, 90.0, "intact"), (333.3, 120.0, 70.0, "intact"),
            (444.4, 600.0, 55.0, "cracked"), (555.5, 60.0, 40.0, "intact"),
            (650.0, 90.0, 25.0, "shorted")]  # fmt: skip
    asked = read = 0
    every = product(LANGUAGES, PRESSURES, ("words", "codes in the title", "legend"))
    for language, pressure, fates in every:
        how = Layout(language, pressure, "min", "kOhm", "brackets", ".", "comma", 1, 2, True,
                         (0, 1, 2, 3), 0, fates)  # fmt: skip
        path = write(tmp_path, grid(rows, how), how)
        try:
            check(read_table(path, geometry=Geometry(DIE_MM, RAM_MM, AREA_CM2)), rows)
            read += 1
        except TableQuestionError:
            asked += 1
    assert asked == 0
    assert read == 3 * len(LANGUAGES) * len(PRESSURES)
