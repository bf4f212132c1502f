"""Optimal designs reach the best efficiencies known, and obey steps and rules."""

from itertools import product

import numpy as np
import pytest

from doe.classical.candidate_grid import candidate_grid
from doe.classical.evaluation import average_variance, d_efficiency, degrees_of_freedom
from doe.classical.model_terms import model_matrix, term_name, terms_of
from doe.classical.optimal import optimal_design
from doe.domain.constraints import Constraint
from doe.space import Parameter, Space


def cube(factors, levels):
    return np.array(list(product(np.linspace(-1, 1, levels), repeat=factors)))


def continuous_optimum(factors):
    """|M|^(1/p) of the continuous D-optimum by the multiplicative algorithm (Titterington 1976)."""
    F = model_matrix(cube(factors, 3), terms_of(factors, "quadratic"))
    weight = np.full(len(F), 1 / len(F))
    for _ in range(3000):
        variance = np.einsum("ij,ij->i", F @ np.linalg.inv(F.T * weight @ F), F)
        weight *= variance / F.shape[1]
    return np.linalg.det(F.T * weight @ F) ** (1 / F.shape[1])


@pytest.mark.parametrize(
    ("factors", "runs", "published"),
    [(2, 6, 0.8849), (2, 9, 0.9740), (3, 10, 0.8631), (3, 14, 0.9759)],
)
def test_second_order_designs_reach_the_textbook(factors, runs, published):
    """Atkinson, Donev and Tobias 2007, exact designs on the cube, three levels."""
    terms = terms_of(factors, "quadratic")
    design = optimal_design(cube(factors, 3), runs, terms)
    reached = d_efficiency(design, terms) / continuous_optimum(factors)
    assert reached >= 0.98 * published
    assert reached == pytest.approx(published, abs=2e-3)


@pytest.mark.parametrize(("order", "largest"), [(10, 73728), (11, 327680), (12, 2985984)])
def test_main_effect_designs_reach_the_largest_determinant(order, largest):
    """Largest determinants of +-1 matrices (Hadamard's problem, OEIS A003433)."""
    terms = terms_of(order - 1, "linear")
    design = optimal_design(cube(order - 1, 2), order, terms, starts=30)
    assert d_efficiency(design, terms) >= 0.98 * (largest**2) ** (1 / order) / order


def test_interactions_of_five_knobs_in_sixteen_cells_are_orthogonal():
    terms = terms_of(5, "interactions")
    assert d_efficiency(optimal_design(cube(5, 2), 16, terms), terms) == pytest.approx(1.0)


def test_i_optimal_predicts_better_and_d_optimal_estimates_better():
    terms, region = terms_of(2, "quadratic"), cube(2, 9)
    by_d = optimal_design(region, 10, terms, criterion="D")
    by_i = optimal_design(region, 10, terms, criterion="I")
    assert average_variance(by_i, region, terms) < 0.95 * average_variance(by_d, region, terms)
    assert d_efficiency(by_d, terms) > d_efficiency(by_i, terms)


def test_no_single_swap_improves_the_design():
    terms, candidates = terms_of(2, "quadratic"), cube(2, 5)
    for criterion in ("D", "I"):
        design = optimal_design(candidates, 8, terms, criterion=criterion)
        for row in range(len(design)):
            for candidate in candidates:
                other = design.copy()
                other[row] = candidate
                if criterion == "D":
                    assert d_efficiency(other, terms) <= d_efficiency(design, terms) + 1e-6
                else:
                    better = average_variance(other, candidates, terms)
                    assert better >= average_variance(design, candidates, terms) - 1e-6


def test_candidates_lie_on_steps_and_obey_the_rules():
    space = Space(
        (Parameter("copress_mpa", 100, 750, step=5), Parameter("anode_mpa", 20, 300, step=5))
    )
    rule = Constraint("anode_mpa <= 0.5 * copress_mpa")
    rows = space.from_unit((candidate_grid(space, [rule]) + 1) / 2)
    assert np.allclose(rows / 5, np.rint(rows / 5))
    assert np.all(rows[:, 1] <= 0.5 * rows[:, 0] + 1e-9)
    with pytest.raises(ValueError, match="No point"):
        candidate_grid(space, [Constraint("anode_mpa > copress_mpa + 300")])


def test_cells_that_exist_are_built_upon():
    terms = terms_of(2, "quadratic")
    corners = cube(2, 2)
    added = optimal_design(cube(2, 3), 5, terms, fixed=corners)
    corner_again = [row for row in added.tolist() if abs(row[0]) == abs(row[1]) == 1]
    assert len(corner_again) <= 1
    assert d_efficiency(np.vstack([corners, added]), terms) == pytest.approx(0.46224, abs=1e-4)


def test_too_few_runs_say_how_many_are_needed():
    with pytest.raises(ValueError, match="6 is the least"):
        optimal_design(cube(2, 3), 5, terms_of(2, "quadratic"))
    with pytest.raises(ValueError, match="smaller model"):
        optimal_design(cube(2, 2), 9, terms_of(2, "quadratic"))


def test_names_and_degrees_of_freedom():
    terms = terms_of(2, "quadratic")
    assert [term_name(t, ("a", "b")) for t in terms] == ["mean", "a", "b", "a x b", "a^2", "b^2"]
    design = np.vstack([cube(2, 3), np.zeros((2, 2))])
    assert degrees_of_freedom(design, terms) == (3, 2)
    assert average_variance(cube(2, 2), cube(2, 3), terms) == float("inf")
