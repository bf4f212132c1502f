"""A setting that stands once, in a line or in the name of a sheet, is that of every cell."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

DIE_MM, RAM_MM = 12.0, 48.0
DIE_MM2 = 113.09733552923255
GAUGE = (RAM_MM / DIE_MM) ** 2

PRESSURES = {
    "MPa": 1.0, "kN": 1000.0 / DIE_MM2, "t": 9806.65 / DIE_MM2, "bar": 0.1, "psi": 0.00689475729317,
    "kg/cm2": 0.0980665,
}  # fmt: skip
TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0}
PRESSED = ("pressed at {}", "Series at {}", "Pressdruck: {}", "P = {}", "pressé à {}", "压力 {}",
           "成形圧力：{}", "압력 {}")  # fmt: skip
HELD = ("held for {}", "Haltezeit {}", "dwell: {}", "durée de maintien {}", "保压时间 {}",
        "保持時間 {}", "유지 시간 {}")  # fmt: skip

numbers = st.lists(
    st.tuples(st.floats(150.0, 700.0), st.floats(40.0, 4000.0), st.floats(20.0, 150.0)),
    min_size=4, max_size=7, unique_by=(lambda row: round(row[0], 2), lambda row: round(row[1], 2)),
)  # fmt: skip


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=numbers,
    unit=st.sampled_from([*PRESSURES, *TIMES]),
    words=st.integers(0, 55),
    place=st.sampled_from(["above", "below", "sheet", "comment"]),
    gauge=st.booleans(),
    rounded=st.integers(3, 9),
)
def test_it_reads_back_or_is_asked_about(
    tmp_path: Path,
    rows: list[tuple[float, float, float]],
    unit: str,
    words: int,
    place: str,
    gauge: bool,
    rounded: int,
) -> None:
    of_time = unit in TIMES
    gauge = gauge and unit in ("bar", "psi")
    factor = TIMES[unit] if of_time else PRESSURES[unit] * (GAUGE if gauge else 1.0)
    number = float(f"{rows[0][1 if of_time else 0] / factor:.{rounded}g}")
    phrase = HELD if of_time else ("gauge {}", "oil pressure {}") if gauge else PRESSED
    line = phrase[words % len(phrase)].format(f"{number:.12g} {unit}")
    other = 0 if of_time else 1
    head = ["hold (s)" if other else "P (MPa)", "ASR (ohm cm2)", "state"]
    table: list[list[object]] = [head, *([row[other], row[2], "ok"] for row in rows)]
    table[-1][2] = "cracked"
    if place == "sheet":  # signs that the name of a sheet cannot have, and its length
        line = re.sub("[:：/]", "", line.replace("kg/cm2", "bar"))[:31]
        factor = PRESSURES["bar"] if unit == "kg/cm2" else factor
    path = _written(tmp_path, table, line, place)
    try:
        read = read_table(path, geometry=Geometry(DIE_MM, RAM_MM))
    except TableQuestionError as question:
        assert question.answers
        return
    name, kept = (
        ("copress_dwell_s", "copress_mpa") if of_time else ("copress_mpa", "copress_dwell_s")
    )
    assert [cell.achieved[kept] for cell in read.cells] == pytest.approx([r[other] for r in rows])
    assert [bool(cell.damage) for cell in read.cells] == [False] * (len(rows) - 1) + [True]
    wanted = [number * factor] * len(rows)
    assert [cell.achieved.get(name) for cell in read.cells] == pytest.approx(wanted, rel=1e-9)
    assert any(line in note and "counts for every cell" in note for note in read.notes)


def _written(folder: Path, table: list[list[object]], line: str, place: str) -> Path:
    if place == "sheet":
        book = openpyxl.Workbook()
        book.active.title = line
        for row in table:
            book.active.append(row)
        book.save(folder / "table.xlsx")
        return folder / "table.xlsx"
    lines = [",".join(map(str, row)) for row in table]
    lines.insert(len(lines) if place == "below" else 0, f"# {line}" if place == "comment" else line)
    (folder / "table.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "table.csv"
