"""Compaction as a mean function: it helps where cells obey it, and says so where they do not."""

import numpy as np
import pytest

from surrogate.compaction_means import CompactionMean, Knob, compaction_means, compare_means

KNOBS = {"densifying": Knob(0, 100, 700), "closing": Knob(1, 5, 250)}


def cells(n, seed=0):
    return np.random.default_rng(seed).random((n, 2))


def obedient(X, seed=0, noise=0.05):
    """Ln resistance that falls with pressing and with the contact, and reopens by springback."""
    mean = CompactionMean("all", KNOBS, reopening=True)
    weights = np.array([0.9, 0.3, 0.7])
    return mean.columns(X) @ weights + np.random.default_rng(seed).normal(0, noise, len(X))


def test_the_shapes_are_those_of_the_literature():
    X = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    press, contact, gap = CompactionMean("all", KNOBS, reopening=True).columns(X).T
    assert press == pytest.approx(np.exp(-np.array([100, 700, 700]) / 164))
    assert contact == pytest.approx([10**0.5, 10**0.5, 0.2**0.5])
    assert gap[1] == pytest.approx((1 - np.exp(-((700 / 240) ** 2))) * np.exp(-5 / 79))
    assert gap[0] < gap[1] > gap[2]  # hard pressing opens gaps, the stack closes them


def test_a_log_knob_gives_its_physical_value():
    knob = Knob(0, 1, 600, log=True)
    assert knob.values(np.array([[0.0], [0.5], [1.0]])) == pytest.approx([1, 600**0.5, 600])


def test_only_means_whose_knobs_vary_are_offered():
    assert compaction_means({}) == ()
    assert [mean.name for mean in compaction_means({"densifying": KNOBS["densifying"]})] == [
        "densification"
    ]
    assert [mean.name for mean in compaction_means(KNOBS)] == [
        "densification",
        "compaction",
        "compaction and springback",
    ]


def test_a_mean_helps_where_cells_obey_it():
    X = cells(16)
    means = {mean.name: mean for mean in compaction_means(KNOBS)}
    tested = {line.name: line for line in compare_means(X, obedient(X), None, means)}
    whole = tested["compaction and springback"]
    assert whole.verdict == "helps"
    assert whole.gain > tested["densification"].gain
    assert whole.rmse < whole.rmse_without


def test_a_mean_does_not_help_where_cells_disobey_it():
    X = cells(30, seed=3)
    y = 1.5 * X[:, 0] + np.random.default_rng(1).normal(0, 0.05, 30)
    means = {mean.name: mean for mean in compaction_means(KNOBS)}
    assert all(line.verdict != "helps" for line in compare_means(X, y, None, means))


def test_too_few_cells_are_not_judged():
    X = cells(5)
    assert compare_means(X, obedient(X), None, {"none": compaction_means(KNOBS)[0]}) == ()
