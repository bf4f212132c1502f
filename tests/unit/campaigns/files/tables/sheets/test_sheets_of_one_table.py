"""Sheets of the same titles: their names say what differs, or it is asked."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support.tables.laboratory_tables import assert_cells, text

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

ROWS = ((230.0, 118.0), (370.0, 84.0), (520.0, 61.0))


def book_of(folder: Path, *names: str, first: str = "P (MPa)") -> Path:
    """A workbook with a table a sheet; the strongest pressing of the first one cracked."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for k, name in enumerate(names):
        sheet = workbook.create_sheet(name)
        sheet.append([first, "ASR (ohm cm2)", "state"])
        for mpa, asr in ROWS:
            sheet.append([mpa, asr - k, "cracked" if mpa > 500 and not k else "intact"])
    workbook.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def wanted(*dwells_s: float | None) -> list[tuple[float, float | None, float, str]]:
    return [
        (mpa, dwell_s, asr - k, "cracked" if mpa > 500 and not k else "intact")
        for k, dwell_s in enumerate(dwells_s)
        for mpa, asr in ROWS
    ]


@pytest.mark.parametrize(
    ("names", "dwells_s"),
    [(("45 s", "150 s"), (45.0, 150.0)), (("2min", "10 min"), (120.0, 600.0)),
     (("30秒", "2分钟"), (30.0, 120.0)), (("0,5 h", "1 h"), (1800.0, 3600.0))],
)  # fmt: skip
def test_sheets_named_by_a_time_alone_are_one_table(
    tmp_path: Path, names: tuple[str, ...], dwells_s: tuple[float, ...]
) -> None:
    table = read_table(book_of(tmp_path, *names))
    assert_cells(table, *wanted(*dwells_s))
    assert any("copress_dwell_s stands in their names" in note for note in table.notes)


@pytest.mark.parametrize(
    "names", [("60 °C", "120 °C"), ("lot A", "lot B"), ("1", "2"), ("RT", "hot")]
)
def test_sheets_of_the_same_titles_with_other_names_are_asked_about(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    path = book_of(tmp_path, *names)
    with pytest.raises(TableQuestionError, match="tables of the same titles") as asked:
        read_table(path)
    assert asked.value.answers[0] == f"--sheet '{names[0]}' for one of them"
    assert_cells(read_table(path, sheet=names[1]), *wanted(None, None)[3:])
    both = read_table(path, overrides={"sheet": "lot"})
    assert_cells(both, *wanted(None, None))
    assert [cell.lot for cell in both.cells] == [names[0]] * 3 + [names[1]] * 3


def test_a_setting_in_the_names_that_a_person_names_is_read(tmp_path: Path) -> None:
    path = book_of(tmp_path, "60 °C", "120 °C")
    table = read_table(path, overrides={"sheet": "die_degc:degC"})
    assert_cells(table, *wanted(None, None), die_degc=[60.0] * 3 + [120.0] * 3)


def test_a_copy_of_a_sheet_is_no_second_table(tmp_path: Path) -> None:
    path = book_of(tmp_path, "cells")
    workbook = openpyxl.load_workbook(path)
    workbook.copy_worksheet(workbook["cells"]).title = "cells (2)"
    workbook.save(path)
    table = read_table(path)
    assert_cells(table, *wanted(None))
    assert any("not read: cells (2)" in note for note in table.notes)


def test_a_gauge_pressure_in_the_names_of_sheets_is_asked_about(tmp_path: Path) -> None:
    path = book_of(tmp_path, "180 bar", "260 bar", first="hold (s)")
    with pytest.raises(TableQuestionError, match="read on the gauge of the ram"):
        read_table(path)


def test_pressures_in_bar_in_every_cell_that_press_no_pellet_are_asked_about(
    tmp_path: Path,
) -> None:
    path = text(tmp_path, "P,hold (s),ASR (ohm cm2),ok\n180 bar,60,118,y\n260 bar,60,84,y\n")
    with pytest.raises(TableQuestionError, match="no pressing reaches 50 MPa") as asked:
        read_table(path)
    assert "gauge MPa' --ram-mm 50" in asked.value.answers[1]
    how = Reading(overrides={"P": "copress_mpa:gauge bar"}, geometry=Geometry(10.0, 40.0))
    assert_cells(
        read_table(path, reading=how), (288.0, 60, 118, "intact"), (416.0, 60, 84, "intact")
    )
