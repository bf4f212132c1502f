"""Laws of the space and of its candidates."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.effort import examples

from doe.domain.candidates import Candidates
from doe.domain.constraints import Constraint
from doe.space import Parameter, Space

QUICK = settings(max_examples=examples(50), deadline=None, derandomize=True)


@st.composite
def parameters(draw: st.DrawFn) -> Parameter:
    """Any knob that can be searched."""
    low = draw(st.floats(0.01, 500))
    width = draw(st.floats(0.01, 1000))
    share = draw(st.one_of(st.none(), st.floats(0.001, 1)))
    step = None if share is None else share * width * 0.999
    return Parameter("x_mpa", low, low + width, step, draw(st.sampled_from(["linear", "log"])))


@QUICK
@given(parameters(), st.floats(0, 1))
def test_unit_and_physical_are_inverse(parameter: Parameter, share: float) -> None:
    back = parameter.to_unit(parameter.from_unit([share]))[0]
    assert abs(back - share) < 1e-6


@QUICK
@given(parameters(), st.floats(-1e4, 1e4))
def test_snapping_stays_inside_and_happens_once(parameter: Parameter, value: float) -> None:
    once = parameter.snap([value])
    assert parameter.low <= once[0] <= parameter.high
    assert parameter.snap(once).tolist() == once.tolist()


@QUICK
@given(st.integers(0, 50), st.floats(0.3, 1.7))
def test_every_candidate_obeys_steps_and_rules(seed: int, limit: float) -> None:
    space = Space((Parameter("a", 0, 1, step=0.05), Parameter("b", 0, 1)))
    candidates = Candidates(space, (Constraint(f"a + b <= {limit}"),))
    chance = np.random.default_rng(seed)
    pool = candidates.everywhere(seed)
    cloud = candidates.around(pool[:3], 0.2, 30, chance)
    rows = space.from_unit(np.vstack([pool, cloud]))
    assert np.all(rows.sum(axis=1) <= limit + 1e-9)
    assert np.allclose(rows, space.snap(rows))
