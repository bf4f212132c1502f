"""The stop certificate: may anything still be better, what blocks it, and for how long?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from doe.domain.arrays import Cells
from doe.domain.candidates import Candidates
from doe.domain.learners import Array, Regression
from doe.posterior.posterior import Posterior
from doe.recommendation.advice_rule import NEAR, SAFE_P_INTACT, AdviceRule
from doe.recommendation.better_elsewhere import DrawsQuestion, Elsewhere, better_elsewhere
from doe.recommendation.recommendation import Certificate, Missing
from doe.recommendation.untried_settings import untried_neighbours

WORTHWHILE_GAIN = 0.10  # share of the ASR: sound replicates scatter by 6-18 %, so less hardly shows
DOUBT_THAT_REMAINS = 0.055
"""Asked after each cell until it is low enough, a probability is too low when it is believed. With
0.065 certificates were false in 7 % of 210 campaigns, by an earlier build in 12 % of 74. Read off
125 campaigns of the present model after every fourth cell (benchmarks/CERTIFICATE.md): 0.045 met in
63, 3 of them false; 0.055 in 72, 3; 0.065 in 83, 7, most of them on powders that bear more than is
published."""
CONFIRMATIONS_WANTED = 2  # chosen with DOUBT_THAT_REMAINS
MAY_HOLD = 0.25
"""P(intact) below which an untried setting of a coarse dial is not worth the cell that tells."""
_CELLS_PER_KNOB = 2  # chosen: a slope and a curvature for each knob, and for the level
_MOST_SUPPOSED = 10  # cells; chosen: further ahead nobody plans
_FEW_DRAWS = 160  # chosen: enough to see a probability fall below a tenth


def certify(
    rule: AdviceRule,
    shapes: Sequence[Regression],
    x: Array,
    *,
    asr_ohm_cm2: float,
    candidates: Candidates,
    starts: Array,
    generator: np.random.Generator,
    trusted: bool,
) -> Certificate:
    """Certificate for the advised coordinates x (1, d).

    It answers one question: is there a protocol anywhere in the allowed space, at least as safe as
    the advised one, whose resistance is lower by more than the gain that matters? See
    `better_elsewhere`. It is not met either while the model may not be trusted, while the advised
    protocol is not known to hold, with fewer cells than two for each knob and two for the level, or
    unconfirmed.

    Args:
        rule: by which x is advised.
        shapes: the target's model under each shape that is thought possible.
        x: the advised point.
        asr_ohm_cm2: what one more cell there would measure.
        candidates: what may be pressed.
        starts: allowed coordinates (n, d).
        generator: source of the draws.
        trusted: the model may be trusted, near the cells at least.
    """
    posterior = rule.posterior
    question = _question(posterior, x, candidates, starts)
    found = better_elsewhere(question, shapes, generator)
    confirmed = confirmations(posterior, x)
    lacks: dict[Missing, bool] = {
        "trust": not trusted,
        "safety": not known_to_hold(rule, x),
        "cells": too_few(posterior.cells),
        "certainty": found.probability > DOUBT_THAT_REMAINS,
        "confirmations": confirmed < CONFIRMATIONS_WANTED,
    }
    missing = tuple(name for name, lacking in lacks.items() if lacking)
    rival = None
    if "certainty" in missing and found.rival is not None:
        rival = candidates.space.dialled(found.rival[0])
    return Certificate(
        delta_ohm_cm2=WORTHWHILE_GAIN * asr_ohm_cm2,
        probability_better=found.probability,
        expected_gain_ohm_cm2=found.expected_gain * asr_ohm_cm2,
        confirmations=confirmed,
        confirmations_wanted=CONFIRMATIONS_WANTED,
        signed=not missing,
        missing=missing,
        rival=rival,
        cells_to_go=_cells_to_go(question, shapes, found, missing, confirmed, generator),
    )


def is_certain(
    posterior: Posterior,
    shapes: Sequence[Regression],
    x: Array,
    *,
    candidates: Candidates,
    starts: Array,
    generator: np.random.Generator,
) -> bool:
    """Whether `certify`, asked with the same generator, would not miss certainty at x (1, d)."""
    question = _question(posterior, x, candidates, starts)
    return better_elsewhere(question, shapes, generator).probability <= DOUBT_THAT_REMAINS


def _question(
    posterior: Posterior, x: Array, candidates: Candidates, starts: Array
) -> DrawsQuestion:
    untried = untried_neighbours(candidates, posterior.cells.units, x)
    untried = untried[posterior.p_intact(untried) >= MAY_HOLD]
    return DrawsQuestion(posterior, x, WORTHWHILE_GAIN, candidates, starts, untried)


def _cells_to_go(
    question: DrawsQuestion,
    shapes: Sequence[Regression],
    found: Elsewhere,
    missing: Sequence[Missing],
    confirmed: int,
    generator: np.random.Generator,
) -> int | None:
    """How many cells it may take; None where met, where it cannot be said, or where it is long.

    A cell is supposed at the rival of each turn, and to come out as each shape expects.
    """
    if not missing or set(missing) - {"certainty", "confirmations"}:
        return None
    more, supposed = 0, tuple(shapes)
    while found.probability > DOUBT_THAT_REMAINS and found.rival is not None:
        if more == _MOST_SUPPOSED:
            return None
        supposed = tuple(shape.believing(found.rival) for shape in supposed)
        found, more = better_elsewhere(question, supposed, generator, draws=_FEW_DRAWS), more + 1
    return more + max(0, CONFIRMATIONS_WANTED - confirmed)


def known_to_hold(rule: AdviceRule, x: Array) -> bool:
    """Whether the advised point (1, d) is known to keep nine of ten cells intact."""
    return bool(rule.posterior.p_intact(x)[0] >= SAFE_P_INTACT)


def too_few(cells: Cells) -> bool:
    """Whether the cells are fewer than any certificate wants: two a knob, two for the level."""
    wanted = _CELLS_PER_KNOB * (int(cells.units.shape[1]) + 1)
    return len(cells.target.rows) < wanted


def may_be_confirmed(units: Array, intact: NDArray[np.bool_]) -> bool:
    """Whether two intact cells lie so near to each other that one protocol may be theirs.

    Without them nothing is confirmed, whatever will be advised: as good as `confirmations` for
    saying no, and found without any model.

    Args:
        units: cells (n, d) in the unit cube.
        intact: which of them stayed whole (n,).
    """
    whole = units[intact]
    apart = np.sqrt(np.mean((whole[:, None, :] - whole[None, :, :]) ** 2, axis=2))
    next_to = np.sum(apart < 2 * NEAR, axis=1)  # each next to itself, too
    return bool(np.any(next_to >= CONFIRMATIONS_WANTED))


def confirmations(posterior: Posterior, x: Array) -> int:
    """Fresh, intact and measured cells pressed at x (1, d), as near as a press can tell.

    A later rung of a series is no confirmation: its cell was pressed before.
    """
    good = posterior.cells.fresh & posterior.cells.intact & ~posterior.cells.unread
    return int(np.sum(pressed_at(posterior, x) & good))


def pressed_at(posterior: Posterior, x: Array) -> NDArray[np.bool_]:
    """Which cells (n,) were pressed at x (1, d), as near as a press can tell."""
    return np.asarray(np.sqrt(np.mean((posterior.cells.units - x) ** 2, axis=1)) < NEAR)
