"""Does a law of pressing predict cells better than no law? Judged by cells that were left out.

    python benchmarks/means.py [--seeds 6]

Campaigns of Copress without any law on simulated landscapes, 15 and 30 cells; each law against none
on those cells, everything refitted without the cells predicted. Writes `MEANS.md`. Losses
are reported like gains.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from optimiser import PROBLEMS

from campaigns import make_strategy
from campaigns.optimiser.mean_functions import judge_means
from doe.prior.prior import Knowledge
from doe.trials import Observation
from surrogate.compare_means import MeanTested

TABLE = Path(__file__).resolve().parent / "MEANS.md"
LANDSCAPES = ("usual-5", "tough-5", "fragile-5", "layered-6", "twin-6-low_resistance")
SIZES = (15, 30)
HEAD = """# Does a law of pressing predict cells better than no law?

Campaigns of Copress on simulated landscapes, {seeds} seeds each; every law against none on cells
that were left out (`compare_means`). `gain`: ln density of those cells, more than
without a law, summed, mean over seeds (above zero: it helps); `error`: typical error of the ASR
predicted with and without it; helps / nothing sure / hurts: verdicts at two standard errors.
`literature` is what a campaign works with unless the file says otherwise. Laws help on most
landscapes and hurt on none significantly, but seldom significantly within one campaign; the
springback term adds
nothing to the plain law; on the twin at 30 cells the error with a law was larger. Written by
`python benchmarks/means.py`.

| landscape | cells | law | gain | error with | error without | helps / nothing sure / hurts |
|---|---|---|---|---|---|---|
"""


def history(name: str, cells: int, seed: int) -> list[Observation]:
    """A campaign that believed no law, so that none had a say in where its cells lie."""
    problem = PROBLEMS[name]
    strategy = make_strategy(
        problem.space,
        goal=problem.goal,
        seed=seed,
        constraints=problem.constraints,
        fixed=problem.fixed,
        mean="none",
    )
    history: list[Observation] = []
    for cell in range(cells):
        history.append(
            problem.press(strategy.propose(history), np.random.default_rng([seed, cell]))
        )
    return history


def main() -> None:
    """Judge every law on every landscape and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=6)
    seeds = parser.parse_args().seeds
    lines = []
    for name in LANDSCAPES:
        problem = PROBLEMS[name]
        found: dict[tuple[int, str], list[MeanTested]] = defaultdict(list)
        for seed in range(seeds):
            cells = history(name, max(SIZES), seed)
            for size in SIZES:
                judged = judge_means(problem.space, Knowledge(), problem.fixed, cells[:size])
                for line in judged:
                    found[size, line.name].append(line)
        lines += [_row(name, size, law, found[size, law]) for size, law in sorted(found)]
    TABLE.write_text(HEAD.format(seeds=seeds) + "\n".join(lines) + "\n", encoding="utf-8")


def _row(name: str, size: int, law: str, judged: list[MeanTested]) -> str:
    gain, with_law, without = (
        float(np.mean([getattr(line, key) for line in judged]))
        for key in ("gain", "rmse", "rmse_without")
    )
    verdicts = [line.verdict for line in judged]
    counts = " / ".join(str(verdicts.count(v)) for v in ("helps", "says nothing", "hurts"))
    return f"| {name} | {size} | {law} | {gain:+.1f} | {with_law:.1%} | {without:.1%} | {counts} |"


if __name__ == "__main__":
    main()
