"""Marks, footnotes, bounds and remarks as people write them: read right, or kept out and said."""

import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from support.tables.laboratory_tables import assert_cells, book, text
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError

HEAD = "no,P (MPa),t (s),ASR (ohm cm2){more}\n"


@pytest.mark.parametrize(
    ("mark", "other", "lines"),
    [
        ("¹", "²", "1) cracked when ejected\n2) weighed twice\n"),
        ("¹", "²", "1 cracked when ejected\n2 weighed twice\n"),
        ("ᵃ", "ᵇ", "a cracked when ejected\nb weighed twice\n"),
        (" 1)", " 2)", "1) cracked when ejected\n2) weighed twice\n"),
        ("†", "‡", "† cracked when ejected\n‡ weighed twice\n"),
        ("*", "**", '*,cracked when ejected\n**,"weighed twice"\n'),
    ],
)
def test_a_footnote_belongs_to_the_cells_that_carry_its_mark(
    tmp_path: Path, mark: str, other: str, lines: str
) -> None:
    path = text(
        tmp_path,
        HEAD.format(more="") + f"1,215,45,131\n2,285,45,96.5{mark}\n3,365,90,74{other}\n"
        f"4,430,90,63\n{lines}",
    )
    assert_cells(
        read_table(path),
        (215, 45, 131, "intact"), (285, 45, 96.5, "cracked"), (365, 90, 74, "intact"),
        (430, 90, 63, "intact"),
    )  # fmt: skip


def test_a_column_of_stars_and_the_line_that_explains_them(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        HEAD.format(more=",") + "1,215,45,131,\n2,285,45,1.9,*\n3,365,90,74,\n4,430,90,63,\n"
        "* short circuit\n",
    )
    assert_cells(
        read_table(path),
        (215, 45, 131, "intact"), (285, 45, 1.9, "shorted"), (365, 90, 74, "intact"),
        (430, 90, 63, "intact"),
    )  # fmt: skip


