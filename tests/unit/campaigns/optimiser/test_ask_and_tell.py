"""Loops and plots that were written for scikit-optimize work."""

import pickle

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from skopt.plots import plot_convergence, plot_evaluations, plot_objective
from skopt.space import Categorical, Integer, Real

from campaigns import Optimizer, optimize_result
from campaigns.errors import NotEnoughError
from doe.space import Space

mpl.use("Agg")
DIMENSIONS = [
    Real(100.0, 700.0, name="copress_mpa"),
    Real(1.0, 600.0, prior="log-uniform", name="copress_dwell_s"),
]


def asr(x: list[float]) -> float:
    return 40.0 + 0.0004 * (x[0] - 430.0) ** 2 + 3.0 * (np.log(x[1]) - 4.0) ** 2


@pytest.fixture(scope="module")
def optimizer_after() -> Optimizer:
    """A loop as in scikit-optimize's own documentation, with cells that crack above 600 MPa."""
    optimizer = Optimizer(DIMENSIONS, n_initial_points=4, random_state=1)
    for _ in range(8):
        x = optimizer.ask()
        cracked = x[0] > 600.0
        optimizer.tell(x, asr(x), failure=("cracked",) if cracked else ())
    return optimizer


def test_dimensions_there_and_back() -> None:
    space = Space.from_skopt([*DIMENSIONS, Integer(1, 9, name="cycles"), (0.5, 2.0)])
    assert space.names == ("copress_mpa", "copress_dwell_s", "cycles", "x3")
    assert space.parameters[1].scale == "log"
    assert space.parameters[2].step == 1.0
    assert Space.from_skopt(space.to_skopt()) == space


def test_categories_come_back_as_they_were_given() -> None:
    foils, coated, times = ("PTFE", "bare", "graphite"), (True, False), (60, 120, 300)
    dimensions = [
        Real(0.0, 1.0, name="share"),
        Categorical(foils, name="foil"),
        Categorical(coated, name="coated"),
        Categorical(times, name="hold_s"),
    ]
    space = Space.from_skopt(dimensions)
    assert space.parameters[1].choices == foils
    assert space.parameters[3].values == times
    assert Space.from_skopt(space.to_skopt()) == space
    optimizer = Optimizer(dimensions, random_state=4)
    for _ in range(12):
        x = optimizer.ask()
        assert x[1] in foils
        assert any(x[2] is one for one in coated)
        optimizer.tell(x, 40.0 + (x[0] - 0.4) ** 2 + 20.0 * (x[1] != "graphite") + 9.0 * x[2])
    best = optimizer.get_result()
    assert best.fun < 41.0
    assert len(optimizer.Xi) == 12


def test_integers_and_categories_of_any_type_are_drawn_as_they_were_given() -> None:
    dimensions = [Integer(1, 9), Categorical([True, False], name="coated"), (0.5, 2.0)]
    optimizer = Optimizer(dimensions, n_initial_points=4, random_state=5)
    for _ in range(5):
        x = optimizer.ask()
        optimizer.tell(x, 30.0 + len(range(x[0])) + 5.0 * (x[1] is True))
    result = optimizer.get_result()
    assert isinstance(result.x[0], int)
    assert isinstance(result.x[1], bool)
    assert result.x in result.x_iters
    plot_evaluations(result, bins=3)
    plt.close("all")


def test_a_loop_goes_on_while_every_cell_breaks() -> None:
    optimizer = Optimizer(DIMENSIONS, random_state=2)
    result = optimizer.tell(optimizer.ask(), None, failure="cracked")
    assert result.x is None
    assert np.isnan(result.fun)
    result = optimizer.tell(optimizer.ask(), 45.0, intact=np.bool_(True))
    assert result.fun == 45.0
    assert len(result.broken) == 1


def test_of_a_batch_with_a_slip_nothing_is_learned() -> None:
    optimizer = Optimizer(DIMENSIONS, random_state=2)
    rows = optimizer.ask(n_points=2)
    with pytest.raises(ValueError, match=r"is -2: a resistance lies above zero"):
        optimizer.tell(rows, [45.0, -2.0])
    with pytest.raises(ValueError, match=r"of the intact cell .* is None"):
        optimizer.tell(rows, [45.0, None])
    assert optimizer.Xi == []
    assert len(optimizer.tell(rows, [45.0, 44.0], failure="shorted").broken) == 2


def test_a_broken_cell_has_no_value(optimizer_after: Optimizer) -> None:
    result = optimizer_after.get_result()
    assert len(result.func_vals) == np.isfinite(optimizer_after.yi).sum()
    assert result.fun == min(value for value in optimizer_after.yi if np.isfinite(value))
    assert len(result.broken) == np.isnan(optimizer_after.yi).sum()


def test_several_points_are_asked_and_learned_at_once(optimizer_after: Optimizer) -> None:
    optimizer = Optimizer(DIMENSIONS, random_state=2)
    rows = optimizer.ask(n_points=3)
    assert len({tuple(row) for row in rows}) == 3
    result = optimizer.tell(rows, [asr(row) for row in rows], intact=[True, True, False])
    assert len(result.x_iters) == 2


