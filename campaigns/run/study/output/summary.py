"""What a study found: one line a problem and strategy, each next to the first strategy, paired.

Strategies with the same seed press the same powder on the same press, so differences are taken seed
by seed; their 90 % intervals are bootstrapped over seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campaigns.run.study.output.study_tables import Row

Array = NDArray[np.float64]

_DRAWS = 4000  # chosen: the ends of an interval no longer move in what is shown
_ENDS = (0.05, 0.95)  # the interval of 90 % that all of Copress shows


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences, and its 90 % bootstrap interval over seeds."""

    mean: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class SummaryLine:
    """One strategy on one problem; None where no run tells.

    Attributes:
        runs: Runs that ended; `failed` did not.
        cells_to_there: Median number of cells until one was truly sound and near the best; None
            also where at least half of the runs never got there.
        got_there: Share of runs that did.
        broken: Mean number of cells that broke.
        advised_there: Share of runs whose final advice is truly sound and near the best.
        loss_over_best: Median over the runs with advice; 1 is the best sound protocol.
        sooner: Cells until there, less the first strategy's: below zero is sooner.
        more_broken: Broken cells, less the first strategy's: below zero are fewer.
        better_advised: Share of good advice, less the first strategy's: above zero is better.
    """

    problem: str
    strategy: str
    runs: int
    failed: int
    cells_to_there: float | None = None
    got_there: float | None = None
    broken: float | None = None
    advised_there: float | None = None
    loss_over_best: float | None = None
    sooner: Difference | None = None
    more_broken: Difference | None = None
    better_advised: Difference | None = None


def summarise(rows: Iterable[Row]) -> list[SummaryLine]:
    """Lines of a study from its table of runs, as `tables.run_rows` makes it."""
    by_problem: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        here = by_problem.setdefault(str(row["problem"]), {})
        here.setdefault(str(row["strategy"]), []).append(row)
    lines = []
    for strategies in by_problem.values():
        first = next(iter(strategies.values()))
        for mine in strategies.values():
            line = _line(mine)
            lines.append(line if mine is first else _next_to(line, mine, first))
    return lines


def cells_to_there(row: Row) -> float:
    """Cells until one was there; one more than the campaign has where none was."""
    reached = row["cells_to_there"]
    return float(str(row["trials"])) + 1.0 if reached is None else float(str(reached))


def _line(mine: Sequence[Row]) -> SummaryLine:
    ended = [row for row in mine if not row["failed"]]
    problem, strategy = (str(mine[0][key]) for key in ("problem", "strategy"))
    line = SummaryLine(problem, strategy, len(ended), len(mine) - len(ended))
    if not ended:
        return line
    got_there = float(np.mean([row["cells_to_there"] is not None for row in ended]))
    losses = [float(str(loss)) for r in ended if (loss := r["advised_loss_over_best"]) is not None]
    return replace(
        line,
        cells_to_there=float(np.median([cells_to_there(row) for row in ended]))
        if got_there > 0.5
        else None,
        got_there=got_there,
        broken=float(np.mean([_broken(row) for row in ended])),
        advised_there=float(np.mean([_is_good(row) for row in ended])),
        loss_over_best=float(np.median(losses)) if losses else None,
    )


def _next_to(line: SummaryLine, mine: Sequence[Row], first: Sequence[Row]) -> SummaryLine:
    return replace(
        line,
        sooner=paired(mine, first, cells_to_there),
        more_broken=paired(mine, first, _broken),
        better_advised=paired(mine, first, _is_good),
    )


def paired(
    mine: Sequence[Row], others: Sequence[Row], value: Callable[[Row], float]
) -> Difference | None:
    """Mean difference of a value over the seeds that both ended; None without two of them."""
    theirs = {row["seed"]: value(row) for row in others if not row["failed"]}
    pairs = [
        value(row) - theirs[row["seed"]]
        for row in mine
        if not row["failed"] and row["seed"] in theirs
    ]
    if len(pairs) < 2:
        return None
    chance = np.random.default_rng(0)
    draws = chance.choice(pairs, size=(_DRAWS, len(pairs))).mean(axis=1)
    low, high = np.quantile(draws, _ENDS)
    return Difference(float(np.mean(pairs)), float(low), float(high), len(pairs))


def _broken(row: Row) -> float:
    return float(str(row["broken"]))


def _is_good(row: Row) -> float:
    return float(row["advised_there"] is True)
