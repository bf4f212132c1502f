"""Thirty malformed tables: each gives one clear message, and no number is quietly wrong."""

from datetime import datetime

import openpyxl
import pytest

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry

GOOD = "copress_mpa,stack_mpa,asr_ohm_cm2\n"
BODY = "100,20,50.5\n200,20,40.1\n300,50,35.2\n400,50,33\n"

REFUSED = {
    "empty": ("", "is empty"),
    "blank lines": ("\n\n,,\n", "is empty"),
    "header alone": (GOOD, "a header and no cells"),
    "no header": ("100,20,50\n200,20,40\n", "has no header"),
    "two columns of one name": (
        "copress_mpa,copress_mpa,asr_ohm_cm2\n1,2,3\n",
        "two columns called 'copress_mpa'",
    ),
    "two columns for one knob": (
        "stack pressure (MPa),operating pressure (MPa),asr_ohm_cm2\n5,6,7\n8,9,10\n",
        "both look like stack_mpa",
    ),
    "decimal commas between commas": (GOOD + "100,20,50,5\n200,20,40,1\n", "row 2 has 4 cells"),
    "a web page": ("<html><table><tr><td>1</td></tr></table>", "is a web page"),
    "binary": ("copress_mpa\x00asr", "is not text"),
    "kN without a die": ("force (kN),R (ohm cm2)\n20,50\n30,40\n", "--die-mm 10"),
    "ohm without an area": ("copress_mpa,R (ohm)\n200,50\n300,40\n", "--area-cm2 0.785"),
    "tons": ("press force (tons),asr_ohm_cm2\n2,50\n3,40\n", "tons, of which there are three"),
    "no result": ("copress_mpa,colour\n200,red\n300,blue\n", "no column holds a result"),
    "no knob": ("operator,asr_ohm_cm2\nAnn,50\nBob,40\n", "no column holds a knob"),
    "results not filled in": (
        "planned_copress_mpa,asr_ohm_cm2,damage\n200,,\n300,,\n",
        "no cell is filled in yet",
    ),
    "a result of words": (
        "copress_mpa,asr_ohm_cm2\n200,high\n300,low\n",
        "asr_ohm_cm2",
    ),
    "nothing but means": (GOOD + "Mean,20,50\nStd,20,40\n", "nothing but titles and means"),
}

SAID = {
    "a date eaten by Excel": (GOOD + BODY + "3. Mai,20,44\n", "taken a number for a date"),
    "an error of the spreadsheet": (GOOD + BODY + "500,#REF!,44\n", "an error of the spreadsheet"),
    "a column too narrow": (GOOD + BODY + "500,####,44\n", "an error of the spreadsheet"),
    "a thousand or a decimal": (GOOD + BODY + '"1,234",20,44\n', "a thousand or a decimal comma"),
    "words among numbers": (GOOD + BODY + "hot-pressed,20,44\n", "where a number belongs"),
    "a row copied": (GOOD + BODY + "100,20,50.5\n", "equals row 2 in every cell"),
    "a blank knob": (GOOD + BODY + "500,,44\n", "stack_mpa is blank"),
    "a negative resistance": (GOOD + BODY + "500,20,-44\n", "must be above zero"),
    "a resistance beyond all": (GOOD + BODY + "500,20,1e300\n", "which no instrument measures"),
    "a resistance below all": (GOOD + BODY + "500,20,1e-300\n", "which no instrument measures"),
    "bar among MPa": (GOOD + BODY + "3600,20,44\n", "more than a pellet or a die bears"),
    "a foreign unit in a cell": (GOOD + BODY + "20 kg,20,44\n", "a unit that does not belong"),
    "a range": (GOOD + BODY + "430–450,20,44\n", "a range: write one number"),
    "a range with units": (GOOD + BODY + "430 MPa to 450 MPa,20,44\n", "a range: write one number"),
    "several at once": (GOOD + BODY + "3x60,20,44\n", "several in one cell"),
    "infinite": (GOOD + BODY + "500,20,inf\n", "says 'inf' where the others have a number"),
    "a mean below": (GOOD + BODY + "Mean,35,44\n", "a mean, a footnote or a repeated header"),
    "the header again": (
        GOOD + BODY + GOOD + "500,20,44\n",
        "a mean, a footnote or a repeated header",
    ),
    "damage unheard of": (
        "copress_mpa,damage,asr_ohm_cm2\n100,0,50\n200,9,40\n300,1,\n",
        "damage is 0 intact",
    ),
    "a short of maybe": (
        "copress_mpa,shorted,asr_ohm_cm2\n100,no,50\n200,perhaps,40\n300,yes,\n",
        "write yes or no",
    ),
    "more than the whole": (
        "copress_mpa,retention,asr_ohm_cm2\n100,0.9,50\n200,1.6,40\n300,0.8,44\n",
        "more than the whole",
    ),
    "bounds": (GOOD + BODY + "500,20,>50\n", "a bound and no measured value"),
    "lines above the header": ("Press log 2026,,\n" + GOOD + BODY, "1 line above the header"),
    "not UTF-8": (GOOD + BODY, "read as Windows-1252"),
}


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "past.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_there_are_thirty_of_them():
    assert len(REFUSED) + len(SAID) >= 30


