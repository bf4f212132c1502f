"""What each address of the page takes, said once: where it is answered.

A form with a field that is not named here is refused; `campaigns.web.openapi` tells the same
to machines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from campaigns.errors import WrongInputError
from campaigns.web.forms.parse import LONGEST, Form
from campaigns.web.security.roles import Role

Answers = TypeVar("Answers", bound=Callable[..., object])


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    TICK = "tick"
    FILE = "file"


@dataclass(frozen=True)
class Field:
    """One field of a form or of an address.

    Attributes:
        name: Its name; with a dot at its end a family: `value.` for `value.copress_mpa` and so on.
        kind: What it holds.
        choices: What it may say; empty for anything.
        required: Nothing is done without it.
        longest: Most signs of a text.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    longest: int = LONGEST

    def takes(self, name: str) -> bool:
        """A field of that name is meant."""
        if self.name.endswith("."):
            return name.startswith(self.name) and len(name) > len(self.name)
        return name == self.name


WHY = Field("why")
NEEDED_WHY = Field("why", required=True)
SEEN = Field("seen", FieldKind.WHOLE, required=True)
SEEN_OF = Field("seen.", FieldKind.WHOLE)
"""The lines of several trials, by their numbers."""
READ = Field("read", FieldKind.TICK, required=True)


@dataclass(frozen=True)
class EndpointDescription:
    """What is answered at an address.

    Attributes:
        what: In a few words.
        fields: Of its form, or of its query.
        role: Who may.
    """

    what: str
    fields: tuple[Field, ...] = ()
    role: Role = Role.VIEWER


_TAKEN: dict[object, tuple[Field, ...]] = {}
_ABOUT: dict[object, EndpointDescription] = {}


def takes(*fields: Field) -> Callable[[Answers], Answers]:
    """Say which fields a function reads."""

    def said(answers: Answers) -> Answers:
        _TAKEN[answers] = fields
        return answers

    return said


def fields_of(answers: object) -> tuple[Field, ...]:
    """What `takes` has said."""
    return _TAKEN.get(answers, ())


def describe(endpoint: object, about: EndpointDescription) -> None:
    """Say what an endpoint is for."""
    _ABOUT[endpoint] = about


def about(endpoint: object) -> EndpointDescription | None:
    """What `describe` has said."""
    return _ABOUT.get(endpoint)


def refuse_unknown(form: Form, fields: Sequence[Field]) -> None:
    """Every field that was sent is read by somebody.

    Raises:
        WrongInputError: one is not.
    """
    known = [field for field in fields if field.kind is not FieldKind.FILE]
    for name in form.fields:
        if name != "csrf" and not any(field.takes(name) for field in known):
            raise WrongInputError(f"{name[:40]!r} is no field of this form; nothing was done")
    if form.file_name and len(known) == len(fields):
        raise WrongInputError("this form takes no file; nothing was done")
