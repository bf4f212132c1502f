"""The models are scikit-learn estimators: its own checks, pipelines, searches, pickles."""

import pickle
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibrationDisplay
from sklearn.inspection import PartialDependenceDisplay, permutation_importance
from sklearn.model_selection import GroupKFold, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from surrogate import IntegrityClassifier, ResistanceRegressor

EXPECTED: dict[str, str] = {}
"""Checks of scikit-learn that cannot hold, and why."""


def checks() -> list[object]:
    found = []
    for estimator in (ResistanceRegressor(), IntegrityClassifier()):
        for _, check in estimator_checks_generator(estimator, legacy=True):
            name = check.func.__name__
            found.append(pytest.param(estimator, check, id=f"{type(estimator).__name__}-{name}"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("estimator", "check"), checks())
def test_scikit_learns_own_checks(estimator: object, check) -> None:
    if check.func.__name__ in EXPECTED:
        pytest.skip(EXPECTED[check.func.__name__])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the checks provoke warnings of scikit-learn itself
        check(estimator)


def cells(count: int = 30) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(4)
    X = np.column_stack([generator.uniform(100, 700, count), generator.uniform(1, 600, count)])
    asr = 40.0 * (X[:, 0] / 300.0) ** -0.5 * np.exp(0.05 * generator.standard_normal(count))
    ends = np.where(X[:, 0] > 550, "cracked", np.where(X[:, 0] < 180, "crumbled", "intact"))
    return X, asr, ends


def test_resistance_is_predicted_in_a_pipeline_and_scored() -> None:
    X, asr, _ = cells()
    model = make_pipeline(StandardScaler(), ResistanceRegressor())
    assert cross_val_score(model, X, asr, cv=5).mean() > 0.8


def test_importance_and_partial_dependence_are_those_of_scikit_learn() -> None:
    X, asr, _ = cells()
    model = ResistanceRegressor().fit(X, asr)

    pressure, dwell = permutation_importance(model, X, asr, random_state=0).importances_mean
    shown = PartialDependenceDisplay.from_estimator(model, X, [0], grid_resolution=5)

    assert pressure > 10 * max(dwell, 0.01)
    (line,) = shown.lines_[0]
    assert np.all(np.diff(line.get_ydata()) < 0)  # more pressure, less resistance


def test_lots_are_left_out_whole_and_probabilities_are_drawn_as_calibration() -> None:
    X, _, ends = cells(60)
    lots = np.repeat(np.arange(6), 10)

    chances = cross_val_predict(
        IntegrityClassifier(), X, ends, groups=lots, cv=GroupKFold(6), method="predict_proba"
    )
    intact = chances[:, list(np.unique(ends)).index("intact")]
    shown = CalibrationDisplay.from_predictions(ends == "intact", intact, n_bins=3)

    assert np.mean((intact > 0.5) == (ends == "intact")) > 0.9
    assert shown.prob_true[0] < 0.4
    assert shown.prob_true[-1] > 0.8


def test_the_standard_deviation_is_that_of_one_more_cell() -> None:
    X, asr, _ = cells(60)
    median, std = ResistanceRegressor().fit(X[:40], asr[:40]).predict(X[40:], return_std=True)
    inside = np.abs(asr[40:] - median) < 2 * std
    assert inside.mean() >= 0.8


def test_uncertain_readings_count_less() -> None:
    X, asr, _ = cells()
    asr[3] *= 3.0
    sure = ResistanceRegressor().fit(X, asr).predict(X[[3]])[0]
    std = np.full(len(asr), 0.01)
    std[3] = 2 * asr[3]
    doubted = ResistanceRegressor().fit(X, asr, y_std=std).predict(X[[3]])[0]
    assert doubted < sure


def test_lots_share_the_surface() -> None:
    X, asr, _ = cells()
    lots = np.where(np.arange(len(asr)) % 2, "B", "A")
    shifted = asr * np.where(lots == "B", 1.4, 1.0)
    apart = ResistanceRegressor().fit(X, shifted, groups=lots)
    assert apart.surface_.lot_std > 0.05
    assert apart.sample_y(X[:4], n_samples=3, random_state=0).shape == (4, 3)


def test_ways_of_failing_are_stated_by_their_side() -> None:
    X, _, ends = cells(80)
    model = IntegrityClassifier().fit(X, ends)
    chances = dict(zip(model.classes_, model.predict_proba([[690.0, 60.0]])[0], strict=True))
    assert chances["cracked"] > 0.7
    assert chances["crumbled"] < 0.1
    assert sum(chances.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", [ResistanceRegressor, IntegrityClassifier])
def test_a_copy_and_a_pickle_say_the_same(kind) -> None:
    X, asr, ends = cells()
    y = asr if kind is ResistanceRegressor else ends
    model = make_pipeline(FunctionTransformer(), clone(kind())).fit(X, y)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    assert list(again.predict(X)) == list(model.predict(X))


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"y_std": -np.ones(6)}, "not a finite number, 0 ohm cm2 or above"),
        ({"y_std": np.full(6, np.nan)}, "not a finite number"),
        ({"y_std": np.ones(3)}, r"shape \(3,\); 6 cells need \(6,\)"),
        ({"groups": ["A", "B"]}, "inconsistent numbers of samples"),
        ({"groups": ["A", None, "B", "A", "B", "A"]}, "no lot of the cell in row 1"),
        ({"groups": ["A", "B", np.nan, "A", np.nan, "A"]}, r"in row 2, .* \(2 of them in all\)"),
    ],
)
def test_uncertainties_and_lots_must_fit_the_cells(named: dict[str, object], says: str) -> None:
    """Lots of another number were passed over, and a negative uncertainty was squared."""
    X = np.linspace(100, 600, 6)[:, None]
    with pytest.raises(ValueError, match=says):
        ResistanceRegressor().fit(X, 40 + X[:, 0], **named)  # type: ignore[arg-type]


