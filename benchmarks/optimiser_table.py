"""The table of `benchmarks/optimiser.py`, with paired bootstrap intervals."""

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from runs import Run

Array = NDArray[np.float64]
TABLE = Path(__file__).resolve().parent / "RESULTS.md"
PACKAGES = ("copress", "numpy", "scipy", "scikit-learn", "scikit-optimize", "optuna", "botorch")
_DRAWS = 2000
_SAFE = 0.85

HEAD = """# The optimiser on made-up press landscapes

Simulated, all of it. A cell counts as "there" when it is truly safe (P(intact) >= 0.85) and its
true ASR lies within 10 % of the best safe one. Fresh seeds, never tuned on. Medians over seeds;
a method that never got there counts as one cell more than its budget. `gain` is the difference in
cells to the method with Copress' settings, same seeds, with its 90 % bootstrap interval (negative:
sooner than Copress). CPU is per suggestion, second half of a campaign, one core. Peers are not told
the known rules and may break them unpunished. Few seeds so far: medians are hints, no findings.

"""
COLUMNS = (
    "problem | method | seeds | cells to 10 % | gain over copress | broken of 20 | broken of all "
    "| final loss over best | finally safe | 90 % interval covers | CPU s"
)


def write_table(runs: Sequence["Run"]) -> None:
    """Write `RESULTS.md` from finished runs."""
    lines = [f"| {COLUMNS} |", "|" + "---|" * (COLUMNS.count("|") + 1)]
    for problem in dict.fromkeys(run.problem for run in runs):
        here = [run for run in runs if run.problem == problem]
        for method in dict.fromkeys(run.method for run in here):
            lines.append(_line(here, problem, method))
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES if _version(name))
    TABLE.write_text(f"{HEAD}Versions: {versions}.\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _line(here: Sequence["Run"], problem: str, method: str) -> str:
    mine = [run for run in here if run.method == method]
    to_ten = _of(mine, _cells)
    covered = _of(mine, lambda run: run.covered)
    share = "" if np.all(np.isnan(covered)) else f"{np.nanmean(covered):.0%}"
    cells = (
        problem,
        method,
        str(len(mine)),
        f"{np.median(to_ten):g}",
        "" if method == "copress" else _gain(here, mine),
        f"{np.mean(_of(mine, lambda run: run.broken_20)):.1f}",
        f"{np.mean(_of(mine, lambda run: run.broken)):.1f}",
        f"{np.median(_of(mine, lambda run: run.loss_ratio)):.3f}",
        f"{np.mean(_of(mine, lambda run: run.p_intact) >= _SAFE):.0%}",
        share,
        f"{np.median(_of(mine, lambda run: run.ask_s)):.3f}",
    )
    return f"| {' | '.join(cells)} |"


def _cells(run: "Run") -> float:
    return run.cells + 1.0 if np.isnan(run.cells_to_ten) else run.cells_to_ten


def _of(runs: Sequence["Run"], value: Callable[["Run"], float]) -> Array:
    return np.array([value(run) for run in runs], dtype=float)


def _gain(here: Sequence["Run"], mine: Sequence["Run"]) -> str:
    """Mean paired difference in cells with its 90 % bootstrap interval."""
    ours = {run.seed: _cells(run) for run in here if run.method == "copress"}
    pairs = [_cells(run) - ours[run.seed] for run in mine if run.seed in ours]
    if len(pairs) < 2:
        return ""
    chance = np.random.default_rng(0)
    draws = chance.choice(pairs, size=(_DRAWS, len(pairs))).mean(axis=1)
    low, high = np.quantile(draws, [0.05, 0.95])
    return f"{np.mean(pairs):+.1f} ({low:+.1f} to {high:+.1f})"
