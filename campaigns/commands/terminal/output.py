"""How results look in a terminal: results on stdout, everything else on stderr, one JSON document.

rich keeps to NO_COLOR and to pipes by itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from campaigns.commands.terminal.text_encoding import is_unicode
from campaigns.errors import WrongInputError
from campaigns.store.json_codec import plain
from campaigns.trial.typed_entry import typed_choice, typed_number
from doe.knobs.knob_values import Value, number_text

SIMULATED = "SIMULATED press and cells: this shows how Copress works, nothing about real cells."


_PIPE_WIDTH = 140
"""Columns where nobody tells: a table in a log file must not lose its numbers."""

_READ_BY_PEOPLE = 500_000
"""Characters; a longer document is for programs, and to indent it takes longer than to make it."""


def console() -> Console:
    """For results: stdout."""
    screen = Console(highlight=False, soft_wrap=True)
    return (
        screen
        if screen.is_terminal
        else Console(highlight=False, soft_wrap=True, width=_PIPE_WIDTH)
    )


def notes() -> Console:
    """For progress and remarks: stderr."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def show_json_line(document: object) -> None:
    """One JSON document on one line of stdout, at once: of a stream that goes on."""
    sys.stdout.write(f"{_json(plain(document))}\n")
    sys.stdout.flush()


def show_json(document: object) -> None:
    """One JSON document on stdout."""
    whole = plain(document)
    text = _json(whole)
    if len(text) < _READ_BY_PEOPLE:
        text = _json(whole, indent=2)
    typer.echo(text)


def _json(document: object, indent: int | None = None) -> str:
    """JSON text in UTF-8, or in pure ASCII where the stream has another encoding."""
    ascii_only = not is_unicode(sys.stdout.encoding)
    return json.dumps(document, indent=indent, ensure_ascii=ascii_only, allow_nan=False)


def say_simulated(screen: Console, simulated: object) -> None:
    """Nobody may take a demonstration for a measurement."""
    if simulated:
        screen.print(SIMULATED, style="bold yellow")


_LONG, _LONGEST = 1e4, 1e12
"""Settings between these are written with every digit before the point, not as 8.64e+04."""


def number(value: Value) -> str:
    """A setting as the bench writes it: four digits that count; a choice by its name.

    From 10 000 on (a dwell of a day, 86400 s) every digit before the point, as it is typed.
    """
    if isinstance(value, str):
        return value
    return f"{value:.4g}" if not _LONG <= abs(value) < _LONGEST else f"{value:.0f}"


def values_table(
    values: Mapping[str, Value], *, varied: Mapping[str, Value], unset: Sequence[str] = ()
) -> Table:
    """A protocol: what was varied first, then what is fixed; no rate that the press cannot set."""
    table = plain_table("", "value", "")
    fixed = [name for name in values if name not in varied and name not in unset]
    for name in [*varied, *fixed]:
        table.add_row(name, number(values[name]), "" if name in varied else "fixed")
    return table


def plain_table(*headings: str) -> Table:
    """A table without frame that can be read in a log file too."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(_two_lines(heading), justify="left")
    return table


def _two_lines(name: str) -> str:
    """`copress_dwell_s` over two lines, so that many columns fit next to each other."""
    first, _, rest = name.partition("_")
    return f"{first}_\n{rest}" if rest else name


def interval(asr: Mapping[str, object]) -> str:
    """`165 ohm cm2 (90 % of cells within 140 to 190)`."""
    median, low, high = (number_text(end, 3) for end in _ends(asr))
    return f"{median} ohm cm2 (90 % of cells within {low} to {high})"


def retention(kept: Mapping[str, object]) -> str:
    """`94.0 % of the capacity (90 % of cells within 91.5 to 95.8 %)`."""
    median, low, high = (f"{100 * end:.1f}" for end in _ends(kept))
    return f"{median} % of the capacity (90 % of cells within {low} to {high} %)"


def _ends(found: Mapping[str, object]) -> tuple[float, ...]:
    return tuple(float(str(found[key])) for key in ("median", "low", "high"))


def assignments(
    texts: list[str], option: str, choices: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, Value]:
    """`NAME=VALUE` texts as numbers by name.

    Raises:
        WrongInputError: a text that is not one.
    """
    known = choices or {}
    values: dict[str, Value] = {}
    for name, text in named_texts(texts, option).items():
        try:
            values[name] = typed_choice(known[name], text) if name in known else typed_number(text)
        except WrongInputError as error:
            msg = f"{option} {name}={text}: {error}; write NAME=VALUE, for example copress_mpa=480"
            raise WrongInputError(msg) from None
    return values


def named_texts(texts: list[str], option: str) -> dict[str, str]:
    """`NAME=VALUE` texts as texts by name.

    Raises:
        WrongInputError: a text that is not one, or a name that is given twice.
    """
    named: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise WrongInputError(f"{option} {text}: write NAME=VALUE, for example copress_mpa=480")
        if name.strip() in named:
            raise WrongInputError(f"{option} {name.strip()} is given twice; which is right?")
        named[name.strip()] = value.strip()
    return named
