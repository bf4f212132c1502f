"""After a failure the next cell goes where the failure says, whatever was seen before it."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space(
    (
        Parameter("copress_mpa", 100, 750, step=5),
        Parameter("anode_mpa", 20, 300, step=2),
        Parameter("binder_pct", 0.5, 6.0),
    )
)
MODES = ("cracked", "crumbled", "delaminated", "shorted", "unknown")


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    """Cells that became anything, in any order, at any setting."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cells = []
    for _ in range(draw(st.integers(0, 9))):
        point = SPACE.point(SPACE.from_unit(chance.random((1, 3)))[0])
        mode = draw(st.sampled_from((None, *MODES)))
        if mode is None:
            asr = float(40 * np.exp(chance.standard_normal()))
            cells.append(Observation(point, asr_ohm_cm2=asr))
        else:
            damage = 0 if mode == "shorted" else draw(st.sampled_from((1, 2, 3)))
            cells.append(Observation(point, damage=damage, failure=(mode,)))
    return cells


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=histories(),
    share=st.floats(0.0, 1.0),
    mode=st.sampled_from(("cracked", "crumbled")),
    seed=st.integers(0, 3),
    start=st.sampled_from(("literature", "gentle")),
    knowledge=st.booleans(),
    budget=st.sampled_from((None, 10)),
)
def test_never_harder_after_cracked_alone_nor_softer_after_crumbled_alone(
    before: list[Observation],
    share: float,
    mode: str,
    seed: int,
    start: str,
    knowledge: bool,
    budget: int | None,
) -> None:
    strategy = make_strategy(SPACE, seed=seed, start=start, knowledge=knowledge, budget=budget)
    point = SPACE.point(SPACE.from_unit(np.array([[share, 0.4, 0.5]]))[0])
    history = [*before, Observation(point, damage=2, failure=(mode,))]
    proposed = strategy.propose(history)
    if mode == "cracked":
        assert proposed["copress_mpa"] <= point["copress_mpa"] + 1e-6
    else:
        assert proposed["copress_mpa"] >= point["copress_mpa"] - 1e-6
