"""Signs outside a column of states that call a cell failed: letters, legends, lines, bounds."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from support.tables.laboratory_tables import failed, text, values

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError

HEAD = ("Pellet", "P (MPa)", "Dwell (s)", "ASR (Ohm cm2)")
LINES = "Pellet,P (MPa),Dwell (s),ASR (Ohm cm2){more}\n"


def rows(count: int = 6) -> list[list[object]]:
    return [[f"P{k}", 290 + 25 * k, 45, 61.5 - 2 * k] for k in range(count)]


def test_red_letters_are_asked_about(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [HEAD, *rows()]:
        sheet.append(line)
    for cell in sheet[5]:
        cell.font = Font(color="FFC00000")
    book.save(tmp_path / "red.xlsx")
    with pytest.raises(TableQuestionError, match=r"letters C00000.*row 5"):
        read_table(tmp_path / "red.xlsx")
    meant = Reading(words={"colour letters C00000": "cracked"})
    assert failed(read_table(tmp_path / "red.xlsx", reading=meant)) == {5: ("cracked",)}


def test_a_legend_next_to_the_table_fails_no_row_of_its_own(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",state,red = shorted")
        + "P1,300,45,60,ok,blue = cracked\nP2,320,45,58,ok,\nP3,340,45,56,broken,\n"
        "P4,360,45,55,ok,\n",
    )
    assert failed(read_table(path)) == {4: ("cracked",)}


def test_a_line_below_that_names_cells_is_theirs(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",Notes")
        + "P1,300,45,60,\nP2,320,45,58,cracked\nP3,340,45,56,\nP4,360,45,55,\n\n"
        "Mean,330,45,57,\nPellets P1 and P4 shorted after a week,,,,\n",
    )
    table = read_table(path)
    assert failed(table) == {2: ("shorted",), 3: ("cracked",), 5: ("shorted",)}


def test_a_line_below_that_names_a_cell_not_there_is_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",Notes")
        + "P1,300,45,60,ok\nP2,320,45,58,ok\nP3,340,45,56,ok\n\nSample 12 cracked later,,,,\n",
    )
    with pytest.raises(TableQuestionError, match="which cells does it mean"):
        read_table(path)


def test_a_bound_is_no_value(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",broken")
        + "P1,300,45,<93,n\nP2,320,45,~58,n\nP3,340,45,> 40,n\nP4,360,45,55,y\nP5,>380,45,54,n\n",
    )
    table = read_table(path)
    assert [cell.results.get("asr_ohm_cm2") for cell in table.cells] == [None, 58.0, None, 55.0]
    assert any("rows 2, 4 hold '<93', a bound" in note for note in table.notes)
    assert any("row 6 holds '>380', a bound" in note for note in table.notes)
    assert any("row 3 gives an estimate" in note for note in table.notes)


def test_no_reading_is_not_intact(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more="")
        + "P1,300,45,60\nP2,320,45,shorted\nP3,340,45,OL\nP4,360,45,\nP5,380,45,54\nP6,390,45,53\n",
    )
    table = read_table(path)
    assert [cell.row for cell in table.cells] == [2, 3, 6, 7]
    assert set(table.set_aside) == {4, 5}


def test_hours_minutes_and_seconds_of_one_cell_add_up(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Pellet,P (MPa),Hold,ASR (Ohm cm2),broken\n"
        'P1,300,1 min 20 s,60,n\nP2,320,"3\'15""",58,n\nP3,340,1 h 10 min,56,n\nP4,360,90 s,55,y\n',
    )
    assert values(read_table(path), "copress_dwell_s") == [80, 195, 4200, 90]


@pytest.mark.parametrize(("word", "held"), [("ok", False), ("intact", False), ("no short", True)])
def test_ok_does_not_say_that_a_cell_far_below_is_no_short(
    tmp_path: Path, word: str, held: bool
) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",state")
        + f"P1,300,45,60,ok\nP2,320,45,58,ok\nP3,340,45,1.4,{word}\nP4,360,45,55,ok\n"
        "P5,380,45,54,ok\n",
    )
    table = read_table(path)
    assert failed(table) == ({} if held else {4: ("shorted",)})
    if not held:
        assert any("--as-written 4" in note for note in table.notes)
        assert failed(read_table(path, reading=Reading(as_written=(4,)))) == {}


def test_a_remark_not_understood_next_to_a_verdict_keeps_its_row_out(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        LINES.format(more=",state,Note")
        + "P1,300,45,60,ok,\nP2,320,45,58,ok,zvláštní zvuk\nP3,340,45,56,broken,\n"
        "P4,360,45,55,ok,\n",
    )
    table = read_table(path)
    assert failed(table) == {4: ("cracked",)}
    assert [cell.row for cell in table.cells] == [2, 4, 5]
    assert [cell.row for cell in table.doubted] == [3]
    assert "--word 'zvláštní zvuk=intact'" in table.set_aside[3]
    assert "--column 'Note=text'" in table.set_aside[3]
    for said in (Reading(words={"zvláštní zvuk": "nothing"}), Reading({"Note": "text"})):
        assert [cell.row for cell in read_table(path, reading=said).cells] == [2, 3, 4, 5]
