"""Where the optimum lies: the box must be as wide as the cells leave it, and hold the advice."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr
from support.tables.past_cells import twin_rows, write_table

from campaigns.explore.analysis.exploration_results import Insight, look_into
from campaigns.explore.analysis.optimum import optimum_box, spread
from campaigns.explore.dataset import past_of
from campaigns.explore.figures.surface_figures import least_intact
from campaigns.explore.models import learn
from campaigns.files.tables.cell_table import read_table
from doe.recommendation.advice_rule import INTEGRITY_WEIGHT_BOXED


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Insight:
    path = tmp_path_factory.mktemp("twin") / "cells.csv"
    return look_into(learn(past_of(read_table(write_table(path, twin_rows(40, seed=1))))))


def test_the_advice_lies_inside_the_box_that_answers_the_same_question(twin: Insight) -> None:
    box = twin.optimum
    assert twin.advice is not None
    for name, (low, high) in box.ranges.items():
        assert low <= twin.advice.point[name] <= high
    assert 0.9 <= box.share <= 1.0


def test_the_box_is_hardly_another_one_with_other_draws(twin: Insight) -> None:
    assert twin.advice is not None
    space = twin.past.space
    best = space.units([twin.advice.point])
    boxes = [optimum_box(twin.models, best, seed).ranges for seed in (1, 2)]
    for name in space.names:
        first, second = (
            space.units([{**twin.advice.point, name: end}])[0] for end in boxes[0][name]
        )
        other = [space.units([{**twin.advice.point, name: end}])[0] for end in boxes[1][name]]
        np.testing.assert_allclose([first, second], other, atol=0.12)


def test_a_knob_that_does_nothing_is_left_wide_open(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    rows = [
        {
            "copress_mpa": round(200 + 400 * a, 1),
            "stack_mpa": round(20 + 80 * b, 1),
            "copress_dwell_s": round(10 + 50 * c, 1),
            "asr_ohm_cm2": round(100 * float(np.exp((a - 0.5) ** 2 + 0.03 * chance.normal())), 3),
        }
        for a, b, c in chance.random((40, 3))
    ]
    models = learn(past_of(read_table(write_table(tmp_path / "cells.csv", rows))))
    space = models.past.space
    ranges = optimum_box(models, models.X[[int(np.argmin(models.y))]]).ranges

    def share(name: str) -> float:
        knob = space.parameters[space.names.index(name)]
        return (ranges[name][1] - ranges[name][0]) / (knob.high - knob.low)

    assert share("copress_mpa") < 0.5
    assert share("stack_mpa") > 0.7
    assert share("copress_dwell_s") > 0.7


@pytest.mark.slow  # many tables
def test_the_true_best_lies_inside_also_where_breaking_decides(tmp_path: Path) -> None:
    """Harder is better until cells break: where they do is what the cells leave in doubt."""
    a = np.linspace(0.0, 1.0, 2001)
    truly_whole = 0.97 * ndtr((0.7 - a) / 0.08)
    cost = np.where(
        truly_whole < 0.9, np.inf, -0.6 * a - INTEGRITY_WEIGHT_BOXED * np.log(truly_whole)
    )
    best_mpa = 200 + 400 * a[np.argmin(cost)]
    inside = 0
    for seed in range(10):
        chance = np.random.default_rng(seed)
        rows = []
        for x, y in chance.random((24, 2)):
            row = {"copress_mpa": round(200 + 400 * x, 1), "stack_mpa": round(20 + 80 * y, 1)}
            whole = chance.random() < 0.97 * ndtr((0.7 - x) / 0.08)
            asr = 100 * float(np.exp(-0.6 * x + 0.05 * chance.normal())) if whole else ""
            rows.append({**row, "asr_ohm_cm2": asr, "damage": 0 if whole else 2, "shorted": 0})
        models = learn(past_of(read_table(write_table(tmp_path / f"{seed}.csv", rows))))
        best = models.past.space.units([models.strategy.recommend(models.past.history).point])
        low, high = optimum_box(models, best, seed).ranges["copress_mpa"]
        inside += low <= best_mpa <= high
    assert inside >= 8


def test_points_are_thinned_evenly() -> None:
    points = np.vstack([np.full((50, 2), 0.5), [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]]])
    kept = spread(points, 4)
    assert {tuple(row) for row in kept.tolist()} == {(0.5, 0.5), (0, 0), (1, 1), (0, 1)}
    assert len(spread(points, 100)) == len(points)


def test_where_nowhere_nine_of_ten_hold_the_ground_is_hatched_below_what_can_be_had(
    tmp_path: Path,
) -> None:
    rows = twin_rows(40, seed=1)
    for row in rows[::3]:
        row.update(asr_ohm_cm2="", damage=2)
    path = write_table(tmp_path / "cells.csv", rows)
    fragile = look_into(learn(past_of(read_table(path))))
    assert fragile.advice is not None
    assert fragile.advice.p_intact < 0.9
    kept = min(fragile.advice.least_p_intact, fragile.advice.p_intact)
    assert kept - 0.01 < least_intact(fragile) <= kept  # two digits, the advice not hatched
