"""A plan can be pressed: inside bounds, on steps, within rules; blocked, grouped, reproducible."""

from itertools import pairwise

import numpy as np
import pytest

from doe.classical.blocking import assign_blocks
from doe.classical.catalogue import KINDS, DesignRequest
from doe.classical.factorial import full_factorial
from doe.classical.run_plan import make_plan
from doe.classical.suggest_design import recommend
from doe.domain.constraints import Constraint
from doe.space import Parameter, Space

PRESS = Space(
    (
        Parameter("copress_mpa", 100, 750, step=5),
        Parameter("copress_dwell_s", 10, 600, step=1, scale="log"),
        Parameter("anode_mpa", 20, 200, step=5),
        Parameter("stack_mpa", 5, 100, step=1),
    )
)
RULE = Constraint("anode_mpa <= 0.5 * copress_mpa")
HEATED = Space((*PRESS.parameters[:2], Parameter("die_degc", 20, 120, step=10)))


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "ccd-rotatable"])
def test_every_kind_gives_cells_that_can_be_pressed(kind):
    plan = make_plan(PRESS, DesignRequest(kind, seed=3))
    assert all(PRESS.contains(point) for point in plan.points)
    assert len(plan.rows) == len(plan.role) == len(plan.block) == len(plan.group)
    assert any("seed 3" in note for note in plan.notes)
    again = make_plan(PRESS, DesignRequest(kind, seed=3))
    assert np.array_equal(plan.rows, again.rows)
    if kind not in ("latin-hypercube", "sobol"):
        other = make_plan(PRESS, DesignRequest(kind, seed=4))
        assert not np.array_equal(plan.rows, other.rows)


def test_a_star_point_outside_the_bounds_is_refused_never_clipped():
    with pytest.raises(ValueError, match=r"copress_mpa = -225, outside 100\.\.750.*ccd-inscribed"):
        make_plan(PRESS, DesignRequest("ccd-rotatable"))


@pytest.mark.parametrize("kind", ["sobol", "d-optimal", "i-optimal"])
def test_rules_are_kept(kind):
    plan = make_plan(PRESS, DesignRequest(kind, runs=20), [RULE])
    assert len(plan.rows) == 20
    assert all(p["anode_mpa"] <= 0.5 * p["copress_mpa"] for p in plan.points)


def test_cells_that_break_a_rule_move_towards_the_middle_and_it_is_said():
    plan = make_plan(PRESS, DesignRequest("ccd-face"), [RULE])
    free = make_plan(PRESS, DesignRequest("ccd-face"))
    assert len(plan.rows) == len(free.rows)
    assert all(p["anode_mpa"] <= 0.5 * p["copress_mpa"] for p in plan.points)
    kept = [p for p in free.points if p["anode_mpa"] <= 0.5 * p["copress_mpa"]]
    assert all(p in plan.points for p in kept), "cells that obey stay where they were"
    assert any("moved towards the middle" in note for note in plan.notes)


def test_rules_that_the_middle_breaks_are_refused_with_what_to_take_instead():
    with pytest.raises(ValueError, match=r"so does the middle of the box.*Take d-optimal"):
        make_plan(PRESS, DesignRequest("ccd-face"), [Constraint("copress_mpa >= 700")])


def test_logarithmic_knobs_have_their_geometric_middle():
    plan = make_plan(PRESS, DesignRequest("box-behnken"))
    middle = plan.points[plan.role.index("centre")]
    assert middle["copress_dwell_s"] == pytest.approx(np.sqrt(10 * 600), abs=1)
    assert any("copress_dwell_s is the geometric" in note for note in plan.notes)


def test_more_runs_than_the_table_become_replicates_and_centre_points():
    plan = make_plan(PRESS, DesignRequest("full-factorial", runs=35))
    assert plan.role.count("design") == 32
    assert plan.role.count("centre") == 3
    with pytest.raises(ValueError, match="needs 24 cells, 20 are given"):
        make_plan(PRESS, DesignRequest("box-behnken", runs=20))