def test_one_uncertainty_counts_for_all_cells() -> None:
    X = np.linspace(100, 600, 6)[:, None]
    one = ResistanceRegressor().fit(X, 40 + X[:, 0], y_std=5.0).predict(X)
    each = ResistanceRegressor().fit(X, 40 + X[:, 0], y_std=np.full(6, 5.0)).predict(X)
    np.testing.assert_array_equal(one, each)


@pytest.mark.parametrize("scatter", [-0.1, 0.0, np.nan, np.inf, "big"])
def test_an_expected_scatter_is_a_number_above_zero(scatter: object) -> None:
    with pytest.raises(ValueError, match=r"typical_noise = .* must be a number above 0"):
        ResistanceRegressor(typical_noise=scatter).fit([[1.0], [2.0]], [3.0, 4.0])  # type: ignore[arg-type]


def test_of_booleans_true_is_intact() -> None:
    """False was, which turned the prior over: few cells, and those that held were the danger."""
    X, _, ends = cells()
    few = [int(np.flatnonzero(ends == end)[0]) for end in ("intact", "cracked")]
    named = IntegrityClassifier().fit(X[few], ends[few]).predict_proba(X)[:, 1]
    booleans = IntegrityClassifier().fit(X[few], ends[few] == "intact").predict_proba(X)[:, 1]
    np.testing.assert_array_equal(named, booleans)


def test_a_label_for_intact_that_no_cell_has_is_refused() -> None:
    X, _, ends = cells()
    with pytest.raises(
        ValueError, match="No cell is labelled 'ok', for intact; there are 'cracked'"
    ):
        IntegrityClassifier(intact="ok").fit(X, ends)


def test_it_says_which_label_it_takes_for_intact_where_none_is_called_so() -> None:
    X, _, ends = cells()
    with pytest.warns(
        UserWarning, match=r"'broke' the first is taken|of 'broke', 'held' the first"
    ):
        model = IntegrityClassifier().fit(X, np.where(ends == "intact", "held", "broke"))
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), model.predict_proba(X))
