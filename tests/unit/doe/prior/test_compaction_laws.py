"""Laws of compaction: shapes of the literature, offered where their knobs vary, and saved whole."""

import io

import joblib
import numpy as np
import pytest

from doe.prior.compaction_laws import LAW_NAMES, compaction_law, compaction_laws
from doe.space import Parameter, Space

PRESS, STACK = Parameter("copress_mpa", 100, 700), Parameter("stack_mpa", 5, 250)
DWELL = Parameter("copress_dwell_s", 1, 600, scale="log")


def test_the_shapes_are_those_of_the_literature() -> None:
    law = compaction_law("compaction and springback", Space((PRESS, STACK)))
    X = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    press, contact, gap = law.columns(X).T
    assert press == pytest.approx(np.exp(-np.array([100, 700, 700]) / 164))
    assert contact == pytest.approx([10**0.5, 10**0.5, 0.2**0.5])
    assert gap[1] == pytest.approx((1 - np.exp(-((700 / 240) ** 2))) * np.exp(-5 / 79))
    assert gap[0] < gap[1] > gap[2], "hard pressing opens gaps, the stack closes them"


def test_dwell_counts_in_seconds_also_where_its_scale_is_logarithmic() -> None:
    law = compaction_law("compaction", Space((DWELL,)))
    columns = law.columns(np.array([[0.0], [0.5], [1.0]]))[:, 0]
    assert columns == pytest.approx(np.exp(-np.array([1, 600**0.5, 600]) / 15))


@pytest.mark.parametrize(
    ("knobs", "names"),
    [
        ((), []),
        ((PRESS,), ["densification"]),
        ((STACK,), ["compaction"]),
        ((DWELL,), ["compaction"]),
        ((PRESS, DWELL), ["densification", "compaction"]),
        ((PRESS, STACK), list(LAW_NAMES)),
        ((PRESS, STACK, DWELL), list(LAW_NAMES)),
    ],
)
def test_only_laws_whose_knobs_vary_are_offered(
    knobs: tuple[Parameter, ...], names: list[str]
) -> None:
    space = Space((*knobs, Parameter("humidity_percent", 0, 40)))
    assert list(compaction_laws(space)) == names


def test_weights_are_as_uncertain_as_they_are_large() -> None:
    law = compaction_law("compaction", Space((PRESS, STACK, DWELL)))
    assert law.mean.tolist() == law.std.tolist() == [0.8, 0.25, 0.15]


def test_a_law_comes_back_from_a_file_as_it_was() -> None:
    law = compaction_law("compaction and springback", Space((PRESS, STACK)))
    X = np.random.default_rng(0).random((5, 2))
    file = io.BytesIO()
    joblib.dump(law, file)
    file.seek(0)
    back = joblib.load(file)
    assert back.columns(X).tolist() == law.columns(X).tolist()


@pytest.mark.parametrize(
    ("name", "says"),
    [("magic", "No mean is called 'magic'"), ("densification", "it has literature, none, compac")],
)
def test_what_there_is_not_is_refused(name: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        compaction_law(name, Space((STACK,)))
