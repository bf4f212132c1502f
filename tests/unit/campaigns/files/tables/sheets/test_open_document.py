"""Spreadsheets of LibreOffice: numbers, merged cells, notes, colours, rows struck through."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from support.tables.laboratory_tables import assert_cells

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{name}="{URN}:{long}:1.0"'
    for name, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
STYLES = (
    '<style:style style:name="plain"/><style:style style:name="red"><style:table-cell-properties '
    'fo:background-color="#c03030"/></style:style><style:style style:name="gone">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)


def cell(value: object, *, style: str = "plain", note: str = "", more: str = "") -> str:
    """One cell as LibreOffice writes it."""
    head = f'<table:table-cell table:style-name="{style}" {more}'
    remark = f"<office:annotation><text:p>{note}</text:p></office:annotation>" if note else ""
    if value is None:
        return f"{head}>{remark}</table:table-cell>"
    if isinstance(value, str):
        text = f'office:value-type="string">{remark}<text:p>{value}</text:p>'
        return f"{head} {text}</table:table-cell>"
    number = f'office:value-type="float" office:value="{value}">{remark}<text:p>{value}</text:p>'
    return f"{head} {number}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    blank = '<table:table-cell table:number-columns-repeated="16370"/>'
    return f"<table:table-row {more}>{''.join(cells)}{blank}</table:table-row>"


def document(folder: Path, **sheets: list[str]) -> Path:
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(rows)}<table:table-row '
        'table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    path = folder / "cells.ods"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


HEAD = row(*map(cell, ("Nr.", "Kraft (kN)", "Zeit", "R (Ohm)", "Zustand")))
TIME = '<table:table-cell office:value-type="time" office:time-value="PT00H{m}M{s}S"/>'
MPA, CM2 = 1000 / 78.53981633974483, 0.7853981633974483


def test_a_table_of_libreoffice(tmp_path: Path) -> None:
    path = document(
        tmp_path,
        Deckblatt=[row(cell("gepresst im Mai"))],
        Zellen=[
            HEAD,
            row(),
            row(cell(1), cell(19), TIME.format(m="01", s="15"), cell(142), cell("ganz")),
            row(cell(2), cell(27.5), TIME.format(m="01", s="15"), cell(101), cell("Riss")),
            row(cell(3), cell(34), TIME.format(m="04", s="00"), cell(77), cell("ganz")),
        ],
    )
    table = read_table(path, geometry=Geometry(die_mm=10.0))
    assert_cells(
        table,
        (19 * MPA, 75, 142 * CM2, "intact"), (27.5 * MPA, 75, 101 * CM2, "cracked"),
        (34 * MPA, 240, 77 * CM2, "intact"),
    )  # fmt: skip
    assert [one.row for one in table.cells] == [3, 4, 5]
    assert any("Sheet 'Zellen' is read; not read: Deckblatt" in note for note in table.notes)


ROWS = [(k, 200 + 40 * k, 60, 130 - 11 * k) for k in range(1, 7)]
TITLES = row(*map(cell, ("no", "P (MPa)", "t (s)", "ASR (ohm cm2)")))


def test_merged_cells_notes_and_rows_struck_through(tmp_path: Path) -> None:
    merged = 'table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    path = document(
        tmp_path,
        S=[
            TITLES,
            row(cell(1), cell(240, more=merged), cell(60), cell(119)),
            row(cell(2), covered, cell(60), cell(123, note="cracked when ejected")),
            row(*(cell(value, style="gone") for value in (3, 320, 60, 97))),
            row(cell(4), cell(360), cell(60), cell(86)),
        ],
    )
    table = read_table(path)
    assert_cells(
        table, (240, 60, 119, "intact"), (240, 60, 123, "cracked"), (360, 60, 86, "intact")
    )
    assert any("Row 4 is struck through" in note for note in table.notes)


def test_a_red_row_is_asked_about(tmp_path: Path) -> None:
    rows = [
        row(*(cell(value, style="red" if values[0] == 5 else "plain") for value in values))
        for values in ROWS
    ]
    path = document(tmp_path, S=[TITLES, *rows])
    with pytest.raises(TableQuestionError, match="'colour C03030' \\(row 6\\)"):
        read_table(path)
    table = read_table(path, reading=Reading(words={"colour c03030": "shorted"}))
    assert_cells(table, *((p, t, r, "shorted" if k == 5 else "intact") for k, p, t, r in ROWS))


def test_a_formula_without_a_value_and_a_hidden_row_are_named(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=[.B2]*2"/>'
    path = document(
        tmp_path,
        S=[
            TITLES,
            row(cell(1), cell(240), cell(60), formula),
            row(cell(2), cell(280), cell(60), cell(108), more='table:visibility="collapse"'),
            row(cell(3), cell(320), cell(60), cell(97)),
        ],
    )
    notes = " ".join(read_table(path).notes)
    assert "a formula that was never calculated" in notes
    assert "Row 3 is hidden in the workbook" in notes


def test_a_damaged_document_is_one_sentence(tmp_path: Path) -> None:
    path = document(tmp_path, S=[TITLES])
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(WrongInputError, match="damaged"):
        read_table(path)
