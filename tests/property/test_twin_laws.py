"""What must hold of the cell model for every protocol that can be asked of it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.effort import examples

from hardware.twin.cell.presets import PRESETS, cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import press, truth

POINTS = st.fixed_dictionaries(
    {
        "copress_mpa": st.floats(20, 900),
        "copress_dwell_s": st.floats(0.1, 3600),
        "release_mpa_s": st.floats(0.1, 100),
        "anode_mpa": st.floats(0.5, 400),
        "anode_dwell_s": st.floats(0.1, 3600),
        "stack_mpa": st.floats(0.0, 300),
        "prepress_mpa": st.just(0.0) | st.floats(20, 700),
        "die_degc": st.floats(20, 200),
    }
)
DESIGNS = st.sampled_from(sorted(PRESETS)).map(cell_design)


@settings(deadline=None, max_examples=examples(60))
@given(point=POINTS, design=DESIGNS)
def test_truth_is_always_physical(point, design):
    answer = truth(PressHistory.of(point), design)
    assert np.isfinite(answer.asr_ohm_cm2)
    assert answer.asr_ohm_cm2 > 10
    assert all(part > 0 for part in answer.contributions.values())
    for p in (answer.p_intact, answer.p_crack, answer.p_delamination, answer.p_short):
        assert 0 <= p <= 1
    assert answer.p_intact <= 1 - max(answer.p_crack, answer.p_delamination, answer.p_short) + 1e-12
    assert 0 <= answer.retention <= 1


@settings(deadline=None, max_examples=examples(40))
@given(point=POINTS, design=DESIGNS, sample=st.integers(0, 65535))
def test_every_cell_can_be_measured(point, design, sample):
    cell = press(PressHistory.of(point), design, seed=0, sample=sample)
    assert np.isfinite(cell.asr_ohm_cm2)
    assert cell.asr_ohm_cm2 > 0
    assert cell.damage in range(4)
    assert 0 <= cell.retention <= 1
    assert bool(cell.note) == (cell.damage > 0 or cell.shorted)


@settings(deadline=None, max_examples=examples(40))
@given(point=POINTS, design=DESIGNS, more=st.floats(1.01, 2))
def test_more_stack_pressure_never_worsens_contacts(point, design, more):
    stack = point["stack_mpa"] + 1.0
    less, higher = (
        truth(PressHistory.of({**point, "stack_mpa": mpa}), design).contributions
        for mpa in (stack, stack * more)
    )
    for part in ("collector", "anode", "cathode_interface"):
        assert higher[part] <= less[part]
