"""What a workbook shows next to its numbers: units in formats, legends of colours, odd codes."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
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


def _noted(folder: Path, load: str, hold: str, *, title: str = "Load") -> Path:
    """A sheet without units of which two titles have notes."""
    path = folder / "noted.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["cell", title, "Hold", "ASR (ohm cm2)", "state"])
    for row in ([1, 14.5, 40, 95, "ok"], [2, 31, 45, 82, "ok"], [3, 40, 35, 66, "cracked"]):
        sheet.append(row)
    sheet["B1"].comment = Comment(load, "the lab")
    sheet["C1"].comment = Comment(hold, "the lab")
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    ("load", "hold"),
    [
        ("kN", "min"),
        ("K. Lab:\nUnit: kN", "in minutes, by the clock on the wall"),
        ("kN on the die of 12 mm", "[min]"),
        ("Einheit: kN", "min; timer started at full load"),
    ],
)
def test_the_unit_in_a_note_on_a_title_counts(tmp_path: Path, load: str, hold: str) -> None:
    assert_cells(
        read_table(_noted(tmp_path, load, hold), geometry=DIE_12),
        (kn(14.5, 12), 2400, 95, "intact"), (kn(31, 12), 2700, 82, "intact"),
        (kn(40, 12), 2100, 66, "cracked"),
    )  # fmt: skip


def test_a_note_that_contradicts_its_title_is_asked_about(tmp_path: Path) -> None:
    path = _noted(tmp_path, "in kN", "s", title="Load (t)")
    with pytest.raises(TableQuestionError, match="different units: tonne and kN"):
        read_table(path, geometry=DIE_12)
    said = Reading(overrides={"Load (t)": "copress_mpa:kN"}, geometry=DIE_12)
    assert_cells(
        read_table(path, reading=said),
        (kn(14.5, 12), 40, 95, "intact"), (kn(31, 12), 45, 82, "intact"),
        (kn(40, 12), 35, 66, "cracked"),
    )  # fmt: skip


@pytest.mark.parametrize("hold", ["s, not in min", "in min until May, since then in s"])
def test_a_note_that_names_two_units_is_asked_about(tmp_path: Path, hold: str) -> None:
    path = _noted(tmp_path, "in kN", hold)
    with pytest.raises(
        TableQuestionError, match=r"'Hold': .* different units: (min and s|s and min)"
    ):
        read_table(path, geometry=DIE_12)
    said = Reading(overrides={"Hold": "copress_dwell_s:s"}, geometry=DIE_12)
    assert_cells(
        read_table(path, reading=said),
        (kn(14.5, 12), 40, 95, "intact"), (kn(31, 12), 45, 82, "intact"),
        (kn(40, 12), 35, 66, "cracked"),
    )  # fmt: skip


def test_a_duration_in_a_note_is_no_second_unit(tmp_path: Path) -> None:
    path = _noted(tmp_path, "kN at the die", "in min, the ramp of 30 s not included")
    assert_cells(
        read_table(path, geometry=DIE_12),
        (kn(14.5, 12), 2400, 95, "intact"), (kn(31, 12), 2700, 82, "intact"),
        (kn(40, 12), 2100, 66, "cracked"),
    )  # fmt: skip


def test_a_note_on_a_title_that_states_no_unit_changes_nothing(tmp_path: Path) -> None:
    path = _noted(tmp_path, "after the ASR of the cell was read", "s", title="Load (kN)")
    assert_cells(
        read_table(path, geometry=DIE_12),
        (kn(14.5, 12), 40, 95, "intact"), (kn(31, 12), 45, 82, "intact"),
        (kn(40, 12), 35, 66, "cracked"),
    )  # fmt: skip


def test_a_dwell_without_a_unit_is_said_to_be_read_as_seconds(tmp_path: Path) -> None:
    path = _noted(tmp_path, "kN", "how long the load was kept")
    said = " ".join(read_table(path, geometry=DIE_12).notes)
    assert "Hold -> copress_dwell_s in seconds where no unit is written (guess)" in said
