"""Latin hypercubes: one cell in each slice of each knob; the first as scikit-optimize draws it."""

import numpy as np
import pytest
from skopt.sampler import Lhs

from doe.domain.latin_hypercube import even_hypercube, maximin_hypercube


@pytest.mark.parametrize(
    ("count", "dimensions", "seed"), [(2, 1, 0), (6, 4, 3), (9, 5, 11), (20, 2, 7), (3, 12, 123)]
)
def test_the_same_rows_as_scikit_optimize(count: int, dimensions: int, seed: int) -> None:
    sampler = Lhs(lhs_type="centered", criterion="maximin", iterations=200)
    theirs = sampler.generate([(0.0, 1.0)] * dimensions, count, random_state=seed)
    ours = maximin_hypercube(count, dimensions, seed)
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=0, atol=1e-15)


@pytest.mark.parametrize("hypercube", [maximin_hypercube, even_hypercube])
def test_every_slice_of_every_knob_holds_one_cell(hypercube) -> None:  # type: ignore[no-untyped-def]
    rows = hypercube(8, 3, 5)
    for column in rows.T:
        assert sorted(np.floor(column * 8)) == list(range(8))
    assert np.array_equal(rows, hypercube(8, 3, 5))
    assert not np.array_equal(rows, hypercube(8, 3, 6))


def test_no_cell_and_one_cell() -> None:
    assert maximin_hypercube(0, 3, 0).shape == (0, 3)
    assert maximin_hypercube(1, 3, 0).shape == (1, 3)
