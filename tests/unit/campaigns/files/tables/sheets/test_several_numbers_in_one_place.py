"""Several settings in one cell, and one quantity a row."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from support.tables.lab_table import kn
from support.tables.laboratory_tables import DIE_12, assert_cells, text

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.question import TableQuestionError


def test_a_pressure_and_a_time_in_one_cell_are_two_settings(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "sample,pressing,ASR (ohm cm2),state\n"
        "A,310 MPa / 45 s,88,ok\nB,2 min at 420 MPa,61,ok\nC,530 MPa; 90 s,47,cracked\n",
    )
    table = read_table(path)
    assert_cells(table, (310, 45, 88, "intact"), (420, 120, 61, "intact"), (530, 90, 47, "cracked"))
    assert "'pressing' holds several settings" in " ".join(table.notes)


def test_a_force_in_such_a_cell_needs_the_die(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Probe;Pressen;ASR (Ohm cm2);Zustand\n"
        "A;28 kN für 1,5 min;88;ok\nB;36 kN für 1 min;61;ok\nC;45 kN für 2 min;47;gerissen\n",
    )
    assert_cells(
        read_table(path, geometry=DIE_12),
        (kn(28, 12), 90, 88, "intact"), (kn(36, 12), 60, 61, "intact"),
        (kn(45, 12), 120, 47, "cracked"),
    )  # fmt: skip


def test_of_two_pressures_in_one_cell_a_person_says_which_is_which(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "cell,conditions,ASR (ohm cm2),state\n"
        "1,370 MPa 60 s then 110 MPa,80,ok\n2,450 MPa 60 s then 110 MPa,70,ok\n"
        "3,510 MPa 60 s then 110 MPa,60,cracked\n",
    )
    with pytest.raises(TableQuestionError, match="conditions"):
        read_table(path)


LONG = (
    "sample;quantity;value;unit;remark\n"
    "A;co-press pressure;310;MPa;\nA;dwell;45;s;\nA;ASR;88;ohm cm2;ok\n"
    "B;co-press pressure;420;MPa;\n;dwell;2;min;\n;ASR;61;ohm cm2;ok\n"
    "C;co-press pressure;0.53;GPa;\nC;dwell;90;s;\nC;ASR;47;ohm cm2;crack across the disc\n"
)


def test_a_row_for_each_quantity_becomes_a_row_for_each_cell(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, LONG))
    assert_cells(table, (310, 45, 88, "intact"), (420, 120, 61, "intact"), (530, 90, 47, "cracked"))
    assert "3 cells are read from 9 rows" in " ".join(table.notes)
    assert [cell.row for cell in table.cells] == [2, 5, 8]


def test_two_values_of_one_quantity_are_refused(tmp_path: Path) -> None:
    path = text(tmp_path, LONG.replace("A;dwell;45;s", "A;ASR;45;ohm cm2"))
    with pytest.raises(WrongInputError, match="row 4: A has two values of 'ASR'"):
        read_table(path)


def test_a_struck_value_of_a_long_table_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in LONG.replace(";crack across the disc", ";ok").splitlines():
        sheet.append([float(part) if part.replace(".", "").isdigit() else part or None
                      for part in line.split(";")])  # fmt: skip
    for cell in sheet[7]:  # B's ASR
        cell.font = Font(strike=True)
    workbook.save(path)
    table = read_table(path)
    assert [cell.row for cell in table.cells] == [2, 8]
    assert "'row 7 is struck through', which is not known here" in " ".join(table.notes)


def _dated(titles: str) -> str:
    """Each cell is measured the day after it was pressed, when the next one is pressed."""
    lines = []
    for day, (cell, mpa, asr) in enumerate([("A", 310, 88), ("B", 420, 61), ("C", 530, 47)], 1):
        lines += [
            (f"{day:02}.06.2026", cell, "co-press pressure", mpa, "MPa"),
            (f"{day:02}.06.2026", cell, "dwell", 45, "s"),
            (f"{day + 1:02}.06.2026", cell, "ASR", asr, "ohm cm2"),
            (f"{day + 1:02}.06.2026", cell, "state", "ok", ""),
        ]
    lines.sort(key=lambda line: line[0])
    return "\n".join([titles, *(";".join(map(str, line)) for line in lines), ""])


def test_a_day_before_the_cell_parts_no_cell(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, _dated("date;cell;quantity;value;unit")))
    assert_cells(table, (310, 45, 88, "intact"), (420, 45, 61, "intact"), (530, 45, 47, "intact"))


@pytest.mark.parametrize("titles", ["date;operator;quantity;value;unit"])
def test_which_column_names_the_cells_is_not_guessed(tmp_path: Path, titles: str) -> None:
    with pytest.raises(
        WrongInputError, match=r"none of its columns .date., .operator. is known to name the cells"
    ):
        read_table(text(tmp_path, _dated(titles)))


def test_a_dash_between_settings_is_no_minus(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "sample,pressing,ASR (ohm cm2),state\n"
        "A,310 MPa-45 s,88,ok\nB,420 MPa-60 s,61,ok\nC,530 MPa - 90 s,47,cracked\n",
    )
    assert_cells(
        read_table(path), (310, 45, 88, "intact"), (420, 60, 61, "intact"), (530, 90, 47, "cracked")
    )


TOLD = (
    "cell,P (MPa),t (s),ASR (ohm cm2),state,{title}\n"
    "1,310,45,88,ok,310 MPa; 45 s\n2,420,60,61,ok,420 MPa; 60 s\n3,530,90,47,ok,530 MPa; 90 s\n"
)


def test_settings_in_remarks_are_no_columns(tmp_path: Path) -> None:
    cells = (310, 45, 88, "intact"), (420, 60, 61, "intact"), (530, 90, 47, "intact")
    plain = read_table(text(tmp_path, TOLD.format(title="recipe")), overrides={"recipe": "text"})
    assert_cells(plain, *cells)
    with pytest.raises(TableQuestionError, match="recipe pressure"):
        read_table(text(tmp_path, TOLD.format(title="recipe")))
    remarks = " ".join(read_table(text(tmp_path, TOLD.format(title="remark"))).notes)
    assert "remark pressure" not in remarks
