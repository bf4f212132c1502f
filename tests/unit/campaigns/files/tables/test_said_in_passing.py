"""What stands in cells, names and unknown columns and no title says: read or asked about."""

from datetime import time
from pathlib import Path

import pytest
from support.tables.laboratory_tables import assert_cells, book, failed, text

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError


@pytest.mark.parametrize("title", ["Temps", "B", "Tempo", "Stufe"])
def test_a_title_that_says_nothing_takes_the_unit_of_its_cells(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),{title},ASR (ohm cm2),state\n230,1 min,118,ok\n340,90 s,92,cracked\n"
    rows += "450,2 min,80,ok\n510,1 min 15,71,ok\n"
    assert_cells(
        read_table(text(tmp_path, rows)), (230, 60, 118, "intact"), (340, 90, 92, "cracked"),
        (450, 120, 80, "intact"), (510, 75, 71, "intact"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "lacks"),
    [(("45s", "45s", "180s"), "copress_dwell_s"),
     (("N1_45s", "N2_45s", "N3_180s"), "copress_dwell_s"),
     (("a 2 min", "b 2 min", "c 5 min"), "copress_dwell_s")],
)  # fmt: skip
def test_a_setting_in_the_names_of_the_cells_is_asked_about(
    tmp_path: Path, names: tuple[str, ...], lacks: str
) -> None:
    rows = [f"{name},{230 + 100 * k},{118 - 15 * k},ok" for k, name in enumerate(names)]
    path = text(tmp_path, "\n".join(["sample,P (MPa),ASR (ohm cm2),state", *rows, ""]))
    with pytest.raises(TableQuestionError, match=f"no column gives {lacks}") as asked:
        read_table(path)
    assert asked.value.answers == ("--column 'sample=text'",)
    assert len(read_table(path, overrides={"sample": "text"}).cells) == 3


def test_a_setting_in_a_reference_is_not_one_of_the_cells(tmp_path: Path) -> None:
    said = "read off the supplement by hand; 45 s of hold and 5 min of release before the sweep"
    rows = f"source,P (MPa),ASR (ohm cm2),state\n{said},230,118,ok\n{said},330,103,ok\n"
    cells = read_table(text(tmp_path, rows)).cells
    assert [cell.results["asr_ohm_cm2"] for cell in cells] == [118.0, 103.0]


@pytest.mark.parametrize("title", ["導通", "continuity", "Durchgang", "도통"])
def test_continuity_between_the_contacts_is_a_short(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),cracked,{title}\n230,60,118,no,no\n340,60,92,no,yes\n"
    assert failed(read_table(text(tmp_path, rows))) == {3: ("shorted",)}


def test_yes_and_no_under_an_unknown_title_are_asked_about_though_others_judge(
    tmp_path: Path,
) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),cracked,zapfig\n230,60,118,no,no\n340,60,92,no,yes\n"
    path = text(tmp_path, rows)
    with pytest.raises(TableQuestionError, match="'zapfig' holds 'no', 'yes'") as asked:
        read_table(path)
    assert "--column 'zapfig=shorted'" in asked.value.answers
    assert failed(read_table(path, overrides={"zapfig": "broken"})) == {3: ("unknown",)}


@pytest.mark.parametrize("title", ["new die", "lubricated", "dried overnight"])
def test_how_a_cell_was_made_is_not_asked_about(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),cracked,{title}\n230,60,118,no,no\n340,60,92,no,yes\n"
    assert len(read_table(text(tmp_path, rows)).cells) == 2


@pytest.mark.parametrize("title", ["外観", "判定", "외관"])
def test_a_ring_is_good_and_a_cross_is_bad_in_the_east(tmp_path: Path, title: str) -> None:
    rows = f"荷重 (kN),保持時間 (s),抵抗 (Ω),{title}\n25,60,150,○\n"
    rows += "35,60,120,×\n45,60,99,△\n50,60,90,○\n"
    table = read_table(text(tmp_path, rows), geometry=Geometry(die_mm=12.0))
    assert failed(table) == {3: ("unknown",)}
    assert len(table.cells) == 3
    assert "'△', which is not known here" in table.set_aside[4]


@pytest.mark.parametrize("title", ["survival rate (%)", "Ausbeute (%)", "完好率 (%)"])
def test_shares_of_intact_cells_are_asked_about(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),{title}\n230,60,118,100\n340,60,92,50\n"
    with pytest.raises(TableQuestionError, match="which of them were intact"):
        read_table(text(tmp_path, rows))


@pytest.mark.parametrize("title", ["failure rate (%)", "Ausschuss (%)", "不良率 (%)"])
def test_a_share_of_failed_cells_above_nought_is_a_failure(tmp_path: Path, title: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),{title}\n230,60,118,0\n340,60,92,50\n"
    assert failed(read_table(text(tmp_path, rows))) == {3: ("unknown",)}


def test_a_short_among_few_intact_cells_is_seen_next_to_the_cracked_ones(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),cracked\n230,60,118,no\n340,60,92,no\n450,60,2,no\n"
    rows += "510,60,95,yes\n540,60,99,yes\n"
    table = read_table(text(tmp_path, rows))
    assert [bool(cell.shorted) for cell in table.cells] == [False, False, True, False, False]


