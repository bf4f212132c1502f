"""A campaign that has found its optimum presses there, where there is little to predict."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import beta

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.text.gauges import _trust
from doe.recommendation.reliability import Reliability, reliability
from surrogate.calibration import Calibration

COVER = np.linspace(0.0, 1.0, 101)[:, None]


class Surface:
    """Scatter 0.09; the knob moves it by `effect`, one sigma."""

    noise_std = 0.09

    def __init__(self, calibration: Calibration, effect: float) -> None:
        self.calibration, self.effect = calibration, effect

    def predict(self, X: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.effect * np.sqrt(12.0) * X[:, 0], np.full(len(X), 0.05)


def judged(
    *,
    skill: float = 0.1,
    error: float = 0.09,
    n: int = 20,
    inside: int = 18,
    effect: float = 0.18,
    far: int = 2,
) -> Reliability:
    """Cells as one judged their model; of `far` ones it knows nothing without them, and says so."""
    nothing = np.zeros(n)
    errors = np.where(np.arange(n) < n - far, error, 1.0)
    known = beta.ppf([0.05, 0.95], [inside, inside + 1], [n - inside + 1, max(n - inside, 1)])
    left_out = Calibration(
        errors, nothing, 1.2 * errors, skill, error, inside / n, (known[0], known[1])
    )
    return reliability(cast(Any, Surface(left_out, effect)), COVER)


def gauge(found: Reliability) -> Any:
    return _trust(cast(Insight, SimpleNamespace(reliability=found)))


def test_where_all_but_scatter_is_predicted_the_model_holds_near_the_cells() -> None:
    found = judged()
    assert found.trust == "near the cells"
    assert found.warning == ""
    assert found.effect == pytest.approx(0.18, rel=0.02)
    said = gauge(found)
    assert said.level == "watch"
    assert "near the cells" in said.sentence
    assert "its typical error, 9%, is their scatter; it predicts 10% of" in said.sentence


@pytest.mark.parametrize(
    "but",
    [{"error": 0.14}, {"n": 7, "inside": 7}, {"inside": 11}, {"effect": 0.05}, {"far": 13}],
    ids=["errs by more", "few", "bands too narrow", "knobs move less than scatter", "most far"],
)
def test_otherwise_it_is_not_trusted_and_the_gauge_says_the_same(but: dict[str, Any]) -> None:
    doubted = judged(**but)
    assert doubted.trust == "not yet"
    said = gauge(doubted)
    assert (said.level, said.sentence) == ("stop", doubted.warning)
    assert doubted.warning.startswith("The model may not be trusted yet")


@pytest.mark.parametrize(("skill", "said"), [(0.3, "with care"), (0.7, "yes")])
def test_who_predicts_is_judged_by_that(skill: float, said: str) -> None:
    assert judged(skill=skill).trust == said
