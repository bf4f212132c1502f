"""Which sheets are read, records of single cells, and a legend next to the table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from support.tables.laboratory_tables import assert_cells, book, text

from campaigns.files.tables.cell_table import read_table

RECORDS = (("K-11", 230, 131, "intact"), ("K-12", 310, 98, "ok"), ("K-13", 420, 77, "cracked"))
WANTED = ((230, 90, 131, "intact"), (310, 90, 98, "intact"), (420, 90, 77, "cracked"))


@pytest.mark.parametrize("form", [True, False], ids=["a form each", "a row each"])
def test_every_sheet_is_the_record_of_one_cell(tmp_path: Path, form: bool) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Records of April"])
    for name, mpa, asr, state in RECORDS:
        sheet = workbook.create_sheet(name)
        rows = [["P (MPa)", mpa], ["hold (s)", 90], ["ASR (ohm cm2)", asr], ["state", state]]
        for row in rows if form else zip(*rows, strict=True):
            sheet.append(list(row))
    workbook.save(tmp_path / "table.xlsx")
    table = read_table(tmp_path / "table.xlsx")
    assert_cells(table, *WANTED)
    said = next(note for note in table.notes if "record of one cell" in note)
    assert "'K-11', 'K-12', 'K-13'" in said
    assert "Not read: Sheet" in said


def test_a_note_on_the_record_of_a_cell_says_what_became_of_it(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, mpa, asr, _ in RECORDS:
        sheet = workbook.create_sheet(name)
        for row in (["P (MPa)", mpa], ["hold (s)", 90], ["ASR (ohm cm2)", asr]):
            sheet.append(row)
    workbook["K-12"]["B3"].comment = Comment("shorted overnight", "TR")
    workbook.save(tmp_path / "table.xlsx")
    cells = read_table(tmp_path / "table.xlsx").cells
    assert [bool(cell.shorted) for cell in cells] == [False, True, False]


def test_a_hidden_sheet_is_not_read_where_a_shown_one_holds_cells(tmp_path: Path) -> None:
    path = book(tmp_path, [["P (MPa)", "hold (s)", "ASR (ohm cm2)", "state"],
                           *([mpa, 90, asr, state] for _, mpa, asr, state in RECORDS)])  # fmt: skip
    workbook = openpyxl.load_workbook(path)
    old = workbook.create_sheet("old")
    for row in [["P (MPa)", "hold (s)", "ASR (ohm cm2)"], *([200 + k, 10, 9] for k in range(9))]:
        old.append(row)
    old.sheet_state = "hidden"
    workbook.save(path)
    table = read_table(path)
    assert_cells(table, *WANTED)
    assert any("old (9 rows that look like cells), hidden" in note for note in table.notes)


def test_a_legend_next_to_the_table_says_nothing_of_the_rows_where_it_stands(
    tmp_path: Path,
) -> None:
    path = text(
        tmp_path,
        "P (MPa),hold (s),ASR (ohm cm2),code,,key\n"
        "230,90,131,i,,i = intact\n310,90,98,i,,c = cracked\n"
        "420,90,77,c,,s = shorted\n510,90,1,s,,\n560,90,66,i,,\n",
    )
    assert_cells(
        read_table(path),
        (230, 90, 131, "intact"), (310, 90, 98, "intact"), (420, 90, 77, "cracked"),
        (510, 90, 1, "shorted"), (560, 90, 66, "intact"),
    )  # fmt: skip


def test_a_resistance_with_its_error_in_one_column(tmp_path: Path) -> None:
    path = text(
        tmp_path, "P (MPa),hold (s),ASR ± SD (ohm cm2),ok?\n230,90,131 ± 6,y\n310,90,98 ± 3,y\n"
    )
    table = read_table(path)
    assert_cells(table, (230, 90, 131, "intact"), (310, 90, 98, "intact"))
    assert [cell.results["asr_std_ohm_cm2"] for cell in table.cells] == [6.0, 3.0]


@pytest.mark.parametrize(
    ("word", "said"), [("SC", "shorted"), ("cc", "shorted"), ("S.C.", "shorted"), ("KO", "unknown")]
)
def test_abbreviations_of_a_column_of_states(tmp_path: Path, word: str, said: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),result\n230,90,131,OK\n310,90,98,{word}\n400,90,80,OK\n"
    table = read_table(text(tmp_path, rows))
    assert_cells(table, (230, 90, 131, "intact"), (310, 90, 98, said), (400, 90, 80, "intact"))


def test_a_legend_below_whose_commas_part_it_is_no_row_of_cells(tmp_path: Path) -> None:
    rows = "no,P (MPa),hold (s),ASR (ohm cm2),code\n1,230,90,131,0\n2,310,90,98,1\n3,400,90,80,0\n"
    table = read_table(text(tmp_path, f"{rows}0 = whole, 1 = hairline crack\n"))
    assert_cells(table, (230, 90, 131, "intact"), (310, 90, 98, "cracked"), (400, 90, 80, "intact"))


@pytest.mark.parametrize(
    "titles",
    ["cell A ASR (ohm cm2),cell B ASR (ohm cm2),cell A state,cell B state",
     "pellet 1 ASR (ohm cm2),pellet 2 ASR (ohm cm2),pellet 1 state,pellet 2 state"],
)  # fmt: skip
def test_replicates_whose_number_stands_first_keep_their_own_state(
    tmp_path: Path, titles: str
) -> None:
    rows = f"P (MPa),hold (s),{titles}\n230,90,131,128,ok,ok\n310,90,98,2,ok,short\n"
    assert_cells(
        read_table(text(tmp_path, rows)),
        (230, 90, 131, "intact"), (230, 90, 128, "intact"),
        (310, 90, 98, "intact"), (310, 90, 2, "shorted"),
    )  # fmt: skip


def test_replicates_numbered_under_common_heads(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            ["P (MPa)", "hold (s)", "ASR (ohm cm2)", None, "state", None],
            [None, None, "#1", "#2", "#1", "#2"],
            [230, 90, 131, 128, "ok", "ok"],
            [310, 90, 98, 95, "cracked", "ok"],
        ],
        "C1:D1", "E1:F1",
    )  # fmt: skip
    assert_cells(
        read_table(path),
        (230, 90, 131, "intact"), (230, 90, 128, "intact"),
        (310, 90, 98, "cracked"), (310, 90, 95, "intact"),
    )  # fmt: skip
