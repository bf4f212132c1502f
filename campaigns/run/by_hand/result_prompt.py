"""Asks a person at the terminal, in plain words, what became of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.trial.cell_result import NO_FAILURE, CellResult
from campaigns.trial.typed_entry import typed_number
from doe.trials import FAILURE_MODES, FailureMode
from hardware.inspection import DAMAGE_GRADES

Ask = Callable[[str], str]

WHAT_HAPPENED = """\
What became of this cell?
  1  it is whole and measured
  2  the recipe failed: the cell is cracked, in pieces or shorted
  3  the rig failed: press, die, power; says nothing about the recipe
  4  the measurement failed: the cell is whole, its spectrum is not usable
  5  the cell is whole, and not worth measuring
1 to 5"""


def nothing_said(result: CellResult) -> bool:
    """The command line gave no result at all."""
    return not result.named.keys() - {"lot", "note", "operator", "made_on", "achieved", "ocv_v"}


def ask_result(result: CellResult, ask: Ask) -> CellResult:
    """`result`, completed by a person's answers.

    Raises:
        WrongInputError: an answer that makes no sense; nothing was recorded.
    """
    match ask(WHAT_HAPPENED).strip():
        case "1":
            return _with_resistance(replace(result, damage=0), ask)
        case "2":
            return _broken(result, ask)
        case "3":
            return replace(result, void=ask("What failed?"))
        case "4":
            return replace(result, damage=0, unmeasured=ask("What is wrong with the spectrum?"))
        case "5":
            return replace(result, damage=0, skipped=ask("Why is it not worth measuring?"))
    raise WrongInputError("the answer is a number from 1 to 5; nothing was recorded")


def _with_resistance(result: CellResult, ask: Ask) -> CellResult:
    answer = ask("Its spectrum's file, or its resistance in ohm cm2").strip()
    path = Path(answer).expanduser()
    if path.is_file():
        return replace(result, spectrum=path)
    try:
        return replace(result, asr_ohm_cm2=typed_number(answer))
    except WrongInputError as error:
        raise WrongInputError(
            f"{answer}: neither a number nor a file; nothing was recorded"
        ) from error


def _broken(result: CellResult, ask: Ask) -> CellResult:
    grades = ", ".join(f"{grade} {words}" for grade, words in DAMAGE_GRADES.items())
    grade = ask(f"How badly? {grades}").strip()
    if not grade.isdecimal() or int(grade) not in DAMAGE_GRADES:
        raise WrongInputError("the damage is 0, 1, 2 or 3; nothing was recorded")
    shorted = ask("Is it shorted? y or n").strip().lower() in ("y", "yes")
    words = ask(f"How did it fail? {', '.join(FAILURE_MODES)}; several may be named; - for unknown")
    return replace(
        result, damage=int(grade), shorted=shorted or None, failure=failure_of(words.split())
    )


def failure_of(words: Sequence[str]) -> tuple[FailureMode, ...] | None:
    """Ways of failing as they are typed; None where nothing was said, () for "none".

    Raises:
        WrongInputError: a word that is none of them.
    """
    parts = [part for word in words for part in re.split(r"[,;+\s]+", word)]
    named = [part.lower() for part in parts if part.strip("-")]
    if odd := [word for word in named if word not in (*FAILURE_MODES, NO_FAILURE)]:
        known = ", ".join((*FAILURE_MODES, NO_FAILURE))
        raise WrongInputError(f"{odd[0]!r}: no such failure mode; there are {known}")
    return tuple(mode for mode in FAILURE_MODES if mode in named) if named else None
