"""Measured again, pressed again, another lot: three noises."""

import math

import numpy as np
import pytest

from campaigns import make_strategy
from campaigns.report.text.noise import noise_sentence
from doe.posterior.variance_components import VarianceComponents, one_per_cell
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((Parameter("copress_mpa", 100, 700), Parameter("stack_mpa", 1, 200)))
READING, CELL, LOT = 0.03, 0.07, 0.2


def _history(seed: int, cells: int = 40, readings: int = 3) -> list[Observation]:
    """Four lots; each cell read three times."""
    chance, history = np.random.default_rng(seed), list[Observation]()
    shifts = chance.normal(0, LOT, 4)
    for trial in range(cells):
        mpa, stack = chance.uniform((150, 5), (690, 195))
        point = {"copress_mpa": float(mpa), "stack_mpa": float(stack)}
        ln = 4 + ((mpa - 450) / 400) ** 2 + shifts[trial % 4] + chance.normal(0, CELL)
        for _ in range(readings):
            asr = math.exp(ln + chance.normal(0, READING))
            history.append(Observation(point, asr_ohm_cm2=asr, lot=f"L{trial % 4}", trial=trial))
    return history


def test_all_three_are_recovered_from_made_up_cells() -> None:
    found = [make_strategy(SPACE, knowledge=False).noises(_history(seed)) for seed in range(5)]
    parts = [(n.measured_again, n.pressed_again, n.another_lot) for n in found if n is not None]
    reading, cell, lot = np.mean(np.array(parts, dtype=float), axis=0)
    assert reading == pytest.approx(READING, rel=0.15)
    assert cell == pytest.approx(CELL, rel=0.3)
    assert lot == pytest.approx(LOT, rel=0.4)
    assert all(n is not None and n.lots == 4 for n in found)


def test_readings_of_a_cell_are_one_cell_with_their_own_uncertainty() -> None:
    merged = one_per_cell(_history(0))
    assert len(merged.cells) == 40
    cell = merged.cells[0]
    assert cell.asr_ohm_cm2 is not None
    assert cell.asr_std_ohm_cm2 == pytest.approx(
        cell.asr_ohm_cm2 * (merged.std or 0) / math.sqrt(3)
    )


def test_the_worst_that_was_seen_of_a_cell_counts() -> None:
    first = Observation({"copress_mpa": 400, "stack_mpa": 50}, asr_ohm_cm2=50.0, trial=3)
    again = Observation({"copress_mpa": 400, "stack_mpa": 50}, damage=1, trial=3)
    (cell,) = one_per_cell([first, again]).cells
    assert cell.damage == 1
    assert not cell.intact


def test_replicates_without_a_number_and_other_points_stay_cells_of_their_own() -> None:
    cell = Observation({"copress_mpa": 400, "stack_mpa": 50}, asr_ohm_cm2=50.0)
    other = Observation({"copress_mpa": 410, "stack_mpa": 50}, asr_ohm_cm2=50.0, trial=1)
    history = [cell, cell, other, Observation(cell.point, asr_ohm_cm2=50.0, trial=1)]
    merged = one_per_cell(history)
    assert merged.cells == tuple(history)
    assert merged.std is None


def test_what_nobody_noted_is_not_claimed() -> None:
    history = [Observation(c.point, asr_ohm_cm2=c.asr_ohm_cm2) for c in _history(1, readings=1)]
    found = make_strategy(SPACE).noises(history)
    assert found is not None
    assert (found.measured_again, found.another_lot, found.lots) == (None, None, 0)
    assert make_strategy(SPACE).noises([]) is None


def test_the_words_say_which_noise_is_worth_fighting() -> None:
    words = noise_sentence(VarianceComponents(0.02, 0.08, 0.15, 3))
    assert words == (
        "Resistances scatter (one sigma): the same cell measured again: 2%; another cell pressed "
        "alike: 8%; another lot, in addition: 16% (3 lots). Measuring a cell again tells little; "
        "pressing another tells more."
    )
    assert "measure each cell more than once" in noise_sentence(
        VarianceComponents(0.06, 0.08, None, 0)
    )
    assert noise_sentence(VarianceComponents(None, 0.08, None, 1)).endswith("alike: 8%.")
