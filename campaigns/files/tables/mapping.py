"""How a table is read, kept in a TOML file and used again for the next table of the same kind."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, Reading
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.cell_findings import FLAGS
from campaigns.files.tables.outcome.titles import denies

_GEOMETRY = ("die_mm", "ram_mm", "area_cm2", "thickness_mm")
_KNOWN = ("sheet", "fill_down", "columns", "words", "only", "geometry")


def mapping_text(table: CellTable, reading: Reading) -> str:
    """A mapping as TOML: every column with what it was taken for, guesses included.

    A column that was not used is not called text for good: in the next table of the kind its words
    may say that a cell broke. Nor is `not cracked` kept as cracked: so said by a person, a yes
    below it means that it cracked.
    """
    geometry = reading.geometry or Geometry()
    lines = [f"# How copress reads tables such as {table.path.name}; used with --mapping."]
    if reading.sheet:
        lines.append(f"sheet = {_quoted(reading.sheet)}")
    if reading.fill_down:
        lines.append("fill_down = true")
    lines += ["", "[columns]  # title = NAME:UNIT, or text for a column that is ignored"]
    settled = [c for c in table.columns if c.sure or not (c.ignored or _denies(c))]
    lines += [f"{_quoted(c.title)} = {_quoted(_said(c))}" for c in settled]
    bores = {name: getattr(geometry, name) for name in _GEOMETRY}
    lines += _section("geometry", {n: v for n, v in bores.items() if v is not None})
    lines += _section("words", dict(reading.words or {}))
    lines += _section("only", dict(reading.only or {}))
    return "\n".join(lines) + "\n"


def _denies(column: TableColumn) -> bool:
    return column.name in FLAGS and denies(column.title, column.name)


def _section(name: str, values: Mapping[str, object]) -> list[str]:
    if not values:
        return []
    return ["", f"[{name}]", *(f"{_quoted(key)} = {_quoted(v)}" for key, v in values.items())]


def _quoted(value: object) -> str:
    """A TOML string or number; basic strings of TOML are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _said(column: TableColumn) -> str:
    if column.ignored:
        return "text"
    name = f"planned_{column.name}" if column.role == "planned" else column.name
    return f"{name}:{column.unit.name}" if column.unit else name


def save_mapping(path: Path, table: CellTable, reading: Reading) -> None:
    """Keep how a table was read.

    Raises:
        WrongInputError: there is no such folder, or the file is something else.
    """
    if not path.absolute().parent.is_dir():
        raise WrongInputError(f"--save-mapping {path}: there is no folder {path.parent}.")
    if path.exists():
        load_mapping(path)  # never overwrite what is no mapping
    path.write_text(mapping_text(table, reading), encoding="utf-8")


def load_mapping(path: Path) -> Reading:
    """A mapping that was kept.

    Raises:
        WrongInputError: the file is not there or is no mapping.
    """
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise WrongInputError(f"mapping {path}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, IsADirectoryError) as error:
        raise WrongInputError(f"mapping {path}: no TOML ({error}).") from error
    if unknown := [key for key in read if key not in _KNOWN]:
        raise WrongInputError(
            f"mapping {path}: {unknown[0]!r} is unknown; there are {', '.join(_KNOWN)}."
        )
    bores = _table(path, read, "geometry")
    if wrong := [name for name in bores if name not in _GEOMETRY or not _is_length(bores[name])]:
        raise WrongInputError(
            f"mapping {path}: [geometry] {wrong[0]}: a number above zero for one of "
            f"{', '.join(_GEOMETRY)}."
        )
    return Reading(
        mapped=_texts(path, read, "columns"),
        geometry=Geometry(**{name: float(str(value)) for name, value in bores.items()}),
        only=_texts(path, read, "only"),
        sheet=read.get("sheet"),
        words=_texts(path, read, "words"),
        fill_down=bool(read.get("fill_down", False)),
    )


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _table(path: Path, read: Mapping[str, object], name: str) -> dict[str, object]:
    table = read.get(name, {})
    if not isinstance(table, dict):
        raise WrongInputError(f"mapping {path}: {name} is a table: [{name}].")
    return table


def _texts(path: Path, read: Mapping[str, object], name: str) -> dict[str, str]:
    table = _table(path, read, name)
    if wrong := [key for key, value in table.items() if not isinstance(value, str)]:
        raise WrongInputError(f"mapping {path}: [{name}] {wrong[0]!r}: write a text in quotes.")
    return {key: str(value) for key, value in table.items()}