@pytest.mark.parametrize("slip", REFUSED)
def test_what_cannot_be_read_is_refused_with_one_message(tmp_path, slip):
    text, said = REFUSED[slip]
    with pytest.raises(WrongInputError) as refused:
        read_table(write(tmp_path, text))
    message = str(refused.value)
    assert said in message
    assert "\n" not in message
    assert "Traceback" not in message


@pytest.mark.parametrize("slip", SAID)
def test_what_is_wrong_in_a_row_is_said_once_and_the_other_rows_are_kept(tmp_path, slip):
    text, said = SAID[slip]
    if slip == "not UTF-8":
        path = write(
            tmp_path, text.replace("35.2", "35.2").replace("stack_mpa", "stäck_mpa"), "cp1252"
        )
        table = read_table(path, overrides={"stäck_mpa": "stack_mpa"})
    else:
        table = read_table(write(tmp_path, text))
    assert sum(said in note for note in table.notes) == 1
    assert len([note for note in table.notes if "Columns taken for" not in note]) == 1
    asr = [cell.results.get("asr_ohm_cm2") for cell in table.cells]
    assert all(value is None or 30 < value <= 500 for value in asr)
    assert all(0 < cell.achieved["copress_mpa"] <= 500 for cell in table.cells)
    assert len(table.cells) >= 2


def test_a_workbook_with_dates_gives_the_same_message(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["copress_mpa", "asr_ohm_cm2"], [100, 50.5], [200, 40], [datetime(2026, 5, 3), 39]):
        sheet.append(row)
    book.save(tmp_path / "past.xlsx")
    table = read_table(tmp_path / "past.xlsx")
    assert len(table.cells) == 2
    assert sum("taken a number for a date" in note for note in table.notes) == 1


def test_workbooks_that_cannot_be_read_say_so(tmp_path):
    path = tmp_path / "past.xlsx"
    path.write_bytes(b"PK\x03\x04 but no workbook")
    with pytest.raises(WrongInputError, match="damaged workbook"):
        read_table(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0 old")
    with pytest.raises(WrongInputError, match=r"Save it as \.xlsx"):
        read_table(path)
    book = openpyxl.Workbook()
    book.active.append(["copress_mpa", "asr_ohm_cm2"])
    book.active.append([100, "=A2/2"])
    book.save(path)
    with pytest.raises(WrongInputError, match="never calculated"):
        read_table(path)
    with pytest.raises(WrongInputError, match="no such file"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(WrongInputError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(WrongInputError, match="has no sheet 'Data'"):
        book.save(path)
        read_table(path, sheet="Data")


def test_an_override_that_fits_nothing_says_so(tmp_path):
    path = write(tmp_path, GOOD + BODY)
    for overrides, said in (
        ({"press": "copress_mpa"}, "no such column"),
        ({"stack_mpa": "stack_mpa:furlong"}, "is not a known unit"),
    ):
        with pytest.raises(WrongInputError, match=said):
            read_table(path, overrides=overrides)
    with pytest.raises(WrongInputError, match="no such column"):
        read_table(path, only={"lot": "A"})
    with pytest.raises(WrongInputError, match="is not a unit of stack_mpa"):
        read_table(path, overrides={"stack_mpa": "stack_mpa:min"}, geometry=Geometry(die_mm=10))
