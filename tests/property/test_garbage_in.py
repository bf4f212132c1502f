"""Garbage in: a sensible proposal, or one clear sentence; never a wrong number carried on."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns import make_strategy
from doe.recommendation.recommendation import TooFewCellsError
from doe.space import Parameter, Space
from doe.trials import Observation

KNOBS = (
    Parameter("copress_mpa", 100, 750, step=5),
    Parameter("copress_dwell_s", 1, 600, scale="log"),
    Parameter("anode_mpa", 20, 300, step=2),
    Parameter("stack_mpa", 1, 200),
    Parameter("release_mpa_s", 0.5, 50, scale="log"),
    Parameter("prepress_mpa", 30, 500, step=10),
    Parameter("humidity_percent", 0, 40, step=1),
)
MIDDLE = {
    "copress_mpa": 400.0,
    "copress_dwell_s": 60.0,
    "anode_mpa": 120.0,
    "stack_mpa": 60.0,
    "release_mpa_s": 2.0,
    "prepress_mpa": 200.0,
    "humidity_percent": 10.0,
}
GOALS = ("low_resistance", "integrity", "cycle_life", "pareto")
QUICK = settings(
    max_examples=examples(5),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
EVERY_GOAL = settings(QUICK, max_examples=examples(10))
"""Each goal is drawn several times."""
no_number = st.sampled_from([math.nan, math.inf, -math.inf])
no_resistance = st.one_of(no_number, st.floats(max_value=0.0), st.just(True))


def _cell(knobs: int = 3, **values: object) -> Observation:
    point = {knob.name: MIDDLE[knob.name] for knob in KNOBS[:knobs]}
    return Observation(point, **{"asr_ohm_cm2": 50.0, "retention": 0.9, **values})  # type: ignore[arg-type]


def _check(space: Space, history: list[Observation], goal: str) -> None:
    """Inside the space, the same again; an advice, or one sentence that says what is missing."""
    strategy = make_strategy(space, goal=goal, seed=1)
    point = strategy.propose(history)
    assert space.contains(point)
    assert make_strategy(space, goal=goal, seed=1).propose(history) == point
    try:
        advice, fragility = strategy.recommend(history), strategy.fragility(history)
        front = strategy.front(history)
    except TooFewCellsError as missing:
        assert "are needed. Press more cells." in str(missing)
        return
    assert space.contains(advice.point)
    assert all(math.isfinite(x) and x > 0 for x in vars(advice.asr_ohm_cm2).values())
    assert all(space.contains(hinge.point) for hinge in fragility.hinges)
    assert (front is None) == (goal != "pareto")
    if front is not None:
        assert 0 <= front.hypervolume_tested <= 1
        assert all(space.contains(shown.point) for shown in front.points)


@given(no_resistance)
def test_what_is_no_resistance_is_refused_with_its_value(value: float) -> None:
    with pytest.raises(ValueError, match="is not a resistance: a finite number above zero"):
        _cell(asr_ohm_cm2=value)


@given(st.one_of(no_number, st.floats(max_value=-1e-300)))
def test_what_is_no_uncertainty_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"asr_std_ohm_cm2 .* is not an uncertainty"):
        _cell(asr_std_ohm_cm2=value)


@given(no_number, st.sampled_from(["point", "planned"]))
def test_a_setting_that_is_no_number_is_refused_by_name(value: float, role: str) -> None:
    with pytest.raises(ValueError, match=f"{role}: copress_mpa = .* is not a finite number"):
        Observation(**{"point": {"copress_mpa": 300.0}, role: {"copress_mpa": value}})  # type: ignore[arg-type]


@given(st.one_of(no_number, st.floats(max_value=-0.01), st.floats(min_value=1.01)))
def test_a_retention_that_is_no_share_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"retention .* is not a share between 0 and 1"):
        _cell(retention=value)


@EVERY_GOAL
@given(
    goal=st.sampled_from(GOALS),
    cells=st.integers(1, 12),
    grade=st.integers(1, 3),
    shorted=st.booleans(),
)
def test_all_broken(goal: str, cells: int, grade: int, shorted: bool) -> None:
    history = [
        _cell(damage=0 if shorted else grade, shorted=shorted, trial=n) for n in range(cells)
    ]
    _check(Space(KNOBS[:3]), history, goal)


@EVERY_GOAL
@given(
    goal=st.sampled_from(GOALS),
    cells=st.integers(1, 20),
    asr_ohm_cm2=st.sampled_from([1e-6, 1.0, 50.0, 1e9]),
)
def test_all_equal_one_trial_and_duplicates(goal: str, cells: int, asr_ohm_cm2: float) -> None:
    _check(Space(KNOBS[:3]), [_cell(asr_ohm_cm2=asr_ohm_cm2) for _ in range(cells)], goal)


@QUICK
@given(
    st.lists(
        st.tuples(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6), st.floats(1e-12, 1e12)), max_size=9
    )
)
def test_trials_far_outside_of_the_space_and_resistances_of_any_size(
    cells: list[tuple[float, float, float]],
) -> None:
    history = [
        Observation({"copress_mpa": mpa, "copress_dwell_s": dwell_s}, asr_ohm_cm2=asr)
        for mpa, dwell_s, asr in cells
    ]
    _check(Space(KNOBS[:2]), history, "low_resistance")


@EVERY_GOAL
@given(
    goal=st.sampled_from(GOALS),
    damage=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    share=st.floats(0.5, 1.5),
)
def test_seven_knobs_with_three_trials(goal: str, damage: list[int], share: float) -> None:
    history = [
        _cell(7, damage=grade, asr_ohm_cm2=50.0 * share**k) for k, grade in enumerate(damage)
    ]
    _check(Space(KNOBS), history, goal)


def test_a_trial_without_one_of_the_knobs_is_named() -> None:
    with pytest.raises(ValueError, match=r"Trial 8: .*anode_mpa"):
        make_strategy(Space(KNOBS[:3])).propose([_cell(3), _cell(2, trial=8)])


def test_a_knob_at_zero_on_a_log_scale_is_named_with_its_trial() -> None:
    cell = Observation({**_cell(2).point, "copress_dwell_s": 0.0}, trial=4)
    with pytest.raises(ValueError, match=r"Trial 4: .*copress_dwell_s"):
        make_strategy(Space(KNOBS[:2])).propose([cell])
