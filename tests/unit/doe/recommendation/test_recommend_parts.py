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
from doe.recommendation.recommend import (
    _best_tested,
    _cautions,
    _evidence,
    _repeated_p_intact,
    _safe_pool,
    check_enough,
    safe_score,
    safest_best,
    wanted_p_intact,
)
from doe.recommendation.recommendation import TooFewCellsError
from doe.recommendation.stopping_certificate import confirmations
from doe.space import Parameter, Space
from doe.trials import Observation

Array = NDArray[np.float64]
SPACE = Space((Parameter("copress_mpa", 100, 700), Parameter("stack_mpa", 0, 200)))
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
    ("safest", "wanted"), [(1.0, 0.9), (0.96, 0.9), (0.959, 0.899), (0.8, 0.74), (0.3, 0.24)]
)
def test_where_nothing_is_safe_yet_near_the_safest_is_wanted(safest: float, wanted: float) -> None:
    assert wanted_p_intact(safest) == pytest.approx(wanted)


def test_resistance_and_a_little_of_its_doubt_count_where_cells_hold() -> None:
    score = safe_score(posterior(everywhere(1.0), doubt=0.2), 0.9, np.zeros((1, 2)))
    plain, higher, doubtful = score(rows((0.2, 0.0), (0.3, 0.0), (0.2, 1.0)))
    assert plain - higher == pytest.approx(0.1)
    assert plain - doubtful == pytest.approx(0.3 * 0.2, abs=1e-6)


def test_one_per_cent_of_broken_cells_costs_as_much_as_six_of_resistance() -> None:
    still, safer = (
        safe_score(posterior(everywhere(p)), 0.9, np.zeros((1, 2)))(rows((0.5, 0.5)))[0]
        for p in (0.96, 0.97)
    )
    assert safer - still == pytest.approx(6.0 * np.log(0.82 / 0.81))  # read 1.5 sigma lower


def test_a_protocol_short_of_the_wanted_safety_loses_to_any_that_has_it() -> None:
    def score(p: float) -> float:
        return float(
            safe_score(posterior(everywhere(p)), 0.9, np.zeros((1, 2)))(rows((0.5, 0.5)))[0]
        )

    own = 6.0 * np.log(0.75 / 0.74)
    assert score(0.90) - score(0.89) == pytest.approx(60.0 * 0.01 + own)
    assert score(0.0) == pytest.approx(6.0 * np.log(1e-12) - 4.5 - 60.0 * 0.9, abs=1e-5)


def test_more_safety_than_is_wanted_is_no_reason_to_press_another_protocol() -> None:
    model = posterior(lambda X: X[:, 1])
    here = rows((0.5, 0.95), (0.5, 0.97))
    for shifts in (None, np.zeros((1, 2))):
        enough, more = safe_score(model, 0.9, shifts)(here)
        assert more - enough == pytest.approx(6.0 * np.log(0.82 / 0.80))


def test_safety_is_what_is_left_after_the_press_has_missed_the_settings_a_little() -> None:
    model = posterior(whole_below(0.5))
    shifts = rows((-0.02, 0.0), (0.0, 0.0), (0.02, 0.0), (0.04, 0.0))
    point = rows((0.49, 0.5))
    assert _repeated_p_intact(model, point, shifts)[0] == pytest.approx(0.5)
    here = rows((0.3, 0.5), (0.49, 0.5))
    inner, edge = safe_score(model, 0.9, shifts)(here)
    assert inner - edge == pytest.approx(0.19 + 60.0 * 0.4)
    inner, edge = safe_score(model, 0.9)(here)  # a press that meets its settings exactly
    assert inner - edge == pytest.approx(0.19)


def test_the_average_is_asked_for_only_where_there_is_hope() -> None:
    model = posterior(lambda X: X[:, 1])
    shifts = np.zeros((3, 2))
    safe_score(model, 0.9, shifts)(rows((0.5, 0.5), (0.5, 0.79), (0.5, 0.81), (0.5, 1.0)))
    assert isinstance(model.integrity, Odds)
    assert model.integrity.asked == [4, 2 * 3]


@pytest.mark.parametrize("points", [1, 100, 1500, 3000])
def test_the_average_is_that_of_all_shifts_and_asks_for_few_rows_at_a_time(points: int) -> None:
    model = posterior(lambda X: 0.5 + 0.4 * np.sin(7 * X[:, 0]) * np.cos(5 * X[:, 1]))
    chance = np.random.default_rng(1)
    X, shifts = chance.uniform(size=(points, 2)), chance.normal(scale=0.02, size=(7, 2))
    told = _repeated_p_intact(model, X, shifts)
    assert isinstance(model.integrity, Odds)
    assert max(model.integrity.asked) <= max(2048, points)
    assert sum(model.integrity.asked) == 7 * points
    assert len(model.integrity.asked) == {1: 1, 100: 1, 1500: 7, 3000: 7}[points]
    assert told == pytest.approx(np.mean([model.p_intact(X + shift) for shift in shifts], axis=0))
    assert len(_repeated_p_intact(model, X[:0], shifts)) == 0