def test_free_designs_have_exactly_the_runs_asked_for():
    for kind in ("sobol", "latin-hypercube", "d-optimal"):
        plan = make_plan(PRESS, DesignRequest(kind, runs=22, centre_points=3))
        assert len(plan.rows) == 22


@pytest.mark.parametrize("kind", ["sobol", "latin-hypercube"])
def test_each_setting_of_a_list_and_of_a_dial_gets_its_share(kind):
    space = Space(
        (
            Parameter(name="copress_dwell_s", values=(60, 120, 300)),
            Parameter(name="copress_mpa", low=100, high=700, step=100),
        )
    )
    plan = make_plan(space, DesignRequest(kind, runs=63, seed=2))
    dwells = np.bincount([[60, 120, 300].index(row[0]) for row in plan.rows])
    pressures = np.bincount([int(row[1] / 100) for row in plan.rows])[1:]
    most = 0 if kind == "latin-hypercube" else 3
    assert max(abs(dwells - 21)) <= most and max(abs(pressures - 9)) <= most


def test_blocks_of_a_factorial_are_confounded_with_the_highest_interaction_only():
    corners = full_factorial([2, 2, 2])
    block = assign_blocks(corners, 2, np.random.default_rng(0))
    sign = np.where(block == block[0], 1, -1)
    assert abs(sign @ np.prod(corners, axis=1)) == 8
    assert np.allclose(sign @ corners, 0)


def test_blocks_share_centre_points_and_do_not_mix_in_the_order():
    plan = make_plan(PRESS, DesignRequest("full-factorial", centre_points=4, blocks=2, seed=1))
    assert len(set(plan.block)) == 2
    assert np.count_nonzero(np.diff(plan.block)) == 1
    for block in (1, 2):
        middle = [r for r, b in zip(plan.role, plan.block, strict=True) if b == block]
        assert middle.count("centre") == 2
    with pytest.raises(ValueError, match="each block needs a cell"):
        make_plan(PRESS, DesignRequest("sobol", runs=4, blocks=9))


def test_the_temperature_is_changed_as_rarely_as_possible():
    plan = make_plan(HEATED, DesignRequest("box-behnken", hard_to_change=("die_degc",)))
    temperature = [point["die_degc"] for point in plan.points]
    assert sum(a != b for a, b in pairwise(temperature)) == 2
    assert plan.group.tolist() == sorted(plan.group.tolist())
    assert any("changes 2 times" in note for note in plan.notes)
    optimal = make_plan(HEATED, DesignRequest("d-optimal", runs=14, hard_to_change=("die_degc",)))
    assert len({p["die_degc"] for p in optimal.points}) <= 3
    with pytest.raises(ValueError, match="'die_degc' is hard to change but not varied"):
        make_plan(PRESS, DesignRequest("sobol", hard_to_change=("die_degc",)))


def test_an_unknown_kind_lists_the_known_ones():
    with pytest.raises(ValueError, match="known are full-factorial"):
        make_plan(PRESS, DesignRequest("taguchi"))


@pytest.mark.parametrize(
    ("budget", "factors", "constrained", "kind"),
    [
        (6, 5, False, "sobol"),
        (10, 6, False, "plackett-burman"),
        (17, 6, False, "definitive-screening"),
        (15, 3, False, "box-behnken"),
        (14, 3, False, "d-optimal"),
        (12, 2, False, "ccd-face"),
        (30, 4, True, "i-optimal"),
        (8, 4, True, "sobol"),
        (7, 1, False, "d-optimal"),
    ],
)
def test_the_advice_fits_the_budget(budget, factors, constrained, kind):
    advice = recommend(budget, factors, constrained=constrained)
    assert advice.kind == kind
    assert advice.runs <= budget
    assert advice.why
    assert advice.rest


@pytest.mark.parametrize("factors", range(1, 8))
@pytest.mark.parametrize("budget", [1, 5, 9, 14, 20, 30, 60])
def test_what_is_advised_can_be_made(budget, factors):
    knobs = Space(tuple(Parameter(f"knob{k}", 0, 1) for k in range(factors)))
    advice = recommend(budget, factors)
    plan = make_plan(knobs, DesignRequest(advice.kind, runs=advice.runs))
    assert len(plan.rows) == advice.runs
