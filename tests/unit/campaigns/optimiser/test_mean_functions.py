"""Mean functions by name, and what each is worth on cells that were left out."""

from typing import Any

import numpy as np
import pytest

from campaigns import make_strategy
from campaigns.optimiser.mean_functions import NAMES, judge_means
from campaigns.report.text.noise import mean_sentences
from doe.prior.prior import NOTHING_KNOWN, Knowledge
from doe.space import Parameter, Space
from doe.trials import Observation
from surrogate.compare_means import MeanTested

SPACE = Space(
    (
        Parameter("copress_mpa", 100, 750, step=5),
        Parameter("copress_dwell_s", 1, 600, scale="log"),
        Parameter("stack_mpa", 1, 200),
    )
)


def _history(cells: int) -> list[Observation]:
    """Densification and contact as the laws say, 4 % of scatter."""
    chance, history = np.random.default_rng(1), list[Observation]()
    for share in chance.random((cells, 3)):
        point = SPACE.point(SPACE.snap(SPACE.from_unit(share[None, :]))[0])
        ln = 4 + 0.9 * np.exp(-point["copress_mpa"] / 164)
        ln += 0.3 * (max(point["stack_mpa"], 0.5) / 50) ** -0.5 + 0.04 * chance.normal()
        history.append(Observation(point, asr_ohm_cm2=float(np.exp(ln))))
    return history


def test_a_law_that_holds_is_found_to_help_and_needs_six_cells() -> None:
    history = _history(25)
    tested = {line.name: line for line in judge_means(SPACE, Knowledge(), {}, history)}
    assert set(tested) == {"literature", "densification", "compaction", "compaction and springback"}
    assert tested["compaction"].verdict == "helps"
    assert tested["compaction"].rmse < tested["compaction"].rmse_without
    assert "literature" not in {t.name for t in judge_means(SPACE, NOTHING_KNOWN, {}, history)}
    assert judge_means(SPACE, Knowledge(), {}, history[:5]) == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_mean_proposes_and_recommends(name: str) -> None:
    strategy, history = make_strategy(SPACE, mean=name), _history(8)
    assert SPACE.contains(strategy.propose(history))
    assert strategy.recommend(history).asr_ohm_cm2.median > 0


def test_the_mean_is_what_is_expected_far_from_every_cell() -> None:
    corner = {"copress_mpa": 750.0, "copress_dwell_s": 60.0, "stack_mpa": 200.0}
    cells = [
        Observation({"copress_mpa": 110.0 + 10 * n, "copress_dwell_s": 60.0, "stack_mpa": 50.0},
                    asr_ohm_cm2=100.0 - n)
        for n in range(4)
    ]  # fmt: skip
    expected = {
        name: make_strategy(SPACE, mean=name).predict(cells, [corner]).asr_median[0]
        for name in ("none", "compaction")
    }
    assert expected["compaction"] < 0.85 * expected["none"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("magic", "No mean is called 'magic'"), ("compaction", "knobs that this space does not vary")],
)
def test_a_mean_that_cannot_be_is_refused_with_those_that_can(name: str, message: str) -> None:
    bare = Space((Parameter("humidity_percent", 0, 40),))
    with pytest.raises(ValueError, match=message) as raised:
        make_strategy(bare, mean=name)
    assert "literature, none" in str(raised.value)


def test_the_words_put_the_mean_in_use_first_and_claim_no_more_than_is_sure() -> None:
    lines: Any = (
        MeanTested("literature", 1.0, 2.0, 0.11, 0.12),
        MeanTested("compaction", 8.0, 2.0, 0.08, 0.12),
    )
    first, second = mean_sentences(lines, "compaction")
    assert first.startswith("“compaction” (in use) helps: error of the cells left out 8.3% with it")
    assert "makes no clear difference" in second
    assert mean_sentences(lines, "none")[0] == "This campaign works with the mean “none”."
    assert mean_sentences((), "none") == []
