"""Options that several commands take, and numbers as people type them."""

from __future__ import annotations

import re

import typer

from campaigns.errors import WrongInputError
from campaigns.trial.typed_entry import typed_number, typed_share
from doe.trials import DAMAGE_GRADES

CAMPAIGN = typer.Argument(..., help="The campaign file.")
JSON = typer.Option(False, "--json", help="Print one JSON document.")
JSON_AT_THE_END = typer.Option(False, "--json", help="Print one JSON document at the end.")
PERSON = typer.Option(None, "--as", help="Your name, on a shared login.")


_TRIAL = re.compile(r"(?:#|cell-)?0*([1-9]\d{0,8})", re.ASCII | re.IGNORECASE)


def trial_typed(text: str) -> int:
    """The number of a trial as people write it: `3`, `#3`, or what stands on the cell."""
    found = _TRIAL.fullmatch(str(text).strip())
    if found is None:
        raise typer.BadParameter(f"{text!r}: write the number of the trial, or cell-0003")
    return int(found[1])


def grade_typed(text: str) -> int:
    """A grade of damage, `0` to `3`."""
    if (plain := str(text).strip()) not in map(str, DAMAGE_GRADES):
        grades = ", ".join(f"{grade} {words}" for grade, words in DAMAGE_GRADES.items())
        raise typer.BadParameter(f"{plain[:40]!r}: write {grades}")
    return int(plain)


def share_typed(text: str) -> float:
    """A share between 0 and 1; `91 %` is 0.91."""
    try:
        return typed_share(text)
    except WrongInputError as error:
        raise typer.BadParameter(str(error)) from error


def typed(text: str) -> float:
    """A number on the command line; a decimal comma is understood where it can only be one."""
    if text.strip().lower() in ("nan", "inf", "-inf"):
        return float(text)  # refused with the option's own limits
    try:
        return typed_number(text)
    except WrongInputError as error:
        raise typer.BadParameter(str(error)) from error
