"""Limits are found from cells that held and failed; each failure blames the right one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from doe.domain.learners import Failures, Limit
from surrogate.integrity.failure_limits import limits_that_held
from surrogate.integrity.failure_messages import Factor, with_failures
from surrogate.integrity.failure_modes import fit_failure_modes
from surrogate.integrity.mode_safety import OTHERWISE


def limit(key: str, mode: str, column: int, *, too_little: bool = False) -> Limit:
    """Ln load = ln of the coordinate, usual threshold 0.6 (0.2 where less is worse)."""
    side = -1.0 if too_little else 1.0
    centre = side * np.log(0.2 if too_little else 0.6)
    return Limit(
        key,
        mode,
        lambda X: side * np.log(np.maximum(X[:, column], 1e-6)),
        lambda X: np.empty((len(X), 0)),
        np.empty(0),
        float(centre),
        0.2,
        0.6,
        0.6,
    )


HARD, WEAK = limit("hard", "cracked", 0), limit("weak", "crumbled", 0, too_little=True)
ANODE, STACK = limit("anode", "shorted", 0), limit("stack", "shorted", 1)


@dataclass
class Seen:
    """Cells by what became of them."""

    X: np.ndarray
    failures: Failures


def seen(*cells: tuple[float, float, str]) -> Seen:
    """Cells at (x, y), each with its mode; "" for intact."""
    modes = tuple((mode,) if mode else () for *_, mode in cells)
    damage = np.array([0 if mode in ("", "shorted") else 2 for *_, mode in cells])
    shorted = np.array([mode == "shorted" for *_, mode in cells])
    X = np.array([[x, y] for x, y, _ in cells])
    return Seen(X, Failures(damage, shorted, modes, ((),) * len(cells)))


def p_holds(found, x: float, y: float = 0.5) -> dict[str, float]:
    return {mode: float(p[0]) for mode, p in found.at(np.array([[x, y]])).p_holds().items()}


def test_a_cracked_cell_lowers_the_limit_of_cracking_and_no_other() -> None:
    calm = seen((0.35, 0.5, ""))
    after = seen((0.35, 0.5, ""), (0.5, 0.5, "cracked"))
    first = fit_failure_modes(calm.X, calm.failures, (HARD, WEAK))
    then = fit_failure_modes(after.X, after.failures, (HARD, WEAK))
    assert p_holds(then, 0.5)["cracked"] < 0.6 * p_holds(first, 0.5)["cracked"]
    assert p_holds(then, 0.2)["crumbled"] == pytest.approx(
        p_holds(first, 0.2)["crumbled"], abs=0.02
    )


def test_the_margin_falls_with_the_load_everywhere() -> None:
    cells = seen((0.3, 0.5, ""), (0.8, 0.5, ""), (0.45, 0.5, "cracked"), (0.6, 0.5, ""))
    found = fit_failure_modes(cells.X, cells.failures, (HARD,))
    X = np.column_stack([np.linspace(0.05, 1, 60), np.full(60, 0.5)])
    assert np.all(np.diff(found.at(X).p_holds()["cracked"]) <= 1e-9)


def test_some_of_many_points_are_known_as_if_they_had_been_asked_about_alone() -> None:
    cells = seen((0.3, 0.5, ""), (0.8, 0.5, "cracked"), (0.2, 0.9, "shorted"), (0.6, 0.5, ""))
    X = np.random.default_rng(4).random((90, 2))
    asked, fresh = (fit_failure_modes(cells.X, cells.failures, (HARD, STACK)) for _ in range(2))
    kept = asked.among(X, X[:, 0] < 0.6)
    assert np.array_equal(kept, X[X[:, 0] < 0.6])
    for kappa in (0.0, 1.0):
        known, alone = (found.at(kept).p_intact(kappa) for found in (asked, fresh))
        assert known == pytest.approx(alone, rel=1e-12)
    assert asked.at(kept).p_sound(0.85) == pytest.approx(fresh.at(kept).p_sound(0.85), rel=1e-12)


def test_a_limit_is_boxed_in_by_cells_on_both_sides() -> None:
    held = [(x, 0.5, "") for x in (0.30, 0.31, 0.32)]
    cells = seen(*held, *[(x, 0.5, "cracked") for x in (0.36, 0.37, 0.38)])
    found = fit_failure_modes(cells.X, cells.failures, (HARD,))
    (learned,) = found.limits()
    assert 0.25 < np.exp(learned.low) < 0.33 < np.exp(learned.median) < 0.37
    assert np.exp(learned.high) < 0.45
    assert learned.trust < 0.2  # the literature says 0.6


def test_knowledge_that_is_right_is_trusted_more() -> None:
    cells = seen((0.5, 0.5, ""), (0.55, 0.5, ""), (0.65, 0.5, "cracked"))
    found = fit_failure_modes(cells.X, cells.failures, (HARD,))
    assert found.limits()[0].trust > 0.6


def test_a_short_blames_the_load_that_others_do_not_clear() -> None:
    cells = seen((0.7, 0.2, ""), (0.72, 0.2, ""), (0.7, 0.5, "shorted"))
    found = fit_failure_modes(cells.X, cells.failures, (ANODE, STACK))
    anode, stack = found.limits()
    assert np.exp(stack.median) < 0.55 < np.exp(anode.median)


def test_what_no_limit_explains_is_learned_from_the_other_knobs() -> None:
    sound = [(x, y, "") for x in (0.3, 0.4, 0.5) for y in (0.1, 0.2, 0.3, 0.4)]
    odd = [(x, 0.9, "cracked") for x in (0.1, 0.15, 0.2, 0.12)]
    cells = seen(*sound, *odd)
    found = fit_failure_modes(cells.X, cells.failures, (HARD,))
    assert p_holds(found, 0.3, 0.2)[OTHERWISE] > 0.95
    assert p_holds(found, 0.15, 0.9)[OTHERWISE] < 0.6
    assert p_holds(found, 0.3, 0.2)["cracked"] > 0.9


def test_stuck_once_is_a_fault_of_the_handling() -> None:
    stick = limit("sticks", "stuck", 0)
    once = seen((0.3, 0.5, ""), (0.5, 0.5, "stuck"))
    twice = seen((0.3, 0.5, ""), (0.5, 0.5, "stuck"), (0.55, 0.5, "stuck"))
    none = seen((0.3, 0.5, ""))
    p = [
        float(fit_failure_modes(c.X, c.failures, (HARD, stick)).p_intact(np.array([[0.5, 0.5]]))[0])
        for c in (none, once, twice)
    ]
    assert p[1] == pytest.approx(p[0], abs=0.01)
    assert p[2] < 0.6 * p[0]


def test_leaving_a_cell_out_is_as_if_it_had_not_been_pressed() -> None:
    cells = seen((0.3, 0.5, ""), (0.4, 0.5, "cracked"), (0.35, 0.5, ""))
    fewer = seen((0.3, 0.5, ""), (0.35, 0.5, ""))
    left_out = fit_failure_modes(cells.X, cells.failures, (HARD,)).without(1)
    never = fit_failure_modes(fewer.X, fewer.failures, (HARD,))
    at = np.array([[0.3, 0.5], [0.5, 0.5]])
    np.testing.assert_allclose(left_out.p_intact(at), never.p_intact(at), atol=0.01)
    held = fit_failure_modes(cells.X, cells.failures, (HARD,)).had_held(1)
    assert held.p_intact(at)[1] > left_out.p_intact(at)[1]


def test_leaving_a_cell_out_takes_all_its_rungs_away() -> None:
    """Rung by rung its later rungs would speak on, given rungs that nobody pressed."""
    before = (-1, -1, 1, 2)
    cells = seen((0.3, 0.5, ""), (0.2, 0.5, ""), (0.3, 0.5, ""), (0.4, 0.5, "cracked"))
    series = fit_failure_modes(cells.X, replace(cells.failures, before=before), (HARD, WEAK))
    fewer = seen((0.3, 0.5, ""))
    never = fit_failure_modes(fewer.X, fewer.failures, (HARD, WEAK))
    left_out = series.without(1, 2, 3)
    assert left_out.factors == ()
    for seen_then, seen_never in zip(left_out.fitted, never.fitted, strict=True):
        np.testing.assert_allclose(seen_then.said, seen_never.said, atol=1e-9)


@pytest.mark.parametrize("relief_moves", [False, True])
def test_a_cell_says_the_same_rung_by_rung_as_at_its_hardest_one(relief_moves: bool) -> None:
    """P(held at the first) P(held at the second | the first) is P(held at the harder one)."""
    later = 0.8 if relief_moves else 0.5
    X = np.array([[0.3, 0.5], [0.2, 0.5], [0.45, later], [0.4, 0.5]])
    held = np.array([[True], [True], [True], [False]])
    limit = leaning(HARD)
    found = limits_that_held((limit,), X, held, (-1, -1, 1, 2))[0]
    message_by_message = sum(found.message(row) for row in range(3))
    np.testing.assert_allclose(found.said, message_by_message, atol=1e-9)
    if not relief_moves:
        hardest = limits_that_held((limit,), X[[0, 2]], held[[0, 2]])[0]
        np.testing.assert_allclose(found.said, hardest.said, atol=1e-9)


@pytest.mark.parametrize("fate", ["", "cracked"])
def test_one_more_cell_is_learned_as_if_all_were_learned_anew(fate: str) -> None:
    before = ((0.3, 0.5, ""), (0.55, 0.5, "cracked"), (0.35, 0.8, ""))
    fewer, cells = seen(*before), seen(*before, (0.42, 0.5, fate))
    alone = seen((0.42, 0.5, fate))
    found = fit_failure_modes(fewer.X, fewer.failures, (HARD, WEAK))
    more = found.one_more(alone.X, alone.failures)
    learned_again = fit_failure_modes(cells.X, cells.failures, (HARD, WEAK))
    at = np.array([[0.3, 0.5], [0.42, 0.5], [0.5, 0.2], [0.9, 0.5]])
    np.testing.assert_allclose(more.p_intact(at), learned_again.p_intact(at), atol=0.02)
    assert np.all(np.abs(found.p_intact(at)[1] - learned_again.p_intact(at)[1]) > 0.05)
    twice = more.one_more(alone.X, alone.failures).without(4)
    np.testing.assert_allclose(twice.p_intact(at), more.p_intact(at), atol=0.01)


def test_draws_agree_with_the_probability_on_average() -> None:
    cells = seen((0.3, 0.5, ""), (0.45, 0.5, "cracked"), (0.35, 0.5, ""))
    found = fit_failure_modes(cells.X, cells.failures, (HARD, WEAK))
    at = np.array([[0.33, 0.5], [0.4, 0.5]])
    draws = found.draws(at, 4000, np.random.default_rng(0))
    np.testing.assert_allclose(draws.mean(axis=0), found.p_intact(at), atol=0.03)


def test_messages_of_one_limit_need_no_iteration() -> None:
    X = np.array([[0.5, 0.5]])
    (held,) = limits_that_held((HARD,), X, np.zeros((1, 1), dtype=bool))
    (one,) = with_failures((held,), [Factor(0, (0,), 0.01, near=False)])
    p = np.exp(one.message(0))
    assert np.all(np.diff(p[one.grid.width == 0.1]) <= 1e-12)  # a higher threshold fails less
    assert held.message(0).max() == 0.0  # the limits that held are left as they were


def test_a_hairline_lies_nearer_to_the_limit_than_a_crack() -> None:
    X = np.array([[0.3, 0.5], [0.45, 0.5]])
    modes = ((), ("cracked",))
    stds = []
    for grade in (1, 2):
        failures = Failures(np.array([0, grade]), np.zeros(2, dtype=bool), modes, ((), ()))
        (learned,) = fit_failure_modes(X, failures, (HARD,)).limits()
        stds.append(learned.std)
    assert stds[0] < stds[1]  # a near miss lies at the limit, a crack anywhere beyond


def leaning(limit: Limit) -> Limit:
    """The same limit, which the second knob may raise or lower."""
    return replace(
        limit, reliefs=lambda X: 2 * X[:, 1:] - 1, relief_std=np.array([0.2]), either_way=1
    )


@pytest.mark.parametrize("strong", [0.0, 1.0])
def test_a_limit_leans_the_way_that_the_cells_show(strong: float) -> None:
    weak = 1.0 - strong
    held = [(x, strong, "") for x in (0.50, 0.54, 0.58)]
    cells = seen(*held, *[(x, weak, "cracked") for x in (0.50, 0.46, 0.42)], (0.36, weak, ""))
    found = fit_failure_modes(cells.X, cells.failures, (leaning(HARD),))
    assert p_holds(found, 0.48, strong)["cracked"] > 0.9
    assert p_holds(found, 0.48, weak)["cracked"] < 0.4
    upright = fit_failure_modes(cells.X, cells.failures, (HARD,))
    assert p_holds(found, 0.48, strong)["cracked"] > p_holds(upright, 0.48, strong)["cracked"]


def test_a_limit_that_may_lean_is_as_sure_before_any_cell() -> None:
    one = seen((0.1, 0.5, ""))
    found = fit_failure_modes(one.X, one.failures, (leaning(HARD),))
    upright = fit_failure_modes(one.X, one.failures, (HARD,))
    for x in (0.3, 0.5, 0.7):
        both = [p_holds(model, x)["cracked"] for model in (found, upright)]
        assert both[0] == pytest.approx(both[1], abs=0.02)
    at = [p_holds(found, 0.5, y)["cracked"] for y in (0.0, 0.5, 1.0)]
    assert at[0] == pytest.approx(at[2], abs=0.04)  # neither way is preferred
    assert max(at[0], at[2]) < at[1]  # and the doubt counts


def test_one_cell_that_no_limit_explains_excuses_no_others() -> None:
    cracks = [(x, 0.5, "cracked") for x in (0.57, 0.34, 0.29, 0.22)]
    cells = seen(*cracks, *[(x, 0.5, "") for x in (0.23, 0.20, 0.21)], (0.21, 0.5, "shorted"))
    found = fit_failure_modes(cells.X, cells.failures, (HARD, WEAK))
    assert p_holds(found, 0.45)["cracked"] < 0.1
    assert p_holds(found, 0.18)["cracked"] > 0.8
