"""Options that several commands take, and numbers as people type them."""

from __future__ import annotations

import typer

from campaigns.errors import WrongInputError
from campaigns.trial.typed_entry import typed_number

CAMPAIGN = typer.Argument(..., help="The campaign file.")
JSON = typer.Option(False, "--json", help="Print one JSON document.")
JSON_AT_THE_END = typer.Option(False, "--json", help="Print one JSON document at the end.")
PERSON = typer.Option(None, "--as", help="Your name, on a shared login.")


def typed(text: str) -> float:
    """A number on the command line; a decimal comma is understood where it can only be one."""
    if text.strip().lower() in ("nan", "inf", "-inf"):
        return float(text)  # refused with the option's own limits
    try:
        return typed_number(text)
    except WrongInputError as error:
        raise typer.BadParameter(str(error)) from error
