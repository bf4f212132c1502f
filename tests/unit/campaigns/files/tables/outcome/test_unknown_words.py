"""Remarks in words that are not known: one question, on every way in; never a recommendation."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.question import TableQuestionError
from campaigns.web.background.table_tasks import explore_table, look_at_table

CELLS = (
    (110, 30, 92), (140, 60, 74), (210, 30, 54), (240, 60, 45), (310, 120, 37), (340, 60, 34),
    (390, 120, 29.5), (410, 60, 28.4), (320, 30, 37), (270, 120, 41), (440, 120, 25),
    (170, 120, 60),
)  # fmt: skip
"""Pressure in MPa, dwell in s, ASR: the lower the higher the pressure."""
BROKEN = (390, 440)
"""Pressures whose cells carry the remark."""
WORDS = (
    ("Comment", "pragunenud"),  # Estonian
    ("Remarks", "saplaisājis"),  # Latvian
    ("notes", "įtrūkęs"),  # Lithuanian
    ("Bemerkung", "počila"),  # Slovene
    ("Megjegyzés", "elpattant"),  # Hungarian, under a title that is not known either
    ("Athugasemd", "brotnaði"),  # Icelandic, likewise
)


def rows(title: str, word: str, *, rest: str = "") -> str:
    lines = [f"Pressure (MPa),Dwell (s),ASR (ohm cm2),{title}"]
    lines += [f"{p},{t},{asr},{word if p in BROKEN else rest}" for p, t, asr in CELLS]
    return "\n".join(lines) + "\n"


def in_file(folder: Path, content: str) -> Path:
    path = folder / "cells.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(("title", "word"), WORDS)
def test_a_remark_in_words_not_known_is_asked_about(tmp_path: Path, title: str, word: str) -> None:
    path = in_file(tmp_path, rows(title, word))
    with pytest.raises(TableQuestionError) as asked:
        read_table(path)
    assert f"{word!r} (row 8, 12)" in asked.value.question
    assert asked.value.answers[0] == f"--word '{word}=MEANING'"
    table = read_table(path, reading=Reading(words={word: "cracked"}))
    assert [cell.row for cell in table.cells if cell.failure == ("cracked",)] == [8, 12]
    assert not read_table(path, overrides={title: "text"}).looked_at


@pytest.mark.parametrize("options", [[], ["--yes"], ["--json"]])
def test_the_terminal_asks_whatever_the_options(tmp_path: Path, options: list[str]) -> None:
    path = in_file(tmp_path, rows("Comment", "pragunenud"))
    result = CliRunner().invoke(app, ["explore", str(path), *options])
    assert result.exit_code == 2
    assert "'pragunenud' (row 8, 12)" in " ".join(result.output.split())


def test_the_page_asks_and_takes_the_answer() -> None:
    content = rows("Comment", "pragunenud").encode()
    asked = look_at_table("cells.csv", content, ())
    assert "'pragunenud' (row 8, 12)" in asked["question"]
    seen = look_at_table("cells.csv", content, (("word", "pragunenud=cracked"),))
    assert (seen["question"], seen["failed"]) == ("", 2)


def _is_near(point: dict[str, float]) -> bool:
    """Within a step of the dial of a cell with the remark."""
    return any(
        abs(point["copress_mpa"] - p) <= 2 and abs(point["copress_dwell_s"] - t) <= 1
        for p, t, _ in CELLS
        if p in BROKEN
    )


@pytest.mark.parametrize(
    "word",
    [
        "cracked?",
        pytest.param("pragunenud", marks=pytest.mark.slow),
        pytest.param("elpattant", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_recommended_at_a_cell_of_which_a_word_is_open(
    tmp_path: Path, word: str
) -> None:
    """Others were judged, so the table is used: the open cells are not, and it says so."""
    path = in_file(tmp_path, rows("State", word, rest="ok"))
    assert _doubted(read_table(path)) == [8, 12]
    result = CliRunner().invoke(app, ["explore", str(path), "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.output)
    assert "rows 8, 12 is not known" in document["recommendation"]["warning"]
    assert not _is_near(document["recommendation"]["point"])
    page = explore_table("cells.csv", path.read_bytes(), ())
    assert "rows 8, 12 is not known" in page


def test_nothing_is_recommended_at_a_short_among_cells_that_nobody_looked_at(
    tmp_path: Path,
) -> None:
    """One far below the rest is taken for a short; there is no model of what breaks."""
    lines = rows("cell", "").splitlines()
    lines = [f"440,120,0.4,{k}" if "440," in line else line + str(k)
             for k, line in enumerate(lines)]  # fmt: skip
    lines[0] = "Pressure (MPa),Dwell (s),ASR (ohm cm2),cell"
    path = in_file(tmp_path, "\n".join(lines) + "\n")
    document = json.loads(CliRunner().invoke(app, ["explore", str(path), "--json"]).output)
    point = document["recommendation"]["point"]
    assert (point["copress_mpa"], point["copress_dwell_s"]) != (440, 120)
    assert "Nobody noted" in document["recommendation"]["warning"]


def _doubted(table: CellTable) -> list[int]:
    return [cell.row for cell in table.doubted]


def test_the_note_of_an_export_of_simulated_cells_is_no_question(tmp_path: Path) -> None:
    table = rows("note", "simulated; shorted", rest="simulated").replace("note", "note,simulated")
    table = "\n".join(
        line if at == 0 else f"{line},True" for at, line in enumerate(table.splitlines())
    )

    told = CliRunner().invoke(app, ["explore", str(in_file(tmp_path, table)), "--yes", "--json"])

    assert told.exit_code == 0, told.output
    document = json.loads(told.stdout)
    assert document["table"]["simulated"] is True
    assert "not known here" not in told.output
