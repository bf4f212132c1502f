"""Numbers as people and instruments of several countries write them."""

import math

import pytest

from hardware.numbers import AmbiguousNumbersError, decimal_mark, may_be_cut, number, spelling


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


@pytest.mark.parametrize(
    ("written", "value"),
    [("7.0000185E+006", 7000018.5), ("-1", -1.0), (".5", 0.5), ("5.", 5.0), ("1d3", 1000.0),
     (" 2e-3 ", 0.002)],
)  # fmt: skip
def test_numbers(written: str, value: float) -> None:
    assert number(written) == value
    assert number(written.replace(".", ","), ",") == value


@pytest.mark.parametrize(
    "written",
    ["", "nan", "inf", "-1.#IND", "1_000", "0x10", "1e", "--1", "1e999", "1.2.3", "12 000", "٣",
     "1,5", "1e5000", "01. Mai"],
)  # fmt: skip
def test_what_is_no_number_is_nan_not_a_guess(written: str) -> None:
    assert math.isnan(number(written))


def test_a_point_among_decimal_commas_is_no_number() -> None:
    assert math.isnan(number("1.5", ","))


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        (["1.5", "2.5"], "."),
        (["1,5", "2,25"], ","),
        (["100", "200"], "."),
        (["0,123", "0,456"], ","),
        (["1,234E+05", "2,345E+04"], ","),
        (["1.5"] * 30 + ["1,5"], "."),
        ([], "."),
        (["1.5", "2.5", "05/15/2025 01:18:45,867"], "."),
    ],
)
def test_decimal_marks(written: list[str], mark: str) -> None:
    assert decimal_mark(written) == mark


@pytest.mark.parametrize("written", [["1,234", "5,678"], ["1,234.5", "2,345.6"], ["1,5", "1.5"]])
def test_commas_that_can_be_read_in_two_ways_are_refused(written: list[str]) -> None:
    with pytest.raises(AmbiguousNumbersError, match="two ways"):
        decimal_mark(written)


@pytest.mark.parametrize(
    ("last", "others", "doubtful"),
    [
        ("5.42", ["1.11E+06", "2.22E+05"], True),
        ("5.42E+0", ["1.11E+06", "2.22E+05"], True),
        ("5.42E+06", ["1.11E+06", "2.22E+05"], False),
        ("12", ["345", "678"], True),
        ("1.2", ["1.23", "1.2"], True),
        ("1.25", ["1.23", "1.20"], False),
    ],
)
def test_a_last_number_counts_when_its_form_is_whole(
    last: str, others: list[str], doubtful: bool
) -> None:
    assert may_be_cut(last, others) is doubtful


@pytest.mark.parametrize(
    ("numerals", "expected"),
    [
        (["1,000,000", "640.5"], (".", True)),
        (["1.000,5", "640,25"], (",", True)),
        (["1 000,5", "640,25"], (",", True)),
        (["1'000.5", "640.25"], (".", True)),
        (["640.5", "1000"], (".", False)),
    ],
)
def test_the_spelling_of_a_table_is_taken_from_its_surest_numbers(
    numerals: list[str], expected: tuple[str, bool]
) -> None:
    assert spelling(numerals) == expected


@pytest.mark.parametrize("numerals", [["1,234", "2,500"], ["1,234.5", "1.234,5"]])
def test_a_spelling_that_can_be_two_is_refused(numerals: list[str]) -> None:
    with pytest.raises(AmbiguousNumbersError):
        spelling(numerals)
