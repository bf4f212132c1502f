"""A second table below the first, rows that a workbook hides, uncertainties in brackets."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.cell_table import Reading, read_table

HEAD = ["P (MPa)", "t (s)", "ASR (ohm cm2)", "state"]


def workbook(path: Path, rows: list[list[object]], hidden: tuple[int, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    book.save(path)
    return path


def two(second: list[str], cells: list[list[object]]) -> list[list[object]]:
    first = [[180 + 40 * k, 45, 131.0 - 7 * k, "ok"] for k in range(4)]
    return [["Lot A"], list(HEAD), *first, [], ["Lot B"], list(second), *cells]


def test_a_second_table_with_the_same_columns_is_read_on(tmp_path: Path) -> None:
    rows = two(HEAD, [[360, 90, 97.5, "broken"], [420, 90, 91.0, "ok"]])
    cells = read_table(workbook(tmp_path / "lots.xlsx", rows)).cells
    assert [(c.achieved["copress_mpa"], c.results.get("asr_ohm_cm2")) for c in cells][-2:] == [
        (360, 97.5), (420, 91.0),
    ]  # fmt: skip
    assert [c.damage for c in cells] == [0, 0, 0, 0, 2, 0]


@pytest.mark.parametrize(
    ("second", "named"),
    [
        (["P (kN)", "t (min)", "ASR (ohm cm2)", "state"], r"'P \(kN\)' stands there"),
        (["t (s)", "P (MPa)", "ASR (ohm cm2)", "state"], r"'t \(s\)' stands there"),
    ],
)
def test_a_second_table_with_other_columns_is_not_read_in_the_units_of_the_first(
    tmp_path: Path, second: list[str], named: str
) -> None:
    rows = two(second, [[28, 2, 97.5, "broken"], [33, 2, 91.0, "ok"]])
    with pytest.raises(WrongInputError, match=named):
        read_table(workbook(tmp_path / "lots.xlsx", rows))


def test_words_in_the_place_of_numbers_are_no_second_header(tmp_path: Path) -> None:
    rows = [list(HEAD), *([200 + 30 * k, 45, 131.0 - 5 * k, "ok"] for k in range(4))]
    rows.insert(3, [290, "n.d.", "n.d.", "cracked"])
    cells = read_table(workbook(tmp_path / "lots.xlsx", rows)).cells
    assert len(cells) == 4


def test_a_hidden_row_is_read_and_named(tmp_path: Path) -> None:
    rows = [list(HEAD), *([200 + 30 * k, 45, 131.0 - 5 * k, "ok"] for k in range(5))]
    table = read_table(workbook(tmp_path / "lots.xlsx", rows, hidden=(4,)))
    assert len(table.cells) == 5
    assert any("Row 4 is hidden" in note for note in table.notes)


@pytest.mark.parametrize(
    ("text", "comma", "value", "std"),
    [
        ("93.4(12)", False, 93.4, 1.2),
        ("0.875(4)", False, 0.875, 0.004),
        ("93,4(12)", True, 93.4, 1.2),
        ("93.4(12) ohm", False, 93.4, 1.2),
    ],
)
def test_an_uncertainty_of_the_last_digits(
    text: str, comma: bool, value: float, std: float
) -> None:
    read = read_number(text, decimal_comma=comma)
    assert (read.value, read.std) == (pytest.approx(value), pytest.approx(std))


@pytest.mark.parametrize(
    "title", ["P (% of max 700 MPa)", "pressure, % of 700 MPa", "Kraft (% von 50 kN)"]
)
def test_a_share_of_a_pressure_is_not_read_as_one(tmp_path: Path, title: str) -> None:
    rows = [[title, "t (s)", "ASR (ohm cm2)", "state"]]
    rows += [[40.0 + 5 * k, 45, 131.0 - 5 * k, "ok"] for k in range(5)]
    path = workbook(tmp_path / "shares.xlsx", rows)
    with pytest.raises(WrongInputError, match="holds shares of a whole"):
        read_table(path)
    left_out = read_table(path, reading=Reading(mapped={title: "text"}))
    assert left_out.knobs == ("copress_dwell_s",)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("3½", 3.5, ""), ("3½ t", 3.5, "t"), ("2 1/2 t", 2.5, "t"), ("1.2e-3 kN", 0.0012, "kN")],
)
def test_a_whole_and_a_fraction_is_one_number(text: str, value: float, unit: str) -> None:
    read = read_number(text, decimal_comma=False)
    assert (read.value, read.unit, read.trouble) == (pytest.approx(value), unit, None)
