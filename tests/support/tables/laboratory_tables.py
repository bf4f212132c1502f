"""Tables as laboratories write them, and what is read from them."""

from pathlib import Path

import openpyxl

from campaigns.files.tables.cell_table import CellTable
from campaigns.files.tables.column_units import Geometry

DIE_12 = Geometry(die_mm=12.0)  # 113.0973 mm2
RAM_40_DIE_12 = Geometry(die_mm=12.0, ram_mm=40.0)  # the ram has 100/9 times the area of the die
TON_MPA = 9806.65 / 113.09733552923255


def text(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode(encoding))
    return path


def book(tmp_path: Path, rows: list[list[object]], *merged: str) -> Path:
    path = tmp_path / "table.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    workbook.save(path)
    return path


def values(table: CellTable, name: str) -> list[float | None]:
    return [cell.achieved.get(name, cell.results.get(name)) for cell in table.cells]


def failed(table: CellTable) -> dict[int, tuple[str, ...]]:
    return {c.row: c.failure for c in table.cells if c.shorted or c.damage}
