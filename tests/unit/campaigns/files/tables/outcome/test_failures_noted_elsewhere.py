"""Failures on another sheet, in the row of another cell, in file names; several answers in one."""

from pathlib import Path

import openpyxl
import pytest
from support.tables.laboratory_tables import text

from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.files.tables.question import TableQuestionError

CELLS = [(f"K{n}", 230 + 40 * n, 45, 130 - 8 * n) for n in range(1, 8)]
HEAD = ["cell", "P (MPa)", "t (s)", "ASR (ohm cm2)"]


def book_of_two_sheets(tmp_path: Path, state: str | None = None) -> Path:
    """Cells on one sheet, remarks on some of them on the other."""
    path = tmp_path / "cells.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Cells"
    sheet.append([*HEAD, "state"] if state else HEAD)
    for row in CELLS:
        sheet.append([*row, state] if state else list(row))
    other = workbook.create_sheet("Journal")
    for row in (["cell", "what was seen"], ["K6", "Riss quer"], ["K7", "Kurzschluss"]):
        other.append(row)
    workbook.save(path)
    return path


def test_another_sheet_that_calls_cells_failed_is_asked_about(tmp_path: Path) -> None:
    path = book_of_two_sheets(tmp_path)
    with pytest.raises(TableQuestionError, match="sheet 'Journal' says 'Riss quer'") as asked:
        read_table(path)
    assert "--sheet 'Journal'" in asked.value.answers
    table = read_table(path, reading=Reading(words={"sheet Journal": "nothing"}))
    assert len(table.cells) == 7
    assert "obody noted" in table.unseen


def test_a_sheet_that_judges_its_cells_needs_no_other(tmp_path: Path) -> None:
    assert all(cell.looked_at for cell in read_table(book_of_two_sheets(tmp_path, "ok")).cells)


def test_a_note_that_names_other_cells_is_not_taken_for_its_own_row(tmp_path: Path) -> None:
    rows = [",".join(map(str, row)) for row in CELLS]
    rows[0] += ",K6 + K7: kaputt"
    path = text(tmp_path, "\n".join([",".join(HEAD) + ",", *(r + "," * (r == 0) for r in rows)]))
    with pytest.raises(TableQuestionError, match=r"names other cells \(k6, k7\)"):
        read_table(path)


def test_a_cell_that_is_compared_with_another_keeps_its_failure(tmp_path: Path) -> None:
    rows = "".join(f"{n},{p},{t},{r},{'cracked like K1' if n == 'K5' else 'ok'}\n"
                   for n, p, t, r in CELLS)  # fmt: skip
    table = read_table(text(tmp_path, f"{','.join(HEAD)},comment\n{rows}"))
    assert [cell.row for cell in table.cells if cell.damage] == [6]


def test_a_word_in_every_file_name_is_no_finding(tmp_path: Path) -> None:
    rows = "".join(f"{n},{p},{t},{r},{n}_crack_test.jpg,{'crack' if n == 'K6' else 'no crack'}\n"
                   for n, p, t, r in CELLS)  # fmt: skip
    table = read_table(text(tmp_path, f"{','.join(HEAD)},photo,inspection\n{rows}"))
    assert [cell.row for cell in table.cells if cell.damage] == [7]


@pytest.mark.parametrize(
    ("said", "verdict", "modes"),
    [
        ("crack: no / short: yes", "failed", ("shorted",)),
        ("Riss nein, Kurzschluss ja", "failed", ("shorted",)),
        ("crack: none, short", "failed", ("shorted",)),
        ("crack no, short no", "intact", ()),
        ("crack no. 3", "failed", ("cracked",)),
        ("crack: no, short: no", "intact", ()),
        ("no crack / shorted", "doubtful", ()),
        ("no crack/short", "intact", ()),
    ],
)  # fmt: skip
def test_an_answer_belongs_to_the_word_before_it(
    said: str, verdict: str, modes: tuple[str, ...]
) -> None:
    found = finding_of_text(said)
    assert (found.verdict, found.modes) == (verdict, modes)


def test_how_bad_a_crack_is_says_that_there_is_one(tmp_path: Path) -> None:
    rows = "".join(f"{n},{p},{t},{r},{'severe' if n == 'K6' else 'none'}\n"
                   for n, p, t, r in CELLS)  # fmt: skip
    table = read_table(text(tmp_path, f"{','.join(HEAD)},cracks\n{rows}"))
    assert [(cell.row, cell.damage) for cell in table.cells if cell.failure] == [(7, 3)]


def test_a_note_apart_from_the_table_is_asked_about(tmp_path: Path) -> None:
    rows = [f"{n},{p},{t},{r},ok,,{'beyond 480 all cracked' if n == 'K2' else ''}\n"
            for n, p, t, r in CELLS]  # fmt: skip
    path = text(tmp_path, f"{','.join(HEAD)},state,,\n{''.join(rows)}")
    with pytest.raises(TableQuestionError, match="stands apart from the table, next to row 3"):
        read_table(path)
    answered = Reading(words={"beyond 480 all cracked": "nothing"})
    assert not any(cell.damage for cell in read_table(path, reading=answered).cells)
