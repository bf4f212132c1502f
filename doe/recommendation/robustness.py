"""Fragility: would the advice be another one without a cell, or had a failure held?

Every cell is left out once, with all rungs of its series, and every failure counted as intact once.
The models keep what they learned of scales and noise and take in the changed table; the protocol
that they would advise then is compared with the advised one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Regression
from doe.posterior.posterior import SOUND, Posterior
from doe.posterior.prediction import forecast
from doe.recommendation.advice_rule import AdviceRule
from doe.recommendation.stopping_certificate import WORTHWHILE_GAIN
from doe.space import Point

Array = NDArray[np.float64]
Change = Literal["left out", "had held"]
Effect = Literal["moves", "would break"]

MOST_CELLS = 60
"""Cells that are left out at most, nearest to the advice first; counted in `Fragility.cells`."""
_HOPES = 120  # chosen: 60 pairs of draws give a share to about 0.06
_NEAR = 96  # chosen: neighbours that are compared with the advice
_CLOUD_WIDTH = 0.06  # cube widths; chosen: as far as a press misses its settings


@dataclass(frozen=True)
class Hinge:
    """One cell on which the advice hangs.

    Attributes:
        trial: its number.
        change: what was supposed of it.
        effect: "moves": another protocol would be advised, better by more than what matters;
            "would break": the advised one would no longer keep enough cells intact.
        point: what would be advised then.
        asr_ohm_cm2: expected ASR there, by the changed model.
        asr_advised_ohm_cm2: expected ASR of the advised protocol, by the changed model.
        p_intact_advised: its probability to stay intact, by the changed model.
    """

    trial: int
    change: Change
    effect: Effect
    point: Point
    asr_ohm_cm2: float
    asr_advised_ohm_cm2: float
    p_intact_advised: float


@dataclass(frozen=True)
class Fragility:
    """How firmly the advice stands.

    Attributes:
        cells: cells that were left out, one at a time.
        failures: failures that were counted as whole, one at a time.
        hinges: the cells that matter, the strongest first.
    """

    cells: int
    failures: int
    hinges: tuple[Hinge, ...]

    @property
    def survives(self) -> bool:
        """No single cell decides the advice."""
        return not self.hinges

    def as_document(self) -> dict[str, object]:
        """Ready for JSON."""
        return {
            "survives": self.survives,
            "cells_left_out": self.cells,
            "failures_flipped": self.failures,
            "hinges": [{**asdict(h), "point": dict(h.point)} for h in self.hinges],
        }


@dataclass(frozen=True, eq=False)
class _Verdict:
    """What one set of models says of the pool, whose first row is the advised point.

    Attributes:
        best: row of the protocol that would be advised.
        gain: how much better its score is than that of the advised one.
        p_intact: of the advised one.
    """

    best: int
    gain: float
    p_intact: float


def fragility(
    posterior: Posterior,
    candidates: Candidates,
    x: Array,
    starts: Array,
    generator: np.random.Generator,
) -> Fragility:
    """Test the advised coordinates x (1, d).

    Args:
        posterior: models of the history.
        candidates: what may be pressed.
        x: the advised point.
        starts: allowed coordinates (n, d) among which another protocol is looked for.
        generator: source of the cloud about the advised point.
    """
    pool = _pool(posterior, candidates, x, starts, generator)
    known = posterior.limits_known  # one cell less changes nothing about that
    before = _judge(posterior, pool, known)
    nearest = _nearest(posterior, x)
    failures = [row for rows in nearest for row in rows if not posterior.cells.intact[row]]
    found: list[tuple[float, Hinge]] = []
    for row, change, changed in _stories(posterior, nearest, failures):
        after = _judge(changed, pool, known)
        if (effect := _effect(before, after)) is not None:
            weight = after.gain - before.gain + before.p_intact - after.p_intact
            hinge = _hinge(changed, candidates, pool, after, row, change, effect)
            found.append((weight, hinge))
    found.sort(key=lambda pair: -pair[0])
    return Fragility(len(nearest), len(failures), tuple(hinge for _, hinge in found))


def _nearest(posterior: Posterior, x: Array) -> list[list[int]]:
    """Rows of the cells nearest to the advice, every rung of a cell, the nearest row first."""
    of_cell = posterior.cells.of_cell
    order = np.argsort(np.sum((posterior.cells.units - x) ** 2, axis=1), kind="stable")
    rows_of_cell: dict[int, list[int]] = {}
    for row in order.tolist():
        rows_of_cell.setdefault(int(of_cell[row]), []).append(row)
    return list(rows_of_cell.values())[:MOST_CELLS]


def _stories(
    posterior: Posterior, cells: Sequence[list[int]], failures: Sequence[int]
) -> Iterator[tuple[int, Change, Posterior]]:
    """Every change: a row of the cell, what is supposed of it, the models under that."""
    for rows in cells:
        yield rows[0], "left out", _without(posterior, rows)
    for row in failures:
        yield row, "had held", replace(posterior, integrity=posterior.integrity.had_held(row))


def _without(posterior: Posterior, rows: Sequence[int]) -> Posterior:
    """The models without the cell of these rows."""
    cells = posterior.cells
    resistance = _regression_without(posterior.resistance, cells.resistance.rows, rows)
    target = resistance
    if posterior.target is not posterior.resistance:
        target = _regression_without(posterior.target, cells.target.rows, rows)
    integrity = posterior.integrity.without(*rows)
    return replace(posterior, integrity=integrity, resistance=resistance, target=target)


def _regression_without(
    model: Regression | None, measured: NDArray[np.int64], rows: Sequence[int]
) -> Regression | None:
    """The model without the cell of these rows, where it and others are in its data."""
    showed = np.flatnonzero(np.isin(measured, rows))
    if model is None or len(showed) == 0 or len(showed) == len(measured):
        return model
    return model.without(*showed.tolist())


def _pool(
    posterior: Posterior,
    candidates: Candidates,
    x: Array,
    starts: Array,
    generator: np.random.Generator,
) -> Array:
    """The advised point, its surroundings, and what might be advised had a cell been otherwise.

    Half of the hopes are best as the models stand, half where they would be best if they held.
    """
    mean, std = posterior.objective(starts)
    safe = AdviceRule.among(posterior, starts).score(starts)
    held = np.where(posterior.integrity.at(starts).p_intact(1.0) >= 0.5, mean - std, np.inf)
    half = _HOPES // 2
    hopes = np.union1d(np.argsort(-safe)[:half], np.argsort(held)[:half])
    near = candidates.around(x, _CLOUD_WIDTH, _NEAR, generator)
    return rows_of([x, near, starts[hopes]], x.shape[1])


def _judge(posterior: Posterior, pool: Array, limits_known: bool) -> _Verdict:
    score = AdviceRule.among(posterior, pool, limits_known).score(pool)
    best = int(np.argmax(score))
    p_advised = float(posterior.p_intact(pool)[0])
    return _Verdict(best, float(score[best] - score[0]), p_advised)


def _effect(before: _Verdict, after: _Verdict) -> Effect | None:
    """What a change does that matters; None for nothing."""
    if after.p_intact < min(SOUND, before.p_intact - 0.03):
        return "would break"
    return "moves" if after.gain - before.gain > WORTHWHILE_GAIN else None


def _hinge(
    changed: Posterior,
    candidates: Candidates,
    pool: Array,
    after: _Verdict,
    row: int,
    change: Change,
    effect: Effect,
) -> Hinge:
    asr = forecast(changed, pool[[after.best, 0]]).asr_median
    return Hinge(
        changed.cells.trials[row],
        change,
        effect,
        candidates.space.dialled(pool[after.best]),
        float(asr[0]),
        float(asr[1]),
        after.p_intact,
    )
