"""What a workbook shows next to its numbers: units in formats, legends of colours, odd codes."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from support.tables.lab_table import kn
from support.tables.laboratory_tables import DIE_12, assert_cells, text

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError


def test_a_unit_in_the_number_format_counts(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["cell", "Pressing", "Hold", "ASR (ohm cm2)", "state"])
    for row in ([1, 26.5, 1, 95, "ok"], [2, 31, 2.5, 82, "ok"], [3, 40, 1, 66, "cracked"]):
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2):
        row[1].number_format, row[2].number_format = '0.0" kN"', '0.0 "min"'
    workbook.save(path)
    assert_cells(
        read_table(path, geometry=DIE_12),
        (kn(26.5, 12), 60, 95, "intact"), (kn(31, 12), 150, 82, "intact"),
        (kn(40, 12), 60, 66, "cracked"),
    )  # fmt: skip


def test_a_legend_next_to_the_table_is_not_about_its_row(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["cell", "P (MPa)", "t (s)", "ASR (ohm cm2)", "state"])
    for k in range(1, 7):
        sheet.append([k, 240 + 40 * k, 60, 110 - 8 * k, "ok"])
    sheet["H2"] = "red = cracked later"
    for cell in sheet[6]:
        cell.font = Font(color="FFFF0000")
    workbook.save(path)
    with pytest.raises(TableQuestionError, match="red = cracked later") as asked:
        read_table(path)
    colour = "colour letters FF0000"
    assert f"--word '{colour}=MEANING'" in asked.value.answers[0]
    table = read_table(path, reading=Reading(words={colour: "cracked"}))
    assert [cell.row for cell in table.cells if cell.damage] == [6]


def test_one_code_explains_its_opposite(tmp_path: Path) -> None:
    rows = "".join(f"{k},{240 + 40 * k},60,{110 - 8 * k},{int(k != 4)}\n" for k in range(1, 7))
    path = text(tmp_path, f"cell,P (MPa),t (s),ASR (ohm cm2),integrity (1 = intact)\n{rows}")
    assert [cell.row for cell in read_table(path).cells if cell.damage] == [5]


def test_an_integrity_in_percent_is_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"{k},{240 + 40 * k},60,{110 - 8 * k},{100 - 30 * (k == 4)}\n"
                   for k in range(1, 7))  # fmt: skip
    with pytest.raises(TableQuestionError, match="integrity"):
        read_table(text(tmp_path, f"cell,P (MPa),t (s),ASR (ohm cm2),integrity (%)\n{rows}"))
