"""Ranges, lists and categories: Copress against Optuna (TPE) and BayBE on ten random problems.

    python benchmarks/mixed_knobs.py --method copress --seeds 20
    python benchmarks/mixed_knobs.py            # writes MIXED_KNOBS.md

Each method is asked for 25 cells, one after the other, and knows the knobs but nothing of pressing.
Runs are appended to `results/mixed_knobs.csv`; one that stands there is not run again, so that it
can be stopped and begun again. Peers live in an environment of their own: `benchmarks/peers`.
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
from mixed_problems import BUDGET, COUNT, GOOD, NOISE, MixedProblem, mixed_problem

Point = dict[str, float | str]
Ask = Callable[[], Point]
Tell = Callable[[Point, float], None]

RESULTS = Path(__file__).parent / "results" / "mixed_knobs.csv"
PAGE = Path(__file__).parent / "MIXED_KNOBS.md"
FIELDS = (
    "method",
    "version",
    "problem",
    "seed",
    "cells_to_there",
    "final",
    "mean_log_loss",
    "cpu_s",
)

HEAD = """\
# Ranges, lists and choices

Ten random problems with ranges, a list of unequal values and choices
(`benchmarks/mixed_problems.py`), simulated; written by `python benchmarks/mixed_knobs.py`. Each
method is asked for 25 cells, one after the other, and knows nothing of pressing. Cells: median of
the cell at which a setting within 10 % of the lowest value is first tried. Mean ln loss: ln of the
true value of the best cell so far over the optimum, mean over the budget. A method with fewer than
20 seeds (below the table) gives a hint and no claim.
"""


def copress(problem: MixedProblem, seed: int) -> tuple[Ask, Tell]:
    """Ask and tell of Copress, without knowledge of pressing."""
    from campaigns import Optimizer
    from doe.space import Parameter, Space

    knobs = [
        Parameter(name, levels[0], levels[-1], step=0.1)
        if name in ("a0", "a1")
        else Parameter(name, values=levels)
        if name == "a2"
        else Parameter(name, choices=levels)
        for name, levels in zip(problem.names, problem.levels, strict=True)
    ]
    optimizer = Optimizer(Space(tuple(knobs)), random_state=seed, knowledge=False)

    def ask() -> Point:
        return dict(zip(problem.names, optimizer.ask(), strict=True))

    def tell(point: Point, y: float) -> None:
        optimizer.tell([point[name] for name in problem.names], y)

    return ask, tell


def optuna(problem: MixedProblem, seed: int) -> tuple[Ask, Tell]:
    """Optuna's default sampler."""
    import optuna as peer

    peer.logging.set_verbosity(peer.logging.WARNING)
    study = peer.create_study(sampler=peer.samplers.TPESampler(seed=seed))
    asked = []

    def ask() -> Point:
        trial = study.ask()
        asked.append(trial)
        point: Point = {}
        for name, levels in zip(problem.names, problem.levels, strict=True):
            if name in ("a0", "a1"):
                point[name] = round(trial.suggest_float(name, 0.0, 1.0, step=0.1), 1)
            else:
                point[name] = trial.suggest_categorical(name, levels)
        return point

    return ask, lambda _, y: study.tell(asked[-1], float(np.log(y)))


def baybe(problem: MixedProblem, seed: int) -> tuple[Ask, Tell]:
    """BayBE's default recommender: one random cell, then its Gaussian process."""
    import pandas as pd
    from baybe import Campaign
    from baybe.parameters import CategoricalParameter, NumericalDiscreteParameter
    from baybe.searchspace import SearchSpace
    from baybe.targets import NumericalTarget
    from baybe.utils.random import set_random_seed

    set_random_seed(seed)
    knobs = [
        NumericalDiscreteParameter(name, values=levels)
        if name.startswith("a")
        else CategoricalParameter(name, values=levels, encoding="OHE")
        for name, levels in zip(problem.names, problem.levels, strict=True)
    ]
    target = NumericalTarget("log_asr", minimize=True)
    campaign = Campaign(SearchSpace.from_product(knobs), target.to_objective())

    def ask() -> Point:
        row = campaign.recommend(batch_size=1).iloc[0]
        return {name: row[name] for name in problem.names}

    def tell(point: Point, y: float) -> None:
        campaign.add_measurements(pd.DataFrame([{**point, "log_asr": float(np.log(y))}]))

    return ask, tell


