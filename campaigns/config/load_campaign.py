"""A campaign file read and checked; every complaint names file, table, key, value and the fix.

Other files of the same kind, a study's for one, are read and complained of by `checked` too.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError

Tables = TypeVar("Tables", bound=BaseModel)

_FIXES = {
    "float_type": "write a number without quotes",
    "int_type": "write a whole number without quotes",
    "int_from_float": "write a whole number",
    "string_type": 'write text in "quotes"',
    "bool_type": "write true or false",
    "finite_number": "inf and nan are no limits: write a finite number",
    "tuple_type": 'write a list of rules: ["anode_mpa <= 0.75 * copress_mpa"]',
    "datetime_from_date_parsing": "write a moment such as 2026-12-04T18:00",
    "datetime_parsing": "write a moment such as 2026-12-04T18:00",
    "datetime_type": "write a moment such as 2026-12-04T18:00",
    "model_type": "write a table in [brackets]",
    "dict_type": "write a table in [brackets] with one line for each key: name = value",
    "string_pattern_mismatch": "use lower-case letters, digits and _, with the unit at the end",
    "string_too_short": "it is empty: write at least one character",
    "string_too_long": "it is too long for a heading: write at most 80 characters",
    "too_short": "vary at least one value: add a table such as [space.copress_mpa]",
}


_SLIPS = (
    (re.compile("[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019]"), 'Write straight quotes: "...".'),
    (re.compile(r"=\s*[+-]?\d+,\d+\s*(#|$)"), "Write a decimal point: 2.5, not 2,5."),
    (
        re.compile(r"=\s*[+-]?\d[\d.]*\s*[A-Za-z%°]"),
        "Write the number alone; its unit is the one at the end of the name.",
    ),
    (re.compile(r"=\s*(True|False|yes|no)\b"), "Write true or false, in small letters."),
    (re.compile(r"=\s*[^\W\d]"), 'Write text in quotes: "...".'),
    (re.compile(r'=\s*"[^"]*$'), 'Close the quotes: "...".'),
    (re.compile(r"=\s*(#|$)"), "Write a value after the =, or delete the line."),
    (re.compile(r"^[\w.-]+\s*:"), "Write NAME = VALUE, with an equals sign."),
)
"""What people write where TOML wants something else, the more certain first."""

_OTHER_FILES = {
    **dict.fromkeys(
        (".csv", ".tsv", ".xlsx", ".xls", ".ods"),
        "a table, not a campaign file; copress explore learns from past cells",
    ),
    ".db": "the memory of a campaign, not its file",
    **dict.fromkeys(
        (".mpt", ".mpr", ".dta", ".z"), "a spectrum, not a campaign file; copress eis reads it"
    ),
}
"""What people name in place of the campaign file, by its ending."""

_LINE_SHOWN = 100
"""Characters of a line in a message: one line of a terminal."""


class CampaignFileError(WrongInputError):
    """A campaign file cannot be used; the message says where and what to do. Nothing was done."""


def load_settings(path: Path) -> Settings:
    """Read and check a campaign file.

    Args:
        path: The TOML file; relative paths in it start from its folder.

    Raises:
        CampaignFileError: It is missing, no TOML, or says something that makes no sense.
    """
    return checked(path, Settings, f"Write one with: copress new {typed_name(path.name)}")


def check_text(text: str, path: Path) -> Settings:
    """A campaign file that is not written yet, checked.

    Args:
        text: What it shall say.
        path: Where it shall stand.

    Raises:
        CampaignFileError: It is no TOML, or says something that makes no sense.
    """
    return _checked(_document(text, path.name), path.absolute(), Settings)


def checked(path: Path, kind: type[Tables], otherwise: str) -> Tables:
    """Read a TOML file as tables of one kind; `path` becomes their own field of that name.

    Args:
        path: The file.
        kind: What it may say.
        otherwise: What to do where there is no such file.

    Raises:
        CampaignFileError: It is missing, no TOML, or says something that makes no sense.
    """
    path = path.absolute()  # not resolved: that turns a mapped drive into a server
    return _checked(_parse(path, otherwise), path, kind)


def _checked(document: dict[str, object], path: Path, kind: type[Tables]) -> Tables:
    try:
        return kind.model_validate({**document, "path": path})
    except ValidationError as error:
        details = _without_echo(error.errors(), kind)
        complaints = [_complaint(detail, document, kind) for detail in details]
        raise CampaignFileError(
            "\n".join(f"{path.name}: {complaint}" for complaint in complaints)
        ) from error


def _parse(path: Path, otherwise: str) -> dict[str, object]:
    if path.suffix.lower() in _OTHER_FILES and path.is_file():
        raise CampaignFileError(
            f"{path.name} is {_OTHER_FILES[path.suffix.lower()]}. A campaign file ends in .toml."
        )
    if path.is_dir():
        inside = ", ".join(sorted(one.name for one in path.glob("*.toml"))[:3]) or "none"
        raise CampaignFileError(
            f"{path} is a folder. Name the campaign file in it; files that end in .toml: {inside}."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows editors like to begin with a mark
    except FileNotFoundError as error:
        raise CampaignFileError(f"{path}: there is no such file. {otherwise}") from error
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as UTF-8 text ({error}). Save it as UTF-8."
        raise CampaignFileError(msg) from error
    return _document(text, path.name)


def _document(text: str, file_name: str) -> dict[str, object]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CampaignFileError(
            f"{file_name}: is not valid TOML: {error}.{_at_fault(text, str(error))}"
        ) from error
    if "path" in document:
        raise CampaignFileError(f"{file_name}: path: no such key here. Delete it.")
    return document


def _at_fault(text: str, error: str) -> str:
    """The line that cannot be read, and the slip that people make there; "" at the file's end."""
    found = re.search(r"at line (\d+)", error)
    lines = text.splitlines()
    if found is None or not 0 < int(found[1]) <= len(lines):
        return ""
    line = lines[int(found[1]) - 1].strip()
    slip = next((f" {fix}" for form, fix in _SLIPS if form.search(line)), "")
    return f" The line says `{line[:_LINE_SHOWN]}`.{slip}"


