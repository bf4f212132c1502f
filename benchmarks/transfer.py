"""Does an earlier campaign save cells? A related lot, and one that has nothing to do with it.

On the simulated laboratory, four knobs: 40 cells of an earlier lot, then a new campaign, with and
without them, on the same seeds. Counted are the cells until one was planned whose true resistance
lies within 10 % of the best that holds with P(intact) >= 0.85, and is itself so safe.

    python benchmarks/transfer.py --first 3000 --seeds 50    # goes on where it stopped

- `related`: the same powder, another lot (its conductivity, the day, all scatter drawn again).
- `other_powder`: another powder and another anode of the simulated laboratory.
- `unrelated`: the earlier results belong to mirrored settings: what was best there is worst here.
- `shuffled`: another lot's results at each other's settings.
"""

import argparse
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from problem import Problem
from scipy.stats import qmc
from twin_landscapes import RULES, SIX, TwinProblem

from campaigns.optimiser.earlier_campaigns import with_earlier
from campaigns.optimiser.make_strategy import make_strategy
from doe.space import Space
from doe.trials import Observation
from hardware.twin.cell.presets import cell_design

Array = NDArray[np.float64]
RESULTS = Path(__file__).parent / "results" / "transfer.csv"  # one line a campaign
KNOBS = tuple(
    p for p in SIX if p.name in ("copress_mpa", "copress_dwell_s", "anode_mpa", "stack_mpa")
)
PROBLEM = TwinProblem("twin-4", Space(KNOBS), "low_resistance", constraints=RULES)
EARLIER, MOST = 40, 30
REPORT = Path(__file__).parent / "TRANSFER.md"
WANTED = {
    "related": 0.5,
    "unrelated": 1.1,
    "shuffled": 1.1,
}  # of the mean number of cells without earlier ones
ARMS = ("none", "related", "other_powder", "unrelated", "shuffled")
OTHER = replace(PROBLEM, design=cell_design("lithium"))  # argyrodite against a lithium alloy

_HEAD = """# Does an earlier campaign save cells?

Simulated laboratory, four knobs, {seeds}: 40 cells of an earlier
campaign, then a new one with and without them. Counted are cells until one was planned whose true
resistance lies within 10 % of the best that holds with P(intact) >= 0.85, and is itself so safe; a
campaign that never had one within {most} cells counts as {most} + 1, so ratios of arms that often
fail are flattered.

- `related`: the same powder and cell, another lot. `other_powder`: argyrodite with a lithium alloy
  in place of a sodium glass-ceramic with a sodium alloy.
- `unrelated`: results at mirrored settings. Harder than another powder, because they look sound and
  point the wrong way; read `broken` and `never` together with the mean.

- `shuffled`: another lot's results at each other's settings: they say nothing.

The rules were tuned on seeds 2000 to 2023 and 4000 to 4040. The seeds below were run seven times,
after each of the optimiser's changes; only the last run is shown. The rule that earlier cells must
not go against what is known of pressing came before the third and was not tuned on these seeds
(before it: related 43%, unrelated 121%). Mirrored and shuffled results are the kind that this rule
sees through; results that mislead and still densify with pressure would not be found out by it, and
cost the one cell that is pressed where they point.

Wanted, by the ratio of means:

{verdict}

| earlier cells | median | mean | mean over that of `none` (90 % interval) | broken | never |
|---|---|---|---|---|---|
"""


def earlier_cells(seed: int, arm: str) -> list[Observation]:
    """40 cells of an earlier campaign, spread evenly over the allowed settings."""
    problem = OTHER if arm == "other_powder" else PROBLEM
    chance = np.random.default_rng([seed, 1])
    X = qmc.Sobol(len(KNOBS), rng=chance).random_base2(8)
    rows = PROBLEM.space.snap(PROBLEM.space.from_unit(X))
    rows = rows[RULES[0](PROBLEM.space.columns(rows))][:EARLIER]
    shift = float(np.exp(0.15 * chance.standard_normal()))
    cells = [problem.press(PROBLEM.space.point(row), chance) for row in rows]
    if arm == "shuffled":
        cells = _shuffled(cells, chance)
    return [_as_lot(cell, shift, mirrored=arm == "unrelated") for cell in cells]


def _shuffled(cells: list[Observation], chance: np.random.Generator) -> list[Observation]:
    """The same results at each other's settings."""
    drawn = chance.permutation(len(cells))
    return [replace(cells[k], point=cell.point) for cell, k in zip(cells, drawn, strict=True)]


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
        strategy = with_earlier(strategy, earlier_cells(seed, arm))
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
    """Write TRANSFER.md: cells needed, and their ratio to the campaign without earlier cells."""
    table = _done()
    seeds = sorted({s for s, _ in table if all((s, arm) in table for arm in ARMS)})
    if not seeds:
        return
    cells = {arm: np.array([table[s, arm][0] for s in seeds], dtype=float) for arm in ARMS}
    lines = [_line(arm, cells, [table[s, arm][1] for s in seeds]) for arm in ARMS]
    text = _HEAD.format(
        seeds=f"{len(seeds)} seeds ({seeds[0]} to {seeds[-1]})", most=MOST, verdict=_verdict(cells)
    )
    REPORT.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    print(text, *lines, sep="\n")


def _line(arm: str, cells: dict[str, Array], broken: list[int]) -> str:
    ratio, (low, high) = _ratio(cells[arm], cells["none"])
    own, never = cells[arm], int(np.sum(cells[arm] > MOST))
    return (
        f"| {arm} | {np.median(own):.1f} | {own.mean():.1f} | {ratio:.0%} ({low:.0%} to {high:.0%})"
        f" | {np.mean(broken):.1f} | {never} |"
    )


def _ratio(own: Array, none: Array) -> tuple[float, Array]:
    """Ratio of means and its 90 % interval, seeds drawn again in pairs."""
    rows = np.random.default_rng(0).integers(len(none), size=(4000, len(none)))
    drawn = own[rows].mean(axis=1) / none[rows].mean(axis=1)
    return float(own.mean() / none.mean()), np.quantile(drawn, [0.05, 0.95])


def _verdict(cells: dict[str, Array]) -> str:
    """What was wanted, and whether this table shows it."""
    said = []
    for arm, most in WANTED.items():
        ratio, (low, high) = _ratio(cells[arm], cells["none"])
        reached = "reached" if ratio <= most else "not reached"
        sure = "" if (high <= most or low > most) else ", but the interval holds both"
        said.append(f"- `{arm}` at most {most:.0%} of the cells: {reached} ({ratio:.0%}{sure}).")
    return "\n".join(said)


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
