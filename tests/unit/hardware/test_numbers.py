"""Numbers as people and instruments of several countries write them."""

import math

import pytest

from hardware.numbers import AmbiguousNumbersError, decimal_mark, number


@pytest.mark.parametrize(
    ("written", "mark", "value"),
    [
        ("\u22121,5E\u221203", ",", -1.5e-3),  # a typographic minus
        ("\uff11\uff0e\uff15", ".", 1.5),  # full-width digits of a Chinese system
        ("+7.0000185E+006", ".", 7000018.5),
    ],
)
def test_numbers_of_several_countries(written: str, mark: str, value: float) -> None:
    assert number(written, mark) == value


@pytest.mark.parametrize(
    ("written", "mark", "value"),
    [
        ("1 234,5", ",", 1234.5),
        ("1\u202f234\u202f567,25", ",", 1234567.25),
        ("1'234.5", ".", 1234.5),
        ("1\u2019234", ".", 1234.0),
        ("1,234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("12", ".", 12.0),
    ],
)
def test_grouped_thousands_count_only_where_they_are_expected(
    written: str, mark: str, value: float
) -> None:
    assert number(written, mark, grouped=True) == value
    assert math.isnan(number(written, mark)) or len(written) < 3


@pytest.mark.parametrize("written", ["1 23", "1,2345", "1'234,567", "12 34 567", "1,234'567"])
def test_groups_that_are_no_thousands_are_no_number(written: str) -> None:
    assert math.isnan(number(written, grouped=True))


def test_a_comma_before_three_digits_is_refused_in_a_whole_column_of_them() -> None:
    with pytest.raises(AmbiguousNumbersError, match="two ways"):
        decimal_mark(["1,234", "5,678"])
