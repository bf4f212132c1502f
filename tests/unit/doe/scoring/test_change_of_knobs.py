"""Knobs that take time to change: a change must be worth its minutes."""

from itertools import pairwise

import numpy as np
import pytest

from campaigns import make_strategy
from doe.scoring.cost import CellCost
from doe.selection.initial_design import first_shares, rarely_changed
from doe.space import Parameter, Space
from doe.trials import Observation

HARD = Space((
    Parameter("copress_mpa", 100, 700, 10),
    Parameter("die_degc", 20, 120, 10, change_s=3600.0),
    Parameter("foil", choices=("bare", "PTFE"), change_s=600.0),
))  # fmt: skip
COST = CellCost(handling_s=1200.0, measurement_s=600.0)
HERE = {"copress_mpa": 400.0, "die_degc": 60.0, "foil": "bare"}


def test_what_was_changed_is_said_with_its_time() -> None:
    taken = COST.after(HARD, {**HERE, "die_degc": 80.0, "foil": "PTFE"}, HERE)
    assert (taken.total_s, taken.changed) == (6000.0, ("die_degc", "foil"))
    assert taken.in_words == "about 100 min (0.0 at the press, 70 to change die_degc and foil)"
    assert COST.after(HARD, {**HERE, "copress_mpa": 500.0}, HERE).change_s == 0.0
    assert COST.after(HARD, HERE, None).change_s == 0.0


def test_a_change_costs_its_share_of_the_cell_s_time() -> None:
    rows = [HERE, {**HERE, "copress_mpa": 500.0}, {**HERE, "foil": "PTFE"}]
    X = HARD.units(rows)
    lost = COST.change_penalty(HARD, X, X[0])
    assert lost == pytest.approx([0.0, 0.0, np.log(2400 / 1800)])


def test_the_first_design_heats_the_die_once() -> None:
    shares = rarely_changed(first_shares(3, 7, seed=1), HARD)
    degc = HARD.snap(HARD.from_unit(shares))[:, 1]
    assert sum(a != b for a, b in pairwise(degc)) <= 2
    assert len(set(degc[1:])) == 2


def test_without_such_a_knob_the_first_design_stays() -> None:
    space = Space((Parameter("a", 0, 1), Parameter("b", 0, 1)))
    shares = first_shares(2, 6, seed=1)
    assert rarely_changed(shares, space) is shares


def _changes(change_s: float) -> int:
    space = Space((
        Parameter("copress_mpa", 100, 700, 10),
        Parameter("die_degc", 20, 120, 10, change_s=change_s),
    ))  # fmt: skip
    strategy = make_strategy(space, seed=3)
    history: list[Observation] = []
    for _ in range(18):
        point = strategy.propose(history)
        p, t = float(point["copress_mpa"]), float(point["die_degc"])
        log_asr = ((p - 450) / 300) ** 2 + ((t - 70) / 60) ** 2
        history.append(Observation(point=point, asr_ohm_cm2=float(40 * np.exp(log_asr))))
    return sum(a.point["die_degc"] != b.point["die_degc"] for a, b in pairwise(history))


def test_a_die_that_takes_two_hours_to_heat_is_heated_less_often() -> None:
    assert _changes(7200.0) < _changes(0.0)
