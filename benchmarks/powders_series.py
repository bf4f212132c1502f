"""Random powders, each pressed with and without a pressure series; resumable.

    python benchmarks/powders_series.py run --first 405 --count 20
    python benchmarks/powders_series.py table

Powders 0-404 of a family are for tuning or were looked at, later ones are reported. Every finished
campaign is a line of `benchmarks/results/powders_series.csv`; what is there is skipped. With a
series each cell climbs four rungs of the co-press pressure, and of the stack pressure too where it
varies; the strength of a cell, its deviation and its chance are the same at every rung, and a cell
that is too weak crumbles when it is pushed out of its die after the last one. A cell is "there" at
the first of its rungs that is truly safe (P(intact) >= 0.9) and within 10 % of the best safe
protocol; who never gets there counts one cell more than the budget. A spectrum takes 12 min, a cell
60 min more.
"""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES, Fate, World, draw
from runs import append_run

from campaigns import make_strategy
from doe.series import Series
from doe.space import Point
from doe.strategy import Strategy
from doe.trials import Observation

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "powders_series.csv"
RUNGS = HERE / "results" / "powders_series_rungs.csv"
REPORT = HERE / "SERIES.md"
CELL_MIN, RUNG_MIN = 60.0, 12.0
FRESH = 64
_NOTHING_MPA = 1e-9  # a limit that every pressure is above


@dataclass(frozen=True)
class Run:
    """One campaign.

    Attributes:
        kind: "none", or "series".
        there: cells until one was truly safe and within ten per cent of the best.
        broken_until: cells that broke until then.
        broken: over the whole budget.
        hours_until: at the bench, until then.
        hours: over the whole budget.
        rungs: spectra of the whole campaign.
        covered: share of fresh intact cells at the advice inside its 90 % interval.
        p_intact: true probability that the advice holds.
        loss_ratio: true ASR of the advice over the best safe one.
    """

    kind: str
    family: str
    index: int
    knobs: int
    cells: int
    there: int
    broken_until: int
    broken: int
    hours_until: float
    hours: float
    rungs: int
    covered: float
    p_intact: float
    loss_ratio: float


@dataclass(frozen=True)
class Rung:
    """One measurement of a campaign with a series, and what was said of it beforehand.

    Attributes:
        rung: of its cell, counted from 1.
        found: whether a cell before was "there".
        said: probability to hold that the models gave: of a fresh cell, or of one that held so far.
        failure: modes, "" where it held.
    """

    family: str
    index: int
    cell: int
    rung: int
    found: bool
    said: float
    failure: str


def series_for(world: World) -> Series:
    """The series of a powder: both pressures where the stack pressure varies."""
    return Series(knob="both" if "stack_mpa" in world.space.names else "copress_mpa", rungs=4)


def play(world: World, kind: str) -> tuple[Run, list[Rung]]:
    """One campaign on one powder, and its measurements one by one."""
    series = series_for(world) if kind == "series" else None
    strategy = make_strategy(world.space, seed=world.index, series=series)
    history: list[Observation] = []
    there, broken_until, broken, until_min, total_min = 0, 0, 0, 0.0, 0.0
    rungs: list[Rung] = []
    for cell in range(world.cells):
        set_to, seen, said = press_cell(world, strategy, history, cell)
        total_min += CELL_MIN
        for number, (one, p) in enumerate(zip(seen, said, strict=True), 1):
            failure = "+".join(one.failure)
            rungs.append(Rung(world.family, world.index, cell, number, there > 0, p, failure))
        for point in set_to:
            total_min += RUNG_MIN
            if not there and world.is_there(world.space.rows([point]))[0]:
                there, until_min = cell + 1, total_min
        if not seen[-1].intact:
            broken, broken_until = broken + 1, broken_until + (not there)
        history += seen
    covered, p_intact, loss = _advised(world, strategy, history)
    played = Run(
        kind, world.family, world.index, world.space.dimensions, world.cells,
        there or world.cells + 1, broken_until, broken, (until_min or total_min) / 60,
        total_min / 60, len(rungs), covered, p_intact, loss,
    )  # fmt: skip
    return played, rungs


