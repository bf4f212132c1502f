"""The day on which a cell was pressed, as people and spreadsheets write it."""

from __future__ import annotations

import re
from datetime import date

from campaigns.errors import WrongInputError

_MONTHS = (
    *(("jan",), ("feb", "fév", "fev"), ("mar", "mär", "mrz"), ("apr", "avr"), ("may", "mai")),
    *(("jun", "juin"), ("jul", "juil"), ("aug", "aoû", "aou"), ("sep",), ("oct", "okt")),
    *(("nov",), ("dec", "dez", "déc")),
)
"""How names of months begin in English, German and French."""
_TIME = r"(?:[T ]\d{1,2}:\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-./]?)(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[.\-/ ]*([^\W\d_]{3,9})[.\-/, ]*(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})[.\-/ ]*(\d{1,2})(?:st|nd|rd|th)?[.,\-/ ]+(\d{4}|\d{2})")
_CENTURY = 2000  # cells of a campaign are pressed in this one


def day_of(text: str) -> str:
    """The day in ISO 8601: `30.11.2026`, `30 Nov 2026`, `2026-11-30 09:15` are 2026-11-30.

    Raises:
        WrongInputError: it is no day, or `3/4/2026` that can be read in two ways.
    """
    plain = " ".join(text.split())
    if found := _YEAR_LAST.fullmatch(plain):
        first, mark, second, year = found.groups()
        return _iso(plain, year, *_month_and_day(plain, int(first), mark, int(second)))
    if found := _YEAR_FIRST.fullmatch(plain):
        return _iso(plain, found[1], int(found[3]), int(found[4]))
    if found := _EAST_ASIAN.fullmatch(plain):
        return _iso(plain, found[1], int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(plain):
        return _iso(plain, found[3], _month(plain, found[2]), int(found[1]))
    if found := _MONTH_DAY.fullmatch(plain):
        return _iso(plain, found[3], _month(plain, found[1]), int(found[2]))
    raise _no_day(plain)


def day_or_text(text: str) -> str:
    """The same; what is no day stays as it was written."""
    try:
        return day_of(text)
    except WrongInputError:
        return text


def _month_and_day(plain: str, first: int, mark: str, second: int) -> tuple[int, int]:
    """Points set the day first; strokes do not say which of two small numbers it is."""
    if mark == "." or first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    raise WrongInputError(
        f"--made-on {plain[:40]}: can be read in two ways; write the year first, as in 2026-11-29"
    )


def _month(plain: str, word: str) -> int:
    known = [n for n, starts in enumerate(_MONTHS, 1) if word.casefold().startswith(starts)]
    if not known:
        raise _no_day(plain)
    return known[-1]


def _iso(plain: str, year: str, month: int, day: int) -> str:
    whole = int(year) + (_CENTURY if len(year) == len("26") else 0)
    try:
        return date(whole, month, day).isoformat()
    except ValueError:
        raise _no_day(plain) from None


def _no_day(plain: str) -> WrongInputError:
    return WrongInputError(f"--made-on {plain[:40]}: is not a day; write it as in 2026-11-29")
