"""Praise that does not last, blanks among ticks, marks of repetition, pieces that are counted."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import assert_cells, book, failed, text

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.files.tables.question import TableQuestionError


@pytest.mark.parametrize(
    "said",
    ["ok until unloading", "no short before cycle 40", "intact at first", "good for 12 cycles",
     "bis zum Ausstoßen ganz", "kein Kurzschluss bis Zyklus 9", "anfangs i.O.",
     "intacte jusqu'au démoulage", "pas de fissure avant cyclage", "intacta hasta el ciclo 3",
     "测试前完好", "脱模之前无裂纹", "測定まで良好", "충전 전 정상",
     "barely intact", "mostly fine", "kaum noch ganz", "größtenteils ganz", "à peine intacte",
     "基本完好", "ほぼ良好", "대체로 양호", "should be ok", "hoffentlich ganz"],
)  # fmt: skip
def test_praise_that_is_taken_back_leaves_a_cell_open(said: str) -> None:
    assert finding_of_text(said).verdict == "doubtful"


@pytest.mark.parametrize(
    "said", ["jamais fissuré", "niemals gerissen", "nunca se rompió", "이상 무", "intact until now"]
)
def test_words_that_deny_for_good_call_a_cell_intact(said: str) -> None:
    assert finding_of_text(said).verdict == "intact"


@pytest.mark.parametrize(
    "said", ["barely visible crack", "cracked before the EIS", "bis zum Rand gerissen"]
)
def test_a_failure_is_one_however_it_is_qualified(said: str) -> None:
    assert finding_of_text(said).verdict == "failed"


@pytest.mark.parametrize("said", ["same as #4", "see cell 7", "wie Nr. 3", "同2号"])
def test_a_remark_that_points_elsewhere_is_not_passed_over(said: str) -> None:
    assert finding_of_text(said).verdict == "not understood"


def test_a_blank_among_ticks_for_good_cells_keeps_its_cell_out(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),no crack,no short\n"
    rows += "210,40,120,✓,✓\n330,40,90,✓,\n440,40,71,,✓\n510,40,66,✓,✓\n"
    table = read_table(text(tmp_path, rows))
    assert_cells(table, (210, 40, 120, "intact"), (510, 40, 66, "intact"))
    assert {cell.row for cell in table.doubted} == {3, 4}
    assert "no short is blank, and the intact cells are marked there" in table.set_aside[3]


@pytest.mark.parametrize("mark", ['"', "〃", "ditto", "dito", "idem", "同上", "wie oben", "''"])
def test_a_mark_of_repetition_says_what_stands_above_it(tmp_path: Path, mark: str) -> None:
    path = book(
        tmp_path,
        [["P (MPa)", "hold (s)", "ASR (ohm cm2)", "remark"], [210, 40, 120, "fine"],
         [330, mark, 90, mark], [440, 90, 71, "split in two"], [510, mark, 66, mark]],
    )  # fmt: skip
    assert_cells(
        read_table(path), (210, 40, 120, "intact"), (330, 40, 90, "intact"),
        (440, 90, 71, "cracked"), (510, 90, 66, "cracked"),
    )  # fmt: skip


@pytest.mark.parametrize("title", ["pieces", "number of fragments", "Bruchstücke", "碎片数"])
def test_a_cell_that_came_out_in_several_pieces_is_broken(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),{title}\n210,40,120,1\n330,40,90,1\n440,40,71,3\n"
    assert failed(read_table(text(tmp_path, rows))) == {4: ("unknown",)}


def test_pieces_without_a_single_whole_cell_are_asked_about(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),pieces\n210,40,120,3\n330,40,90,3\n440,40,71,3\n"
    with pytest.raises(TableQuestionError, match="or something else") as asked:
        read_table(text(tmp_path, rows))
    assert "--column 'pieces=text' for something else" in asked.value.answers


@pytest.mark.parametrize("said", ["cr", "sh", "K", "x", "!", "so-so", "mostly"])
def test_a_code_that_is_not_known_is_no_blank(tmp_path: Path, said: str) -> None:
    """Blanks count as intact in a column that notes what went wrong; codes do not."""
    rows = f"P (MPa),hold (s),ASR (ohm cm2),comment\n210,40,120,\n330,40,90,{said}\n"
    rows += "440,40,71,cracked\n510,40,66,\n560,40,60,\n"
    table = read_table(text(tmp_path, rows))
    assert [cell.row for cell in table.cells] == [2, 4, 5, 6]
    assert f"{said!r}, which is not known here" in table.set_aside[3]


@pytest.mark.parametrize(
    "said",
    ["zero defects", "free from cracks", "cracks: n", "異常は無かった", "entera", "无明显缺陷"],
)
def test_more_words_for_intact_cells(said: str) -> None:
    assert finding_of_text(said).verdict == "intact"


@pytest.mark.parametrize(
    "said",
    [
        "ok despite a loud click",
        "trotz Knacken ganz",
        "fast ganz",
        "presque intacte",
        "ok-ish",
        "whole-ish",
    ],
)
def test_praise_in_spite_of_something_leaves_a_cell_open(said: str) -> None:
    assert finding_of_text(said).verdict == "doubtful"
