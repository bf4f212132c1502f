"""How long a suggestion takes and how much memory it needs: Copress next to its peers.

    python benchmarks/suggestion_time.py

Everybody is given the same history of simulated cells, each in a process of its own with one
thread, in one run: CPU seconds from learning of one more cell to the next suggestion, imports warm
(a small history was answered first). Rounds, in which everybody has a turn. Writes
`benchmarks/SPEED.md`. Peers that are not installed, or not among `--methods`, are named there.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from optimiser import PROBLEMS

from campaigns import make_strategy
from doe.trials import Observation

HERE = Path(__file__).resolve().parent
TABLE = HERE / "SPEED.md"
HISTORIES = HERE / "results" / "suggestion_time_cells.json"
PROBLEM = PROBLEMS["twin-6-low_resistance"]
PACKAGES = {
    "copress": "scikit-learn",
    "botorch_nei": "botorch",
    "ax_client": "ax-platform",
    "baybe_penalty": "baybe",
    "optuna_gp": "optuna",
    "skopt_hedge": "scikit-optimize",
}
SEED, WARM_UP, REPEATS, ROUNDS = 7, 12, 7, 3
SMALL, LARGE = 50, 500
LIMITS = {SMALL: 0.05, LARGE: 0.6}
AIMS = {"botorch_nei": 30, "ax_client": 20, "baybe_penalty": 8}
"""How many times as long as Copress a peer should take at least."""
MOST_MB = 250


@dataclass(frozen=True)
class Timed:
    """What one process measured.

    Attributes:
        method: who.
        cells: cells in the history of the first suggestion timed.
        seconds: CPU of each suggestion, one more cell each time.
        peak_mb: largest resident memory of the process, interpreter and imports included.
    """

    method: str
    cells: int
    seconds: tuple[float, ...]
    peak_mb: float


def write_history() -> None:
    """A campaign of Copress' own, then cells about where it led: most intact, as in real ones."""
    cells: list[Observation] = []
    strategy = _strategy()
    chance = np.random.default_rng(SEED)
    while len(cells) < LARGE + REPEATS:
        if len(cells) < SMALL + REPEATS:
            point = strategy.propose(cells)
        else:
            around = cells[chance.integers(SMALL)].point
            unit = PROBLEM.space.units([around])[0] + chance.normal(0, 0.1, len(around))
            point = PROBLEM.space.point(PROBLEM.space.snap(PROBLEM.space.from_unit(unit[None]))[0])
        cells.append(PROBLEM.press(point, np.random.default_rng([SEED, len(cells)])))
    HISTORIES.write_text(json.dumps([asdict(cell) for cell in cells]), encoding="utf-8")


def read_history() -> list[Observation]:
    """The cells that every method learns."""
    rows = json.loads(HISTORIES.read_text(encoding="utf-8"))
    return [Observation(**row) for row in rows]


def _strategy() -> object:
    return make_strategy(
        PROBLEM.space,
        goal=PROBLEM.goal,
        seed=SEED,
        constraints=PROBLEM.constraints,
        fixed=PROBLEM.fixed,
    )


def suggestions(
    method: str, history: list[Observation], cells: int
) -> Iterator[Callable[[], None]]:
    """Jobs to be timed: learn one more cell, suggest the next."""
    if method == "copress":
        for n in range(cells, cells + REPEATS):
            strategy = _strategy()
            yield lambda strategy=strategy, n=n: strategy.propose(history[:n])
        return
    results = [(PROBLEM.space.units([cell.point])[0], PROBLEM.target(cell)) for cell in history]
    peer = import_module(f"peers.{method}").make(PROBLEM.space.dimensions, SEED)
    peer.load(results[: cells - 1])
    for n in range(cells, cells + REPEATS):
        yield lambda n=n: (peer.load(results[n - 1 : n]), peer.ask())


def measure(method: str, cells: int) -> Timed:
    """In this process: warm up, then time."""
    history = read_history()
    for job in suggestions(method, history, WARM_UP):
        job()
        break
    seconds = []
    for job in suggestions(method, history, cells):
        start = time.process_time()
        job()
        seconds.append(time.process_time() - start)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Timed(method, cells, tuple(seconds), peak_mb)


def measured_apart(method: str, cells: int) -> Timed:
    """The same in a process of its own, one thread."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--one", method, "--cells", str(cells)]
    done = subprocess.run(command, env={**os.environ, **one}, capture_output=True, check=True)
    return Timed(**json.loads(done.stdout.decode().splitlines()[-1]))


def together(times: Sequence[Timed]) -> Timed:
    """What several processes measured of the same."""
    seconds = tuple(second for timed in times for second in timed.seconds)
    return replace(times[0], seconds=seconds, peak_mb=max(timed.peak_mb for timed in times))


def installed(method: str) -> str | None:
    """Version of what the method needs, or None."""
    try:
        return version(PACKAGES[method])
    except PackageNotFoundError:
        return None


def main() -> None:
    """Measure everybody that is installed and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=list(PACKAGES), help="measure one here, print JSON")
    parser.add_argument("--cells", type=int, default=SMALL)
    parser.add_argument("--methods", nargs="+", choices=list(PACKAGES), default=list(PACKAGES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(asdict(measure(wanted.one, wanted.cells))))
        return
    if not HISTORIES.exists():
        write_history()
    here = [method for method in wanted.methods if installed(method)]
    rounds = [[measured_apart(method, SMALL) for method in here] for _ in range(wanted.rounds)]
    found = [
        measured_apart("copress", LARGE),
        *(together(times) for times in zip(*rounds, strict=True)),
    ]
    for timed in found:
        print(f"{timed.method} {timed.cells}: {np.median(timed.seconds):.3f} s", file=sys.stderr)
    import_module("suggestion_table").write_table(found)


if __name__ == "__main__":
    main()
