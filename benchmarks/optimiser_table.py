"""`RESULTS.md` from finished runs: aims, calibration, certificate, ablation, every problem."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from ablations import ABLATIONS, WORDS
from measures import broke, each, header, holds, lost, needed, paired
from optimiser_earlier import EARLIER, against_earlier
from problem import Problem
from reliability import FIXED, fifths, reliability
from runs import Run

Problems = dict[str, Problem]
TABLE = Path(__file__).resolve().parent / "RESULTS.md"
PACKAGES = (
    "copress",
    "numpy",
    "scipy",
    "scikit-learn",
    "scikit-optimize",
    "optuna",
    "botorch",
    "ax-platform",
    "baybe",
)
OURS = "copress"
FEWEST_SEEDS = 5  # below, a method is listed but judges nothing
PRESSING = ("press", "twin")
_SAFE = 0.85
_CELLS_AIM, _BROKEN_AIM = 0.4, 0.6

HEAD = """# The optimiser on simulated press landscapes

Simulated, all of it; written by `python benchmarks/optimiser.py`. A cell counts as "there" when it
is truly safe (P(intact) >= 0.85) and its true ASR lies within 10 % of the best safe one (3 % for
the goal integrity). Seeds from 1000 on; settings were tuned on others. Three choices were
prompted by these seeds (below, "What each ingredient brings"). Methods share chance cell by cell.
Peers have as many seeds as stands behind their name; with fewer than 20 a comparison is a hint
and no claim. Medians over seeds; who never got there counts as one cell more than the budget (25
cells with two knobs, 40 with more). Peers see what Copress sees but for its knowledge of
pressing: they are not given the known rules and may break them unpunished; how each models broken
cells stands in its file under `benchmarks/peers`.
CPU is per suggestion, second half of a campaign, one core of a busy machine.

"""


def write_table(runs: Sequence[Run], problems: Problems) -> None:
    """Write `RESULTS.md` from finished runs."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES if _version(name))
    sections = (
        _aims(runs, problems),
        against_earlier(runs, OURS),
        _calibration(runs),
        _certificate(runs),
        _ablation(runs),
        _everything(runs),
    )
    text = HEAD + f"Versions: {versions}.\n\n" + "\n\n".join(sections) + "\n"
    TABLE.write_text(text, encoding="utf-8")


def _aims(runs: Sequence[Run], problems: Problems) -> str:
    """Each problem against the best peer there, by cells and by broken cells."""
    lines = header(
        "problem | family | copress cells | best peer (seeds) | its cells | share | copress broken "
        "| fewest broken by a peer (seeds) | its broken | share | finally safe"
    )
    shares: list[_Share] = []
    for name in _names(runs):
        here = _judging([run for run in runs if run.problem == name])
        if OURS not in here or len(here) == 1:
            continue
        mine = here.pop(OURS)
        soonest = min(here, key=lambda m: [f(each(here[m], needed)) for f in (np.median, np.mean)])
        gentlest = min(here, key=lambda m: (np.mean(each(here[m], broke)), m))
        cells, theirs = np.median(each(mine, needed)), np.median(each(here[soonest], needed))
        broken, their_broken = (float(np.mean(each(r, broke))) for r in (mine, here[gentlest]))
        shares.append(_Share(name, problems[name].family, cells / theirs, broken / their_broken))
        soon, gentle = (f"{m} ({len(here[m])})" for m in (soonest, gentlest))
        lines.append(
            f"| {name} | {problems[name].family} | {cells:g} | {soon} | {theirs:g} "
            f"| {cells / theirs:.0%} | {broken:.1f} | {gentle} | {their_broken:.1f} "
            f"| {broken / their_broken:.0%} | {np.mean(each(mine, holds) >= _SAFE):.0%} |"
        )
    text = "## Against the best peer of each problem\n\n" + "\n".join(lines)
    return f"{text}\n\n{_reached(shares, runs)}" if shares else text


