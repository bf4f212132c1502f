"""Units under the titles next to other things, and units that stand only in a line by the table."""

from pathlib import Path

import pytest
from support.tables.lab_table import kn
from support.tables.laboratory_tables import DIE_12, assert_cells, text

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

BODY = "1,24,2,88,0\n2,30,4,71,0\n3,36,2,64,1\n4,42,1,59,0\n"


@pytest.mark.parametrize(
    "head",
    [
        "Cell,Force,Hold,ASR,Cracked\n,kN,min,Ohm cm2,1=yes\n",
        "Cell,Force,Hold,ASR,Cracked\nno.,kN,min,Ohm cm2,seen by eye\n",
        "Cell,Force,Hold,ASR,Cracked\n-,kN (die 12),min,Ohm cm2,0/1\n",
        "Cell,Force,Hold,ASR,Cracked\n#,kN,min (by hand),Ohm cm2,yes = 1\n",
    ],
)
def test_units_among_remarks_under_the_titles_count(tmp_path: Path, head: str) -> None:
    assert_cells(
        read_table(text(tmp_path, head + BODY), geometry=DIE_12),
        (kn(24, 12), 120, 88, "intact"), (kn(30, 12), 240, 71, "intact"),
        (kn(36, 12), 120, 64, "cracked"), (kn(42, 12), 60, 59, "intact"),
    )  # fmt: skip


def test_codes_under_a_title_are_read_as_in_the_title(tmp_path: Path) -> None:
    rows = "300,60,88,1\n400,60,71,1\n500,60,64,0\n"
    path = text(tmp_path, f"P,t,ASR,Zustand\nMPa,s,Ohm cm2,1 = ok; 0 = Riss\n{rows}")
    assert [cell.damage for cell in read_table(path).cells] == [0, 0, 2]


@pytest.mark.parametrize(
    ("line", "title", "unit"),
    [
        ("Dwell times in minutes", "Hold", "min"), ("保压时间单位：分钟", "保压时间", "min"),
        ("Einheiten: MPa, min", "Haltezeit", "min"), ("hold = min", "Hold", "min"),
    ],
)  # fmt: skip
def test_a_unit_in_a_line_is_asked_about(tmp_path: Path, line: str, title: str, unit: str) -> None:
    rows = "1,300,60,88,ok\n2,400,120,71,ok\n3,500,60,64,cracked\n4,350,30,70,ok\n"
    path = text(tmp_path, f"{line}\nCell,P (MPa),{title},ASR (Ohm cm2),State\n{rows}")
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert line in str(asked.value)
    answer = f"copress_dwell_s:{unit}"
    assert f"--column '{title}={answer}'" in asked.value.answers
    table = read_table(path, overrides={title: answer})
    assert [cell.achieved["copress_dwell_s"] for cell in table.cells] == [3600, 7200, 3600, 1800]


@pytest.mark.parametrize("line", ["Dwell in s, pressure in MPa", "measured at 25 degC in argon"])
def test_a_line_that_says_the_usual_unit_is_no_question(tmp_path: Path, line: str) -> None:
    rows = "1,300,60,88,ok\n2,400,120,71,ok\n3,500,60,64,cracked\n"
    path = text(tmp_path, f"{line}\nCell,P (MPa),Hold,ASR (Ohm cm2),State\n{rows}")
    table = read_table(path, geometry=Geometry())
    assert [cell.achieved["copress_dwell_s"] for cell in table.cells] == [60, 120, 60]
