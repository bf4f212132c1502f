"""One cell of a table as a number, or what keeps it from being one. Nothing is guessed silently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite
from numbers import Real
from typing import Literal
from unicodedata import numeric

from typing_extensions import override

from hardware.numbers import same_signs

Trouble = Literal[
    "date",
    "excel error",
    "ambiguous comma",
    "text",
    "not finite",
    "clock time",
    "inexact",
    "bound",
    "ambiguous point",
    "ambiguous clock",
    "formula",
    "range",
    "several",
]

_BLANK = {"", "-", "–", "—", "n/a", "na", "nan", "none", "null", "?", "k.a.", "n.d.", "nd", "tbd"}
_MONTH = (
    r"jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|"
    r"january|february|march|april|june|july|august|september|october|november|december"
)
_DATE = re.compile(
    rf"^(\d{{1,2}}[.\-/ ]+({_MONTH})\w*\.?([.\-/ ]+\d{{2,4}})?|({_MONTH})\w*\.?[.\-/ ]+\d{{2,4}}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}([ T].*)?)$",
    re.IGNORECASE,
)
_EXCEL_ERROR = re.compile(r"^#(?:#+|[A-ZÀ-Ü/0]+[!?]|N/?[ADV])$")
"""`#REF!`, `#DIV/0!`, `#N/A`, `#WERT!`, `#NV`, `####`; `# cracks` is a title."""
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$")
_PARTS_OF_TIME = re.compile(
    r"^(?=.*\d\D+\d)(?:(\d+)\s*(?:h|hrs?|std)\.?\s*)?(?:(\d+)\s*(?:min|mins|m|'|′)\.?\s*)?"
    r"(?:(\d+)\s*(?:s|secs?|sek|''|\"|″)\.?)?$",
    re.IGNORECASE,
)
"""`1 min 30 s`, `2'30"`, `1 h 15 min`: at least two of them."""
_HOURS = re.compile(r"^(\d{1,2})\s*h\s*([0-5]\d)$", re.IGNORECASE)
"""`1h30`: an hour and a half."""
_MINUTES = re.compile(r"^(\d{1,2})\s*(?:min|mn|m|'|′)\s*([0-5]\d)$", re.IGNORECASE)
"""`1 min 30`: a minute and a half."""
_AN_HOUR_S = 3600.0  # seconds, by definition
_NUMBER = re.compile(
    r"^(?P<sign><=|>=|<|>|≤|≥|~|≈|ca\.?|approx\.?)?\s*"
    r"(?P<body>[+-]?(?:\d[\d\s'’.,]*|[.,]\d+)(?:e[+-]?\d+)?)\s*"
    r"(?:(?:±|\+/-|\+-)\s*(?P<error>\d[\d.,]*))?\s*(?P<unit>[^\d\s].*)?$",
    re.IGNORECASE,
)
_BOUNDS = ("<", ">", "<=", ">=", "≤", "≥")
"""`< 87` was not measured as 87: it lies anywhere below."""
_CONCISE = re.compile(r"^(?P<body>[+-]?\d+[.,](?P<decimals>\d+))\((?P<last>\d{1,2})\)(?P<rest>.*)$")
"""93.4(12): the uncertainty of the last digits, 93.4 +- 1.2 (JCGM 100:2008, 7.2.2)."""
_RANGE = re.compile(
    r"^(?P<low>\d[\d.,]*)(?!\d|[eE][+-]?\d)\s*[^\d\s]{0,8}?\s*(?:-|\.\.\.?|…|~|to|bis|à)\s*(?P<high>\d[\d.,]*)(?!\d|\s*/)",
    re.IGNORECASE,
)
"""`240-260 MPa`, `430 to 450`, `240 MPa – 260 MPa`; a dash is a minus once the signs are alike."""
_SEVERAL = re.compile(r"^\d+\s*[x×*]\s*\d", re.IGNORECASE)
"""`3x60 s`: three times."""
_SHARES = tuple("½¼¾⅓⅔")
_MIXED = re.compile(
    r"^(?P<whole>[+-]?\d+)(?:\s+(?P<over>\d)/(?P<under>[2-8])|\s?(?P<sign>[½¼¾⅓⅔]))"
)
"""`2 1/2` and `3½`; `1/2` alone may be a date or two of something."""
_GROUPED = re.compile(r"^[+-]?\d{1,3}([ '’]\d{3})+(?:[.,]\d+)?$")
_THREE_AFTER_COMMA = re.compile(r"^[+-]?[1-9]\d{0,2},\d{3}$")
_THREE_AFTER_POINT = re.compile(r"^[+-]?[1-9]\d{0,2}\.\d{3}$")


@dataclass(frozen=True)
class Uncalculated:
    """A formula that no spreadsheet has calculated."""

    formula: str
    place: str

    @override
    def __str__(self) -> str:
        """As a message names it."""
        return f"{self.place}: {self.formula}"


@dataclass(frozen=True)
class ReadNumber:
    """What a cell says.

    Attributes:
        value: the number; None for a blank cell and where there is trouble.
        std: what stands behind a plus-minus sign.
        unit: what stands behind the number.
        trouble: why there is no number, or ("inexact") that it is an estimate.
    """

    value: float | None = None
    std: float | None = None
    unit: str = ""
    trouble: Trouble | None = None


def read_number(
    cell: object, *, decimal_comma: bool, duration: bool = False, grouped: bool = False
) -> ReadNumber:
    """Read one cell.

    Args:
        cell: as the file holds it.
        decimal_comma: the table is known to write decimals with a comma.
        duration: the column holds times, so that 0:01:30 is 90 s.
        grouped: the table is known to set thousands apart by the mark that is not the decimal one.
    """
    if cell is None or isinstance(cell, bool):
        return ReadNumber() if cell is None else ReadNumber(float(cell))
    if isinstance(cell, Uncalculated):
        return ReadNumber(trouble="formula")
    if isinstance(cell, time | timedelta):
        return _of_clock(cell) if duration else ReadNumber(trouble="clock time")
    if isinstance(cell, datetime | date):
        return ReadNumber(trouble="date")
    if isinstance(cell, Real):
        number = float(cell)
        return ReadNumber(number) if isfinite(number) else ReadNumber(trouble="not finite")
    return _read_text(str(cell), decimal_comma, duration, grouped)


def uses_decimal_comma(cells: Iterable[object]) -> bool:
    """Whether some cell of a table can only be read with a decimal comma."""
    return _uses(cells, ",", ".", _THREE_AFTER_COMMA)


def uses_decimal_point(cells: Iterable[object]) -> bool:
    """Whether some cell of a table can only be read with a decimal point."""
    return _uses(cells, ".", ",", _THREE_AFTER_POINT)


def _uses(cells: Iterable[object], mark: str, other: str, either: re.Pattern[str]) -> bool:
    for cell in cells:
        if isinstance(cell, str) and (found := _NUMBER.match(same_signs(cell))):
            body = found["body"].strip()
            last = body.count(mark) == 1 and body.rfind(mark) > body.rfind(other)
            if last and not either.match(body):
                return True
    return False


@lru_cache(maxsize=1 << 14)  # a table is looked through five times: titles, units, means, cells
def _read_text(text: str, decimal_comma: bool, duration: bool, grouped: bool) -> ReadNumber:
    text = same_signs(text)
    if text.lower() in _BLANK:
        return ReadNumber()
    if clock := _of_written_time(text, duration):
        return clock
    if trouble := _spoilt(text):
        return ReadNumber(trouble=trouble)
    if concise := _CONCISE.match(text):
        error = int(concise["last"]) * 10.0 ** -len(concise["decimals"])
        text = f"{concise['body']} ± {error:.{len(concise['decimals'])}f}{concise['rest']}"
    text = f"0{text}" if text[:1] in _SHARES else text
    if mixed := _MIXED.match(text):
        share = float(mixed["over"]) / float(mixed["under"]) if mixed["over"] else None
        share = numeric(mixed["sign"]) if share is None else share
        text = f"{int(mixed['whole']) + share:.6g}{text[mixed.end() :]}"
    found = _NUMBER.match(text)
    if found is None:
        return ReadNumber(trouble="text")
    return _read_match(found, decimal_comma, grouped)


def _of_written_time(text: str, duration: bool) -> ReadNumber | None:
    """`0:01:30`, `1h30`, `1 min 30 s`; None for a text that is no time."""
    if clock := _CLOCK.match(text):
        if clock[3] is None:
            return ReadNumber(trouble="ambiguous clock" if duration else "clock time")
        hours, minutes, seconds = clock.groups(default="0")
        whole = 3600 * float(hours) + 60 * float(minutes) + float(seconds)
        return ReadNumber(whole, unit="s") if duration else ReadNumber(trouble="clock time")
    if duration and (clock := _HOURS.match(text)):
        return ReadNumber(3600 * float(clock[1]) + 60 * float(clock[2]), unit="s")
    if duration and (clock := _MINUTES.match(text)):
        return ReadNumber(60 * float(clock[1]) + float(clock[2]), unit="s")
    if duration and (parts := _PARTS_OF_TIME.match(text)):
        h, m, s = (float(part or 0) for part in parts.groups())
        return ReadNumber(3600 * h + 60 * m + s, unit="s")
    return None


def _rises(low: str, high: str) -> bool:
    """Whether two numbers are the ends of a range."""
    ends = [_float(low), _float(high)]
    return None not in ends and ends[0] < ends[1]  # type: ignore[operator]


def _spoilt(text: str) -> Trouble | None:
    """What a spreadsheet has written, not a person, and what is more than one number."""
    if _SEVERAL.match(text):
        return "several"
    if (ends := _RANGE.match(text)) and _rises(ends["low"], ends["high"]):
        return "range"
    if _EXCEL_ERROR.match(text):
        return "excel error"
    if text.lower() in ("inf", "-inf", "+inf", "infinity", "∞"):
        return "not finite"
    return "date" if _DATE.match(text) else None


def _read_match(found: re.Match[str], decimal_comma: bool, grouped: bool) -> ReadNumber:
    body = found["body"].strip()
    either = (_THREE_AFTER_POINT if decimal_comma else _THREE_AFTER_COMMA).match(body)
    if either and not grouped:
        return ReadNumber(trouble="ambiguous point" if decimal_comma else "ambiguous comma")
    body = re.sub("[.,]", "", body) if either else body
    value = _float(body)
    if value is None or not isfinite(value):
        return ReadNumber(trouble="text" if value is None else "not finite")
    if found["sign"] in _BOUNDS:
        return ReadNumber(trouble="bound")
    std = _float(found["error"]) if found["error"] else None
    trouble: Trouble | None = "inexact" if found["sign"] else None
    return ReadNumber(value, std, (found["unit"] or "").strip(), trouble)


def _float(body: str) -> float | None:
    """A number with either decimal sign; the last of two different signs is the decimal one."""
    if _GROUPED.match(body) or "'" in body or "’" in body:
        body = re.sub(r"[ '’]", "", body)
    if "," in body and "." in body:
        thousands = "," if body.rfind(".") > body.rfind(",") else "."
        body = body.replace(thousands, "")
    elif body.count(",") > 1 or body.count(".") > 1:
        body = body.replace(",", "").replace(".", "")
    try:
        return float(body.replace(",", "."))
    except ValueError:
        return None


_CLOCK_FORMS = (
    (re.compile(r"\b(?:m{1,2}:s{1,2}|min:s(?:ec|ek)?)\b|分[:：]秒|분[:：]초"), "mm:ss"),
    (re.compile(r"\b(?:h{1,2}:m{1,2}|h:min|std:min)\b"), "hh:mm"),
)


def clock_form(text: str) -> str:
    """What the two numbers of a clock mean by a title or a row of units; "" where it is silent.

    `hold (mm:ss)`, or `mm:ss` under `hold`.
    """
    said = [form for pattern, form in _CLOCK_FORMS if pattern.search(text.casefold())]
    return said[0] if len(said) == 1 else ""


def clock_of(cell: object, form: str) -> float | None:
    """A duration in s whose two numbers mean what the title says: `mm:ss` or `hh:mm`.

    Args:
        cell: as the file holds it; a spreadsheet takes 01:30 for hours and minutes.
        form: `mm:ss` or `hh:mm`.

    Returns:
        None where the cell does not hold two numbers.
    """
    unit_s = 60.0 if form == "mm:ss" else 3600.0
    if isinstance(cell, time | timedelta) and _seconds(cell) % 60.0 == 0.0:
        return unit_s * _seconds(cell) / 3600.0
    found = _CLOCK.match(same_signs(str(cell)))
    if found is None or found[3] is not None:
        return None
    return unit_s * (float(found[1]) + float(found[2]) / 60.0)


def _of_clock(clock: time | timedelta) -> ReadNumber:
    """A time of a spreadsheet: 1:30 typed for a minute and a half is kept as 1:30:00."""
    whole = _seconds(clock)
    if whole >= _AN_HOUR_S and whole % 60.0 == 0.0:
        return ReadNumber(trouble="ambiguous clock")
    return ReadNumber(whole, unit="s")  # whatever unit the title gives to plain numbers


def _seconds(clock: time | timedelta) -> float:
    if isinstance(clock, timedelta):
        return clock.total_seconds()
    return 3600.0 * clock.hour + 60.0 * clock.minute + clock.second + clock.microsecond * 1e-6