def _ended_lower(runs: Sequence[Run]) -> list[str]:
    """Problems on which a peer's recommendation has the lower ASR, median, by more than 5 %."""
    found = []
    for name in _names(runs):
        here = _judging([run for run in runs if run.problem == name])
        if OURS not in here:
            continue
        loss = {m: float(np.median(each(own, lost))) for m, own in here.items()}
        best = min(loss, key=lambda m: loss[m])
        if loss[best] < loss[OURS] - 0.05:
            safe = (np.mean(each(here[m], holds) >= _SAFE) for m in (best, OURS))
            theirs, ours = (f"{share:.0%}" for share in safe)
            found.append(
                f"{name} ({best} {loss[best]:.2f} of the best safe one's, sound in {theirs} of the "
                f"runs, for {loss[OURS]:.2f} and {ours})"
            )
    return found


class _Share(NamedTuple):
    """Ours over the best peer's of one problem."""

    problem: str
    family: str
    cells: float
    broken: float


def _reached(shares: Sequence[_Share], runs: Sequence[Run]) -> str:
    """The aims, and by what they are missed."""
    pressing = [share for share in shares if share.family in PRESSING]
    others = [share for share in shares if share.family not in PRESSING]
    late = [f"{s.problem} {s.cells:.0%}" for s in pressing if s.cells > _CELLS_AIM]
    rough = [f"{s.problem} {s.broken:.0%}" for s in pressing if s.broken > _BROKEN_AIM]
    behind = [f"{s.problem} {s.cells:.0%}" for s in others if s.cells > 1]
    safe = np.mean(each([run for run in runs if run.method == OURS], holds) >= _SAFE)
    return "\n".join(
        (
            f"- Press landscapes and twin, cells: median share {_middle(pressing, 'cells'):.0%} "
            f"(aim {_CELLS_AIM:.0%}); above it alone: {_listed(late)}. With two knobs the peers "
            "themselves need no more than a handful.",
            f"- The same, broken cells: median share {_middle(pressing, 'broken'):.0%} "
            f"(aim {_BROKEN_AIM:.0%}); above it alone: {_listed(rough)}.",
            f"- Fragile powder and textbook functions: later than the best peer on "
            f"{_listed(behind)}.",
            f"- Final recommendations truly intact (P >= {_SAFE:g}): {safe:.1%} of all runs "
            "(aim 95 %).",
            f"- A peer's final advice has the true ASR lower by over 5 %, whether it holds or "
            f"not, on "
            f"{_listed(_ended_lower(runs))}.",
        )
    )


def _middle(shares: Sequence[_Share], what: str) -> float:
    return float(np.median([getattr(share, what) for share in shares])) if shares else np.nan


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


def _calibration(runs: Sequence[Run]) -> str:
    """P(intact) as said of every cell that the models chose, against the truth."""
    pairs = [
        pair.split(":")
        for run in runs
        if run.method == OURS and run.forecasts
        for pair in run.forecasts.split()
    ]
    covered = each([run for run in runs if run.method == OURS], lambda run: run.covered)
    if not pairs:
        return "## Calibration\n\nNo run says anything yet."
    said, true = np.array(pairs, dtype=float).T
    return (
        "## Calibration\n\nThe 90 % interval of one more cell at the final recommendation held "
        f"{np.nanmean(covered):.0%} of 64 more intact cells, mean over "
        f"{np.sum(~np.isnan(covered))} runs.\n\nP(intact) as said of every cell that the models "
        "chose, compared with the truth; in five bins of equal count, then in five of fixed "
        f"edges, of which the lowest hold few.\n\n{reliability(said, true, fifths(said))}\n\n"
        f"{reliability(said, true, FIXED)}"
    )


