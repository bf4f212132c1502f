"""While cells broke and none held, the next cell is the one that most probably holds."""

import numpy as np
import pytest

from campaigns import make_strategy
from doe.scoring import places_taken
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space(
    (
        Parameter("copress_mpa", 50, 800, step=5),
        Parameter("anode_mpa", 10, 400, step=2),
        Parameter("stack_mpa", 1, 200, step=1),
    )
)
CRACKED = Observation(
    {"copress_mpa": 430.0, "anode_mpa": 120.0, "stack_mpa": 56.0}, damage=2, failure=("cracked",)
)
SHORTED = Observation(
    {"copress_mpa": 250.0, "anode_mpa": 130.0, "stack_mpa": 41.0},
    shorted=True,
    failure=("shorted",),
)


@pytest.mark.parametrize("history", [[CRACKED], [CRACKED, SHORTED]])
def test_no_design_is_followed_before_a_cell_held(history: list[Observation]) -> None:
    strategy = make_strategy(SPACE, seed=5)
    proposed = strategy.propose(history)
    rows = SPACE.from_unit(np.random.default_rng(1).random((2000, 3)))
    rows = rows[rows[:, 0] <= history[-1].point["copress_mpa"]]
    anywhere = strategy.p_intact(history, [SPACE.point(row) for row in rows])
    assert strategy.p_intact(history, [proposed])[0] > 0.8 * np.max(anywhere)
    assert strategy.explain(history, proposed).why.startswith("Search for a cell that holds")


def test_the_design_goes_on_once_a_cell_has_held() -> None:
    strategy = make_strategy(SPACE, seed=5)
    held = Observation(
        {"copress_mpa": 420.0, "anode_mpa": 120.0, "stack_mpa": 50.0}, asr_ohm_cm2=80.0
    )
    history = [SHORTED, held]
    why = strategy.explain(history, strategy.propose(history)).why
    assert why.startswith("Part of the first design")


def test_the_second_failure_alike_asks_for_a_longer_step_than_the_first() -> None:
    strategy = make_strategy(SPACE, seed=5)
    second = Observation(
        {"copress_mpa": 250.0, "anode_mpa": 120.0, "stack_mpa": 20.0},
        shorted=True,
        failure=("shorted",),
    )
    once, twice = [SHORTED], [SHORTED, second]
    steps = [
        np.log(history[-1].point["anode_mpa"] / strategy.propose(history)["anode_mpa"])
        for history in (once, twice)
    ]
    assert steps[1] > 1.2 * steps[0] > 0
    risks = [
        1 - strategy.p_holds(twice, [point])["shorted"][0]
        for point in (strategy.propose(twice), second.point)
    ]
    assert risks[0] < 0.5 * risks[1]


def test_a_search_in_which_nothing_holds_leaves_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = ((360, 130, 44), (335, 146, 60), (328, 154, 36), (325, 168, 36), (384, 178, 70))
    history = [
        Observation(dict(zip(SPACE.names, point, strict=True)), damage=3, failure=("delaminated",))
        for point in tried
    ]
    pressed = SPACE.units([cell.point for cell in history])

    def left_by() -> float:
        """Cube widths from the next cell to the nearest one that broke."""
        x = SPACE.units([make_strategy(SPACE, seed=5).propose(history)])
        return float(np.min(np.linalg.norm(pressed - x, axis=1)))

    lost = left_by()
    monkeypatch.setattr(places_taken, "LOST_AFTER", len(history) + 1)
    assert lost > 1.05 * left_by()
