"""Rules that leave a sliver at the edge of the space: points obey, and they are found."""

import numpy as np
import pytest

from doe.classical.catalogue import DesignRequest
from doe.classical.run_plan import make_plan
from doe.domain.candidates import Candidates, NoPointError
from doe.domain.constraints import Constraint
from doe.space import Parameter, Space


def test_a_sliver_at_two_edges_is_found() -> None:
    space = Space((
        Parameter("copress_mpa", 100, 750, 5),
        Parameter("copress_dwell_s", 1, 600, scale="log"),
        Parameter("anode_mpa", 20, 300, 5),
        Parameter("stack_mpa", 5, 250),
    ))  # fmt: skip
    rules = (Constraint("copress_mpa >= 750"), Constraint("copress_dwell_s >= 599.5"))
    found = space.from_unit(Candidates(space, rules).everywhere(0))
    assert len(found) > 0
    assert (found[:, 0] == 750).all()
    assert (found[:, 1] >= 599.5).all()


def _parts(count: int, step: float | None) -> Space:
    return Space(tuple(Parameter(f"part_{k}", 0, 100, step) for k in range(count)))


@pytest.mark.parametrize("step", [0.5, 1.0, 5.0, None])
def test_eight_parts_of_a_mixture_sum_to_a_hundred(step: float | None) -> None:
    space = _parts(8, step)
    candidates = Candidates(space, (Constraint(" + ".join(space.names) + " == 100"),))
    cover = candidates.everywhere(0)
    rows = space.snap(space.from_unit(cover))
    assert len(rows) >= 500
    assert rows.sum(axis=1) == pytest.approx(100, abs=1e-7)
    assert np.ptp(rows, axis=0).min() > 25  # every part is varied
    cloud = candidates.around(cover[:8], 0.05, 16, np.random.default_rng(0))
    assert len(cloud) > 60


def test_two_rules_about_one_sum_are_a_band() -> None:
    space = _parts(8, None)
    total = " + ".join(space.names)
    rules = (Constraint(f"{total} <= 100.5"), Constraint(f"99.5 <= {total}"))
    sums = space.from_unit(Candidates(space, rules).everywhere(0)).sum(axis=1)
    assert len(sums) >= 500
    assert (sums.min() < 99.7) and (sums.max() > 100.3)


def test_parts_with_other_steps_and_bounds_come_out_too() -> None:
    space = Space((
        Parameter("am", 60, 80, 5), Parameter("se", 15, 40, 0.5), Parameter("c", 0, 5, 0.5),
    ))  # fmt: skip
    rows = space.from_unit(Candidates(space, (Constraint("am + se + c == 100"),)).everywhere(0))
    rows = space.snap(rows)
    assert set(rows[:, 0]) == {60, 65, 70, 75, 80}
    assert np.ptp(rows[:, 2]) == 5
    assert (rows.sum(axis=1) == 100).all()


def test_a_thin_curved_band_is_found() -> None:
    space = Space((Parameter("a", 0, 1), Parameter("b", 0, 1), Parameter("c", 0, 1)))
    rules = (Constraint("a * b >= 0.98"), Constraint("c <= 0.001"))
    rows = space.from_unit(Candidates(space, rules).everywhere(0))
    assert len(rows) > 50
    assert (rows[:, 0] * rows[:, 1]).min() >= 0.98 - 1e-9


def test_rules_that_leave_nothing_are_named() -> None:
    space = _parts(3, 1.0)
    rules = (
        Constraint("part_0 + part_1 + part_2 == 100"),
        Constraint("part_0 + part_1 + part_2 <= 90"),
    )
    with pytest.raises(NoPointError, match="No point of the space obeys"):
        Candidates(space, rules).everywhere(0)


def test_a_design_fills_a_sliver_that_an_even_cover_misses() -> None:
    space = Space((
        Parameter("copress_mpa", 100, 750, 5), Parameter("copress_dwell_s", 1, 600, scale="log"),
    ))  # fmt: skip
    rules = [Constraint("copress_mpa >= 750"), Constraint("copress_dwell_s >= 599")]
    rows = make_plan(space, DesignRequest(kind="sobol", runs=6), rules).rows
    assert len(np.unique(rows, axis=0)) == 6
    assert (rows[:, 0] == 750).all()
    assert (rows[:, 1] >= 599).all()


def test_a_design_of_a_mixture_sums_to_a_hundred() -> None:
    rule = Constraint(" + ".join(f"part_{k}" for k in range(8)) + " == 100")
    rows = make_plan(_parts(8, 1.0), DesignRequest(kind="sobol", runs=20), [rule]).rows
    assert rows.sum(axis=1) == pytest.approx(np.full(20, 100.0))