def test_a_list_of_failures_below_a_table_is_not_passed_over(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2)\n230,60,118\n340,60,92\n450,60,80\n\n"
    rows += "Failures,,\nP (MPa),what,\n450,cracked,\n"
    with pytest.raises(WrongInputError, match="header of a second table"):
        read_table(text(tmp_path, rows))


@pytest.mark.parametrize("said", ["450 MPa", "no. 3", "B3 and B4"])
def test_a_list_of_failures_next_to_a_table_is_asked_about(tmp_path: Path, said: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),,failed cells:\n230,60,118,,{said}\n"
    rows += "340,60,92,,\n450,60,80,,\n"
    with pytest.raises(TableQuestionError, match="outside its columns"):
        read_table(text(tmp_path, rows))


def test_a_pressure_under_failed_cells_is_no_word_on_its_own_row(tmp_path: Path) -> None:
    rows = (
        "P (MPa),hold (s),ASR (ohm cm2),failed cells\n230,60,118,450 MPa\n340,60,92,\n450,60,80,\n"
    )
    with pytest.raises(TableQuestionError, match="'450 MPa'"):
        read_table(text(tmp_path, rows))


def test_a_clock_is_in_hours_minutes_and_seconds_whatever_the_unit_of_the_title(
    tmp_path: Path,
) -> None:
    path = book(tmp_path, [["P (MPa)", "hold (min)", "ASR (ohm cm2)", "ok?"],
                           [230, time(0, 1, 30), 118, "y"], [340, "0:02:15", 92, "n"],
                           [450, 3, 80, "y"]])  # fmt: skip
    assert_cells(
        read_table(path), (230, 90, 118, "intact"), (340, 135, 92, "unknown"),
        (450, 180, 80, "intact"),
    )  # fmt: skip


def test_torques_without_a_pressure_are_asked_about(tmp_path: Path) -> None:
    path = text(tmp_path, "torque (Nm),hold (s),ASR (ohm cm2),ok?\n4,60,118,y\n6,60,92,n\n")
    with pytest.raises(TableQuestionError, match="depends on the screw"):
        read_table(path)


def test_no_defect_is_said_in_many_words(tmp_path: Path) -> None:
    rows = (
        "P (MPa);t (s);ASR (ohm cm2);Défaut\n230;60;118;aucun\n340;60;92;fissure\n450;60;80;rien\n"
    )
    assert failed(read_table(text(tmp_path, rows))) == {3: ("cracked",)}


@pytest.mark.parametrize(
    ("title", "good", "bad"),
    [
        ("valid", "1", "0"),
        ("use for fit", "1", "0"),
        ("Ampel", "grün", "rot"),
        ("signal", "green", "amber"),
    ],
)
def test_marks_that_sort_the_cells_are_asked_about(
    tmp_path: Path, title: str, good: str, bad: str
) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),{title}\n230,60,118,{good}\n340,60,92,{good}\n"
    path = text(tmp_path, f"{rows}450,60,80,{bad}\n")
    with pytest.raises(TableQuestionError, match="does it say what became of the cells") as asked:
        read_table(path)
    assert f"--column '{title}=text'" in asked.value.answers


def test_a_word_under_the_name_of_a_failure_keeps_its_cell_out(tmp_path: Path) -> None:
    rows = "P (MPa),hold (s),ASR (ohm cm2),ok,fracture\n230,60,118,y,-\n340,60,92,y,radial\n"
    table = read_table(text(tmp_path, f"{rows}450,60,80,y,-\n510,60,77,y,-\n"))
    assert [cell.row for cell in table.cells] == [2, 4, 5]
    assert "fracture says 'radial'" in table.set_aside[3]


@pytest.mark.parametrize("said", [":(", "?!?", "~"])
def test_a_sign_in_a_remark_is_no_blank(tmp_path: Path, said: str) -> None:
    rows = f"P (MPa),hold (s),ASR (ohm cm2),comment\n230,60,118,\n340,60,92,{said}\n"
    table = read_table(text(tmp_path, f"{rows}450,60,80,cracked\n510,60,77,\n"))
    assert [cell.row for cell in table.cells] == [2, 4, 5]


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("KS", "shorted"),
        ("SC?", "shorted"),
        ("n.i.O.", "unknown"),
        ("pinhole", "cracked"),
        ("delam.", "delaminated"),
    ],
)
def test_noughts_and_ones_under_a_failure_are_flags(tmp_path: Path, title: str, how: str) -> None:
    rows = f"P (MPa);hold (s);ASR (ohm cm2);Riss;{title}\n230;60;118;0;0\n340;60;92;0;1\n"
    assert failed(read_table(text(tmp_path, f"{rows}450;60;80;0;0\n"))) == {3: (how,)}


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("lot", ("L1", "L1 cracked", "L2")),
        ("cell_id", ("a", "b (cracked)", "c")),
        ("photo", ("k1.jpg", "k2_cracked.jpg", "k3.jpg")),
    ],
)
def test_a_failure_in_a_name_counts(tmp_path: Path, title: str, texts: tuple[str, ...]) -> None:
    rows = [f"{230 + 110 * k},60,{118 - 13 * k},{said}" for k, said in enumerate(texts)]
    path = text(tmp_path, "\n".join([f"P (MPa),hold (s),ASR (ohm cm2),{title}", *rows, ""]))
    assert failed(read_table(path)) == {3: ("cracked",)}