def test_the_best_of_all_that_holds_is_found_with_its_safety_on_the_press() -> None:
    model = posterior(lambda X: (X[:, 0] > 0.4).astype(float))  # low is good, too low breaks
    starts = np.random.default_rng(0).uniform(size=(200, 2))
    x, p = safest_best(model, Candidates(SPACE, ()), starts, np.random.default_rng(3))
    assert x.shape == (1, 2)
    assert 0.4 < x[0, 0] < 0.46
    jitter = np.random.default_rng(3).normal(scale=0.015, size=(16, 2))
    assert p == pytest.approx(float(np.mean(x[0, 0] + jitter[:, 0] > 0.4)))
    assert p >= 0.9


def test_what_may_turn_out_safe_stays_among_what_may_be_better() -> None:
    starts = rows((0.1, 0.84), (0.2, 0.86), (0.3, 0.99))
    model, advised = posterior(lambda X: X[:, 1]), rows((0.5, 0.7), (0.5, 0.87), (0.5, 0.9))
    kept = [_safe_pool(model, x[None], starts)[:, 0].tolist() for x in advised]
    assert kept == [[0.2, 0.3], [0.2, 0.3], [0.3]]  # nothing less safe than the advice is better
    flat = posterior(everywhere(0.85))
    assert len(_safe_pool(flat, advised[:1], starts)) == 3  # 0.9 exactly, read hopefully


def test_the_eight_nearest_cells_are_the_evidence_nearest_first() -> None:
    places = [0.9, 0.5, 0.1, 0.52, 0.3, 0.7, 0.0, 0.45, 0.6, 0.2]
    history = [cell(x, 0.5, 50.0, trial=10 + k) for k, x in enumerate(places)]
    told = _evidence(posterior(everywhere(1.0), history), rows((0.5, 0.5)))
    nearest = sorted(range(10), key=lambda k: abs(places[k] - 0.5))[:8]
    assert set(told) == {10 + k for k in nearest}
    assert told[:4] == (11, 13, 17, 18)
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
    with pytest.raises(TooFewCellsError, match="3 cells so far, of which 1 tell their ASR"):
        check_enough(posterior(everywhere(1.0), broken), 3)
    unknown = posterior(everywhere(1.0), two)
    without = Posterior(unknown.cells, GOAL, unknown.integrity, None, None)
    with pytest.raises(TooFewCellsError):
        check_enough(without, 2)


def test_a_cell_without_a_usable_spectrum_confirms_nothing() -> None:
    told = posterior(everywhere(0.95), [cell(0.5, 0.5, 100.0), cell(0.5, 0.5, refused=True)])
    assert confirmations(told, rows((0.5, 0.5))) == 1


def test_where_spectra_cannot_be_read_nothing_is_advised() -> None:
    plain = posterior(everywhere(1.0))
    told = replace(plain, reading=Odds(lambda X: np.where(X[:, 1] < 0.5, 0.3, 0.6)))  # type: ignore[arg-type]
    hidden, read = safe_score(told, 0.9, np.zeros((1, 2)))(rows((0.0, 0.2), (0.9, 0.8)))
    assert read > hidden, "the higher resistance is advised, because it was measured"
    assert read == safe_score(plain, 0.9, np.zeros((1, 2)))(rows((0.9, 0.8)))[0]
    assert "refused" in " ".join(_cautions(0.95, told, rows((0.5, 0.8))))


def cautions(p: float, x: tuple[float, float], pressed: int) -> str:
    history = [cell(*x, 50.0) for _ in range(pressed)]
    return " ".join(_cautions(p, posterior(everywhere(p), history), rows(x)))


def test_a_reader_is_warned_of_what_is_unsafe_at_the_edge_or_never_pressed() -> None:
    inside = (0.5, 0.5)
    assert cautions(0.9, inside, 1) == ""
    assert "nearly 90%" in cautions(0.899, inside, 1)  # never rounded up to what is wanted
    assert "keeps 71% by the model" in cautions(0.71, inside, 1)
    for corner in ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0)):
        assert "edge of the space" in cautions(0.95, corner, 1)
    assert "edge" not in cautions(0.95, (0.001, 0.999), 1)
    assert "No whole cell was pressed" in cautions(0.95, inside, 0)
    assert cautions(0.5, (0.0, 0.0), 0).count(".") >= 3
