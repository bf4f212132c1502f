"""Titles that deny, titles and legends of codes, remarks on one of several replicates."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import assert_cells, text

from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.outcome.titles import codes_in, denies

CELLS = ((225, 75, 121), (295, 75, 94), (385, 150, 71))


def table_of(folder: Path, title: str, said: tuple[str, str, str], below: str = "") -> CellTable:
    head = "no;P (MPa);t (s);ASR (ohm cm2)"
    rows = "".join(
        f"{k};{p};{t};{r};{word}\n"
        for k, ((p, t, r), word) in enumerate(zip(CELLS, said, strict=True), 1)
    )
    return read_table(text(folder, f"{head};{title}\n{rows}{below}"))


def middle_failed(table: CellTable, how: str) -> None:
    """The cell in the middle failed, and no other."""
    fates = ("intact", how, "intact")
    assert_cells(table, *((*cell, fate) for cell, fate in zip(CELLS, fates, strict=True)))


@pytest.mark.parametrize(
    ("title", "good", "bad", "how"),
    [
        ("not cracked", "yes", "no", "cracked"),
        ("no short?", "y", "n", "shorted"),
        ("rissfrei", "ja", "nein", "cracked"),
        ("ohne Riss", "ja", "nein", "cracked"),
        ("kurzschlussfrei (j/n)", "j", "n", "shorted"),
        ("sans fissure", "oui", "non", "cracked"),
        ("无裂纹", "是", "否", "cracked"),
        ("uncracked", "1", "0", "cracked"),
        ("crack-free?", "x", "-", "cracked"),
        ("not ok", "no", "yes", "unknown"),
        ("cracked", "no", "yes", "cracked"),
        ("survived ejection?", "yes", "no", "unknown"),
        ("no. of cracks", "0", "2", "cracked"),
        ("Schäden", "keine", "stark", "damage 3"),
        ("damage", "none", "slight", "damage 1"),
        ("Kantenausbruch", "nein", "ja", "unknown"),
        ("Abplatzung", "nein", "ja", "crumbled"),
    ],
)  # fmt: skip
def test_yes_below_a_denial_is_intact(
    tmp_path: Path, title: str, good: str, bad: str, how: str
) -> None:
    """Read the other way round, the one that cracked was the only one to recommend."""
    middle_failed(table_of(tmp_path, title, (good, bad, good)), how)


def test_a_person_overrules_a_denial(tmp_path: Path) -> None:
    path = text(tmp_path, "P (MPa),t (s),ASR (ohm cm2),not cracked\n225,75,121,no\n295,75,94,yes\n")
    table = read_table(path, overrides={"not cracked": "cracked"})
    assert_cells(table, (225, 75, 121, "intact"), (295, 75, 94, "cracked"))


@pytest.mark.parametrize(
    ("title", "good", "bad", "how"),
    [
        ("state (0=ok, 1=crack, 2=short)", "0", "2", "shorted"),
        ("result (1 = pass 0 = fail)", "1", "0", "unknown"),
        ("crack (0 = yes, 1 = no)", "1", "0", "cracked"),
        ("damage (0 no / 1 yes)", "0", "1", "damage 2"),
        ("Befund [A: ganz; B: Riss]", "A", "B", "cracked"),
        ("状态（0=完好，1=开裂）", "0", "1", "cracked"),
    ],
)  # fmt: skip
def test_codes_in_the_title(tmp_path: Path, title: str, good: str, bad: str, how: str) -> None:
    middle_failed(table_of(tmp_path, f'"{title}"', (good, bad, good)), how)


@pytest.mark.parametrize(
    ("title", "good", "bad", "below"),
    [
        ("code", "A", "C", "\nA = intact\nC = cracked\n"),
        ("Code", "1", "3", "\n1 = in Ordnung, 2 = Kurzschluss, 3 = gerissen\n"),
        ("状态", "○", "×", "\n○=完好\n×=开裂\n"),
        ("state", "+", "-", "\n+ = cracked\n- = fine\n"),
    ],
)  # fmt: skip
def test_codes_in_a_legend_below(
    tmp_path: Path, title: str, good: str, bad: str, below: str
) -> None:
    said = (bad, good, bad) if good == "+" else (good, bad, good)
    middle_failed(table_of(tmp_path, title, said, below), "cracked")


def test_what_is_no_code() -> None:
    assert codes_in("pressed at p = 300 MPa") == {}
    assert codes_in("KM: second pellet, T = 25") == {"km": "second pellet"}
    assert not denies("cracked (y/n)", "cracked")
    assert not denies("number of cracks", "cracked")


REPLICATES = "P (MPa),t (s),ASR 1 (ohm cm2),ASR 2 (ohm cm2),ASR 3 (ohm cm2),remarks\n"


@pytest.mark.parametrize(
    "said", ["cell 3 shorted", "#3: shorted", "3: short", "no. 3 short circuit"]
)
def test_a_remark_on_one_replicate_is_about_that_one(tmp_path: Path, said: str) -> None:
    path = text(tmp_path, REPLICATES + f"225,75,121,118,126,\n295,75,94,92,1.9,{said}\n")
    assert_cells(
        read_table(path),
        *((225, 75, r, "intact") for r in (121, 118, 126)),
        (295, 75, 94, "intact"), (295, 75, 92, "intact"), (295, 75, 1.9, "shorted"),
    )  # fmt: skip


@pytest.mark.parametrize("said", ["one cracked", "2 cracked", "einer gerissen"])
def test_one_of_several_that_is_not_named_keeps_the_row_out(tmp_path: Path, said: str) -> None:
    path = text(tmp_path, REPLICATES + f"225,75,121,118,126,\n295,75,94,92,90,{said}\n")
    table = read_table(path)
    assert_cells(table, *((225, 75, r, "intact") for r in (121, 118, 126)))
    assert {cell.row for cell in table.doubted} == {3}
    assert f"--word '{said}=intact'" in table.set_aside[3]
    answered = read_table(path, reading=Reading(words={said: "cracked"}))
    assert [cell.failure for cell in answered.cells[3:]] == [("cracked",)] * 3


def test_a_remark_on_the_row_is_about_all_of_it(tmp_path: Path) -> None:
    path = text(tmp_path, REPLICATES + "225,75,121,118,126,\n295,75,94,92,90,all cracked\n")
    assert [cell.failure for cell in read_table(path).cells[3:]] == [("cracked",)] * 3