METHODS = {"copress": copress, "optuna": optuna, "baybe": baybe}


def one_run(method: str, number: int, seed: int) -> dict[str, object]:
    """One campaign: cells until the optimum is found, the best at the end, the loss on the way."""
    problem, began = mixed_problem(number), time.process_time()
    noise = np.random.default_rng([7, number, seed]).normal(0.0, NOISE, BUDGET)
    ask, tell = METHODS[method](problem, seed)
    losses, found = [], ""
    for cell in range(BUDGET):
        point = ask()
        value = problem.value(point)
        tell(point, float(value * np.exp(noise[cell])))
        losses.append(value / problem.best)
        if not found and losses[-1] <= GOOD:
            found = str(cell + 1)
    best = np.minimum.accumulate(losses)
    return {
        "method": method,
        "version": version(method),
        "problem": number,
        "seed": seed,
        "cells_to_there": found,
        "final": round(float(best[-1]), 4),
        "mean_log_loss": round(float(np.mean(np.log(best))), 4),
        "cpu_s": round(time.process_time() - began, 1),
    }


def read_runs() -> list[dict[str, str]]:
    """The runs that stand in the file."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def still_to_run(method: str, seeds: int) -> Iterator[tuple[int, int]]:
    """Problem and seed of every run that is missing, seed by seed."""
    done = {(r["method"], int(r["problem"]), int(r["seed"])) for r in read_runs()}
    for seed in range(seeds):
        for number in range(COUNT):
            if (method, number, seed) not in done:
                yield number, seed


def append(row: dict[str, object]) -> None:
    """Add one run."""
    fresh = not RESULTS.exists()
    with RESULTS.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def table() -> str:
    """Median cells to the optimum by problem and method, over the seeds that all have."""
    runs = read_runs()
    methods = [m for m in METHODS if any(r["method"] == m for r in runs)]
    lines = [
        f"| problem | {' | '.join(f'{m}: cells' for m in methods)} | "
        f"{' | '.join(f'{m}: mean ln loss' for m in methods)} |",
        f"|---{'|---:' * (2 * len(methods))}|",
    ]
    for number in [*range(COUNT), None]:
        cells, losses = [], []
        for method in methods:
            own = [
                r for r in runs
                if r["method"] == method and number in (None, int(r["problem"]))
            ]  # fmt: skip
            reached = [float(r["cells_to_there"] or BUDGET + 1) for r in own]
            median = np.median(reached)
            cells.append(f"> {BUDGET}" if median > BUDGET else f"{median:g}")
            losses.append(f"{np.mean([float(r['mean_log_loss']) for r in own]):.3f}")
        name = "all" if number is None else str(number)
        lines.append(f"| {name} | {' | '.join(cells)} | {' | '.join(losses)} |")
    for method in methods:
        own = [r for r in runs if r["method"] == method]
        found = sum(bool(r["cells_to_there"]) for r in own)
        seconds = np.mean([float(r["cpu_s"]) for r in own])
        lines.append(
            f"\n{method} {own[0]['version']}: {len(own)} runs, {len(own) // COUNT} seeds; optimum "
            f"found in {found / len(own):.0%}; {seconds:.1f} s of CPU a campaign."
        )
    return "\n".join(lines)


def main() -> None:
    """Run what is missing of one method, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--method", choices=sorted(METHODS))
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    if asked.method is None:
        PAGE.write_text(f"{HEAD}\n{table()}\n", encoding="utf-8")
        return
    for number, seed in still_to_run(asked.method, asked.seeds):
        append(one_run(asked.method, number, seed))


if __name__ == "__main__":
    main()
