"""Whatever the history holds, a strategy gives an allowed point or one clear sentence."""

import warnings

import numpy as np
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
    Parameter("humidity_percent", 0, 40, step=1),
    Parameter("prepress_mpa", 30, 500, step=10),
)
RULE = "anode_mpa <= 0.75 * copress_mpa"
QUICK = settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def campaigns(draw: st.DrawFn) -> tuple[Space, list[Observation]]:
    """1 to 7 knobs and up to 12 cells, some outside of the space, some broken, some equal."""
    count = draw(st.integers(1, 7))
    space = Space(KNOBS[:count])
    cells: list[Observation] = []
    for _ in range(draw(st.integers(0, 12))):
        if cells and draw(st.booleans()):
            cells.append(cells[-1])
            continue
        share = np.array(draw(st.lists(st.floats(-0.3, 1.3), min_size=count, max_size=count)))
        damage = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
        cells.append(
            Observation(
                space.point(space.from_unit(share[None, :])[0]),
                damage=damage,
                shorted=draw(st.sampled_from([False, False, False, True])),
                asr_ohm_cm2=draw(st.one_of(st.none(), st.floats(1e-6, 1e9), st.just(50.0))),
                asr_std_ohm_cm2=draw(st.one_of(st.none(), st.floats(0, 1e6))),
                retention=draw(st.one_of(st.none(), st.floats(0, 1))),
            )
        )
    return space, cells


@QUICK
@given(
    campaigns(),
    st.sampled_from(["low_resistance", "integrity", "cycle_life", "pareto"]),
    st.integers(0, 3),
)
def test_a_proposal_is_always_allowed_and_always_the_same(
    campaign: tuple[Space, list[Observation]], goal: str, seed: int
) -> None:
    space, history = campaign
    rules = (RULE,) if "anode_mpa" in space.names else ()
    strategy = make_strategy(space, goal=goal, seed=seed, constraints=rules)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        point = strategy.propose(history)
        second = strategy.propose(history, pending=[point])
    for proposed in (point, second):
        assert space.contains(proposed)
        assert not rules or proposed["anode_mpa"] <= 0.75 * proposed["copress_mpa"]
    again = make_strategy(space, goal=goal, seed=seed, constraints=rules)
    assert again.propose(list(history)) == point
    assert again.propose(history, pending=[point]) == second


@QUICK
@given(campaigns(), st.sampled_from(["low_resistance", "integrity", "cycle_life", "pareto"]))
def test_an_advice_is_sound_or_one_sentence_says_what_is_missing(
    campaign: tuple[Space, list[Observation]], goal: str
) -> None:
    space, history = campaign
    strategy = make_strategy(space, goal=goal)
    try:
        advice = strategy.recommend(history)
    except TooFewCellsError as missing:
        assert "needed" in str(missing)
        return
    assert space.contains(advice.point)
    assert 0 < advice.asr_ohm_cm2.low <= advice.asr_ohm_cm2.median <= advice.asr_ohm_cm2.high
    assert 0 <= advice.p_intact <= 1
    assert 0 <= advice.certificate.probability_better <= 1
    if advice.window is not None:
        for name, (low, high) in advice.window.ranges.items():
            assert low - 1e-6 <= advice.point[name] <= high + 1e-6


@settings(QUICK, max_examples=examples(4))
@given(st.integers(0, 50), st.sampled_from([5, 20]), st.booleans())
def test_four_presses_never_have_one_point_twice_at_the_same_time(
    seed: int, step: int, replicates: bool
) -> None:
    """On a coarse dial, with results in any order; late, too, when little is left to be gained."""
    knobs = (Parameter("copress_mpa", 300, 500, step), Parameter("anode_mpa", 100, 160, step))
    strategy = make_strategy(Space(knobs), seed=seed, n_initial=6, replicates=replicates)
    chance = np.random.default_rng(seed)
    history: list[Observation] = []
    pending: list[dict[str, float]] = []
    while len(history) < 20:
        while len(pending) < 4:
            point = strategy.propose(history, pending)
            assert point not in pending
            pending.append(point)
        point = pending.pop(chance.integers(4))
        cracked = point["copress_mpa"] > 455
        far = (point["copress_mpa"] - 430) / 30, (point["anode_mpa"] - 130) / 20
        asr_ohm_cm2 = 40 + far[0] ** 2 + 3 * far[1] ** 2 + chance.normal()
        history.append(
            Observation(
                point=point,
                damage=2 if cracked else 0,
                asr_ohm_cm2=None if cracked else asr_ohm_cm2,
            )
        )


def test_a_dial_of_two_points_may_have_one_twice_when_both_are_pressed() -> None:
    both = [{"copress_mpa": 300.0}, {"copress_mpa": 305.0}]
    strategy = make_strategy(Space((Parameter("copress_mpa", 300, 305, step=5),)), n_initial=1)
    assert strategy.propose([], both) in both
    assert strategy.propose([], both[:1]) == both[1]
    assert strategy.propose([], both[1:]) == both[0]
