"""Numbers as instruments, spreadsheets and people of several countries write them.

What can be read in two ways is refused, what cannot be read is NaN; neither is guessed. Whether a
comma is a decimal mark is decided once for a whole column or table (`decimal_mark`), then each
numeral is read with that mark (`number`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

DecimalMark = Literal[".", ","]


class AmbiguousNumbersError(ValueError):
    """Numerals that can be read in two ways; the sentence says how to write them."""


_EXPONENT = r"(?:[eEdD][+-]?\d{1,3})?"
_NUMERAL = re.compile(r"[+-]?[\d.,]+(?:[eEdD][+-]?\d+)?", re.ASCII)
_NUMBER = re.compile(rf"[+-]?(?:\d+\.?\d*|\.\d+){_EXPONENT}", re.ASCII)
_DECIMAL_COMMA = re.compile(rf"[+-]?\d*,\d*{_EXPONENT}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_GROUPED = {
    ".": re.compile(r"([+-]?\d{1,3}(?:(?P<gap>[ ',])\d{3})(?:(?P=gap)\d{3})*)(\.\d*)?", re.ASCII),
    ",": re.compile(r"([+-]?\d{1,3}(?:(?P<gap>[ '.])\d{3})(?:(?P=gap)\d{3})*)(,\d*)?", re.ASCII),
}
_ALWAYS_GROUPED: Mapping[DecimalMark, re.Pattern[str]] = {
    ".": re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d*|(?:,\d{3}){2,})", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d*|(?:\.\d{3}){2,})", re.ASCII),
}
_SET_APART = re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d*)?", re.ASCII)
_FORM = re.compile(r"[+-]?\d*[.,](\d+)((?:[eEdD][+-]?\d+)?)", re.ASCII)
_WRITTEN_ALIKE = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'",
     "\uff0d": "-", "\uff0b": "+", "\uff0e": ".", "\uff0c": ",", "\uff25": "E",
     **{chr(0xFF10 + digit): str(digit) for digit in range(10)}}
)  # fmt: skip
"""Typographic minus and blanks, and the full-width characters of Chinese and Japanese systems."""


def decimal_mark(numerals: Iterable[str]) -> DecimalMark:
    """Whether these numerals are written with a decimal point or a decimal comma.

    Args:
        numerals: Cells of the columns that matter, as written.

    Returns:
        The mark most of them use. The few of the other kind will read as NaN: they are damaged.

    Raises:
        AmbiguousNumbersError: when `1,234` could be 1.234 as well as 1234.
    """
    written = [plain for each in numerals if _NUMERAL.fullmatch(plain := same_signs(each))]
    with_comma = [numeral for numeral in written if "," in numeral]
    with_point = sum("." in numeral for numeral in written)
    if not with_comma or 10 * len(with_comma) < with_point:
        return "."
    if any(_is_certainly_decimal(each) for each in with_comma) and with_point < len(with_comma):
        return ","
    raise AmbiguousNumbersError(
        f"numbers like '{with_comma[0]}' can be read in two ways (a decimal comma, or a comma"
        " between thousands): export them with a decimal point and no separator of thousands"
    )


def spelling(numerals: Sequence[str]) -> tuple[DecimalMark, bool]:
    """The decimal mark of a table, and whether a spreadsheet set its thousands apart.

    `1,234.5` and `1.234.567` show which mark is which; `1 234` and `1'234` leave no doubt.

    Raises:
        AmbiguousNumbersError: when `1,234` could be 1.234 as well as 1234.
    """
    written = [same_signs(each) for each in numerals]
    marks: list[DecimalMark] = [
        mark for mark, form in _ALWAYS_GROUPED.items() if any(map(form.fullmatch, written))
    ]
    if len(marks) == 1:
        return marks[0], True
    apart = [bool(_SET_APART.fullmatch(each)) for each in written]
    return decimal_mark(re.sub("[ ']", "", each) for each in written), any(apart)


def _is_certainly_decimal(numeral: str) -> bool:
    return bool(_DECIMAL_COMMA.fullmatch(numeral)) and not _THOUSANDS.fullmatch(numeral)


def number(written: str, mark: DecimalMark = ".", *, grouped: bool = False) -> float:
    """The value of a numeral; NaN when it is not a plain decimal number.

    Args:
        written: The numeral, without a unit.
        mark: The decimal mark of the column or table, see `decimal_mark`.
        grouped: Whether thousands may be set apart by blanks, apostrophes or the other mark, as
            people write them (`1 234,5`, `1'234.5`, `1,234.5`); instruments do not.
    """
    plain = same_signs(written)
    if grouped and (match := _GROUPED[mark].fullmatch(plain)):
        plain = match[1].replace(match["gap"], "") + (match[3] or "")
    if mark == ",":
        if "." in plain:
            return math.nan
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return math.nan
    value = float(plain.replace("d", "e").replace("D", "e"))
    return value if math.isfinite(value) else math.nan


def same_signs(written: str) -> str:
    """A numeral with the typographic signs of all countries in one spelling, stripped."""
    return (written if written.isascii() else written.translate(_WRITTEN_ALIKE)).strip()


def may_be_cut(last: str, others: Iterable[str]) -> bool:
    """Whether the very last numeral of a file that lacks its line end may have lost characters.

    It is complete only when all the others are written to one fixed form (decimals and exponent)
    and it has that form too: `5.42` may have been `5.42E+06`.
    """
    forms = {_form(numeral) for numeral in others}
    return len(forms) != 1 or _form(last) not in forms or None in forms


def _form(numeral: str) -> tuple[int, int] | None:
    """Count of decimals and of characters in the exponent; None for an integer."""
    match = _FORM.fullmatch(same_signs(numeral))
    return (len(match[1]), len(match[2])) if match else None
