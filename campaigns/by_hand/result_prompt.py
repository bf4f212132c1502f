"""Asks a person at the terminal, in plain words, what became of a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from campaigns.by_hand.record_result import Report
from campaigns.errors import WrongInputError
from hardware.inspection import DAMAGE_GRADES

Ask = Callable[[str], str]

WHAT_HAPPENED = """\
What became of this cell?
  1  it is whole and measured
  2  the recipe failed: the cell is cracked, in pieces or shorted
  3  the rig failed: press, die, power; says nothing about the recipe
  4  the measurement failed: the cell is whole, its spectrum is no good
  5  the cell is whole, and not worth measuring
1 to 5"""


def nothing_said(report: Report) -> bool:
    """The command line gave no result at all."""
    said = (report.spectrum, report.asr_ohm_cm2, report.damage)
    words = (report.void, report.shorted, report.skipped, report.unmeasured)
    return all(one is None for one in said) and not any(words)


def ask_report(report: Report, ask: Ask) -> Report:
    """`report`, completed by a person's answers.

    Raises:
        WrongInputError: an answer that makes no sense; nothing was recorded.
    """
    match ask(WHAT_HAPPENED).strip():
        case "1":
            return _with_result(replace(report, damage=0), ask)
        case "2":
            return _broken(report, ask)
        case "3":
            return replace(report, void=True, reason=report.reason or ask("What failed?"))
        case "4":
            return replace(report, damage=0, unmeasured=ask("What is wrong with the spectrum?"))
        case "5":
            return replace(report, damage=0, skipped=ask("Why is it not worth measuring?"))
    raise WrongInputError("the answer is a number from 1 to 5; nothing was recorded")


def _with_result(report: Report, ask: Ask) -> Report:
    answer = ask("Its spectrum's file, or its resistance in ohm cm2").strip()
    try:
        return replace(report, asr_ohm_cm2=float(answer))
    except ValueError:
        path = Path(answer).expanduser()
    if not path.is_file():
        raise WrongInputError(f"{answer}: neither a number nor a file; nothing was recorded")
    return replace(report, spectrum=path)


def _broken(report: Report, ask: Ask) -> Report:
    grades = ", ".join(f"{grade} {words}" for grade, words in DAMAGE_GRADES.items())
    grade = ask(f"How badly? {grades}").strip()
    if not grade.isdecimal() or int(grade) not in DAMAGE_GRADES:
        raise WrongInputError("the damage is 0, 1, 2 or 3; nothing was recorded")
    shorted = ask("Is it shorted? y or n").strip().lower() in ("y", "yes")
    return replace(report, damage=int(grade), shorted=shorted)
