"""Columns set by blanks, Chinese commas, units above the titles, titles of one letter."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import DIE_12, TON_MPA, assert_cells, text

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError

CELLS = ((230, 90, 118, "intact"), (310, 90, 91, "cracked"), (390, 240, 70, "intact"))


@pytest.mark.parametrize(
    "content",
    [
        "no  p_MPa  hold_s  ASR_ohm_cm2  state\n"
        "1   230    90      118          ok\n2   310    90      91           cracked\n"
        "3   390    240     70           ok\n",
        "no p_MPa hold_s ASR_ohm_cm2 state\n1 230 90 118 ok\n2 310 90 91 cracked\n"
        "3 390 240 70 ok\n",
        "no   p (MPa)   hold (s)   ASR (ohm cm2)   state of pellet\n"
        "1    230       90         118             ok\n2    310       90         91       cracked\n"
        "3    390       240        70              ok\n",
        "编号，压力（ＭＰａ），保压时间（ｓ），面电阻（Ω·cm2），状态\n１，２３０，９０，１１８，良\n"
        "２，３１０，９０，９１，破裂\n３，３９０，２４０，７０，良\n",
        "Einheit;MPa;min;Ohm cm2;-\nProbe;Druck;Zeit;ASR;Zustand\n1;230;1,5;118;ok\n"
        "2;310;1,5;91;Riss\n3;390;4;70;ok\n",
        ",MPa,s,ohm cm2,\nno,p,t,R,i.O.?\n1,230,90,118,ja\n2,310,90,91,Riss\n3,390,240,70,ja\n",
        "no,p (MPa),t,ASR (ohm cm2),state\n1,230,90,118,ok\n2,310,90,91,cracked\n3,390,240,70,ok\n",
        "no,p (MPa),hold,ASR (ohm cm2),良否\n1,230,1 min 30 s,118,良\n2,310,90 s,91,割れ\n"
        "3,390,4 min,70,良\n",
    ],
    ids=["two blanks", "one blank", "blanks in titles", "Chinese commas", "units above",
         "units above letters", "t", "verdict"],
)  # fmt: skip
def test_one_table_in_many_layouts(tmp_path: Path, content: str) -> None:
    assert_cells(read_table(text(tmp_path, content)), *CELLS)


def test_a_load_in_kg_is_what_the_indicator_of_the_press_shows(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,load (kg),hold (h),ASR (ohm cm2),ok?\n1,2000,0.05,118,y\n2,3500,1h30,91,n\n",
    )
    assert_cells(
        read_table(path, geometry=DIE_12),
        (2 * TON_MPA, 180, 118, "intact"), (3.5 * TON_MPA, 5400, 91, "unknown"),
    )  # fmt: skip


def test_a_letter_that_may_be_time_or_tonnes_is_asked_about(tmp_path: Path) -> None:
    """It was ignored, and the table left without any pressure."""
    path = text(
        tmp_path, "no,t,hold (s),ASR (ohm cm2),ok?\n1,2,60,118,y\n2,3,60,91,n\n3,4,60,80,y\n"
    )
    with pytest.raises(TableQuestionError, match="'t' and 'hold"):
        read_table(path, geometry=DIE_12)
    assert_cells(
        read_table(path, geometry=DIE_12, overrides={"t": "copress_mpa:t"}),
        *((k * TON_MPA, 60, r, s) for k, r, s in
          ((2, 118, "intact"), (3, 91, "unknown"), (4, 80, "intact"))),
    )  # fmt: skip


def test_the_question_about_two_pressures_names_the_names(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,SE press (MPa),cathode press (MPa),t (s),ASR (ohm cm2),ok?\n1,90,310,60,118,y\n"
        "2,90,390,60,91,n\n",
    )
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert "prepress_mpa, copress_mpa, anode_mpa, stack_mpa" in asked.value.answers[0]
    named = {"SE press (MPa)": "prepress_mpa"}
    assert_cells(
        read_table(path, overrides=named),
        (310, 60, 118, "intact"), (390, 60, 91, "unknown"),
        prepress_mpa=[90, 90],
    )  # fmt: skip


def test_the_total_of_a_circuit_is_the_result(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,P (MPa),t (s),R0 (ohm cm2),Rct (ohm cm2),Rtot (ohm cm2),state\n"
        "1,230,90,18,100,118,ok\n2,310,90,13,78,91,cracked\n3,390,240,9,61,70,ok\n",
    )
    assert_cells(read_table(path), *CELLS)


def test_words_among_the_times_leave_the_column_a_time(tmp_path: Path) -> None:
    """It was ignored, and with it the dwell of every cell."""
    path = text(
        tmp_path,
        "no,p (MPa),dwell,ASR (ohm cm2),ok?\n1,230,1 min,118,y\n2,270,over lunch,104,y\n"
        '3,310,"1,5 min",91,n\n4,350,until noon,80,y\n5,390,½ h,70,y\n',
    )
    table = read_table(path)
    assert_cells(
        table, (230, 60, 118, "intact"), (310, 90, 91, "unknown"), (390, 1800, 70, "intact")
    )
    assert any("'over lunch' where a number belongs" in note for note in table.notes)


def test_the_same_cell_days_later_is_no_replicate(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,p (MPa),t (s),ASR day 1 (ohm cm2),ASR day 9 (ohm cm2),ok?\n1,230,90,118,131,y\n"
        "2,310,90,91,99,n\n3,390,240,70,77,y\n",
    )
    with pytest.raises(TableQuestionError, match="Which is which"):
        read_table(path)
    assert_cells(
        read_table(path, overrides={"ASR day 9 (ohm cm2)": "text"}),
        (230, 90, 118, "intact"), (310, 90, 91, "unknown"), (390, 240, 70, "intact"),
    )  # fmt: skip


def test_an_imaginary_part_is_no_resistance(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,p (MPa),t (s),Z real (ohm cm2),-Z imag (ohm cm2),ok?\n1,230,90,118,3,y\n"
        "2,310,90,91,2,n\n3,390,240,70,2,y\n",
    )
    assert_cells(
        read_table(path),
        (230, 90, 118, "intact"), (310, 90, 91, "unknown"), (390, 240, 70, "intact"),
    )  # fmt: skip


def test_the_day_on_which_a_cell_cracked(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,p (MPa),t (s),ASR (ohm cm2),cracked on\n1,230,90,118,\n2,310,90,91,2025-04-11\n"
        "3,390,240,70,\n",
    )
    assert_cells(read_table(path), *CELLS)


@pytest.mark.parametrize(("title", "word"), [("crack seen by", "IM"), ("cracks", "rim")])
def test_words_under_a_failure_are_one_question(tmp_path: Path, title: str, word: str) -> None:
    """No row could be used, and no option was named."""
    path = text(
        tmp_path,
        f"no,p (MPa),t (s),ASR (ohm cm2),{title}\n1,230,90,118,\n2,310,90,91,{word}\n"
        "3,390,240,70,\n",
    )
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert asked.value.answers[0] == f"--word '{word}=MEANING'"
    assert_cells(read_table(path, reading=Reading(words={word: "cracked"})), *CELLS)


def test_pressures_in_lines_among_the_cells_are_asked_about(tmp_path: Path) -> None:
    """The table was read without any pressure."""
    path = text(
        tmp_path,
        "hold (s),ASR (ohm cm2),state\n240 MPa,,\n60,118,ok\n180,107,ok\n330 MPa,,\n60,91,ok\n"
        "180,84,cracked\n",
    )
    with pytest.raises(TableQuestionError, match="'240 MPa', '330 MPa' among the cells") as asked:
        read_table(path)
    assert asked.value.answers == ("--fill-down",)
    assert_cells(
        read_table(path, reading=Reading(fill_down=True)),
        (240, 60, 118, "intact"), (240, 180, 107, "intact"), (330, 60, 91, "intact"),
        (330, 180, 84, "cracked"),
    )  # fmt: skip


@pytest.mark.parametrize("title", ["cracked (Y/N)", "gerissen (J/N)", "fissurée (O/N)"])
def test_the_letters_of_a_flag_are_no_newton(tmp_path: Path, title: str) -> None:
    yes = title[-4]
    path = text(
        tmp_path,
        f"no,p (MPa),t (s),ASR (ohm cm2),{title}\n1,230,90,118,N\n2,310,90,91,{yes}\n"
        "3,390,240,70,N\n",
    )
    assert_cells(read_table(path), *CELLS)
