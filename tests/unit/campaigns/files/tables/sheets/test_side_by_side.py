"""Several tables of the same titles side by side, and heads over columns with units below."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from support.tables.laboratory_tables import assert_cells, book, text

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

TITLES = "p (MPa),t (min),ASR (ohm cm2),state"
ROWS = (
    "190,1,127,ok,{gap}190,6,118,ok", "280,1,93,ok,{gap}280,6,88,ok",
    "370,1,72,cracked,{gap}370,6,69,short",
)  # fmt: skip
FIRST = ((190, 60, 127, "intact"), (280, 60, 93, "intact"), (370, 60, 72, "cracked"))
SECOND = ((190, 360, 118, "intact"), (280, 360, 88, "intact"), (370, 360, 69, "shorted"))


@pytest.mark.parametrize("gap", ["", ",", ",,"])
@pytest.mark.parametrize("above", ["", "Two series of May\n\n"])
def test_two_series_are_read_one_below_the_other(tmp_path: Path, gap: str, above: str) -> None:
    lines = [f"{TITLES},{gap}{TITLES}", *(row.format(gap=gap) for row in ROWS)]
    table = read_table(text(tmp_path, above + "\n".join(lines) + "\n"))
    assert_cells(table, *FIRST, *SECOND)
    first = 2 if not above else 4
    assert [cell.row for cell in table.cells] == list(range(first, first + 6))
    assert any("2 tables of the same titles stand side by side" in note for note in table.notes)


def test_the_heads_of_two_series_say_which_row_is_whose(tmp_path: Path) -> None:
    lines = [
        "powder K7,,,,,powder K9,,,",
        f"{TITLES},,{TITLES}",
        *(row.format(gap=",") for row in ROWS),
    ]
    path = text(tmp_path, "\n".join(lines) + "\n")
    table = read_table(path)
    assert_cells(table, *FIRST, *SECOND)
    assert [cell.texts["group"] for cell in table.cells] == ["powder K7"] * 3 + ["powder K9"] * 3
    assert any("--only 'group=powder K7'" in note for note in table.notes)
    assert_cells(read_table(path, reading=Reading(only={"group": "powder K9"})), *SECOND)


def test_units_below_the_titles_of_both_and_a_shorter_second_one(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "F,t,R,state,F,t,R,state\nkN,min,ohm,,kN,min,ohm,\n"
        "15,1,127,ok,15,6,118,ok\n22,1,93,ok,22,6,2,short\n29,1,72,cracked,,,,\n",
    )
    table = read_table(path, geometry=Geometry(die_mm=10.0))
    mpa, ohm_cm2 = 1000 / 78.53981633974483, 0.7853981633974483
    assert_cells(
        table,
        (15 * mpa, 60, 127 * ohm_cm2, "intact"), (22 * mpa, 60, 93 * ohm_cm2, "intact"),
        (29 * mpa, 60, 72 * ohm_cm2, "cracked"), (15 * mpa, 360, 118 * ohm_cm2, "intact"),
        (22 * mpa, 360, 2 * ohm_cm2, "shorted"),
    )  # fmt: skip


def test_other_units_in_the_second_are_no_twin(tmp_path: Path) -> None:
    lines = [f"{TITLES},{TITLES.replace('MPa', 'bar')}", *(row.format(gap="") for row in ROWS)]
    with pytest.raises(WrongInputError, match="two columns called"):
        read_table(text(tmp_path, "\n".join(lines) + "\n"))


def test_a_note_on_a_row_of_two_series_belongs_to_the_one_under_which_it_stands(
    tmp_path: Path,
) -> None:
    head = TITLES.split(",")
    path = book(tmp_path, [head + head, [190, 1, 127, "ok", 190, 6, 118, "ok"],
                           [280, 1, 93, "ok", 280, 6, 88, "ok"]])  # fmt: skip
    workbook = openpyxl.load_workbook(path)
    workbook.active["G3"].comment = Comment("cracked on the way", "TR")
    workbook.save(path)
    table = read_table(path)
    assert_cells(
        table, (190, 60, 127, "intact"), (280, 60, 93, "intact"),
        (190, 360, 118, "intact"), (280, 360, 88, "cracked"),
    )  # fmt: skip


def test_colours_and_strokes_belong_to_the_series_under_which_they_stand(tmp_path: Path) -> None:
    head = TITLES.split(",")[:3]
    rows = [[p, 1, 130 - p / 10, None, p, 6, 120 - p / 10] for p in (190, 280, 370, 460)]
    path = book(tmp_path, [[*head, None, *head, None, "orange = cracked"], *rows])
    workbook = openpyxl.load_workbook(path)
    for letter in "EFG":
        workbook.active[f"{letter}4"].fill = PatternFill("solid", fgColor="FFA500")
    for letter in "ABC":
        workbook.active[f"{letter}2"].font = Font(strike=True)
    workbook.save(path)
    with pytest.raises(TableQuestionError, match="What do the colours of its rows mean"):
        read_table(path)
    table = read_table(path, reading=Reading(words={"colour FFA500": "cracked"}))
    assert [cell.achieved["copress_mpa"] for cell in table.cells] == [
        280, 370, 460, 190, 280, 370, 460,
    ]  # fmt: skip
    assert [bool(cell.damage) for cell in table.cells] == [False] * 5 + [True, False]


def test_a_note_beside_both_series_is_passed_to_a_person(tmp_path: Path) -> None:
    lines = [f"{TITLES},,{TITLES},", *(row.format(gap=",") + "," for row in ROWS)]
    lines[2] += "this one fell down"
    with pytest.raises(WrongInputError):
        read_table(text(tmp_path, "\n".join(lines) + "\n"))


def test_a_note_on_a_cell_of_a_turned_table_belongs_to_its_column(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            ["cell", "a", "b", "c", "d"],
            ["p (MPa)", 190, 280, 370, 460],
            ["t (min)", 1, 1, 6, 6],
            ["ASR (ohm cm2)", 127, 93, 72, 66],
        ],
    )
    workbook = openpyxl.load_workbook(path)
    workbook.active["D2"].comment = Comment("cracked when released", "TR")
    workbook.save(path)
    assert [bool(cell.damage) for cell in read_table(path).cells] == [False, False, True, False]


def test_replicates_of_one_setting_are_not_taken_for_two_tables(tmp_path: Path) -> None:
    path = text(
        tmp_path, "p (MPa),t (s),ASR 1 (ohm cm2),ASR 2 (ohm cm2),damage\n190,60,127,131,0\n"
        "280,60,93,95,0\n"
    )  # fmt: skip
    assert [cell.part for cell in read_table(path).cells] == ["1", "2", "1", "2"]


def test_letters_under_merged_heads_are_titles_where_units_follow(tmp_path: Path) -> None:
    """`t` and `d` are units too: tonne and day."""
    path = book(
        tmp_path,
        [
            ["Pellet", "Pressing", None, "Impedance", None, "Looked at"],
            [None, "F", "t", "R", "d", "visual"],
            [None, "kN", "min", "Ohm", "mm", None],
            ["w", 17, 1, 142, 0.61, "fine"],
            ["x", 26, 1, 104, 0.58, "broken in two pieces"],
            ["y", 35, 3, 77, 0.55, "fine"],
        ],
        "B1:C1", "D1:E1",
    )  # fmt: skip
    mm2 = 78.53981633974483
    assert_cells(
        read_table(path, geometry=Geometry(die_mm=10.0)),
        (17000 / mm2, 60, 1.42 * mm2, "intact"), (26000 / mm2, 60, 1.04 * mm2, "cracked"),
        (35000 / mm2, 180, 0.77 * mm2, "intact"),
    )  # fmt: skip
