"""Knobs of a table at once: the same as each knob by itself, to the last bit."""

import numpy as np
import pytest

from doe.knobs.knob_table import KnobTable
from doe.knobs.parameter import Parameter

KNOBS = (
    Parameter("copress_mpa", 110.0, 760.0, step=7.5),
    Parameter("dwell_s", 0.7, 900.0, scale="log"),
    Parameter("release_mpa_s", 0.3, 30.0, step=0.1, scale="log"),
    Parameter("stack_mpa", -3.0, 240.0),
    Parameter("anode_mpa", values=(20.0, 45.0, 130.0)),
    Parameter("ramp_mpa_s", values=(1.0, 3.0, 40.0), scale="log"),
    Parameter("foil", choices=("bare", "PTFE foil", "graphite")),
    Parameter("offset_um", 3e12, 9e13, step=3e12),
)


@pytest.mark.parametrize("way", ["from_unit", "snap", "to_unit"])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_a_table_is_worked_out_as_each_knob_is(way: str, count: int) -> None:
    shares = np.random.default_rng(8).uniform(-0.1, 1.1, (count, len(KNOBS)))
    given = shares
    if way != "from_unit":
        given = np.column_stack([k.from_unit(shares[:, at]) for at, k in enumerate(KNOBS)])
    alone = [getattr(knob, way)(given[:, at]) for at, knob in enumerate(KNOBS)]
    before = given.copy()
    assert np.array_equal(getattr(KnobTable(KNOBS), way)(given), np.column_stack(alone))
    assert np.array_equal(given, before)


def test_a_value_that_cannot_stand_on_a_log_scale_is_named() -> None:
    rows = np.array([[200.0, 0.0]])
    with pytest.raises(ValueError, match="dwell_s: 0 cannot stand on a log scale"):
        KnobTable(KNOBS[:2]).to_unit(rows)
