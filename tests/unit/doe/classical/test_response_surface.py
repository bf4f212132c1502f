"""The response-surface model reproduces a published analysis of variance."""

import numpy as np
import pytest

from doe.classical.response_surface import fit_response_surface

# Montgomery, Design and Analysis of Experiments, table 11.6: yield of a chemical process,
# central composite design in two factors; fit and analysis of variance printed there.
CODED = np.array(
    [[-1, -1], [-1, 1], [1, -1], [1, 1], *[[0, 0]] * 5,
     [1.414, 0], [-1.414, 0], [0, 1.414], [0, -1.414]]
)  # fmt: skip
YIELD = [76.5, 77.0, 78.0, 79.5, 79.9, 80.3, 80.0, 79.7, 79.8, 78.4, 75.6, 78.5, 77.0]


def test_montgomery_central_composite_design():
    fit = fit_response_surface(CODED, YIELD, ("x1", "x2"))
    assert fit.model == "quadratic"
    printed = {"mean": 79.94, "x1": 0.99, "x2": 0.52, "x1 x x2": 0.25, "x1^2": -1.38, "x2^2": -1.00}
    for effect in fit.effects:
        assert effect.value == pytest.approx(printed[effect.name], abs=0.006)
    by_name = {source.name: source for source in fit.anova}
    assert by_name["model"].sum_of_squares == pytest.approx(28.25, abs=0.01)
    assert by_name["model"].f == pytest.approx(79.85, rel=0.01)
    assert by_name["residual"].sum_of_squares == pytest.approx(0.50, abs=0.005)
    assert by_name["lack of fit"].degrees == 3
    assert by_name["lack of fit"].f == pytest.approx(1.78, abs=0.02)
    assert fit.lack_of_fit_p == pytest.approx(0.2897, abs=0.003)
    assert by_name["pure error"].degrees == 4
    assert by_name["pure error"].sum_of_squares == pytest.approx(0.21, abs=0.005)
    assert fit.r2 == pytest.approx(0.9827, abs=5e-4)
    assert fit.r2_adjusted == pytest.approx(0.9704, abs=5e-4)
    assert fit.r2_predicted == pytest.approx(0.9183, abs=2e-3)
    assert fit.residual_std == pytest.approx(0.27, abs=0.005)


def test_a_smaller_model_where_cells_are_few_and_none_where_they_are_too_few():
    corners = CODED[:4]
    assert fit_response_surface(CODED[:5], YIELD[:5], ("x1", "x2")).model == "linear"
    assert fit_response_surface(corners[:3], YIELD[:3], ("x1", "x2")) is None
    assert fit_response_surface(np.ones((9, 2)), YIELD[:9], ("x1", "x2")) is None


def test_no_model_in_which_one_cell_alone_determines_a_term():
    coded = np.array([[-1, -1], [-0.5, -1], [0, -1], [0.5, -1], [1, -1], [0.2, -1], [0, 1.0]])
    surface = fit_response_surface(coded, np.arange(7.0) ** 1.1, ("pressure", "dwell"))
    assert surface is None or np.isfinite(surface.r2_predicted)


def test_lack_of_fit_is_found_and_needs_repeats():
    rng = np.random.default_rng(0)
    coded = np.repeat(np.linspace(-1, 1, 5), 3)[:, None]
    y = np.sin(4 * coded[:, 0]) + rng.normal(0, 0.05, 15)
    assert fit_response_surface(coded, y, ("x",), "linear").lack_of_fit_p < 1e-3
    alone = fit_response_surface(coded[::3], y[::3], ("x",), "linear")
    assert alone.lack_of_fit_p is None