def test_the_same_seed_and_history_give_the_same_point() -> None:
    first, second = (Optimizer(DIMENSIONS, random_state=3).ask() for _ in range(2))
    assert first == second


def test_the_plots_of_scikit_optimize_draw_it(optimizer_after: Optimizer) -> None:
    result = optimizer_after.get_result()
    axes = plot_convergence(result)
    assert axes.lines[0].get_ydata()[-1] == pytest.approx(result.fun)
    for drawn in (
        plot_evaluations(result, bins=5),
        plot_objective(result, n_points=6, n_samples=12),
    ):
        figure = np.ravel(drawn)[0].figure
        assert {ax.get_xlabel() for ax in figure.axes} >= {"copress_mpa", "copress_dwell_s"}
    plt.close("all")


def test_without_an_intact_cell_there_is_nothing_to_draw() -> None:
    with pytest.raises(NotEnoughError, match="no cell is intact and measured"):
        optimize_result([], Space.from_skopt(DIMENSIONS))


def test_arguments_of_scikit_optimize_are_taken_and_said_to_be_unused() -> None:
    with pytest.warns(
        UserWarning, match="base_estimator, acq_func: of scikit-optimize's own model"
    ):
        written_for_skopt = Optimizer(DIMENSIONS, "GP", n_random_starts=3, acq_func="EI")
    assert written_for_skopt.ask() == Optimizer(DIMENSIONS, n_initial_points=3).ask()


def test_the_second_argument_may_be_either_library_s() -> None:
    with pytest.warns(UserWarning, match="base_estimator"):
        written_for_skopt = Optimizer(DIMENSIONS, "GP", n_initial_points=3)
    assert written_for_skopt.ask() == Optimizer(DIMENSIONS, 3).ask()


def test_the_model_is_asked_as_scikit_optimize_s_is(optimizer_after: Optimizer) -> None:
    points = [[430.0, 55.0], [150.0, 2.0]]
    model = optimizer_after.models[-1]
    median, std = model.predict(optimizer_after.space.transform(points), return_std=True)
    assert median[0] < median[1]
    assert np.all(std > 0.0)


@pytest.mark.parametrize("value", [0.0, -0.3])
def test_a_value_that_is_no_resistance_is_refused_with_a_way_out(value: float) -> None:
    optimizer = Optimizer(DIMENSIONS)
    with pytest.raises(ValueError, match=r"above zero\. .* tell y plus a constant"):
        optimizer.tell([300.0, 60.0], value)
    assert optimizer.Xi == []


def test_a_generator_of_numpy_is_a_seed() -> None:
    for make in (np.random.RandomState, np.random.default_rng):
        assert (
            Optimizer(DIMENSIONS, random_state=make(3)).ask()
            == Optimizer(DIMENSIONS, random_state=make(3)).ask()
        )


def test_run_copy_and_pickle_as_scikit_optimize_has_them() -> None:
    optimizer = Optimizer(DIMENSIONS, n_initial_points=2)
    assert optimizer.run(asr, n_iter=3).fun == min(optimizer.yi)
    other, kept = optimizer.copy(), pickle.loads(pickle.dumps(optimizer))  # noqa: S301 - our own bytes
    assert other.ask() == kept.ask() == optimizer.ask()
    other.tell([300.0, 60.0], 50.0, fit=False)
    assert (len(other.yi), len(optimizer.yi)) == (4, 3)
    assert "3 cells" in repr(optimizer)


@pytest.mark.parametrize("count", [0, -1, 2.5])
def test_a_number_of_points_that_is_none_is_refused(count: float) -> None:
    with pytest.raises(ValueError, match="whole number above 0"):
        Optimizer(DIMENSIONS).ask(n_points=count)  # type: ignore[arg-type]


def test_a_point_of_another_length_names_the_knobs() -> None:
    with pytest.raises(ValueError, match="1 values; needed are copress_mpa, copress_dwell_s"):
        Optimizer(DIMENSIONS).tell([300.0], 50.0)


def test_points_with_one_value_for_all_are_asked_back() -> None:
    optimizer = Optimizer([(100.0, 700.0)], random_state=0)
    with pytest.raises(ValueError, match=r"x holds 2 points and y is 40.0: give a list"):
        optimizer.tell([[200.0], [300.0]], 40.0)
    assert optimizer.Xi == []
    optimizer.update_next()  # a loop for scikit-optimize may call it


def test_a_point_outside_the_dimensions_is_refused_with_its_bounds() -> None:
    optimizer = Optimizer(DIMENSIONS, random_state=1)
    with pytest.raises(ValueError, match="copress_mpa = 4300 lies outside 100 to 700"):
        optimizer.tell([[430.0, 60.0], [4300.0, 60.0]], [40.0, 41.0])
    assert not optimizer.Xi
    optimizer.tell([700.0, 1.0], 40.0)
    assert optimizer.Xi == [[700.0, 1.0]]
