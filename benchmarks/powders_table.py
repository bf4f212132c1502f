"""Writes `benchmarks/POWDERS.md` from the campaigns of `benchmarks/powders.py`."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES, SAFE, draw
from powders import Run

PAGE = Path(__file__).resolve().parent / "POWDERS.md"
_ALL = "all"
_EDGES = (0.0, 0.7, 0.8, 0.85, 0.9, 1.01)

FIRST_REPORTED = 355
"""Index of the first powder of a family that nobody looked at before the run reported here."""

HEAD = f"""\
# Random powders

Simulated, all of it; written by `python benchmarks/powders.py table`. Every threshold and every
scale of a powder is drawn by itself (`benchmarks/powder_worlds.py`), from laws that no part of the
program knows; two to six knobs, some without a known name. Powders 0-24 of a family were used for
tuning, 25-{FIRST_REPORTED - 1} were looked at while earlier versions were built; {FIRST_REPORTED}
and later are reported, run once, after the last change of the optimiser (355-404, 405-424,
425-474 and 475-524, in this order; of the cells of 9760b2d Copress needed 59, 68, 62 and 61 %, and
its advice was truly safe in 98, 95, 99 and 96 %). On 475-524 an advice that weighs P(intact) less
was tried first and not taken (POWDERS_TRIED.md).
BoTorch, Optuna GP and scikit-optimize ran on 405-424 alone.
A cell counts as "there" when it is truly safe
(P(intact) >= {SAFE}) and its true ASR lies within 10 % of the best safe one; who never got there
counts as one cell more than the budget (25 to 40
cells). Methods share chance
cell by cell. Peers see the unit cube, the ASR of intact cells and which cells broke, in their
intended way; Copress and its earlier build 9760b2d know what is published of named knobs, and
Copress sees how each cell failed.
"""

_WITHOUT = """\
## Copress against itself without one ingredient, same powders

Below 100 %: the ingredient helps. What each name leaves out: `benchmarks/ablations.py`. Ten
powders of each family (255-264), all by the present build (`--results
benchmarks/results/powders_without.csv`). Without windows between limits, or without the rule after
cells in a row that fail alike, no difference is sure on 40 powders; the windows made the care
of later cells affordable, the rule ends some long runs (POWDERS_TRIED.md).