def _certificate(runs: Sequence[Run]) -> str:
    """What following the stop certificate would have saved and lost."""
    mine = [run for run in runs if run.method == OURS]
    ends = np.array([run.cells if np.isnan(run.stopped) else run.stopped for run in mine])
    saved = 1 - ends / np.array([run.cells for run in mine])
    lost = np.array(
        [
            0.0 if np.isnan(run.stopped) else run.stopped_loss_ratio / run.loss_ratio - 1
            for run in mine
        ]
    )
    kept = [run.p_intact if np.isnan(run.stopped) else run.stopped_p_intact for run in mine]
    low, high = np.quantile(lost, [0.05, 0.95])
    safe = np.mean(np.array(kept) >= _SAFE)
    return (
        f"## The stop certificate, followed\n\nSigned in {np.mean(saved > 0):.0%} of {len(mine)} "
        f"runs before the budget was used. It saves {np.mean(saved):.1%} of the cells (mean; "
        f"median {np.median(saved):.0%}) and loses {np.median(lost):+.1%} in ASR on median "
        f"(mean {np.mean(lost):+.1%}, 90 % of the runs between {low:+.1%} and {high:+.1%}) against "
        f"the recommendation at the end of the budget; {safe:.0%} of what was recommended "
        "then is truly safe."
    )


def _ablation(runs: Sequence[Run]) -> str:
    """What each ingredient brings: the difference without it, same seeds, problems and build."""
    names = [name for name in ABLATIONS if name != OURS]
    lines = header(
        "without | runs | cells to 10 % | broken of all | final loss | finally safe, of runs"
    )
    ours = {(run.problem, run.seed): run for run in runs if run.method == EARLIER}
    for name in names:
        pairs = [
            (run, ours[run.problem, run.seed])
            for run in runs
            if run.method == name and (run.problem, run.seed) in ours
        ]
        if not pairs:
            continue
        cells, broken, loss, safe = (
            paired([value(theirs) - value(mine) for theirs, mine in pairs])
            for value in (needed, broke, lost, lambda run: holds(run) >= _SAFE)
        )
        label = name.removeprefix("copress_").replace("_", " ")
        lines.append(f"| {label} | {len(pairs)} | {cells} | {broken} | {loss} | {safe} |")
    return "## What each ingredient brings\n\n" + WORDS + "\n\n" + "\n".join(lines)


def _everything(runs: Sequence[Run]) -> str:
    lines = header(
        "problem | method | seeds | cells to 10 % | gain over copress | broken of 20 "
        "| broken of all | final loss over best | finally safe | 90 % interval covers | CPU s"
    )
    for problem in _names(runs):
        here = [run for run in runs if run.problem == problem]
        for method in dict.fromkeys(run.method for run in here):
            if method == OURS or method not in ABLATIONS:
                lines.append(_line(here, problem, method))
    return (
        "## Every problem and method\n\n"
        "`gain`: mean difference in cells to Copress, same seeds, with its 90 % bootstrap interval "
        "(positive: later than Copress).\n\n" + "\n".join(lines)
    )


def _line(here: Sequence[Run], problem: str, method: str) -> str:
    mine = [run for run in here if run.method == method]
    covered = each(mine, lambda run: run.covered)
    ours = {run.seed: run for run in here if run.method == OURS}
    pairs = [needed(run) - needed(ours[run.seed]) for run in mine if run.seed in ours]
    cells = (
        problem,
        method,
        str(len(mine)),
        f"{np.median(each(mine, needed)):g}",
        "" if method == OURS or len(pairs) < 2 else paired(pairs),
        f"{np.mean(each(mine, lambda run: run.broken_20)):.1f}",
        f"{np.mean(each(mine, broke)):.1f}",
        f"{np.median(each(mine, lost)):.3f}",
        f"{np.mean(each(mine, holds) >= _SAFE):.0%}",
        "" if np.all(np.isnan(covered)) else f"{np.nanmean(covered):.0%}",
        f"{np.median(each(mine, lambda run: run.ask_s)):.3f}",
    )
    return f"| {' | '.join(cells)} |"


def _judging(here: Sequence[Run]) -> dict[str, list[Run]]:
    """Runs by method, ablations and methods with few seeds left out."""
    by = {m: [r for r in here if r.method == m] for m in dict.fromkeys(r.method for r in here)}
    return {
        m: r
        for m, r in by.items()
        if len(r) >= FEWEST_SEEDS and (m == OURS or m not in (*ABLATIONS, EARLIER))
    }


def _names(runs: Sequence[Run]) -> list[str]:
    return sorted(dict.fromkeys(run.problem for run in runs))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