def _without_echo(details: list[ErrorDetails], kind: type[BaseModel]) -> list[ErrorDetails]:
    """A misspelt key is also a missing one; the person needs to read it once."""
    meant = {
        (*detail["loc"][:-1], _meant([str(place) for place in detail["loc"]], kind))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    return [d for d in details if d["type"] != "missing" or d["loc"] not in meant]


def _complaint(
    detail: ErrorDetails, document: Mapping[str, object], tables: type[BaseModel]
) -> str:
    """One pydantic error as a sentence for the person who edits the file."""
    places = [str(place) for place in detail["loc"] if place != "[key]"]
    where = _where(places, document)
    kind = detail["type"]
    if places[-1:] == ["constraints"] and len(places) > 1:
        return f"{where}: put constraints = [...] at the top of the file, above the first [table]."
    if kind == "missing":
        return f"{where}: is missing. Add it."
    if kind == "extra_forbidden":
        return f"{where}: no such key. {_suggestion(places, tables)}"
    if kind == "value_error":
        text = str(detail["ctx"]["error"])
        return f"{where}: {text}." if places else f"{text}."
    fix = _FIXES.get(kind, detail["msg"].replace("Input should", "it must"))
    return f"{where} = {_shown(detail['input'])}: {fix}."


def _where(places: list[str], document: Mapping[str, object]) -> str:
    """`[space.copress_mpa] high`: the longest part that is a table of the file goes in brackets."""
    tables: list[str] = []
    here: object = document
    for place in places:
        here = here.get(place) if isinstance(here, Mapping) else None
        if not isinstance(here, Mapping):
            break
        tables.append(place)
    keys = places[len(tables) :]
    return " ".join([f"[{'.'.join(tables)}]"] * bool(tables) + [".".join(keys)] * bool(keys))


def _suggestion(places: list[str], tables: type[BaseModel]) -> str:
    if meant := _meant(places, tables):
        return f"Did you mean {meant}?"
    if home := _table_with(places[-1], tables):
        return f"It belongs in [{home}]."
    return f"Known here: {', '.join(sorted(_keys_at(places[:-1], tables)))}."


def _table_with(key: str, tables: type[BaseModel]) -> str | None:
    """The table that has this key, where just one has it."""
    homes = [name for name in tables.model_fields if key in _keys_at([name], tables)]
    return homes[0] if len(homes) == 1 else None


def _meant(places: list[str], tables: type[BaseModel]) -> str | None:
    """The key that was probably meant by the last of `places`."""
    close = difflib.get_close_matches(places[-1], _keys_at(places[:-1], tables), n=1, cutoff=0.6)
    return close[0] if close else None


def _keys_at(places: Iterable[str], tables: type[BaseModel]) -> list[str]:
    """Names that the table at `places` may hold."""
    table: object = tables
    for place in places:
        if isinstance(table, type) and issubclass(table, BaseModel):
            table = _table_type(table.model_fields[place].annotation)
        else:  # a table of tables: every name leads to the same kind
            table = _table_type(get_args(table)[-1])
    if isinstance(table, type) and issubclass(table, BaseModel):
        return [name for name in table.model_fields if name != "path"]
    return []


def _table_type(annotation: object) -> object:
    if isinstance(annotation, types.UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