@pytest.mark.parametrize("said", ["OL", "overflow", "> 1e6", "< 3", "inf", "contact?"])
def test_no_number_where_a_resistance_belongs_keeps_the_cell_out(tmp_path: Path, said: str) -> None:
    """`ok` next to it is what the eye saw; the meter saw a short, or no contact at all."""
    path = text(
        tmp_path,
        HEAD.format(more=",state") + f"1,215,45,131,ok\n2,285,45,{said},ok\n3,365,90,74,ok\n",
    )
    table = read_table(path)
    assert_cells(table, (215, 45, 131, "intact"), (365, 90, 74, "intact"))
    assert [cell.row for cell in table.doubted] == [3]
    assert f"--word '{said}=nothing' if it was not measured" in table.set_aside[3]
    assert sum(repr(said) in note for note in table.notes) == 1
    assert_cells(
        read_table(path, reading=Reading(words={said: "shorted"})),
        (215, 45, 131, "intact"), (285, 45, None, "shorted"), (365, 90, 74, "intact"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "said", ["n.m.", "not measured", "nicht gemessen", "未测", "pending", "---"]
)
def test_what_nobody_measured_leaves_the_cell_intact(tmp_path: Path, said: str) -> None:
    path = text(
        tmp_path,
        HEAD.format(more=",state") + f"1,215,45,131,ok\n2,285,45,{said},ok\n3,365,90,74,ok\n",
    )
    assert_cells(
        read_table(path),
        (215, 45, 131, "intact"), (285, 45, None, "intact"), (365, 90, 74, "intact"),
    )  # fmt: skip


def test_a_bound_among_the_usual_results_is_only_no_result(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        HEAD.format(more=",state") + "1,215,45,131,ok\n2,285,45,< 99,ok\n3,365,90,74,ok\n",
    )
    table = read_table(path)
    assert [cell.results.get("asr_ohm_cm2") for cell in table.cells] == [131, None, 74]
    assert any("a bound and no measured value" in note for note in table.notes)


REMARKS = {
    "cracked? no": "intact",
    "cracked? - no": "intact",
    "Riss? nein": "intact",
    "fissure ? non": "intact",
    "short? no.": "intact",
    "cracked? yes": "cracked",
    "Kurzschluss? ja": "shorted",
    "nothing wrong": "intact",
    "sin novedad": "intact",
    "没有问题": "intact",
    "단락 아님": "intact",
    "균열 아님": "intact",
    "導通なし": "intact",
    "導通あり": "shorted",
    "would not come out of the die": "stuck",
    "died in the press": "unknown",
    "zeigt Durchgang": "shorted",
    "tension nulle": "shorted",
    "电压为0": "shorted",
    "電圧0V": "shorted",
    "ひび割れは確認されなかった": "intact",
    "균열이 보이지 않음": "intact",
    "모서리 떨어져 나감": "crumbled",
    "unauffällig": "intact",
    "un-shorted": "intact",
}


def test_remarks_in_phrases_of_their_own(tmp_path: Path) -> None:
    rows = "".join(f"{k},{200 + 10 * k},60,{90 - k},{remark}\n" for k, remark in enumerate(REMARKS))
    table = read_table(text(tmp_path, HEAD.format(more=",notes") + rows))
    assert not table.doubted
    assert_cells(
        table,
        *((200 + 10 * k, 60, 90 - k, fate) for k, fate in enumerate(REMARKS.values())),
    )


@pytest.mark.parametrize(
    "remark",
    [
        "cracked? no idea",
        "crack-free except rim",
        "OK but noisy",
        "same die as pellet 7 which cracked",
        "replacement for the broken one",
    ],
)
def test_a_doubt_is_answered_with_its_whole_text(tmp_path: Path, remark: str) -> None:
    path = text(tmp_path, HEAD.format(more=",notes") + f"1,215,45,131,ok\n2,285,45,96,{remark}\n")
    table = read_table(path)
    assert_cells(table, (215, 45, 131, "intact"))
    assert f"--word '{remark}=intact'" in table.set_aside[3]
    answered = read_table(path, reading=Reading(words={remark: "intact"}))
    assert_cells(answered, (215, 45, 131, "intact"), (285, 45, 96, "intact"))


STRANGE = "pragunenud"  # Estonian for cracked, which is not known here
CELLS = (
    (180, 45, 128), (220, 90, 104), (260, 45, 91), (300, 90, 78), (340, 45, 69), (380, 90, 61.5),
    (420, 45, 56), (460, 90, 51.5), (500, 45, 47), (240, 90, 97), (320, 45, 74), (440, 90, 53),
)  # fmt: skip


def strange_rows(title: str, odd: tuple[int, ...] = (500,)) -> str:
    rows = "".join(
        f"{k},{p},{t},{r},ok,{STRANGE if p in odd else ''}\n"
        for k, (p, t, r) in enumerate(CELLS, 1)
    )
    return HEAD.format(more=f",state,{title}") + rows


@pytest.mark.parametrize("title", ["remark", "Athugasemd"])
def test_a_remark_not_understood_next_to_ok_is_no_intact_cell(tmp_path: Path, title: str) -> None:
    """It may say that the cell cracked: nothing is recommended there before somebody says."""
    path = text(tmp_path, strange_rows(title))
    table = read_table(path)
    assert [cell.row for cell in table.doubted] == [10]
    assert len(table.cells) == len(CELLS) - 1
    result = CliRunner().invoke(app, ["explore", str(path), "--json"])
    assert result.exit_code == 0, result.output
    advice = json.loads(result.output)["recommendation"]
    assert STRANGE in advice["warning"]
    assert abs(advice["point"]["copress_mpa"] - 500) > 2 or advice["point"]["copress_dwell_s"] != 45


@pytest.mark.parametrize(
    "said",
    [Reading(words={STRANGE: "intact"}), Reading({"remark": "text"})],
    ids=["--word", "--column"],
)
def test_a_person_overrules(tmp_path: Path, said: Reading) -> None:
    table = read_table(text(tmp_path, strange_rows("remark")), reading=said)
    assert_cells(table, *((p, t, r, "intact") for p, t, r in CELLS))


def test_remarks_on_many_rows_are_one_question(tmp_path: Path) -> None:
    path = text(tmp_path, strange_rows("remark", (180, 260, 340, 420, 500)))
    with pytest.raises(TableQuestionError, match="on 5 of 12 rows") as asked:
        read_table(path)
    assert asked.value.answers[1].startswith("--column 'remark=text'")
    table = read_table(path, overrides={"remark": "text"})
    assert_cells(table, *((p, t, r, "intact") for p, t, r in CELLS))


def test_names_of_people_and_photos_are_no_remarks(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        HEAD.format(more=",state,Operator,Photo")
        + "1,215,45,131,ok,,\n2,285,45,96,ok,Ilmari,\n3,365,90,74,ok,,IMG 0031 rim\n",
    )
    table = read_table(path)
    assert_cells(table, (215, 45, 131, "intact"), (285, 45, 96, "intact"), (365, 90, 74, "intact"))
    assert {c.title for c in table.preview if c.role == "ignored"} == {"Operator", "Photo"}


def test_a_note_on_a_cell_of_a_workbook_counts_like_a_remark(tmp_path: Path) -> None:
    head = ["no", "P (MPa)", "t (s)", "ASR (ohm cm2)", "state"]
    rows = [[1, 215, 45, 131, "ok"], [2, 285, 45, 96, "ok"], [3, 365, 90, 74, "ok"]]
    path = book(tmp_path, [head, *rows])
    workbook = openpyxl.load_workbook(path)
    workbook.active["D3"].comment = Comment("slid off the bench", "TR")
    workbook.save(path)
    table = read_table(path)
    assert_cells(table, (215, 45, 131, "intact"), (365, 90, 74, "intact"))
    assert "slid off the bench" in table.set_aside[3]


def test_a_legend_of_colours_is_answered_by_the_colour(tmp_path: Path) -> None:
    rows = [[k, 200 + 40 * k, 60, 130 - 11 * k] for k in range(1, 7)]
    path = book(
        tmp_path, [["no", "P (MPa)", "t (s)", "ASR (ohm cm2)"], *rows, [], ["red = broken"]]
    )
    workbook = openpyxl.load_workbook(path)
    for cell in workbook.active[6]:
        cell.fill = PatternFill("solid", fgColor="FFC03030")
    workbook.save(path)
    with pytest.raises(TableQuestionError, match="red = broken") as asked:
        read_table(path)
    assert asked.value.answers == ("--word 'colour C03030=MEANING'",)
    table = read_table(path, reading=Reading(words={"colour c03030": "cracked"}))
    assert_cells(
        table,
        *((p, t, r, "cracked" if k == 5 else "intact") for k, p, t, r in rows),
    )


def test_a_mark_that_nothing_explains_is_named(tmp_path: Path) -> None:
    path = text(
        tmp_path, HEAD.format(more=",state") + "1,215,45,131,ok\n2,285,45,96*,ok\n3,365,90,74,ok\n"
    )
    assert any(
        "'96*', with a mark that no line below explains" in n for n in read_table(path).notes
    )


def test_numbers_that_begin_anew_at_each_pressure_are_other_cells(tmp_path: Path) -> None:
    head = "cell,P (MPa),t (s),ASR (ohm cm2),cracked\n"
    rows = "1,215,45,131,no\n2,215,45,127,no\n1,305,45,90,no\n2,305,45,94,yes\n"
    table = read_table(text(tmp_path, head + rows))
    assert_cells(
        table,
        (215, 45, 131, "intact"), (215, 45, 127, "intact"), (305, 45, 90, "intact"),
        (305, 45, 94, "cracked"),
    )  # fmt: skip
    assert {cell.rung for cell in table.cells} == {None}
    climbed = "1,215,45,131,no\n1,305,45,90,no\n2,215,45,127,no\n2,305,45,94,no\n"
    series = read_table(text(tmp_path, head + climbed))
    assert [(cell.cell, cell.rung) for cell in series.cells] == [
        ("1", 1), ("1", 2), ("2", 1), ("2", 2),
    ]  # fmt: skip


def test_a_single_number_struck_through_is_no_number_to_rely_on(tmp_path: Path) -> None:
    rows = [[k, 200 + 40 * k, 60, 130 - 11 * k, "ok"] for k in range(1, 6)]
    path = book(tmp_path, [["no", "P (MPa)", "t (s)", "ASR (ohm cm2)", "state"], *rows])
    workbook = openpyxl.load_workbook(path)
    workbook.active["D4"].font = Font(strike=True)
    workbook.save(path)
    table = read_table(path)
    assert [cell.row for cell in table.cells] == [2, 3, 5, 6]
    assert "'97 is struck through'" in table.set_aside[4]
    answer = Reading(words={"97 is struck through": "nothing"})
    assert [cell.row for cell in read_table(path, reading=answer).cells] == [2, 3, 4, 5, 6]


def test_a_question_mark_behind_a_number_is_a_doubt(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        HEAD.format(more=",state") + "1,215,45,131,ok\n2,285,45,96 (?),ok\n3,365,90,74,ok\n",
    )
    table = read_table(path)
    assert_cells(table, (215, 45, 131, "intact"), (365, 90, 74, "intact"))
    answered = read_table(path, reading=Reading(words={"(?)": "nothing"}))
    assert [cell.results["asr_ohm_cm2"] for cell in answered.cells] == [131, 96, 74]


def test_notes_of_our_own_tables_stand_next_to_a_damage_that_somebody_graded(
    tmp_path: Path,
) -> None:
    """An export reads back as it was written, whatever people noted."""
    head = "copress_mpa,copress_dwell_s,asr_ohm_cm2,damage,note\n"
    rows = "215,45,131,0,simulated\n285,45,96,0,simulated\n365,90,74,0,uus vorm\n410,90,66,2,\n"
    table = read_table(text(tmp_path, head + rows))
    assert_cells(
        table,
        (215, 45, 131, "intact"), (285, 45, 96, "intact"), (365, 90, 74, "intact"),
        (410, 90, 66, "damage 2"),
    )  # fmt: skip
    assert any("taken for no failure" in note for note in table.notes)


def test_rows_without_a_word_among_remarks_on_each_cell_are_named(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),comment\n210,60,131,ok\n280,60,104,\n350,60,88,ok\n"
    path = tmp_path / "habit.csv"
    path.write_text(f"{rows}420,60,80,cracked\n490,60,77,ok\n", encoding="utf-8")
    table = read_table(path)
    assert [cell.looked_at for cell in table.cells] == [True, False, True, True, True]
    assert table.unseen.startswith("In row 3 nobody noted whether these cells were intact")