"""


_SMALLER_RUNS = """\
Two further ingredients, each against the build without it on tuning powders, 90 % intervals: what
is expected of a knob of which nothing is published, 22 powders with such a knob: 55 % (45-66) of
the cells, 97 % (89-105) of the broken ones. That what no limit explains excuses at most a tenth, 16
powders: 95 % (85-100) and 96 % (91-100). The second was found on powder soft-81: the powders 75-86
were drawn for a report of the build before it, which needed 75 % (61-92) of the cells of 9760b2d
and broke 61 % (53-71), 48 powders; they count as looked at.
"""


_TRIED = """\
What was tried on tuning powders, taken or not, stands in [POWDERS_TRIED.md](POWDERS_TRIED.md).
"""


def write_table(runs: Sequence[Run], without: Sequence[Run] = (), path: Path = PAGE) -> None:
    """The page: each method over all powders and by family, pairs with Copress, calibration.

    Args:
        runs: Of Copress and its peers.
        without: Of Copress and of Copress without one ingredient, by one build.
        path: Where the page goes.
    """
    runs = [run for run in runs if run.index >= FIRST_REPORTED]
    methods = _methods(runs)
    parts = [HEAD, _overall(runs, methods), _paired(runs, methods), _unfamiliar(runs, methods)]
    parts.append(_calibration(runs))
    if without:
        parts.append(_WITHOUT + _paired(without, _methods(without)).split("\n\n", 1)[1])
        parts.append(_SMALLER_RUNS)
    parts.append(_TRIED)
    path.write_text("\n".join(parts), encoding="utf-8")


def _methods(runs: Sequence[Run]) -> list[str]:
    """Names of the methods, Copress first."""
    return sorted({run.method for run in runs}, key=lambda name: (name != "copress", name))


def _overall(runs: Sequence[Run], methods: Sequence[str]) -> str:
    lines = [
        "## By family\n",
        "| family | method | powders | cells, mean | worst tenth | never | broken, mean | worst "
        "tenth | longest run: over 3 | longest | truly safe | loss, median | loss, mean | "
        "90 % interval holds |",
        "|" + "---|" * 14,
    ]
    for family in (_ALL, *FAMILIES):
        for method in methods:
            some = [r for r in runs if r.method == method and family in (r.family, _ALL)]
            if some:
                lines.append(f"| {family} | {method} | {len(some)} | {_row(some)} |")
    return "\n".join(lines) + "\n"


def _row(runs: Sequence[Run]) -> str:
    cells, broken = _each(runs, needed), _each(runs, lambda r: r.broken)
    longest, loss = _each(runs, lambda r: r.longest), _each(runs, lambda r: r.loss_ratio)
    covered = _each(runs, lambda r: r.covered)
    held = f"{np.nanmean(covered):.0%}" if np.any(np.isfinite(covered)) else "says none"
    values = (
        f"{cells.mean():.1f}",
        f"{np.quantile(cells, 0.9):.0f}",
        f"{np.mean(_each(runs, lambda r: float(np.isnan(r.cells_to_ten)))):.0%}",
        f"{broken.mean():.1f}",
        f"{np.quantile(broken, 0.9):.0f}",
        f"{np.mean(longest > 3):.0%}",
        f"{longest.max():.0f}",
        f"{np.mean(_each(runs, lambda r: r.p_intact) >= 0.85):.0%}",
        f"{np.median(loss):.2f}",
        f"{loss.mean():.2f}",
        held,
    )
    return " | ".join(values)


def _paired(runs: Sequence[Run], methods: Sequence[str]) -> str:
    """Copress over each other method, on the powders that both have."""
    own = {(r.family, r.index): r for r in runs if r.method == "copress"}
    lines = [
        "## Copress against each, same powders\n",
        "| method | powders | cells: share | 90 % interval | broken: share | 90 % interval |",
        "|" + "---|" * 6,
    ]
    for method in methods[1:]:
        pairs = [
            (own[r.family, r.index], r)
            for r in runs
            if r.method == method and (r.family, r.index) in own
        ]
        if pairs:
            cells = _share(pairs, needed)
            broken = _share(pairs, lambda r: float(r.broken))
            lines.append(f"| {method} | {len(pairs)} | {cells} | {broken} |")
    return "\n".join(lines) + "\n"


def _unfamiliar(runs: Sequence[Run], methods: Sequence[str]) -> str:
    """The same pairs, apart by whether the powder has a knob of which nothing is published."""
    found = ["## With and without a knob of which nothing is published\n"]
    for has, words in (
        (True, "Powders with a binder content or a milling speed among their knobs."),
        (False, "Powders of which the literature names every knob."),
    ):
        some = [run for run in runs if bool(draw(run.family, run.index).leans) == has]
        found.append(f"{words}\n\n" + _paired(some, methods).split("\n\n", 1)[1])
    return "\n".join(found)


def _share(pairs: Sequence[tuple[Run, Run]], value: Callable[[Run], float]) -> str:
    """Ratio of the means, with a bootstrap interval over powders."""
    both = np.array([[value(run) for run in pair] for pair in pairs])
    chance = np.random.default_rng(0)
    drawn = both[chance.integers(len(both), size=(2000, len(both)))].mean(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.05, 0.95))
    mean = both.mean(axis=0)
    return f"{mean[0] / mean[1]:.0%} | {low:.0%} to {high:.0%}"


def _calibration(runs: Sequence[Run]) -> str:
    """P(intact) as said of every cell against the truth, by family, and by mode."""
    own = [run for run in runs if run.method == "copress"]
    spans = [f"{a:g}-{min(b, 1):g}" for a, b in pairwise(_EDGES)]
    lines = [
        "## Calibration of Copress\n",
        "P(intact) as said of each cell that was proposed, and the truth (mean said, mean true).\n",
        f"| | {' | '.join(spans)} |",
        "|" + "---|" * (len(spans) + 1),
    ]
    for family in FAMILIES:
        said = [pair for r in own if r.family == family for pair in _pairs(r.forecasts.split())]
        lines.append(f"| {family} | {_bins(said)} |")
    by_mode: dict[str, list[tuple[float, float]]] = {}
    for run in own:
        for part in filter(None, run.by_mode.split(";")):
            mode, pair = part.split(" ")
            by_mode.setdefault(mode, []).extend(_pairs([pair]))
    lines += [f"| {mode} | {_bins(said)} |" for mode, said in sorted(by_mode.items())]
    return "\n".join(lines) + "\n"


def _pairs(texts: Sequence[str]) -> list[tuple[float, float]]:
    return [(float(a), float(b)) for a, b in (text.split(":") for text in texts)]


def _bins(said: Sequence[tuple[float, float]]) -> str:
    table = np.array(said, dtype=float).reshape(-1, 2)
    found = []
    for low, high in pairwise(_EDGES):
        rows = table[(table[:, 0] >= low) & (table[:, 0] < high)]
        few = len(rows) < 30
        found.append("few" if few else f"{rows[:, 0].mean():.2f}, {rows[:, 1].mean():.2f}")
    return " | ".join(found)


def needed(run: Run) -> float:
    """Cells until one was there; one more than the budget where none was."""
    return run.cells + 1.0 if np.isnan(run.cells_to_ten) else run.cells_to_ten


def _each(runs: Sequence[Run], value: Callable[[Run], float]) -> np.ndarray:
    return np.array([value(run) for run in runs], dtype=float)
