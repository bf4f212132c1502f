"""What a person sent: text fields, at most one file, and the token that shows whose form it was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from campaigns.errors import WrongInputError
from campaigns.trial.typed_entry import typed_choice, typed_number
from doe.knobs.knob_values import Value

LONGEST = 2000  # characters; chosen: a note of a page


class FieldError(WrongInputError):
    """What was typed into one field cannot be used; nothing was done.

    Attributes:
        field: Its name.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


_MOST_FIELDS = 60  # chosen: more than the longest form has


@dataclass(frozen=True)
class Form:
    """One form that was sent.

    Attributes:
        fields: Text by name; blanks about it taken off.
        file_name: Of the file, as the browser has it; empty when none was sent.
        content: Of the file.
    """

    fields: Mapping[str, str]
    file_name: str = ""
    content: bytes = b""

    def matches(self, csrf: str) -> bool:
        """It carries the token of that session."""
        return secrets.compare_digest(self.fields.get("csrf", "").encode(), csrf.encode())

    def text(self, name: str) -> str:
        """A field; empty when it was left out."""
        return self.fields.get(name, "")

    def number(self, name: str, words: str) -> float | None:
        """A number; None when the field is empty. A decimal comma is understood.

        Raises:
            FieldError: it is not a finite number, or can be read in two ways.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return typed_number(text)
        except WrongInputError as error:
            raise FieldError(name, f"{words}: {error}; nothing was done") from error

    def whole(self, name: str, words: str) -> int | None:
        """A whole number; None when the field is empty.

        Raises:
            WrongInputError: it is none.
        """
        value = self.number(name, words)
        if value is not None and value != int(value):
            raise FieldError(name, f"{words}: {value:g} is not a whole number; nothing was done")
        return None if value is None else int(value)

    def values(self, prefix: str, choices: Mapping[str, tuple[str, ...]]) -> dict[str, Value]:
        """All fields named `PREFIX.NAME` that are filled in, by NAME: numbers, or choices.

        Args:
            prefix: Of the family.
            choices: Of each knob that is not a number, what it may be.
        """
        found: dict[str, Value] = {}
        for name, text in self.texts(prefix).items():
            key = f"{prefix}.{name}"
            if name not in choices:
                if (value := self.number(key, name[:60])) is not None:
                    found[name] = value
                continue
            try:
                found[name] = typed_choice(choices[name], text)
            except WrongInputError as error:
                raise FieldError(key, f"{name}: {error}; nothing was done") from error
        return found

    def texts(self, prefix: str) -> dict[str, str]:
        """All fields named `PREFIX.NAME` that are filled in, by NAME, as they were typed."""
        return {
            key.removeprefix(f"{prefix}."): text
            for key, text in self.fields.items()
            if key.startswith(f"{prefix}.") and text
        }

    def numbers(self, prefix: str) -> dict[str, float]:
        """All fields named `PREFIX.NAME` that are filled in, by NAME."""
        found = {}
        for key in self.fields:
            if key.startswith(f"{prefix}.") and self.fields[key]:
                name = key.removeprefix(f"{prefix}.")
                value = self.number(key, name[:60])
                if value is not None:
                    found[name] = value
        return found


async def read_form(request: Request) -> Form:
    """The form of a request.

    Raises:
        WrongInputError: it cannot be read, or has a field that is too long.
    """
    try:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as sent:
            fields: dict[str, str] = {}
            name, content = "", b""
            for key, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    name, content = value.filename or "", await value.read()
                else:
                    fields[key] = _field(key, value)
    except (MultiPartException, HTTPException, UnicodeDecodeError) as error:
        raise WrongInputError("the form cannot be read; nothing was done") from error
    return Form(fields, name, content)


def _field(key: str, value: str) -> str:
    if len(value) > LONGEST:
        raise WrongInputError(f"{key[:40]}: longer than {LONGEST} characters; nothing was done")
    if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in value):
        raise WrongInputError(f"{key[:40]}: has signs that nobody types; nothing was done")
    return value.strip()
