"""Sentences laid out for a terminal: wrapped to its width, indented, in letters any of them has."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

LONGEST = 96  # characters; chosen: longer lines are hard to read
_TIED = "\N{NO-BREAK SPACE}"
_VALUE = re.compile(r"\d (?:ohm cm2|MPa/s|MPa|kN|min|s)\b")  # a value and its unit stay together
_PLAIN = str.maketrans({"Ω": "ohm", "²": "2", "°": "deg", "–": "-", "“": '"', "”": '"'})


def say(screen: Console, sentence: str, *, lead: str = "  ", style: str | None = None) -> None:
    """One sentence, its second line below the end of `lead`."""
    width = min(screen.width, LONGEST)
    text = _VALUE.sub(lambda value: value[0].replace(" ", _TIED), plain(sentence))
    laid = fill(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_on_hyphens=False,
        break_long_words=False,
    )
    screen.print(laid.replace(_TIED, " "), style=style, markup=False)


def plain(sentence: str) -> str:
    """Without letters that an old terminal or a log file may lack."""
    return sentence.translate(_PLAIN)


def near(path: Path) -> Path:
    """The path as one would type it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
