"""What the advice weighs, on models that are known on paper."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from doe.domain.arrays import tabulate
from doe.domain.candidates import Candidates
from doe.domain.goal import Goal, log_resistance
from doe.posterior.posterior import Posterior
from doe.recommendation.advice_rule import AdviceRule, least_p_intact
from doe.recommendation.best_protocol import (
    _best_tested,
    _cautions,
    _evidence,
    best_allowed,
    check_enough,
)
from doe.recommendation.recommendation import TooFewCellsError
from doe.recommendation.reliability import Reliability
from doe.recommendation.stopping_certificate import confirmations
from doe.space import Parameter, Space
from doe.trials import Observation

Array = NDArray[np.float64]
SPACE = Space((Parameter("copress_mpa", 100, 700), Parameter("stack_mpa", 0, 200)))
GOOD = Reliability("yes", 20, 0.8, 0.1, 0.1, 18, 0.9, (0.72, 0.98), True, 0.1, 0.3)
GOAL = Goal("low_resistance", "low resistance", log_resistance, "their ASR")


@dataclass
class Odds:
    """Survival written down as a function of the coordinates; doubt shifts it by 0.1 a sigma."""

    p: Callable[[Array], Array]
    asked: list[int] = field(default_factory=list)

    def limits(self) -> tuple[()]:
        """No limit is known."""
        return ()

    def at(self, X: Array) -> Any:
        self.asked.append(len(X))
        here = self.p(X)
        return type(
            "Odds", (), {"p_intact": lambda _, kappa=0.0: np.clip(here + 0.1 * kappa, 0, 1)}
        )()


@dataclass
class Slope:
    """ln ASR that grows with the first coordinate; its doubt grows with the second."""

    doubt: float = 0.0
    noise_std: float = 0.05

    def predict(self, X: Array) -> tuple[Array, Array]:
        return 4.0 + X[:, 0], 1e-6 + self.doubt * X[:, 1]


def cell(x: float, y: float, asr: float | None = None, **more: Any) -> Observation:
    """A cell at coordinates of the unit square."""
    point = {"copress_mpa": 100 + 600 * x, "stack_mpa": 200 * y}
    return Observation(point, asr_ohm_cm2=asr, **more)


def posterior(
    p: Callable[[Array], Array], history: list[Observation] | None = None, doubt: float = 0.0
) -> Posterior:
    cells = tabulate(SPACE, GOAL, history or [])
    return Posterior(cells, GOAL, Odds(p), Slope(doubt), Slope(doubt))  # type: ignore[arg-type]


def everywhere(p: float) -> Callable[[Array], Array]:
    return lambda X: np.full(len(X), p)


def whole_below(edge: float) -> Callable[[Array], Array]:
    return lambda X: (X[:, 0] < edge).astype(float)


def rows(*points: tuple[float, float]) -> Array:
    return np.array(points, dtype=float)


@pytest.mark.parametrize(
    ("safest", "wanted"), [(1.0, 0.9), (0.94, 0.9), (0.939, 0.899), (0.8, 0.76), (0.3, 0.26)]
)
def test_where_nothing_is_safe_yet_near_the_safest_is_wanted(safest: float, wanted: float) -> None:
    assert least_p_intact(safest) == pytest.approx(wanted)


def test_one_per_cent_of_broken_cells_costs_as_much_as_six_of_resistance() -> None:
    still, safer = (
        AdviceRule(posterior(everywhere(p)), 0.9).score(rows((0.5, 0.5)))[0] for p in (0.96, 0.97)
    )
    assert safer - still == pytest.approx(6.0 * np.log(0.97 / 0.96))


def test_a_protocol_short_of_the_wanted_safety_loses_to_any_that_has_it() -> None:
    def score(p: float) -> float:
        return float(AdviceRule(posterior(everywhere(p)), 0.9).score(rows((0.5, 0.5)))[0])

    own = 6.0 * np.log(0.90 / 0.89)
    assert score(0.90) - score(0.89) == pytest.approx(60.0 * 0.01 + own)
    assert score(0.0) == pytest.approx(6.0 * np.log(1e-12) - 4.5 - 60.0 * 0.9, abs=1e-5)


def test_nothing_is_advised_where_more_cells_broke_than_held() -> None:
    history = [
        cell(0.1, 0.5, shorted=True),
        cell(0.5, 0.5, damage=2),
        cell(0.5, 0.5, 40.0),
        cell(0.9, 0.5, 50.0),
    ]
    rule = AdviceRule(posterior(everywhere(0.95), history), 0.9)
    here = rows((0.1, 0.5), (0.13, 0.52), (0.2, 0.5), (0.5, 0.5), (0.9, 0.5))
    assert rule.allows(here).tolist() == [False, False, True, True, True]
    starts = rows((0.1, 0.5), (0.9, 0.5))
    rng = np.random.default_rng(0)
    advised = best_allowed(rule, Candidates(SPACE), starts, rng)
    assert rule.allows(advised)[0]
    assert np.sqrt(np.mean((advised[0] - (0.1, 0.5)) ** 2)) > 0.04


def test_doubt_of_the_surface_changes_nothing_that_a_reader_cannot_see() -> None:
    rule = AdviceRule(posterior(everywhere(1.0), doubt=0.2), 0.9)
    plain, doubtful = rule.score(rows((0.2, 0.0), (0.2, 1.0)))
    assert plain == pytest.approx(doubtful)


def test_what_is_allowed_scores_as_its_cost() -> None:
    rule = AdviceRule(posterior(lambda X: X[:, 1]), 0.9)
    X = rows((0.1, 0.95), (0.4, 0.89), (0.7, 0.91))
    assert rule.allows(X).tolist() == [True, False, True]
    assert rule.score(X)[[0, 2]] == pytest.approx(-rule.cost(X)[[0, 2]])


def test_the_best_of_all_that_holds_is_found() -> None:
    model = posterior(lambda X: (X[:, 0] > 0.4).astype(float))  # low is good, too low breaks
    starts = np.random.default_rng(0).uniform(size=(200, 2))
    rule = AdviceRule.among(model, starts)
    x = best_allowed(rule, Candidates(SPACE, ()), starts, np.random.default_rng(3))
    assert x.shape == (1, 2)
    assert 0.4 < x[0, 0] < 0.405


def test_the_eight_nearest_cells_are_the_evidence_nearest_first() -> None:
    places = [0.9, 0.5, 0.1, 0.52, 0.3, 0.7, 0.0, 0.45, 0.6, 0.2]
    history = [cell(x, 0.5, 50.0, trial=10 + k) for k, x in enumerate(places)]
    found = _evidence(posterior(everywhere(1.0), history), rows((0.5, 0.5)))
    nearest = sorted(range(10), key=lambda k: abs(places[k] - 0.5))[:8]
    assert set(found) == {10 + k for k in nearest}
    assert found[:4] == (11, 13, 17, 18)
    twins = [cell(0.5, 0.5, 50.0, trial=k) for k in (4, 2, 9)]
    assert _evidence(posterior(everywhere(1.0), twins), rows((0.5, 0.5))) == (4, 2, 9)
    aside = [cell(0.5, 0.9, 50.0, trial=1), cell(0.4, 0.5, 50.0, trial=2)]  # both knobs count
    assert _evidence(posterior(everywhere(1.0), aside), rows((0.5, 0.5))) == (2, 1)


def test_the_best_tested_cell_is_the_lowest_of_the_whole_ones_with_its_own_odds() -> None:
    history = [
        cell(0.1, 0.8, damage=3, trial=1),
        cell(0.4, 0.7, 60.0, trial=2),
        cell(0.6, 0.3, 45.0, trial=3),
        cell(0.9, 0.6, 70.0, trial=4),
    ]
    best = _best_tested(posterior(lambda X: X[:, 1], history), history)
    assert (best.trial, best.asr_ohm_cm2) == (3, 45.0)
    assert best.point == history[2].point
    assert best.p_intact == pytest.approx(0.3)


def test_two_measured_cells_are_enough_and_one_is_not() -> None:
    two = [cell(0.4, 0.5, 50.0), cell(0.6, 0.5, 55.0)]
    check_enough(posterior(everywhere(1.0), two), 2)
    broken = [two[0], cell(0.6, 0.5, damage=2), cell(0.7, 0.5)]
    with pytest.raises(TooFewCellsError, match="3 cells so far, of which 1 can tell their ASR"):
        check_enough(posterior(everywhere(1.0), broken), 3)
    unknown = posterior(everywhere(1.0), two)
    without = Posterior(unknown.cells, GOAL, unknown.integrity, None, None)
    with pytest.raises(TooFewCellsError):
        check_enough(without, 2)


def test_a_cell_without_a_usable_spectrum_confirms_nothing() -> None:
    found = posterior(everywhere(0.95), [cell(0.5, 0.5, 100.0), cell(0.5, 0.5, refused=True)])
    assert confirmations(found, rows((0.5, 0.5))) == 1


def test_where_spectra_cannot_be_read_nothing_is_advised() -> None:
    plain = posterior(everywhere(1.0))
    found = replace(plain, reading=Odds(lambda X: np.where(X[:, 1] < 0.5, 0.3, 0.6)))  # type: ignore[arg-type]
    hidden, read = AdviceRule(found, 0.9).score(rows((0.0, 0.2), (0.9, 0.8)))
    assert read > hidden, "the higher resistance is advised, because it was measured"
    assert read == AdviceRule(plain, 0.9).score(rows((0.9, 0.8)))[0]
    assert AdviceRule(found, 0.9).allows(rows((0.0, 0.2), (0.9, 0.8))).tolist() == [False, True]
    assert "refused" in " ".join(_cautions(GOOD, 0.95, found, rows((0.5, 0.8))))


def test_a_cell_that_broke_at_these_very_settings_is_named() -> None:
    history = [cell(0.5, 0.5, 100.0, trial=1), cell(0.5, 0.51, damage=2, trial=2)]
    found = posterior(everywhere(0.95), history)
    assert "#2 broke at these very settings." in " ".join(
        _cautions(GOOD, 0.95, found, rows((0.5, 0.5)))
    )
    assert "broke at" not in " ".join(_cautions(GOOD, 0.95, found, rows((0.5, 0.8))))


def test_a_model_that_may_not_be_trusted_is_the_first_thing_said() -> None:
    doubted = replace(GOOD, trust="not yet", skill=-0.2, cells=6)
    first = _cautions(doubted, 0.95, posterior(everywhere(0.95)), rows((0.5, 0.5)))[0]
    assert first.startswith("The model may not be trusted yet: it predicts 0% of the variance")
    assert "from 6 cells" in first


def cautions(p: float, x: tuple[float, float], pressed: int) -> str:
    history = [cell(*x, 50.0) for _ in range(pressed)]
    return " ".join(_cautions(GOOD, p, posterior(everywhere(p), history), rows(x)))


def test_a_reader_is_warned_of_what_is_unsafe_at_the_edge_or_never_pressed() -> None:
    inside = (0.5, 0.5)
    assert cautions(0.9, inside, 1) == ""
    assert "nearly 90%" in cautions(0.899, inside, 1)  # never rounded up to what is wanted
    assert "keeps 71% by the model" in cautions(0.71, inside, 1)
    for corner in ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0)):
        assert "edge of the space" in cautions(0.95, corner, 1)
    assert "edge" not in cautions(0.95, (0.001, 0.999), 1)
    assert "No intact cell was pressed" in cautions(0.95, inside, 0)
    assert cautions(0.5, (0.0, 0.0), 0).count(".") >= 3


class Hill:
    """A rule of which the best point is known."""

    top = np.array([0.371, 0.642])

    def score(self, X: Array) -> Array:
        return -np.sum((X - self.top) ** 2, axis=1)


def test_the_advice_is_polished_to_a_thousandth_of_the_space() -> None:
    candidates = Candidates(SPACE)
    for seed in range(20):
        starts = candidates.everywhere(seed=seed, log2=4)
        found = best_allowed(Hill(), candidates, starts, np.random.default_rng(seed))  # type: ignore[arg-type]
        assert float(np.linalg.norm(found[0] - Hill.top)) < 1e-3  # without the last width 1.4e-3
