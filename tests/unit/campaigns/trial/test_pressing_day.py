"""Days as people, spreadsheets and instruments write them."""

import pytest

from campaigns.errors import WrongInputError
from campaigns.trial.cell_result import CellResult
from campaigns.trial.pressing_day import day_of


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03",
        "2026-11-3",
        "20261103",
        "2026/11/03",
        "2026-11-03 09:15",
        "2026-11-03T09:15:00",
        "3.11.2026",
        "03.11.26",
        "3 Nov 2026",
        "3. November 2026",
        "03-Nov-26",
        "Nov 3, 2026",
        "November 3rd 2026",
        "3 novembre 2026",
        "2026年11月3日",
        "2026년 11월 3일",
    ],
)
def test_a_day_is_kept_the_same_however_it_is_written(text: str) -> None:
    assert day_of(text) == "2026-11-03"
    assert CellResult(damage=0, made_on=f" {text} ").made_on == "2026-11-03"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/03/2026", "2026-03-25"),
        ("3/25/2026", "2026-03-25"),
        ("5/5/2026", "2026-05-05"),
        ("1. März 2026", "2026-03-01"),
        ("1 juil. 2026", "2026-07-01"),
        ("1 juin 2026", "2026-06-01"),
        ("24 Dez 2026", "2026-12-24"),
    ],
)
def test_the_order_of_day_and_month_is_seen_where_only_one_is_possible(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["3/4/2026", "03-04-2026"])
def test_a_day_that_can_be_read_in_two_ways_is_asked_about(text: str) -> None:
    with pytest.raises(WrongInputError, match="two ways; write the year first"):
        CellResult(damage=0, made_on=text)


@pytest.mark.parametrize(
    "text", ["monday", "31.02.2026", "2026-13-01", "46356", "next week", "3 Foo 2026", "11.2026"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(WrongInputError, match="is not a day; write it as in 2026-11-29"):
        day_of(text)
