"""Files in TOML read as pydantic models: strict tables, and complaints that people can act on."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

Positive = Annotated[FiniteFloat, Field(gt=0)]


class Table(BaseModel):
    """A table of a file: nothing but what is known, of the type that is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_toml(path: Path) -> dict[str, object]:
    """The document in a file.

    Raises:
        ValueError: It is no TOML in UTF-8; the sentence names the file.
        FileNotFoundError: There is no such file.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors begin with a mark
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(
            f"{path.name} cannot be read as TOML: {error}. Correct the file."
        ) from error


def complaints(file_name: str, error: ValidationError) -> str:
    """Each fault of a file on a line of its own: where, what stands there, what it must be."""
    return "\n".join(
        _complaint(
            file_name, tuple(map(str, fault["loc"])), fault["type"], fault["msg"], fault["input"]
        )
        for fault in error.errors()
    )


def _complaint(file_name: str, loc: tuple[str, ...], kind: str, message: str, given: object) -> str:
    table, key = ".".join(loc[:-1]), loc[-1] if loc else ""
    where = f"{file_name}: " + f"[{table}] " * bool(table) + key
    if kind == "missing":
        return f"{where} is missing. Add it; nothing is assumed for it."
    if kind == "extra_forbidden":
        return f"{where}: no such key here. Check the spelling, or delete it."
    why = message.removeprefix("Value error, ").replace("Input should", "it must")
    if kind == "value_error":
        return f"{where}: {why}."
    return f"{where} = {given!r}: {why}."
