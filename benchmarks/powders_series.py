"""Random powders, each pressed with and without a pressure series; writes POWDERS_SERIES.md.

A rung counts as a spectrum (12 min), a cell as an hour. "Cells to there": the first cell one of
whose pressed points is truly safe (P(intact) >= 0.9) and within 10 % of the best safe one; who
gets there counts one cell more than the budget.

    python benchmarks/powders_series.py --first 25 --count 10
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES, World, draw

from campaigns import make_strategy
from doe.series import Series
from doe.trials import Observation

REPORT = Path(__file__).with_name("POWDERS_SERIES.md")
CELL_MIN, RUNG_MIN = 60.0, 12.0


def play(world: World, series: Series | None) -> tuple[int, int, float, bool]:
    """Cells until there, broken until then, bench hours until then, whether the advice is safe
    and its interval covers a fresh cell."""
    strategy = make_strategy(world.space, seed=world.index, series=series)
    history: list[Observation] = []
    there, broken, minutes = 0, 0, 0.0
    for cell in range(world.cells):
        point = strategy.propose(history)
        left = strategy.rungs(history, point)
        minutes += 0.0 if there else CELL_MIN - RUNG_MIN
        for number, rung in enumerate(left, 1):
            if number > 1 and not strategy.climbs(history, rung):
                break
            fate = world.press(rung, np.random.default_rng([world.index, cell]))
            minutes += 0.0 if there else RUNG_MIN
            named = {} if series is None else {"cell": str(cell), "rung": number}
            asr = fate.asr_ohm_cm2
            history.append(
                Observation(
                    fate.point, damage=fate.damage, shorted=fate.shorted, failure=fate.failure,
                    asr_ohm_cm2=asr, asr_std_ohm_cm2=None if asr is None else 0.02 * asr, **named,
                )
            )  # fmt: skip
            if not there and world.is_there(world.space.rows([rung]))[0]:
                there = cell + 1
            if not fate.intact:
                broken += not there
                break
    advice = strategy.recommend(history)
    row = world.space.rows([advice.point])
    truth = float(world.true_asr(row)[0])
    chance = np.random.default_rng([7, world.index])
    fresh = [world.press(dict(advice.point), chance).asr_ohm_cm2 for _ in range(20)]
    held = [asr for asr in fresh if asr is not None] or [truth]
    low, high = advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high
    covers = float(np.mean([low <= asr <= high for asr in held]))
    print(world.name, series is not None, there, broken, round(covers, 2), file=sys.stderr)
    return there or world.cells + 1, broken, minutes / 60.0, covers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=25)
    parser.add_argument("--count", type=int, default=5)
    asked = parser.parse_args()
    lines = [
        "| family | worlds | cells, no series | with | broken, no series | with |"
        " hours, no series | with | interval covers |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    whole = []
    for family in FAMILIES:
        worlds = [draw(family, asked.first + k) for k in range(asked.count)]
        runs = [(play(world, None), play(world, Series())) for world in worlds]
        whole += runs
        lines.append(_row(family, runs))
    lines.append(_row("all", whole))
    REPORT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


HEAD = """# A pressure series of four rungs on random powders

Written by `python benchmarks/powders_series.py`. Means; the same powders and the same strength of
each cell with and without a series (co-press pressure, four rungs). Rungs are chosen as shares of
the proposed pressure. A spectrum takes 12 min, a cell an hour.

"""


def _row(family: str, runs: list) -> str:
    pairs = np.array([[alone[:4], with_[:4]] for alone, with_ in runs], dtype=float)
    (c0, b0, h0, _), (c1, b1, h1, v1) = pairs.mean(axis=0)
    return (
        f"| {family} | {len(runs)} | {c0:.1f} | {c1:.1f} | {b0:.1f} | {b1:.1f} | {h0:.1f} | "
        f"{h1:.1f} | {v1:.0%} |"
    )


if __name__ == "__main__":
    main()
