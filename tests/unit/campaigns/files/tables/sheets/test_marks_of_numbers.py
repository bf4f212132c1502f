"""Thousands set apart, decimal commas and clocks: what the table itself says of them is read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from support.tables.laboratory_tables import DIE_12, assert_cells, text

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.question import TableQuestionError

PSI_MPA = 0.00689475729317


def test_thousands_of_psi_are_read_because_nobody_presses_at_31_psi(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "pellet,force per area (psi),hold (s),ASR (ohm cm2),broken\n"
        'a,"31,000",45,118,no\nb,"46,000",45,91,no\nc,"62,500",45,77,yes\n',
    )
    table = read_table(path)
    wanted = [(31000, 118, "intact"), (46000, 91, "intact"), (62500, 77, "unknown")]
    assert_cells(table, *((psi * PSI_MPA, 45.0, asr, said) for psi, asr, said in wanted))
    assert "31,000 is read as 31000: thousands are set apart." in table.notes


def test_three_decimals_behind_a_comma_are_decimals_where_thousands_would_burst_the_die(
    tmp_path: Path,
) -> None:
    path = text(
        tmp_path,
        "cell\tpressure (MPa)\thold (s)\tASR (ohm cm2)\tshorted\n"
        "1\t240,000\t30\t140\tno\n2\t365,500\t30\t98\tno\n3\t410,250\t30\t1\tyes\n",
    )
    wanted = [(240.0, 140.0, "intact"), (365.5, 98.0, "intact"), (410.25, 1.0, "shorted")]
    table = read_table(path)
    assert_cells(table, *((mpa, 30.0, asr, said) for mpa, asr, said in wanted))


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [("1,340", "880", "1,015.5"), ("1,340", "1,020", "815.5")],
    ids=["both marks in one number", "smaller numbers have no mark"],
)
def test_thousands_of_ohm_are_read_where_the_table_shows_the_decimal_mark(
    tmp_path: Path, first: str, second: str, third: str
) -> None:
    path = text(
        tmp_path,
        "cell,P (MPa),hold (s),R (ohm),ok?\n"
        f'1,210,60,"{first}",y\n2,320,60,"{second}",y\n3,430,60,"{third}",y\n4,500,60,790,n\n',
    )
    table = read_table(path, geometry=DIE_12)
    numbers = [float(one.replace(",", "")) for one in (first, second, third)]
    found = [cell.results["asr_ohm_cm2"] for cell in table.cells[:3]]
    assert found == pytest.approx([1.1309733552923255 * r for r in numbers], rel=1e-9)


def test_a_number_that_nothing_decides_is_still_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "cell,P (MPa),hold (s),ASR (ohm cm2),ok?\n"
        '1,210,60,"1,340",y\n2,320,60,"1,110",y\n3,430,60,"1,025",n\n',
    )
    with pytest.raises(TableQuestionError, match="a thousand or a decimal comma"):
        read_table(path)


def test_a_row_of_units_says_what_a_clock_means(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "no,pressure,hold,ASR,cracked\n,MPa,mm:ss,ohm cm2,\n"
        "1,220,01:15,131,n\n2,330,00:40,104,n\n3,440,12:30,82,y\n",
    )
    table = read_table(path)
    assert_cells(
        table,
        (220.0, 75.0, 131.0, "intact"),
        (330.0, 40.0, 104.0, "intact"),
        (440.0, 750.0, 82.0, "cracked"),
    )


@pytest.mark.parametrize("form", ["(mm:ss)", "[m:ss]", "(min:sek)", "(min:s)"])
def test_a_title_says_what_a_clock_means(tmp_path: Path, form: str) -> None:
    path = text(
        tmp_path,
        f"no,P (MPa),hold {form},ASR (ohm cm2),cracked\n1,220,1:15,131,n\n2,330,4:00,99,n\n",
    )
    assert [c.achieved["copress_dwell_s"] for c in read_table(path).cells] == [75.0, 240.0]


def test_a_clock_with_hours_under_minutes_and_seconds_is_asked_about(tmp_path: Path) -> None:
    """A spreadsheet exports what was typed as 1:15 with the seconds that nobody typed."""
    path = text(tmp_path, "no,P (MPa),hold (mm:ss),ASR (ohm cm2),cracked\n1,220,01:15:00,131,n\n")
    with pytest.raises(TableQuestionError, match="hours and minutes, or minutes and seconds"):
        read_table(path)


def test_more_than_a_day_of_hours_in_a_workbook_is_minutes_where_the_title_says_so(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["cell", "P (MPa)", "hold (mm:ss)", "ASR (ohm cm2)", "cracked"])
    for row in ([1, 220, timedelta(hours=25), 131, "n"], [2, 330, timedelta(hours=2), 99, "n"]):
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    table = read_table(tmp_path / "table.xlsx")
    assert [c.achieved["copress_dwell_s"] for c in table.cells] == [1500.0, 120.0]


@pytest.mark.parametrize(
    ("title", "written", "numbers"),
    [("ASR (ohm cm2)", ('"1,180"', "905", '"1,020"', "870"), (1180, 905, 1020, 870)),
     ("ASR (ohm cm2)", ('"31,125"', "28", "40", "35"), (31.125, 28, 40, 35)),
     ("ASR (ohm cm2)", ("27.5", "28.25", '"1,180"', "31.5"), (27.5, 28.25, None, 31.5))],
    ids=["thousands", "decimals", "neither"],
)  # fmt: skip
def test_the_other_numbers_of_a_column_say_what_a_comma_is(
    tmp_path: Path, title: str, written: tuple[str, ...], numbers: tuple[float | None, ...]
) -> None:
    rows = [f"{200 + 90 * k},60,{one},intact" for k, one in enumerate(written)]
    table = read_table(text(tmp_path, "\n".join([f"P (MPa),hold (s),{title},state", *rows, ""])))
    assert [cell.results.get("asr_ohm_cm2") for cell in table.cells] == list(numbers)
    if None in numbers:
        assert any("a thousand or a decimal comma?" in note for note in table.notes)


def test_a_dwell_among_shorter_ones_is_in_thousands(tmp_path: Path) -> None:
    rows = 'P (MPa),hold (s),ASR (ohm cm2),ok\n210,"1,500",118,y\n330,600,91,y\n440,90,77,n\n'
    table = read_table(text(tmp_path, rows))
    assert [cell.achieved["copress_dwell_s"] for cell in table.cells] == [1500, 600, 90]
