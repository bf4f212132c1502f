"""The capacity that one more cell keeps is worded as its resistance is."""

from campaigns.commands.terminal.output import retention


def test_the_interval_of_capacity_is_worded_as_that_of_resistance() -> None:
    kept = {"median": 0.896, "low": 0.782, "high": 0.95}
    assert retention(kept) == "89.6 % of the capacity (90 % of cells within 78.2 to 95.0 %)"
