"""Columns of unknown title that may say which cells failed: asked about, never passed over."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import failed, text, values

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.question import TableQuestionError

HEAD = "Pellet,P (MPa),Dwell (s),ASR (Ohm cm2)"
VALUES = ("P1,310,45,60", "P2,330,45,58", "P3,350,45,56", "P4,370,45,54")


def table(tmp_path: Path, title: str, *cells: str) -> Path:
    lines = [f"{values},{cell}" for values, cell in zip(VALUES, cells, strict=True)]
    return text(tmp_path, "\n".join([f"{HEAD},{title}", *lines]) + "\n")


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("use", ("yes", "no", "yes", "yes")),
        ("vyřazeno", ("", "x", "", "")),
        ("outlier?", ("", "", "x", "")),
        ("utilisée", ("oui", "non", "oui", "oui")),
        ("time to short (h)", ("", "3.5", "", "")),
        ("cycles until failure", ("120", "4", "130", "110")),
    ],
)
def test_a_column_that_may_call_cells_failed_is_asked_about(
    tmp_path: Path, title: str, cells: tuple[str, ...]
) -> None:
    with pytest.raises(TableQuestionError) as asked:
        read_table(table(tmp_path, title, *cells))
    assert asked.value.title == title
    assert f"--column '{title}=text'" in str(asked.value)


def test_an_answer_settles_it(tmp_path: Path) -> None:
    path = table(tmp_path, "use", "yes", "no", "yes", "yes")
    assert failed(read_table(path, overrides={"use": "intact"})) == {3: ("unknown",)}
    assert read_table(path, overrides={"use": "text"}).looked_at is False


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Intègre (o/n)", ("o", "n", "o", "o")),
        ("Íntegra", ("sí", "no", "sí", "sí")),
        ("state", ("👍", "👎", "👍", "✅")),
    ],
)
def test_titles_and_signs_of_whole_cells_are_read(
    tmp_path: Path, title: str, cells: tuple[str, ...]
) -> None:
    assert failed(read_table(table(tmp_path, title, *cells))) == {3: ("unknown",)}


def test_a_unit_of_either_kind_is_that_of_the_cells(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Pellet,P (MPa or bar),Dwell (s),ASR (Ohm cm2),ok\n"
        "P1,310 MPa,45,60,y\nP2,3300 bar,45,58,n\nP3,350 MPa,45,56,y\n",
    )
    assert values(read_table(path), "copress_mpa") == pytest.approx([310, 330, 350])


@pytest.mark.parametrize("unit", ["Torr", "psig", "barg", "tf/m2"])  # of a gauge: no absolute one
def test_a_pressure_in_a_unit_not_known_is_asked_about(tmp_path: Path, unit: str) -> None:
    path = text(
        tmp_path, f"Pellet,P ({unit}),Dwell (s),ASR (Ohm cm2),ok\nP1,310,45,60,y\nP2,3,4,5,n\n"
    )
    with pytest.raises(TableQuestionError, match="names a unit that is not known here"):
        read_table(path)
