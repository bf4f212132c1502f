"""What stands around the cells of a table: footnotes, legends, marks, remarks without a title."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.question import TableQuestionError

PRESSED = ((150, 91.0), (250, 70.0), (350, 58.0), (450, 52.0), (550, 3.1), (650, 44.0))
SHORTED, CRACKED = 4, 5
TITLES = "cell,P (MPa),dwell (s),ASR (ohm cm2)"


def table(tmp_path: Path, lines: list[str], **how: object) -> CellTable:
    path = tmp_path / "cells.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path, reading=Reading(**how))  # type: ignore[arg-type]


def rows(mark: dict[int, str] | None = None) -> list[str]:
    marks = mark or {}
    return [f"{k + 1},{p},60,{asr}{marks.get(k, '')}" for k, (p, asr) in enumerate(PRESSED)]


def fates(read: CellTable) -> list[tuple[float | None, bool, bool]]:
    return [(c.results.get("asr_ohm_cm2"), bool(c.damage), bool(c.shorted)) for c in read.cells]


EXPECTED = [
    (asr, k == CRACKED, k == SHORTED) for k, (_, asr) in enumerate(PRESSED)
]  # fmt: skip


def test_marks_at_numbers_mean_what_the_footnote_says(tmp_path: Path) -> None:
    marked = rows({SHORTED: "**", CRACKED: "*"})
    foot = ["* cracked when ejected,,,", "** internal short,,,"]
    read = table(tmp_path, [TITLES, *marked, *foot])
    assert fates(read) == EXPECTED
    assert any("footnote of row 7" in note for note in read.notes)


def test_a_footnote_about_something_else_leaves_the_cell_as_it_is(tmp_path: Path) -> None:
    lines = [TITLES + ",state", *(f"{row},ok" for row in rows({1: "*"})), "* measured by KL,,,,"]
    lines[2] = lines[2].replace("70.0*", "70.0*")
    assert [c.results["asr_ohm_cm2"] for c in table(tmp_path, lines).cells][1] == 70.0


@pytest.mark.parametrize(
    "line", ["cell 5 shorted; cell 6 cracked", "broken: 6", "rot = Riss, blau = Kurzschluss"]
)
def test_a_line_under_the_table_that_names_failures_is_asked_about(
    tmp_path: Path, line: str
) -> None:
    quoted = f'"{line}",,,'
    with pytest.raises(TableQuestionError, match="outside its columns") as asked:
        table(tmp_path, [TITLES, *rows(), quoted])
    assert f"--word '{line}=nothing'" in asked.value.answers[0]
    read = table(tmp_path, [TITLES, *rows(), quoted], words={line: "nothing"})
    assert not read.looked_at


def test_a_legend_of_colours_is_asked_about_even_where_a_column_judges(tmp_path: Path) -> None:
    lines = ["red: cracked,,,,", TITLES + ",state", *(f"{row},ok" for row in rows())]
    with pytest.raises(TableQuestionError, match="colours"):
        table(tmp_path, lines)


def test_a_title_line_about_cracks_is_no_question_where_a_column_judges(tmp_path: Path) -> None:
    lines = ["Cracks and shorts of 2 powders,,,,", TITLES + ",state"]
    read = table(tmp_path, [*lines, *(f"{row},ok" for row in rows())])
    assert len(read.cells) == len(PRESSED)


def test_remarks_behind_the_last_title_count(tmp_path: Path) -> None:
    noted = rows({SHORTED: ",shorted", CRACKED: ",edge crack, glued"})
    assert fates(table(tmp_path, [TITLES, *noted])) == EXPECTED


@pytest.mark.parametrize(
    ("title", "good", "bad"),
    [("state", "+", "-"), ("균열", "X", "O"), ("state", "○", "×"), ("cracked", "-", "+")],
)
def test_signs_that_mean_opposite_things_elsewhere_are_asked_about(
    tmp_path: Path, title: str, good: str, bad: str
) -> None:
    lines = [f"{TITLES},{title}"]
    lines += [f"{r},{bad if k >= SHORTED else good}" for k, r in enumerate(rows())]
    with pytest.raises(TableQuestionError, match="What does each mean") as asked:
        table(tmp_path, lines)
    assert "=MEANING" in asked.value.answers[0]
    read = table(tmp_path, lines, words={good: "intact", bad: "cracked"})
    assert [bool(c.damage) for c in read.cells] == [k >= SHORTED for k in range(6)]


def test_a_stroke_next_to_ok_is_no_word_for_intact(tmp_path: Path) -> None:
    lines = [f"{TITLES},state", *(f"{r},{'-' if k >= 4 else 'ok'}" for k, r in enumerate(rows()))]
    read = table(tmp_path, lines)
    assert [cell.row for cell in read.cells] == [2, 3, 4, 5]
    assert set(read.set_aside) == {6, 7}


@pytest.mark.parametrize(
    ("title", "seconds"), [("hold (mm:ss)", [90.0, 600.0]), ("hold (hh:mm)", [5400.0, 36000.0])]
)
def test_clocks_mean_what_their_title_says(
    tmp_path: Path, title: str, seconds: list[float]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["P (MPa)", title, "ASR (ohm cm2)", "state"])
    book.active.append([200, datetime.time(1, 30), 80, "ok"])
    book.active.append([300, "10:00", 60, "ok"])
    book.save(tmp_path / "clock.xlsx")
    read = read_table(tmp_path / "clock.xlsx")
    assert [cell.achieved["copress_dwell_s"] for cell in read.cells] == seconds


def test_a_minute_and_a_half_that_a_spreadsheet_kept_as_hours_is_asked_about(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["P (MPa)", "hold", "ASR (ohm cm2)", "state"])
    for mpa in (200, 300):
        book.active.append([mpa, datetime.time(1, 30), 80, "ok"])
    book.save(tmp_path / "clock.xlsx")
    with pytest.raises(TableQuestionError, match="minutes and seconds"):
        read_table(tmp_path / "clock.xlsx")


def test_a_knob_of_which_no_number_can_be_read_is_asked_about(tmp_path: Path) -> None:
    lines = ["cell,P (MPa),dwell (s),ASR (ohm cm2),state"]
    lines += [f'{k},{p},"1,8{k}0",{asr},ok' for k, (p, asr) in enumerate(PRESSED)]
    with pytest.raises(TableQuestionError, match="a thousand or a decimal comma"):
        table(tmp_path, lines)


def test_a_head_over_the_last_column_alone_is_its_title(tmp_path: Path) -> None:
    lines = ["cell,pressing,,EIS,verdict", ",P (MPa),dwell (s),ASR (ohm cm2),"]
    words = {SHORTED: "short", CRACKED: "cracked"}
    lines += [f"{r},{words.get(k, 'ok')}" for k, r in enumerate(rows())]
    assert fates(table(tmp_path, lines)) == EXPECTED


def test_remarks_under_a_title_in_no_known_language_are_not_passed_over(tmp_path: Path) -> None:
    words = {SHORTED: "hums", CRACKED: "cracked", 1: "smells"}
    lines = [TITLES + ",poznámka", *(f"{r},{words.get(k, '')}" for k, r in enumerate(rows()))]
    read = table(tmp_path, lines)
    assert [cell.row for cell in read.cells] == [2, 4, 5, 7]
    assert "'smells'" in read.set_aside[3]
    assert "'hums'" in read.set_aside[6]


@pytest.mark.parametrize(
    ("unit", "mpa"), [("kN/cm²", 10.0), ("t/cm2", 98.0665), ("kgf/mm²", 9.80665)]
)
def test_forces_over_an_area_are_stresses(tmp_path: Path, unit: str, mpa: float) -> None:
    lines = [f"cell,p ({unit}),dwell (s),ASR (ohm cm2),state", "1,3.5,60,80,ok", "2,6.5,60,70,ok"]
    read = table(tmp_path, lines)
    assert [c.achieved["copress_mpa"] for c in read.cells] == pytest.approx([3.5 * mpa, 6.5 * mpa])


@pytest.mark.parametrize("title", ["defects", "observation", "Fehlstellen"])
def test_none_is_no_failure(tmp_path: Path, title: str) -> None:
    words = {SHORTED: "short", CRACKED: "crack"}
    lines = [f"{TITLES},{title}", *(f"{r},{words.get(k, 'none')}" for k, r in enumerate(rows()))]
    assert fates(table(tmp_path, lines)) == EXPECTED


def test_a_legend_of_codes_is_read_where_it_names_each_of_them(tmp_path: Path) -> None:
    codes = {SHORTED: "S", CRACKED: "C"}
    lines = [TITLES + ",code", *(f"{r},{codes.get(k, 'I')}" for k, r in enumerate(rows()))]
    legend = "Legend: C = cracked; S = short"
    assert fates(table(tmp_path, [f"{legend}; I = fine,,,,", *lines])) == EXPECTED
    with pytest.raises(TableQuestionError, match="outside its columns"):
        table(tmp_path, [f"{legend},,,,", *lines])


def test_full_width_titles_have_their_units(tmp_path: Path) -> None:
    lines = ["試料,圧力（ＭＰａ）,保持時間（ｓ）,ＡＳＲ（Ω・ｃｍ２）,状態"]
    words = {SHORTED: "短絡", CRACKED: "割れ"}
    lines += [f"{r},{words.get(k, '良')}" for k, r in enumerate(rows())]
    assert fates(table(tmp_path, lines)) == EXPECTED


def test_an_uncertainty_that_says_nothing_sets_its_row_aside(tmp_path: Path) -> None:
    lines = ["P (MPa),dwell (s),ASR (ohm cm2),asr_std_ohm_cm2,state", "200,60,80,1,ok"]
    read = table(tmp_path, [*lines, "300,60,60,1e300,ok", "400,60,55,1,ok"])
    assert [cell.row for cell in read.cells] == [2, 4]
    assert "says nothing of it" in read.set_aside[3]
