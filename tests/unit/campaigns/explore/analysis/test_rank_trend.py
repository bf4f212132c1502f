"""Slope and probability of a trend are those of SciPy, ties and long tables included."""

import numpy as np
import pytest
from scipy import stats

from campaigns.explore.analysis.rank_trend import kendall_p, theil_slope


@pytest.mark.parametrize("count", [4, 8, 33, 34, 200])
@pytest.mark.parametrize("kind", ["noise", "drift", "sorted", "rounded"])
def test_slope_and_probability_are_those_of_the_library(count: int, kind: str) -> None:
    values = np.random.default_rng(count).normal(size=count)
    if kind == "drift":
        values += 0.05 * np.arange(count)
    if kind == "sorted":
        values = np.sort(values)
    if kind == "rounded":
        values = np.round(values, 1)
    order = np.arange(count)
    assert theil_slope(values) == pytest.approx(stats.theilslopes(values, order).slope, abs=1e-12)
    expected = stats.kendalltau(order, values).pvalue
    assert kendall_p(values) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_values_that_are_all_the_same_show_no_trend() -> None:
    assert kendall_p(np.zeros(12)) == 1.0
