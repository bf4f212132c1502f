"""What a table leaves open is one clear question, which its own option answers."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import DIE_12, book, failed, text, values

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.question import TableQuestionError


def test_two_parts_of_a_spectrum_are_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path, "copress_mpa,R1 (ohm cm2),R2 (ohm cm2),damage\n200,20,60,0\n300,15,50,0\n"
    )
    with pytest.raises(TableQuestionError, match="replicates"):
        read_table(path)
    table = read_table(path, overrides={"R1 (ohm cm2)": "text"})
    assert values(table, "asr_ohm_cm2") == [60, 50]


def test_knobs_written_once_are_asked_about_and_filled_down(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),t (s),ASR (ohm cm2),remark\n200,60,90,\n,,92,\n,,1.1,short\n"
        "300,60,70,\n,,71,\n,,69,\n",
    )
    with pytest.raises(TableQuestionError, match="--fill-down"):
        read_table(path)
    table = read_table(path, reading=Reading(fill_down=True))
    assert values(table, "copress_mpa") == [200, 200, 200, 300, 300, 300]
    assert failed(table) == {4: ("shorted",)}


def test_formulas_that_nobody_calculated_are_named(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [["P (MPa)", "ASR (ohm cm2)", "damage"], [200, 90, 0], [300, "=B2*0.8", 0], [400, 60, 0]],
    )
    table = read_table(path)
    assert values(table, "asr_ohm_cm2") == [90, None, 60]
    assert any("B3: =B2*0.8" in note and "never calculated" in note for note in table.notes)


@pytest.mark.parametrize(
    ("content", "asked", "answer"),
    [
        ("Pressure,ASR (ohm cm2),damage\n8,90,0\n16,70,0\n24,60,0\n", "unit is written nowhere",
         {"Pressure": "copress_mpa:kN"}),
        ("P (MPa),dwell,ASR (ohm cm2),damage\n200,1,90,0\n300,3,70,0\n400,10,60,0\n",
         "a time from 1 to 10", {"dwell": "copress_dwell_s:min"}),
        ("P (MPa),resistance,damage\n200,90,0\n300,70,0\n400,60,0\n", "a resistance from 60 to 90",
         {"resistance": "asr_ohm_cm2"}),
        ("Load (tons),ASR (ohm cm2),damage\n2,90,0\n3,70,0\n4,60,0\n", "metric (9.81 kN)",
         {"Load (tons)": "copress_mpa:tonne"}),
        ("P (MPa),R 25C (ohm cm2),R 60C (ohm cm2),damage\n200,90,30,0\n300,70,25,0\n",
         "both look like asr_ohm_cm2", {"R 60C (ohm cm2)": "text"}),
        ("P (MPa),ASR (ohm cm2),status\n200,90,A\n300,70,B\n400,60,A\n",
         "What does each mean", {"status": "text"}),
        ("P (MPa),ASR (ohm cm2),status\n200,90,0\n300,70,1\n400,60,0\n",
         "What does each mean", {"status": "text"}),
    ],
)  # fmt: skip
def test_one_clear_question_and_its_answer(
    tmp_path: Path, content: str, asked: str, answer: dict[str, str]
) -> None:
    path = text(tmp_path, content)
    with pytest.raises(TableQuestionError) as question:
        read_table(path, geometry=DIE_12)
    message = str(question.value)
    assert asked in message
    assert "\n" not in message
    assert question.value.answers
    assert len(read_table(path, geometry=DIE_12, overrides=answer).cells) >= 2


def test_a_row_in_another_unit_is_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),ASR (ohm cm2),damage\n200,90,0\n300,70,0\n8,64,0\n400,60,0\n500,55,0\n450,57,0\n",
    )
    with pytest.raises(TableQuestionError, match="row 4 gives 8 MPa where every other"):
        read_table(path)
    table = read_table(path, reading=Reading(as_written=(4,)))
    assert values(table, "copress_mpa") == [200, 300, 8, 400, 500, 450]


def test_a_value_far_below_the_rest_is_a_short_until_somebody_says_otherwise(
    tmp_path: Path,
) -> None:
    path = text(
        tmp_path,
        "P (MPa),ASR (ohm cm2),damage\n200,90,0\n300,70,0\n400,2.9,0\n500,55,0\n450,57,0\n",
    )
    assert failed(read_table(path)) == {4: ("shorted",)}
    assert failed(read_table(path, reading=Reading(as_written=(4,)))) == {}


@pytest.mark.parametrize(
    ("remark", "kept"), [("melted", False), ("maybe short?", False), ("new die", True), ("", True)]
)
def test_words_that_are_not_understood_keep_the_row_out(
    tmp_path: Path, remark: str, kept: bool
) -> None:
    path = text(
        tmp_path,
        f"P (MPa),ASR (ohm cm2),comment\n200,90,\n300,70,{remark}\n400,60,cracked\n500,55,\n",
    )
    table = read_table(path)
    assert (3 in [cell.row for cell in table.cells]) is kept
    assert kept or any("Row 3: comment says" in note for note in table.notes)
    if remark == "melted":
        answered = read_table(path, reading=Reading(words={"melted": "intact"}))
        assert {cell.row: cell.damage for cell in answered.cells}[3] == 0


def test_a_table_without_any_word_is_never_called_intact(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, "P (MPa),ASR (ohm cm2)\n200,90\n300,70\n400,60\n"))
    assert not table.looked_at
    assert {(cell.damage, cell.shorted) for cell in table.cells} == {(None, None)}


def test_a_meaning_that_is_none_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path, "P (MPa),ASR (ohm cm2),state\n200,90,ok\n300,70,ok\n")
    with pytest.raises(WrongInputError, match="a word means one of intact"):
        read_table(path, reading=Reading(words={"ok": "fine"}))


@pytest.mark.parametrize(
    ("title", "good", "bad", "failure"),
    [
        ("crack length (mm)", "0", "0.7", ("cracked",)),
        ("failure", "no", "yes", ("unknown",)),
        ("failure", "none", "stuck in the die", ("stuck",)),
        ("Kurzschluss (j/n)", "n", "j", ("shorted",)),
        ("fissure ?", "non", "oui", ("cracked",)),
        ("intact", "ja", "nein", ("unknown",)),
        ("Anzahl Risse", "0", "3", ("cracked",)),
        ("short-circuit test", "passed", "failed", ("unknown",)),
        ("delaminated", "-", "x", ("delaminated",)),
        ("外观", "完好", "破损", ("cracked",)),
    ],
)
def test_columns_that_ask_one_question(
    tmp_path: Path, title: str, good: str, bad: str, failure: tuple[str, ...]
) -> None:
    path = text(
        tmp_path, f"P (MPa),ASR (ohm cm2),{title}\n200,90,{good}\n300,70,{bad}\n400,60,{good}\n"
    )
    table = read_table(path)
    assert failed(table) == {3: failure}
    assert len(table.cells) == 3


def test_a_clock_of_two_parts_is_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),dwell,ASR (ohm cm2),damage\n200,0:01:30,90,0\n300,1:30,70,0\n400,0:05:00,60,0\n",
    )
    table = read_table(path)
    assert values(table, "copress_dwell_s") == [90, 300]
    assert any("hours and minutes, or minutes and seconds" in note for note in table.notes)


@pytest.mark.parametrize(
    ("line", "title", "answers"),
    [
        ("Pressed in a 13 mm die", "load (kN)", ("--die-mm 13",)),
        ("Matrize: 12,7 mm", "Presskraft (kN)", ("--die-mm 12.7",)),
        ("13 mm die; ram 55 mm", "gauge (bar)", ("--ram-mm 55 --die-mm 13",)),
        ("模具直径 16 mm", "压力 (t)", ("--die-mm 16",)),
        ("all cells at 60 C", "load (kN)", ("--die-mm 10",)),
    ],
)
def test_a_bore_that_stands_above_the_table_is_in_the_answer(
    tmp_path: Path, line: str, title: str, answers: tuple[str, ...]
) -> None:
    """It is not assumed: another die may have been used for some of the cells."""
    path = text(
        tmp_path, f'"{line}"\nno;{title};t (s);ASR (ohm cm2);ok\n1;20;60;118;y\n2;30;60;91;n\n'
    )
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert asked.value.answers == answers
    assert (line in asked.value.question) == (answers != ("--die-mm 10",))


def test_an_area_that_stands_above_the_table_is_in_the_answer(tmp_path: Path) -> None:
    path = text(tmp_path, "Electrode: 0.64 cm2\nno,P (MPa),R (ohm),ok\n1,220,118,y\n2,330,91,n\n")
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert "--area-cm2 0.64" in asked.value.answers
