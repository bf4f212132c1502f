"""Numbers as instruments write them: decimal point or comma, exponents, and what is not a number.

What can be read in two ways is refused, what cannot be read is NaN; neither is guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Literal

from hardware.errors import SpectrumRefusedError

DecimalMark = Literal[".", ","]

_NUMERAL = re.compile(r"[+-]?[\d.,]+(?:[eEdD][+-]?\d+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d{1,3})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d*(?:[eEdD][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_FORM = re.compile(r"[+-]?\d*[.,](\d+)((?:[eEdD][+-]?\d+)?)", re.ASCII)


def decimal_mark(numerals: Iterable[str]) -> DecimalMark:
    """Whether these numerals are written with a decimal point or a decimal comma.

    Args:
        numerals: Cells of the columns that matter, as written.

    Returns:
        The mark most of them use. The few of the other kind will read as NaN: they are damaged.

    Raises:
        SpectrumRefusedError: when `1,234` could be 1.234 as well as 1234.
    """
    written = [numeral for numeral in numerals if _NUMERAL.fullmatch(numeral)]
    with_comma = [numeral for numeral in written if "," in numeral]
    with_point = sum("." in numeral for numeral in written)
    if not with_comma or 10 * len(with_comma) < with_point:
        return "."
    if any(_is_surely_decimal(numeral) for numeral in with_comma) and with_point < len(with_comma):
        return ","
    raise SpectrumRefusedError(
        f"numbers like '{with_comma[0]}' can be read in two ways (a decimal comma, or a comma"
        " between thousands): export them with a decimal point and no separator of thousands"
    )


def _is_surely_decimal(numeral: str) -> bool:
    return bool(_DECIMAL_COMMA.fullmatch(numeral)) and not _THOUSANDS.fullmatch(numeral)


def number(numeral: str, mark: DecimalMark = ".") -> float:
    """The value of a numeral; NaN when it is not a plain decimal number."""
    plain = numeral.strip()
    if mark == ",":
        if "." in plain:
            return math.nan
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return math.nan
    value = float(plain.replace("d", "e").replace("D", "e"))
    return value if math.isfinite(value) else math.nan


def may_be_cut(last: str, others: Iterable[str]) -> bool:
    """Whether the very last numeral of a file that lacks its line end may have lost characters.

    It is whole only when all the others are written to one fixed form (decimals and exponent) and
    it has that form too: `5.42` may have been `5.42E+06`.
    """
    forms = {_form(numeral) for numeral in others}
    return len(forms) != 1 or _form(last) not in forms or None in forms


def _form(numeral: str) -> tuple[int, int] | None:
    """Count of decimals and of characters in the exponent; None for an integer."""
    match = _FORM.fullmatch(numeral.strip())
    return (len(match[1]), len(match[2])) if match else None
