"""Does an earlier campaign save cells? A related lot, and one that has nothing to do with it.

On the simulated laboratory, four knobs: 40 cells of an earlier lot, then a new campaign, with and
without them, on the same seeds. Counted are the cells until one was planned whose true resistance
lies within 10 % of the best that holds with P(intact) >= 0.85, and is itself so safe.

    python benchmarks/transfer.py --seeds 50        # goes on where it stopped

- `related`: the same powder, another lot (its conductivity, the day, all scatter drawn anew).
- `unrelated`: the earlier results belong to mirrored settings: what was best there is worst here.
"""

import argparse
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from problem import Problem
from scipy.stats import qmc
from twin_landscapes import RULES, SIX, TwinProblem

from campaigns.strategies import make_strategy
from campaigns.transfer import with_earlier
from doe.space import Space
from doe.trials import Observation

RESULTS = Path(__file__).parent / "results" / "transfer.csv"  # one line a campaign
KNOBS = tuple(
    p for p in SIX if p.name in ("copress_mpa", "copress_dwell_s", "anode_mpa", "stack_mpa")
)
PROBLEM = TwinProblem("twin-4", Space(KNOBS), "low_resistance", constraints=RULES)
EARLIER, MOST = 40, 30
ARMS = ("none", "related", "unrelated")


def earlier_cells(seed: int, *, mirrored: bool) -> list[Observation]:
    """40 cells of an earlier lot, spread evenly over the allowed settings."""
    chance = np.random.default_rng([seed, 1])
    X = qmc.Sobol(len(KNOBS), rng=chance).random_base2(8)
    rows = PROBLEM.space.snap(PROBLEM.space.from_unit(X))
    rows = rows[RULES[0](PROBLEM.space.columns(rows))][:EARLIER]
    shift = float(np.exp(0.15 * chance.standard_normal()))
    cells = [PROBLEM.press(PROBLEM.space.point(row), chance) for row in rows]
    return [_as_lot(cell, shift, mirrored=mirrored) for cell in cells]


def _as_lot(cell: Observation, shift: float, *, mirrored: bool) -> Observation:
    point = dict(cell.point)
    if mirrored:
        unit = 1.0 - np.clip(PROBLEM.space.units([point]), 0.0, 1.0)
        point = PROBLEM.space.point(PROBLEM.space.from_unit(unit)[0])
    asr = None if cell.asr_ohm_cm2 is None else shift * cell.asr_ohm_cm2
    return replace(cell, point=point, asr_ohm_cm2=asr)


def cells_needed(problem: Problem, seed: int, arm: str) -> tuple[int, int]:
    """Cells until one was there (MOST + 1 if none was), and broken ones on the way."""
    strategy = make_strategy(
        problem.space, seed=seed, constraints=problem.constraints, fixed=problem.fixed
    )
    if arm != "none":
        strategy = with_earlier(strategy, earlier_cells(seed, mirrored=arm == "unrelated"))
    chance, history, broken = np.random.default_rng([seed, 2]), [], 0
    for number in range(1, MOST + 1):
        point = strategy.propose(history)
        if bool(problem.is_there(problem.space.rows([point]))[0]):
            return number, broken
        history.append(problem.press(point, chance))
        broken += not history[-1].intact
    return MOST + 1, broken


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--seeds", type=int, default=50)
    ask.add_argument("--first", type=int, default=0)
    options = ask.parse_args()
    done = _done()
    for seed in range(options.first, options.first + options.seeds):
        for arm in ARMS:
            if (seed, arm) not in done:
                cells, broken = cells_needed(PROBLEM, seed, arm)
                _keep(seed, arm, cells, broken)
                print(seed, arm, cells, broken, flush=True)
    summary()


def summary() -> None:
    """Medians, means and the paired ratio to the campaign without earlier cells."""
    table = _done()
    seeds = sorted({s for s, _ in table if all((s, arm) in table for arm in ARMS)})
    if not seeds:
        return
    without = np.array([table[s, "none"][0] for s in seeds], dtype=float)
    for arm in ARMS:
        cells = np.array([table[s, arm][0] for s in seeds], dtype=float)
        broken = np.mean([table[s, arm][1] for s in seeds])
        print(
            f"{arm:10s} {len(seeds)} seeds: median {np.median(cells):.1f}, mean {cells.mean():.1f} "
            f"cells ({cells.mean() / without.mean():.0%} of none), broken {broken:.1f}, "
            f"never within {MOST}: {np.sum(cells > MOST)}"
        )


def _done() -> dict[tuple[int, str], tuple[int, int]]:
    if not RESULTS.exists():
        return {}
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return {
            (int(row["seed"]), row["arm"]): (int(row["cells"]), int(row["broken"]))
            for row in csv.DictReader(file)
        }


def _keep(seed: int, arm: str, cells: int, broken: int) -> None:
    new = not RESULTS.exists()
    with RESULTS.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(["seed", "arm", "cells", "broken"])
        writer.writerow([seed, arm, cells, broken])


if __name__ == "__main__":
    main()
