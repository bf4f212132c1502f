"""Tables as laboratories write them, and what is read from them."""

from pathlib import Path

import openpyxl
import pytest

from campaigns.files.tables.cell_table import CellTable
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.past_cells import PastCell

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


def became(cell: PastCell) -> str:
    """What became of a cell, in one word or two."""
    if cell.shorted or cell.damage:
        return ", ".join(cell.failure) or f"damage {cell.damage}"
    return "intact" if cell.looked_at else "nobody looked"


def assert_cells(
    table: CellTable, *wanted: tuple[float, float | None, float | None, str], **knobs: list[float]
) -> None:
    """Every pressing of a table, number by number.

    Args:
        table: as read.
        wanted: co-press pressure (MPa), dwell (s), ASR (ohm cm2) and what became of each cell, in
            the order of the table; None where there is none.
        knobs: any other knob, one number a cell.
    """
    found = [
        (
            cell.achieved["copress_mpa"],
            cell.achieved.get("copress_dwell_s"),
            cell.results.get("asr_ohm_cm2"),
            became(cell),
        )
        for cell in table.cells
    ]
    assert [one[3] for one in found] == [one[3] for one in wanted]
    for k in range(3):
        assert [one[k] is None for one in found] == [one[k] is None for one in wanted]
        numbers = [
            [-1.0 if one[k] is None else one[k] for one in every] for every in (found, wanted)
        ]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)
    for name, numbers in knobs.items():
        assert values(table, name) == pytest.approx(numbers, rel=1e-9)
