"""A setting written once for all cells: in a line, in the name of a sheet, in a comment."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support.tables.lab_table import bar, kn
from support.tables.laboratory_tables import assert_cells, text

from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

DWELLS = "cell,hold (s),ASR (ohm cm2),state\n1,15,118,ok\n2,45,97,ok\n3,150,83,cracked\n"
PRESSURES = "cell,P (MPa),ASR (ohm cm2),state\n1,210,118,ok\n2,330,97,ok\n3,470,83,cracked\n"
DIE_10_RAM_50 = Reading(geometry=Geometry(die_mm=10.0, ram_mm=50.0))


def read(tmp_path: Path, lines: str, reading: Reading | None = None) -> CellTable:
    return read_table(text(tmp_path, lines), reading=reading)


def of_dwells(mpa: float) -> list[tuple[float, float, float, str]]:
    every = ((15.0, 118.0, "intact"), (45.0, 97.0, "intact"), (150.0, 83.0, "cracked"))
    return [(mpa, *row) for row in every]


@pytest.mark.parametrize(
    ("line", "mpa"),
    [
        ("Series at 320 MPa", 320.0), ("All pellets: P = 320 MPa", 320.0),
        ("Co-pressed at 320MPa; EIS at 25 °C", 320.0), ("# pressed at 320 MPa", 320.0),
        ("Pressdruck: 320 MPa", 320.0), ("压力：320 MPa", 320.0), ("成形圧力 320 MPa", 320.0),
        ("Pressure (MPa),320", 320.0), ("Pressure,320 MPa", 320.0),
        ("pressed with 25 kN on the 10 mm die", kn(25, 10)),
        ("压力320MPa", 320.0), ("pressed at 3 200 bar", 320.0),
        ("gauge at 60 bar", bar(60, 50, 10)), ("ram pressure 60 bar", bar(60, 50, 10)),
    ],
)  # fmt: skip
def test_the_pressure_of_a_line_is_that_of_every_cell(
    tmp_path: Path, line: str, mpa: float
) -> None:
    table = read(tmp_path, f"{line}\n{DWELLS}", DIE_10_RAM_50)
    assert_cells(table, *of_dwells(mpa))
    assert any("counts for every cell: copress_mpa is" in note for note in table.notes)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("held for 3 min", 180.0), ("Haltezeit 3 min", 180.0), ("hold time: 180 s", 180.0),
        ("dwell (min): 3", 180.0), ("保压时间 3分钟", 180.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("below", [False, True])
def test_the_time_of_a_line_is_that_of_every_cell(
    tmp_path: Path, line: str, seconds: float, below: bool
) -> None:
    table = read(tmp_path, f"{PRESSURES}{line}\n" if below else f"{line}\n{PRESSURES}")
    wanted = ((210.0, 118.0, "intact"), (330.0, 97.0, "intact"), (470.0, 83.0, "cracked"))
    assert_cells(table, *((mpa, seconds, asr, said) for mpa, asr, said in wanted))


def test_pressure_and_time_of_one_line(tmp_path: Path) -> None:
    lines = "cell,lot,ASR (ohm cm2),state\n1,A,118,ok\n2,B,97,ok\n3,B,83,cracked\n"
    table = read(tmp_path, f"pressed at 410 MPa for 2 min, stack pressure 12 MPa\n{lines}")
    assert_cells(
        table,
        *((410.0, 120.0, asr, said) for asr, said in ((118, "intact"), (97, "intact"),
                                                      (83, "cracked"))),
        stack_mpa=[12.0, 12.0, 12.0],
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "max. 700 MPa", "yield strength 320 MPa", "25 t press", "100 - 400 MPa", "EIS after 2 h",
        "powder milled for 10 h", "rest 30 min", "series of 200, 300 and 400 MPa",
        "Lab 12, 3 samples",
    ],
)  # fmt: skip
def test_numbers_that_are_no_setting_of_the_pressing_are_left_alone(
    tmp_path: Path, line: str
) -> None:
    table = read(tmp_path, f"{line}\n{DWELLS}".replace("hold (s)", "stack (MPa)"))
    assert set(table.knobs) == {"stack_mpa"}


def test_a_number_that_is_passed_over_is_said_and_can_be_taken(tmp_path: Path) -> None:
    table = read(tmp_path, f"batch of March: 4 min\n{PRESSURES}")
    assert table.knobs == ("copress_mpa",)
    said = [note for note in table.notes if "batch of March: 4 min" in note]
    assert len(said) == 1
    assert "--column 'batch of March: 4 min=copress_dwell_s:min'" in said[0]
    taken = Reading(overrides={"batch of March: 4 min": "copress_dwell_s:min"})
    assert read(tmp_path, f"batch of March: 4 min\n{PRESSURES}", taken).knobs == (
        "copress_mpa", "copress_dwell_s",
    )  # fmt: skip


def test_a_person_may_say_that_a_line_does_not_count(tmp_path: Path) -> None:
    reading = Reading(overrides={"Series at 320 MPa": "text"})
    assert read(tmp_path, f"Series at 320 MPa\n{DWELLS}", reading).knobs == ("copress_dwell_s",)


def test_a_column_of_pressures_counts_before_a_line(tmp_path: Path) -> None:
    table = read(tmp_path, f"Series at 320 MPa\n{PRESSURES}")
    assert [cell.achieved["copress_mpa"] for cell in table.cells] == [210, 330, 470]


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ("Series at 12 MPa\n", "no pressing is that low"),
        ("Pressed at 320 MPa\nCo-press 350 MPa\n", "give different values of copress_mpa"),
    ],
)
def test_what_a_line_leaves_open_is_asked(tmp_path: Path, lines: str, asked: str) -> None:
    with pytest.raises(TableQuestionError, match=asked) as question:
        read(tmp_path, f"{lines}{DWELLS}")
    assert question.value.answers


def workbook(tmp_path: Path, *names: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name)
        for line in DWELLS.strip().split("\n"):
            sheet.append([float(c) if c.isdigit() else c for c in line.split(",")])
    book.save(tmp_path / "table.xlsx")
    return tmp_path / "table.xlsx"


@pytest.mark.parametrize("name", ["320 MPa", "P=320MPa", "series_320_MPa"])
def test_the_name_of_a_sheet_gives_the_pressure(tmp_path: Path, name: str) -> None:
    table = read_table(workbook(tmp_path, name))
    assert_cells(table, *of_dwells(320.0))
    assert any(f"The name of the sheet {name!r} counts" in note for note in table.notes)


def test_sheets_named_by_their_pressure_are_one_table(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, "240 MPa", "360 MPa", "readme"))
    assert_cells(table, *of_dwells(240.0), *of_dwells(360.0))
    assert len({cell.row for cell in table.cells}) == 6
    one = read_table(workbook(tmp_path, "240 MPa", "360 MPa"), sheet="360 MPa")
    assert_cells(one, *of_dwells(360.0))


BODY = "Haltezeit (s),ASR (ohm cm2),Zustand\n80,91,ok\n160,77,ok\n400,52,gebrochen\n"


@pytest.mark.parametrize(
    "content",
    ["Presskraft 31,5 kN; Reihe vom Mai\n" + BODY, "Presskraft 31,5 kN, Reihe 2\n" + BODY,
     "Presskraft (kN),31,5\n" + BODY, BODY + "Presskraft 31,5 kN\n",
     "# Presskraft: 31,5 kN\n" + BODY],
)  # fmt: skip
def test_a_decimal_comma_in_a_line_does_not_cut_it(tmp_path: Path, content: str) -> None:
    table = read_table(text(tmp_path, content), geometry=Geometry(die_mm=12.0))
    mpa = 31500.0 / 113.09733552923255
    assert_cells(
        table, (mpa, 80, 91, "intact"), (mpa, 160, 77, "intact"), (mpa, 400, 52, "cracked")
    )
