"""The campaign file as a list of questions: each line `key = value  # help` of the template is one.

The start page asks them; what the template says of a key is the help that stands with it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pydantic import BaseModel

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError

_TABLE = re.compile(r"^\[(?P<table>[\w.]+)\]\s*(?:#\s*(?P<help>.*))?$")
_KEY = re.compile(
    r"^(?P<off># )?(?P<key>[a-z]\w*) =(?! \[)"
    r"(?: (?P<value>\"(?:[^\"\\]|\\.)*\"|true|false|[-+.\de]+))?"
    r"(?P<gap>\s+# )?(?P<help>.*)$"
)
_GOES_ON = re.compile(r"^\s{8,}# (?P<help>.*)$")
_OTHER_TABLE = re.compile(r"^# \[")

Value = str | bool | int | float | None


@dataclass(frozen=True)
class Question:
    """One key of a campaign file.

    Attributes:
        table: Its table, `space.copress_mpa`.
        key: Its name in the table.
        value: What the template says; None where it says nothing.
        help: What the template says of it.
        optional: The template leaves it out unless a person states it.
        choices: What it may say; empty for anything.
        line: Where it stands, from 0.
    """

    table: str
    key: str
    value: Value
    help: str
    optional: bool
    choices: tuple[str, ...]
    line: int

    @property
    def name(self) -> str:
        """As a form calls it: `space.copress_mpa.high`."""
        return f"{self.table}.{self.key}"


@dataclass(frozen=True)
class Group:
    """The questions of one table.

    Attributes:
        table: Its name.
        help: What the template says of the table.
        questions: In the order of the file.
    """

    table: str
    help: str
    questions: tuple[Question, ...]


def groups(text: str) -> tuple[Group, ...]:
    """The questions of a campaign file, table by table.

    Args:
        text: As `campaign_text` writes it.
    """
    tables: dict[str, str] = {}
    for match in filter(None, map(_TABLE.match, text.splitlines())):
        tables[match["table"]] = match["help"] or ""
    asked = tuple(_questions(text))
    found = (
        Group(table, said, tuple(one for one in asked if one.table == table))
        for table, said in tables.items()
    )
    return tuple(group for group in found if group.questions)


def _questions(text: str) -> Iterator[Question]:
    table, last = "", None
    for number, line in enumerate(text.splitlines()):
        goes_on = _GOES_ON.match(line)
        if last is not None and goes_on is not None:
            last = replace(last, help=f"{last.help} {goes_on['help']}")
            continue
        if last is not None:
            yield last
            last = None
        if head := _TABLE.match(line):
            table = head["table"]
        elif _OTHER_TABLE.match(line):
            table = ""  # a table that the template leaves out
        elif table and (match := _KEY.match(line)):
            last = _question(table, match, number)
    if last is not None:
        yield last


def _question(table: str, match: re.Match[str], number: int) -> Question:
    value = None if match["value"] is None else _plain(match["value"])
    choices = _choices(table, match["key"]) if isinstance(value, str) else ()
    optional = match["off"] is not None
    return Question(table, match["key"], value, match["help"].strip(), optional, choices, number)


def _plain(value: str) -> Value:
    found: Value = tomllib.loads(f"x = {value}")["x"]
    return found


def _choices(table: str, key: str) -> tuple[str, ...]:
    """The words that the schema allows for a key; empty where it allows any."""
    model: object = Settings
    for place in (table.split(".", maxsplit=1)[0], key):
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return ()
        field = model.model_fields.get(place)
        model = None if field is None else field.annotation
    found = [model, *get_args(model)]
    return next((get_args(one) for one in found if _is_literal(one)), ())


def _is_literal(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) is Literal


def answered(text: str, answers: Mapping[str, Value]) -> str:
    """The campaign file with what a person said.

    Args:
        text: As `campaign_text` writes it.
        answers: By name of the question; None leaves the key out.

    Raises:
        WrongInputError: an answer to no question, or of another kind than the template's.
    """
    lines = text.splitlines()
    asked = {one.name: one for one in _questions(text)}
    for name, answer in answers.items():
        if name not in asked:
            raise WrongInputError(f"{name[:60]!r} is no question of this file; nothing was done")
        question = asked[name]
        lines[question.line] = _line(lines[question.line], question, answer)
    return "\n".join(lines) + "\n"


def _line(line: str, question: Question, answer: Value) -> str:
    """The line of a question with its answer; comments stay where they stand."""
    match = _KEY.match(line)
    assert match is not None  # noqa: S101  the question was read from this line
    if answer is None:
        return line if question.optional else f"# {line}"
    if answer == question.value and not question.optional:
        return line
    said = f"{question.key} = {_toml(question, answer)}"
    if match["gap"] is None:
        return said
    return f"{said.ljust(match.end('gap') - 2)}# {match['help']}"


def _toml(question: Question, answer: Value) -> str:
    """An answer as a value of TOML, of the kind that the template has."""
    kinds: tuple[type, ...] = (int, float)
    if isinstance(question.value, bool | str):
        kinds = (type(question.value),)
    if type(answer) not in kinds:
        raise WrongInputError(f"{question.name}: {answer!r} is not what it may say")
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, str):
        return json.dumps(answer, ensure_ascii=False)
    return f"{answer:.12g}"
