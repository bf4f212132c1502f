"""Copress against its peers on made-up press landscapes; one command, resumable.

    python benchmarks/optimiser.py --methods copress skopt_hedge optuna_tpe --seeds 10

Every finished run is a line of `benchmarks/results/optimiser.csv`; runs that are there are
skipped: an interrupted benchmark goes on where it stopped. The table is written to
`benchmarks/RESULTS.md`. Report seeds start at 1000; settings were tuned on seeds below 300 only.
All cells are simulated.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from press_landscapes import MADE_UP
from problem import Problem
from twin_landscapes import TWIN_PROBLEMS

from campaigns import make_strategy
from doe.advice import TooFewCellsError
from doe.trials import Observation

Array = NDArray[np.float64]
HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "optimiser.csv"
FIRST_SEED = 1000
CELLS = {2: 25, 5: 40, 6: 40}
ONE_MORE = 64
PROBLEMS: dict[str, Problem] = {**MADE_UP, **TWIN_PROBLEMS}


@dataclass(frozen=True)
class Run:
    """One campaign of one method; NaN where a method says nothing or never got there.

    Attributes:
        cells_to_ten: cells until one is truly safe and near the best (`Problem.is_there`).
        broken: cells that broke, of all.
        broken_20: of the first twenty.
        loss_ratio: true loss of the final recommendation over the best safe one.
        p_intact: its true probability of staying whole.
        said_p_intact: what the method said it was.
        covered: share of 64 more intact cells that the 90 % interval of the ASR held.
        ask_s: median CPU seconds to learn a cell and suggest the next, second half only.
        forecasts: "said:true" P(intact) of each cell that the models chose.
    """

    method: str
    problem: str
    seed: int
    cells: int
    cells_to_ten: float
    broken: int
    broken_20: int
    loss_ratio: float
    p_intact: float
    said_p_intact: float
    covered: float
    ask_s: float
    forecasts: str = ""


class Method(Protocol):
    """Something that proposes and recommends points of a problem."""

    def propose(self) -> dict[str, float]: ...

    def learn(self, cell: Observation) -> None: ...

    def p_intact(self, point: dict[str, float]) -> float:
        """P(intact) of a cell about to be pressed, as said; NaN where nothing is said."""
        ...

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        """Point, P(intact) as said, 90 % interval as said."""
        ...


class Copress:
    """Copress as `campaign.toml` sets it up, or with settings changed for an ablation."""

    def __init__(self, problem: Problem, seed: int, **settings: object) -> None:
        self.strategy = make_strategy(
            problem.space,
            goal=problem.goal,
            seed=seed,
            constraints=problem.constraints,
            fixed=problem.fixed,
            **settings,  # type: ignore[arg-type]
        )
        self.history: list[Observation] = []

    def propose(self) -> dict[str, float]:
        return self.strategy.propose(self.history)

    def learn(self, cell: Observation) -> None:
        self.history.append(cell)

    def p_intact(self, point: dict[str, float]) -> float:
        if len(self.history) < self.strategy.initial_cells:
            return np.nan
        return float(self.strategy.predict(self.history, [point]).p_intact[0])

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        try:
            advice = self.strategy.recommend(self.history)
        except TooFewCellsError:
            return self.propose(), np.nan, (np.nan, np.nan)
        span = (advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high)
        return dict(advice.point), advice.p_intact, span


class AskTell:
    """A peer of `benchmarks/peers`; it is not told known rules and may break them unpunished."""

    def __init__(self, name: str, problem: Problem, seed: int) -> None:
        self.problem, self.space = problem, problem.space
        self.peer = import_module(f"peers.{name}").make(problem.space.dimensions, seed)
        self.asked: Array = np.empty(0)

    def propose(self) -> dict[str, float]:
        self.asked = np.asarray(self.peer.ask(), dtype=float)
        return self._point(self.asked)

    def learn(self, cell: Observation) -> None:
        self.peer.tell(self.asked, self.problem.told(cell))

    def p_intact(self, point: dict[str, float]) -> float:
        return np.nan

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        return self._point(np.asarray(self.peer.recommend())), np.nan, (np.nan, np.nan)

    def _point(self, unit: Array) -> dict[str, float]:
        return self.space.point(self.space.snap(self.space.from_unit(unit[None, :]))[0])


ABLATIONS: dict[str, dict[str, object]] = {
    "copress": {},
    "copress_no_knowledge": {"knowledge": False},
    "copress_lower_bound": {"acquisition": "lower_confidence_bound"},
}


def method_of(name: str, problem: Problem, seed: int) -> Method:
    """Copress, one of its ablations, or a peer."""
    if name in ABLATIONS:
        return Copress(problem, seed, **ABLATIONS[name])
    return AskTell(name, problem, seed)


def run(name: str, problem: Problem, seed: int) -> Run:
    """One campaign; methods share chance cell by cell (paired seeds)."""
    method, cells = method_of(name, problem, seed), CELLS[problem.space.dimensions]
    reached, broken, seconds, forecasts = np.nan, [], [], []
    for cell in range(cells):
        start = time.process_time()
        point = method.propose()
        seconds.append(time.process_time() - start)
        if np.isnan(reached) and problem.is_there(problem.space.rows([point]))[0]:
            reached = cell + 1
        if not np.isnan(said := method.p_intact(point)):
            true = float(problem.p_intact(problem.space.rows([point]))[0])
            forecasts.append(f"{said:.2f}:{true:.2f}")
        observed = problem.press(point, np.random.default_rng([seed, cell]))
        broken.append(not observed.intact)
        start = time.process_time()
        method.learn(observed)  # some peers fit here, others when they are asked
        seconds[-1] += time.process_time() - start
    point, said, (low, high) = method.recommend()
    row = problem.space.rows([point])
    return Run(
        method=name,
        problem=problem.name,
        seed=seed,
        cells=cells,
        cells_to_ten=float(reached),
        broken=int(np.sum(broken)),
        broken_20=int(np.sum(broken[:20])),
        loss_ratio=float(problem.loss(row)[0]) / problem.best_loss,
        p_intact=float(problem.p_intact(row)[0]),
        said_p_intact=said,
        covered=_covered(problem, point, low, high, seed),
        ask_s=float(np.median(seconds[cells // 2 :])),
        forecasts=" ".join(forecasts),
    )


def _covered(
    problem: Problem, point: dict[str, float], low: float, high: float, seed: int
) -> float:
    """Share of further intact cells at the point whose ASR the interval holds."""
    if np.isnan(low):
        return np.nan
    more = [problem.press(point, np.random.default_rng([seed, 1000 + k])) for k in range(ONE_MORE)]
    held = [low <= cell.asr_ohm_cm2 <= high for cell in more if cell.asr_ohm_cm2 is not None]
    return float(np.mean(held)) if held else np.nan


def read_runs(path: Path = RESULTS) -> list[Run]:
    """Runs that are finished."""
    if not path.exists():
        return []
    kinds: dict[str, Callable[[str], object]] = dict.fromkeys(
        ("method", "problem", "forecasts"), str
    )
    kinds |= dict.fromkeys(("seed", "cells", "broken", "broken_20"), int)
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    return [Run(**{k: kinds.get(k, float)(v) for k, v in line.items()}) for line in lines]  # type: ignore[arg-type]


def append_run(done: Run, path: Path = RESULTS) -> None:
    """One line, at once on disk."""
    path.parent.mkdir(exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Run)], lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow({k: _short(v) for k, v in asdict(done).items()})


def _short(value: object) -> object:
    return f"{value:.5g}" if isinstance(value, float) else value


def main() -> None:
    """Run what is missing, then write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--methods", nargs="+", default=["copress", "skopt_hedge"])
    parser.add_argument("--problems", nargs="+", default=list(PROBLEMS), choices=list(PROBLEMS))
    parser.add_argument("--seeds", type=int, default=10)
    wanted = parser.parse_args()
    finished = {(r.method, r.problem, r.seed) for r in read_runs()}
    for seed in range(FIRST_SEED, FIRST_SEED + wanted.seeds):
        for name in wanted.problems:
            for method in wanted.methods:
                if (method, name, seed) in finished:
                    continue
                done = run(method, PROBLEMS[name], seed)
                append_run(done)
                print(f"{method} {name} {seed}: {done.cells_to_ten:g} cells", file=sys.stderr)
    import_module("optimiser_table").write_table(read_runs())


if __name__ == "__main__":
    main()
