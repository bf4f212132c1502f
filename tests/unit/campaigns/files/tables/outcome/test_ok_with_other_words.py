"""`ok` next to other words: ordinary ones change nothing, the others keep the cell out."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import text

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.files.tables.question import TableQuestionError


@pytest.mark.parametrize(
    "said",
    [
        "ok, new graphite foil", "good (lot C, 151 mg)", "intact; EIS on Tuesday, 21 °C",
        "looks good, film from bag 3", "in Ordnung, Pulver aus Flasche 2", "heil, von Frau Beck",
        "pastille entière, mesurée le lendemain", "完好，新模具，第三次", "良品、新しい金型",
        "양호, 새 몰드", "no cracks, die greased", "passed leak test, kept for cycling",
    ],
)  # fmt: skip
def test_how_a_cell_was_made_says_nothing_against_it(said: str) -> None:
    assert finding_of_text(said).verdict == "intact"


@pytest.mark.parametrize(
    ("said", "strange"),
    [
        ("ok, dented", "dented"), ("gut, Delle", "delle"), ("intact (rim grey)", "rim grey"),
        ("no cracks, ausgefranst", "ausgefranst"), ("bon, ondulée", "ondulée"),
        ("完好，有凹坑", "有凹坑"), ("양호, 휨", "휨"), ("good, voltage drifts", "voltage drifts"),
        ("ok *", "*"),
    ],
)  # fmt: skip
def test_a_word_that_is_not_known_leaves_the_cell_open(said: str, strange: str) -> None:
    found = finding_of_text(said)
    assert (found.verdict, found.strange, found.word) == ("not understood", strange, said)


ROWS = (
    "cell,P (MPa),t (s),ASR (ohm cm2),remark\n1,280,60,96,ok\n2,330,60,84,\"ok, new foil\"\n"
    "3,380,60,75,ok lot B\n4,430,60,68,ok knitterig\n5,480,60,63,ok\n6,530,60,59,cracked\n"
)  # fmt: skip


def test_the_row_is_kept_out_and_said_with_the_word_to_explain(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, ROWS))
    assert [cell.row for cell in table.cells] == [2, 3, 4, 6, 7]
    assert [cell.row for cell in table.doubted] == [5]
    assert "'knitterig' is not known here" in table.set_aside[5]
    assert "--word 'knitterig=nothing'" in table.set_aside[5]


@pytest.mark.parametrize(
    ("meaning", "grade", "failure"),
    [("nothing", 0, ()), ("intact", 0, ()), ("delaminated", 3, ("delaminated",))],
)
def test_the_word_alone_is_explained(
    tmp_path: Path, meaning: str, grade: int, failure: tuple[str, ...]
) -> None:
    table = read_table(text(tmp_path, ROWS), reading=Reading(words={"knitterig": meaning}))
    cell = table.cells[3]
    assert (cell.row, cell.damage, cell.failure) == (5, grade, failure)


def test_a_habit_of_unknown_words_is_one_question(tmp_path: Path) -> None:
    rows = "".join(
        f"{k},{250 + 50 * k},60,{120 - 9 * k},{said}\n"
        for k, said in enumerate(["ok", "ok matt", "ok rosa", "ok matt", "ok"])
    )
    with pytest.raises(TableQuestionError) as asked:
        read_table(text(tmp_path, f"cell,P (MPa),t (s),ASR (ohm cm2),remark\n{rows}"))
    assert "--word 'matt=MEANING' --word 'rosa=MEANING'" in str(asked.value)
