"""Grids with settings down and across: read as a row for each cell, or refused with a way out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from support.tables.laboratory_tables import assert_cells, book, text

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry

GRID = {(220.0, 45.0): 132.0, (390.0, 45.0): 91.0, (540.0, 45.0): 70.0,
        (220.0, 240.0): 121.0, (390.0, 240.0): 83.0, (540.0, 240.0): 62.0}  # fmt: skip
WANTED = [(mpa, dwell_s, asr, "nobody looked") for (mpa, dwell_s), asr in GRID.items()]
BODY = [[220, 132, 121], [390, 91, 83], [540, 70, 62]]


@pytest.mark.parametrize(
    "above",
    [
        [["ASR (ohm cm2)"], ["P (MPa) \\ dwell (s)", 45, 240]],
        [["ASR / ohm cm2 vs. dwell (s)"], ["P / MPa", 45, 240]],
        [["ASR (ohm cm2)"], ["P (MPa)", "45 s", "4 min"]],
        [["P (MPa)", "ASR in ohm cm2 at a dwell of", None], [None, "45 s", "240 s"]],
        [["Flächenwiderstand (Ohm cm2)"], ["Druck (MPa) ↓ Haltezeit (s) →", 45, 240]],
        [["面积比电阻 (Ω·cm²)", "保压时间 (s)"], ["压力 (MPa)", 45, 240]],
        [["ASR (kohm cm2)"], ["P (MPa)", "hold 45 s", "hold 240 s"]],
    ],
)
def test_a_grid_is_a_row_for_each_cell(tmp_path: Path, above: list[list[object]]) -> None:
    table = read_table(book(tmp_path, [*above, *BODY]))
    factor = 1000.0 if "kohm" in str(above) else 1.0
    assert_cells(table, *[(p, t, factor * asr, said) for p, t, asr, said in WANTED])
    assert any("read as a row for each cell" in note for note in table.notes)


def test_a_grid_with_the_pressure_across(tmp_path: Path) -> None:
    rows = "dwell (min);ASR (ohm cm2);;\n;220 MPa;390 MPa;540 MPa\n0,75;132;91;70\n4;121;83;62\n"
    wanted = sorted(WANTED, key=lambda cell: (cell[0], cell[1]))
    assert_cells(read_table(text(tmp_path, rows)), *wanted)


def test_forces_across_need_the_die(tmp_path: Path) -> None:
    rows = "ASR (ohm cm2),,\nhold (s),30 kN,50 kN\n60,132,91\n90,121,83\n"
    table = read_table(text(tmp_path, rows), geometry=Geometry(die_mm=10.0))
    mpa = {kn: 1000.0 * kn / 78.53981633974483 for kn in (30.0, 50.0)}
    assert_cells(
        table, (mpa[30.0], 60, 132, "nobody looked"), (mpa[30.0], 90, 121, "nobody looked"),
        (mpa[50.0], 60, 91, "nobody looked"), (mpa[50.0], 90, 83, "nobody looked"),
    )  # fmt: skip


def test_words_and_blanks_in_a_grid(tmp_path: Path) -> None:
    rows = [["ASR (ohm cm2)"], ["P (MPa)", "45 s", "240 s"], [220, 132, 121], [390, 91, None],
            [540, "cracked", "short"]]  # fmt: skip
    table = read_table(book(tmp_path, rows))
    assert_cells(
        table, (220, 45, 132, "intact"), (390, 45, 91, "intact"), (540, 45, None, "cracked"),
        (220, 240, 121, "intact"), (540, 240, None, "shorted"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "broken"), [("C4", [(390.0, 240.0)]), ("A4", [(390.0, 45.0), (390.0, 240.0)])]
)
def test_a_note_on_a_cell_of_a_grid_is_about_that_cell(
    tmp_path: Path, place: str, broken: list[tuple[float, float]]
) -> None:
    path = book(tmp_path, [["ASR (ohm cm2)"], ["P (MPa)", "45 s", "240 s"], *BODY])
    workbook = openpyxl.load_workbook(path)
    workbook.active[place].comment = Comment("cracked on ejection", "KM")
    workbook.save(path)
    found = [(c.achieved["copress_mpa"], c.achieved["copress_dwell_s"])
             for c in read_table(path).cells if c.damage]  # fmt: skip
    assert found == broken


def test_columns_that_repeat_under_settings(tmp_path: Path) -> None:
    rows = [
        [None, "220 MPa", None, "540 MPa", None],
        ["cell", "ASR (ohm cm2)", "state", "ASR (ohm cm2)", "state"],
        ["K1", 132, "ok", 70, "cracked"],
        ["K2", 127, "ok", 66, "ok"],
    ]
    table = read_table(book(tmp_path, rows, "B1:C1", "D1:E1"))
    assert_cells(
        table, (220, None, 132, "intact"), (220, None, 127, "intact"),
        (540, None, 70, "cracked"), (540, None, 66, "intact"),
    )  # fmt: skip


def test_a_setting_above_a_grid_holds_for_all_of_it(tmp_path: Path) -> None:
    rows = [["pressed at 310 MPa"], ["ASR (ohm cm2)"], ["stack (MPa)", "45 s", "240 s"],
            [10, 132, 121], [40, 91, 83]]  # fmt: skip
    table = read_table(book(tmp_path, rows))
    assert_cells(
        table, (310, 45, 132, "nobody looked"), (310, 45, 91, "nobody looked"),
        (310, 240, 121, "nobody looked"), (310, 240, 83, "nobody looked"),
        stack_mpa=[10, 40, 10, 40],
    )  # fmt: skip


@pytest.mark.parametrize(
    "above",
    [
        [["P (MPa) \\ dwell (s)", 45, 240]],
        [["ASR (ohm cm2)"], ["P (MPa)", 45, 240]],
        [["ASR (ohm cm2)"], ["P (MPa) / dwell (s)", 45, 240]],
        [["ASR (ohm cm2)"], ["P (MPa)", "24 h", "48 h"]],
        [["ASR (ohm cm2) at T (°C)"], ["P (MPa)", 25, 60]],
    ],
)
def test_a_grid_that_leaves_something_open_is_refused_with_the_way_out(
    tmp_path: Path, above: list[list[object]]
) -> None:
    with pytest.raises(WrongInputError, match=r"a grid with .* across the top, and it is not said"):
        read_table(book(tmp_path, [*above, *BODY]))
