"""What a series and a rung may be."""

import pytest

from doe.series import Series
from doe.trials import Observation


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"knob": "anode_mpa"}, "knob = 'anode_mpa'"),
        ({"rungs": 1}, "two rungs or more"),
        ({"rung_cost_min": 0.0}, "above 0 minutes"),
        ({"least_p_intact": 1.0}, "not a probability below 1"),
    ],
)
def test_what_is_no_series_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Series(**wrong)  # type: ignore[arg-type]


def test_a_rung_belongs_to_a_cell() -> None:
    with pytest.raises(ValueError, match="belong to a cell"):
        Observation(point={"copress_mpa": 400.0}, rung=2)
