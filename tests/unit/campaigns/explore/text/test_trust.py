"""A campaign that has found its optimum presses there, where there is little to predict."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from scipy.stats import beta

from campaigns.explore.results import Insight
from campaigns.explore.text.quality_checks import _trust
from campaigns.explore.text.trust import verdict
from surrogate.calibration import Calibration


def insight(
    *, skill: float = 0.1, error: float = 0.09, n: int = 20, inside: int = 18, effect: float = 0.18
) -> Insight:
    """Cells whose scatter is 0.09, as one judged their model."""
    nothing = np.zeros(n)
    known = beta.ppf([0.05, 0.95], [inside, inside + 1], [n - inside + 1, max(n - inside, 1)])
    judged = Calibration(
        nothing, nothing, nothing + 1, skill, error, inside / n, (known[0], known[1]), nothing
    )
    models = SimpleNamespace(calibration=judged, surface=SimpleNamespace(noise_std=0.09), y=nothing)
    return cast(Insight, SimpleNamespace(models=models, sensitivity=SimpleNamespace(spread=effect)))


def test_where_all_but_scatter_is_predicted_the_model_holds_near_the_cells() -> None:
    found = insight()
    assert verdict(found) == "near the cells"
    gauge = _trust(found)
    assert gauge.level == "watch"
    assert "near the cells" in gauge.sentence
    assert "Its typical error, 9%, is that scatter; it predicts 10% of" in gauge.sentence


@pytest.mark.parametrize(
    "but",
    [{"error": 0.14}, {"n": 7, "inside": 7}, {"inside": 11}, {"effect": 0.05}],
    ids=["errs by more", "few cells", "bands too narrow", "knobs move less than scatter"],
)
def test_otherwise_it_is_not_trusted(but: dict[str, float]) -> None:
    doubted = insight(**but)  # type: ignore[arg-type]
    assert verdict(doubted) == "not yet"
    assert _trust(doubted).level == "stop"


@pytest.mark.parametrize(("skill", "said"), [(0.3, "with care"), (0.7, "yes")])
def test_who_predicts_is_judged_by_that(skill: float, said: str) -> None:
    assert verdict(insight(skill=skill)) == said