def press_cell(
    world: World, strategy: Strategy, before: Sequence[Observation], cell: int
) -> tuple[list[Point], list[Observation], list[float]]:
    """One cell: where it was measured, in its order, what was seen there, P(holds) as said before.

    Chance is the same at all rungs of a cell. In its die a pellet that is too weak does not fall to
    pieces: that shows when it is pushed out, after its last rung.
    """
    plan = strategy.rungs(before, strategy.propose(before))
    said = [float(strategy.p_intact(before, plan[:1])[0])]
    if strategy.settings.series is None:
        return plan, [_observed(world.press(plan[0], _chance(world, cell)), {})], said
    in_die = replace(world, size={**world.size, "crumble": _NOTHING_MPA})
    seen: list[Observation] = []
    while len(seen) < len(plan):
        point, named = plan[len(seen)], {"cell": str(cell), "rung": len(seen) + 1}
        seen.append(_observed(in_die.press(point, _chance(world, cell)), named))
        if not seen[-1].intact:
            return plan[: len(seen)], seen, said
        climb = strategy.go_on(before, seen, plan, len(seen) + 1)
        plan = [*plan[: len(seen)], *climb.rungs]
        said += [climb.p_intact] * climb.worth
    seen[-1] = _observed(world.press(plan[-1], _chance(world, cell)), named)
    return plan, seen, said


def _chance(world: World, cell: int) -> np.random.Generator:
    return np.random.default_rng([world.index, cell])


def _observed(fate: Fate, named: Mapping[str, object]) -> Observation:
    """What the person at the bench sees of a cell at one rung."""
    asr = fate.asr_ohm_cm2
    return Observation(
        fate.point, damage=fate.damage, shorted=fate.shorted, failure=fate.failure,
        asr_ohm_cm2=asr, asr_std_ohm_cm2=None if asr is None else 0.02 * asr, **named,
    )  # fmt: skip


def _advised(world: World, strategy, history: list[Observation]) -> tuple[float, float, float]:
    """Coverage by fresh cells at the advice, its true P(intact), and its true loss."""
    try:
        advice = strategy.recommend(history)
    except ValueError:  # nothing to rest on
        return np.nan, np.nan, np.nan
    row = world.space.rows([advice.point])
    chance = np.random.default_rng([7, world.index])
    fresh = [world.press(dict(advice.point), chance).asr_ohm_cm2 for _ in range(FRESH)]
    held = [asr for asr in fresh if asr is not None]
    low, high = advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high
    covered = float(np.mean([low <= asr <= high for asr in held])) if held else np.nan
    loss = float(world.true_asr(row)[0]) / world.best_asr
    return covered, float(world.p_intact(row)[0]), loss


def read_runs(path: Path = RESULTS) -> list[Run]:
    """Runs that are finished."""
    if not path.exists():
        return []
    kinds = {field.name: field.type for field in fields(Run)}
    with path.open(newline="", encoding="utf-8") as file:
        return [Run(**{k: kinds[k](v) for k, v in line.items()}) for line in csv.DictReader(file)]


def read_rungs(path: Path = RUNGS) -> list[Rung]:
    """Measurements of finished campaigns with a series."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Rung(
                line["family"], int(line["index"]), int(line["cell"]), int(line["rung"]),
                line["found"] == "True", float(line["said"]), line["failure"],
            )
            for line in csv.DictReader(file)
        ]  # fmt: skip


def run(asked: argparse.Namespace) -> None:
    """Play what is not there yet, powder by powder through the families."""
    done = {(one.kind, one.family, one.index) for one in read_runs(asked.results)}
    for index in range(asked.first, asked.first + asked.count):
        for family in asked.families:
            for kind in asked.kinds:
                if (kind, family, index) not in done:
                    found, rungs = play(draw(family, index), kind)
                    for rung in rungs if kind == "series" else ():
                        append_run(rung, asked.rungs)
                    append_run(found, asked.results)
                    print(found, file=sys.stderr, flush=True)


def main() -> None:
    """Run or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=("run", "table"))
    parser.add_argument("--first", type=int, default=405)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--families", nargs="+", default=list(FAMILIES))
    parser.add_argument("--kinds", nargs="+", default=["none", "series"])
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--rungs", type=Path, default=RUNGS)
    asked = parser.parse_args()
    if asked.act == "run":
        run(asked)
    else:
        from powders_series_table import page

        text = page(read_runs(asked.results), read_rungs(asked.rungs))
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
