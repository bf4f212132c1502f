"""Rules that leave a sliver at the edge of the space: points obey, and they are found."""

from doe.domain.candidates import Candidates
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
