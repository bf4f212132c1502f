"""Failures that no column of damage shows: voltages, yields, colours; and pressures that hold."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from support.tables.laboratory_tables import failed

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError

CELLS = (
    (120, 30, 88), (160, 60, 69), (220, 30, 52), (260, 60, 43), (330, 120, 36), (360, 60, 32),
    (400, 120, 18), (430, 60, 27), (290, 30, 40), (460, 120, 14),
)  # fmt: skip
FAILED = {8: 400, 11: 460}
"""Row and pressure of the two that failed: the lowest resistances of all."""


def table_of(folder: Path, title: str, good: str, bad: str, *, pressure: str = "P (MPa)") -> Path:
    path = folder / "cells.csv"
    lines = [f"{pressure};t (s);ASR (ohm cm2);{title}"]
    lines += [f"{p};{t};{r};{bad if p in FAILED.values() else good}" for p, t, r in CELLS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("title", "good", "bad"),
    [
        ("OCV (V)", "2.14", "0.02"), ("OCV / mV", "2140", "11"), ("OCV", "2140", "35"),
        ("Ruhespannung (V)", "0,62", "0,00"), ("开路电压 (V)", "2.05", "0.01"),
        ("open-circuit voltage [V]", "3.61", "-0.003"),
    ],
)  # fmt: skip
def test_a_short_that_only_a_voltage_shows(tmp_path: Path, title: str, good: str, bad: str) -> None:
    table = read_table(table_of(tmp_path, title, good, bad))
    assert failed(table) == {8: ("shorted",), 11: ("shorted",)}
    shown = next(column for column in table.preview if column.title == title)
    assert (shown.role, shown.after[0]) == ("outcome", "intact")
    assert any("where others rest at" in note for note in table.notes)
    vouched = read_table(table_of(tmp_path, title, good, bad), overrides={title: "text"})
    assert not failed(vouched) and not vouched.looked_at


def test_a_cell_that_rests_low_is_kept_out_until_somebody_says_what_it_is(tmp_path: Path) -> None:
    table = read_table(table_of(tmp_path, "OCV (V)", "2.1", "0.9"))
    assert [cell.row for cell in table.doubted] == [8, 11]
    assert not {8, 11} & {cell.row for cell in table.cells}


def test_equal_electrodes_rest_at_zero(tmp_path: Path) -> None:
    table = read_table(table_of(tmp_path, "OCV (V)", "0.004", "0.000"))
    assert not failed(table) and not table.looked_at


def test_a_voltage_that_nobody_calls_at_rest_is_asked_about(tmp_path: Path) -> None:
    path = table_of(tmp_path, "Voltage (V)", "2.1", "0.03")
    with pytest.raises(TableQuestionError, match=r"holds 0\.03, 0\.03 where others hold 2\.1"):
        read_table(path)
    assert not failed(read_table(path, overrides={"Voltage (V)": "text"}))


@pytest.mark.parametrize(
    ("title", "good", "bad"),
    [
        ("yield", "1", "0"), ("pass/fail", "pass", "fail"), ("usable", "y", "n"),
        ("Usable?", "1", "0"), ("survived", "1", "0"), ("survived?", "yes", "no"),
        ("brauchbar", "ja", "nein"), ("Ausbeute", "1", "0"),
    ],
)  # fmt: skip
def test_a_column_of_what_can_be_used(tmp_path: Path, title: str, good: str, bad: str) -> None:
    assert set(failed(read_table(table_of(tmp_path, title, good, bad)))) == set(FAILED)


@pytest.mark.parametrize(
    ("title", "good", "bad"),
    [("Yield (%)", "100", "0"), ("yield", "0.9", "0.1"), ("pass/fail", "P", "F")],
)
def test_shares_and_letters_are_asked_about(
    tmp_path: Path, title: str, good: str, bad: str
) -> None:
    with pytest.raises(TableQuestionError, match=title.split(maxsplit=1)[0]):
        read_table(table_of(tmp_path, title, good, bad))


def coloured(folder: Path, fills: dict[int, str], titles_in: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["P (MPa)", "t (s)", "ASR (ohm cm2)"])
    for cells in CELLS:
        sheet.append(cells)
    for row, colour in {**({1: titles_in} if titles_in else {}), **fills}.items():
        for cell in sheet[row]:
            cell.fill = PatternFill("solid", fgColor=colour)
    path = folder / "cells.xlsx"
    book.save(path)
    return path


RED, GREEN, GREY = "FFC00000", "FF92D050", "FFEEEEEE"


@pytest.mark.parametrize("others", [{}, {row: GREEN for row in range(2, 12) if row not in FAILED}])
def test_colours_without_a_legend_are_asked_about(tmp_path: Path, others: dict[int, str]) -> None:
    path = coloured(tmp_path, {**others, **dict.fromkeys(FAILED, RED)}, titles_in=GREY)
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert "'colour C00000' (row 8, 11)" in asked.value.question
    assert asked.value.answers == ("--word 'colour C00000=MEANING'",)
    table = read_table(path, reading=Reading(words={"colour C00000": "shorted"}))
    assert failed(table) == {8: ("shorted",), 11: ("shorted",)}


@pytest.mark.parametrize("fills", [{}, dict.fromkeys(range(2, 12, 2), GREY)])
def test_bands_and_coloured_titles_say_nothing(tmp_path: Path, fills: dict[int, str]) -> None:
    assert len(read_table(coloured(tmp_path, fills, titles_in=GREY)).cells) == len(CELLS)


def test_pressures_at_which_a_stack_is_held_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "held.csv"
    rows = "".join(f"{p},60,{90 - p},no\n" for p in (8, 16, 24, 40, 48))
    path.write_text("P (MPa),t (s),ASR (ohm cm2),cracked\n" + rows, encoding="utf-8")
    with pytest.raises(TableQuestionError, match="stack pressure") as asked:
        read_table(path)
    assert asked.value.answers[-1].startswith("--column 'P (MPa)=stack_mpa:MPa'")
    path.write_text("stack pressure (MPa),ASR (ohm cm2),cracked\n" +
                    rows.replace(",60,", ","), encoding="utf-8")  # fmt: skip
    assert read_table(path).knobs == ("stack_mpa",)
