"""Copress, an earlier build and its peers on random powders; one command, resumable.

    python benchmarks/powders.py run copress --families usual odd soft hard --first 355 --count 50
    python benchmarks/powders.py table

Powders 0-24 of a family are for tuning, 355 and later are reported, 25-354 were looked at. Every
finished campaign is a line of `benchmarks/results/powders.csv`; what is there is skipped. A build
from elsewhere is run by its own interpreter and takes its label: `--label 9760b2d`. Peers
(`benchmarks/peers`) learn whether a cell is intact, in their intended way; `copress_no_modes` and
the like are Copress without one ingredient (`benchmarks/ablations.py`). All cells are simulated.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES, Fate, World, draw
from runs import append_run

RESULTS = Path(__file__).resolve().parent / "results" / "powders.csv"
WITHOUT = RESULTS.with_name("powders_without.csv")
"""Campaigns of Copress without one ingredient, and of Copress whole by the same build."""
MODES = ("cracked", "crumbled", "delaminated", "shorted")


@dataclass(frozen=True)
class Run:
    """One campaign on one powder; NaN where a method says nothing or never got there.

    Attributes:
        cells_to_ten: cells until one was truly safe and within ten per cent of the best.
        broken: cells that broke, over the whole budget.
        broken_until: cells that broke until that cell.
        longest: most broken cells in a row.
        loss_ratio: true ASR of the final advice over the best safe one.
        p_intact: its true probability of staying intact.
        said_p_intact: what the method said.
        covered: share of 64 more intact cells within the 90 % interval that was said.
        ask_s: median CPU seconds a suggestion.
        signed: cells until the certificate was met; NaN for never.
        signed_loss: true ASR of what was advised then over the best protocol that is as safe.
        forecasts: "said:true" P(intact) of each cell that was proposed.
        by_mode: the same for each way to fail, "mode said:true".
        modes: how the cells failed, in order.
    """

    method: str
    family: str
    index: int
    knobs: int
    cells: int
    cells_to_ten: float
    broken: int
    broken_until: int
    longest: int
    loss_ratio: float
    p_intact: float
    said_p_intact: float
    covered: float
    ask_s: float
    signed: float = np.nan
    signed_loss: float = np.nan
    forecasts: str = ""
    by_mode: str = ""
    modes: str = ""


class Copress:
    """The build that this interpreter finds, as `campaign.toml` sets it up."""

    def __init__(self, world: World, seed: int, **settings: object) -> None:
        from campaigns import make_strategy

        self.world = world
        self.strategy = make_strategy(world.space, seed=seed, **settings)
        self.history: list = []

    def propose(self) -> dict[str, float]:
        return dict(self.strategy.propose(self.history))

    def learn(self, fate: Fate) -> None:
        from doe.trials import Observation

        said = {"failure": fate.failure} if "failure" in Observation.__dataclass_fields__ else {}
        asr = fate.asr_ohm_cm2
        self.history.append(
            Observation(
                fate.point,
                damage=fate.damage,
                shorted=fate.shorted,
                asr_ohm_cm2=asr,
                asr_std_ohm_cm2=None if asr is None else 0.02 * asr,
                **said,
            )
        )

    def p_intact(self, point: dict[str, float]) -> float:
        return float(self.strategy.p_intact(self.history, [point])[0])

    def p_holds(self, point: dict[str, float]) -> dict[str, float]:
        if not hasattr(self.strategy, "p_holds"):
            return {}
        return {k: float(v[0]) for k, v in self.strategy.p_holds(self.history, [point]).items()}

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        try:
            advice = self.strategy.recommend(self.history)
        except ValueError:  # nothing to rest on
            return self.propose(), np.nan, (np.nan, np.nan)
        span = (advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high)
        return dict(advice.point), advice.p_intact, span

    def signed(self) -> dict[str, float] | None:
        advice = self.strategy.signed(self.history)
        return None if advice is None else dict(advice.point)


class AskTell:
    """A peer; it sees the unit cube, ln ASR of intact cells, and which cells broke."""

    def __init__(self, name: str, world: World, seed: int) -> None:
        self.space = world.space
        self.peer = import_module(f"peers.{name}").make(world.space.dimensions, seed)
        self.asked = np.empty(0)

    def propose(self) -> dict[str, float]:
        self.asked = np.asarray(self.peer.ask(), dtype=float)
        return self._point(self.asked)

    def learn(self, fate: Fate) -> None:
        asr = fate.asr_ohm_cm2
        self.peer.tell(self.asked, None if asr is None else float(np.log(asr)))

    def p_intact(self, point: dict[str, float]) -> float:
        return np.nan

    def p_holds(self, point: dict[str, float]) -> dict[str, float]:
        return {}

    def recommend(self) -> tuple[dict[str, float], float, tuple[float, float]]:
        return self._point(np.asarray(self.peer.recommend())), np.nan, (np.nan, np.nan)

    def signed(self) -> None:
        return None

    def _point(self, unit: np.ndarray) -> dict[str, float]:
        return self.space.point(self.space.snap(self.space.from_unit(unit[None, :]))[0])


def campaign(label: str, method: Copress | AskTell, world: World, *, certificates: bool) -> Run:
    """One campaign; all methods meet the same chance, cell by cell."""
    seed = world.index
    broken, seconds, forecasts, by_mode, modes = [], [], [], [], []
    reached, signed, signed_loss = np.nan, np.nan, np.nan
    for cell in range(world.cells):
        start = time.process_time()
        point = method.propose()
        taken = time.process_time() - start
        row = world.space.rows([point])
        if np.isnan(reached) and world.is_there(row)[0]:
            reached = cell + 1
        if not np.isnan(said := method.p_intact(point)):
            forecasts.append(f"{said:.2f}:{float(world.p_intact(row)[0]):.2f}")
            risks = world.risks(row)
            held = method.p_holds(point)
            by_mode += [
                f"{mode} {p:.2f}:{1 - float(risks[mode][0]):.2f}"
                for mode, p in held.items()
                if mode in risks
            ]
        fate = world.press(point, np.random.default_rng([seed, cell]))
        broken.append(not fate.intact)
        modes.append("+".join(fate.failure) or "-")
        start = time.process_time()
        method.learn(fate)
        seconds.append(taken + time.process_time() - start)
        if certificates and np.isnan(signed) and (advised := method.signed()) is not None:
            signed, signed_loss = cell + 1, loss_at_that_safety(world, advised)
    point, said, (low, high) = method.recommend()
    row = world.space.rows([point])
    until = len(broken) if np.isnan(reached) else int(reached)
    return Run(
        label, world.family, world.index, world.space.dimensions, world.cells,
        float(reached), int(np.sum(broken)), int(np.sum(broken[:until])), longest_run(broken),
        float(world.true_asr(row)[0]) / world.best_asr, float(world.p_intact(row)[0]), said,
        _covered(world, point, low, high), float(np.median(seconds[world.cells // 2 :])),
        float(signed), float(signed_loss), " ".join(forecasts), ";".join(by_mode), " ".join(modes),
    )  # fmt: skip


def loss_at_that_safety(world: World, point: dict[str, float]) -> float:
    """True ASR of a protocol over the best one that is at least as safe as it (or 0.99 safe)."""
    row = world.space.rows([point])
    wanted = min(float(world.p_intact(row)[0]), 0.99)
    chance = np.random.default_rng(2)
    X = chance.random((16384, world.space.dimensions))
    best = np.inf
    for width in (0.0, 0.05, 0.02, 0.01):
        rows = world.space.from_unit(X)
        values = np.where(world.p_intact(rows) >= wanted, world.true_asr(rows), np.inf)
        at = int(np.argmin(values))
        best = min(best, float(values[at]))
        X = np.clip(X[at] + (width or 0.1) * chance.standard_normal((4096, X.shape[1])), 0, 1)
    return float(world.true_asr(row)[0]) / min(best, float(world.true_asr(row)[0]))


def longest_run(broken: list[bool]) -> int:
    """Most broken cells in a row."""
    most = now = 0
    for broke in broken:
        now = now + 1 if broke else 0
        most = max(most, now)
    return most


def _covered(world: World, point: dict[str, float], low: float, high: float) -> float:
    if np.isnan(low):
        return np.nan
    more = [world.press(point, np.random.default_rng([world.index, 1000 + k])) for k in range(64)]
    held = [low <= fate.asr_ohm_cm2 <= high for fate in more if fate.asr_ohm_cm2 is not None]
    return float(np.mean(held)) if held else np.nan


def read_runs(path: Path = RESULTS) -> list[Run]:
    """Campaigns that are finished."""
    if not path.exists():
        return []
    kinds: dict[str, Callable[[str], object]] = dict.fromkeys(
        ("method", "family", "forecasts", "by_mode", "modes"), str
    )
    kinds |= dict.fromkeys(("index", "knobs", "cells", "broken", "broken_until", "longest"), int)
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    return [Run(**{k: kinds.get(k, float)(v) for k, v in line.items()}) for line in lines]  # type: ignore[arg-type]


def main() -> None:
    """Run what is missing, or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["run", "table"])
    parser.add_argument("method", nargs="?", default="copress")
    parser.add_argument("--label", default=None, help="name in the table; default the method's")
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--first", type=int, default=355)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--certificates", action="store_true")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="a setting")
    asked = parser.parse_args()
    if asked.action == "table":
        from powders_table import write_table

        write_table(read_runs(asked.results), read_runs(WITHOUT))
        return
    label = asked.label or asked.method
    settings = {pair.split("=")[0]: _value(pair.split("=")[1]) for pair in asked.set}
    finished = {(run.method, run.family, run.index) for run in read_runs(asked.results)}
    for index in range(asked.first, asked.first + asked.count):
        for family in asked.families:
            if (label, family, index) in finished:
                continue
            world = draw(family, index)
            with _method(asked.method, world, index, settings) as method:
                done = campaign(label, method, world, certificates=asked.certificates)
            append_run(done, asked.results)
            print(
                f"{label} {world.name}: {done.cells_to_ten:g} cells, {done.broken} broken, "
                f"longest {done.longest}, loss {done.loss_ratio:.2f}, p {done.p_intact:.2f}, "
                f"{done.ask_s:.3f} s",
                file=sys.stderr,
            )


@contextmanager
def _method(
    name: str, world: World, seed: int, settings: dict[str, object]
) -> Iterator[Copress | AskTell]:
    """Copress, Copress with an ingredient left out, or a peer."""
    if name == "copress":
        yield Copress(world, seed, **{"budget": world.cells, **settings})
    elif name.startswith("copress_"):
        from ablations import ABLATIONS, left_out  # an earlier build has not all that is left out

        with left_out(name):
            yield Copress(world, seed, **ABLATIONS[name].settings, **settings)
    else:
        yield AskTell(name, world, seed)


def _value(text: str) -> object:
    if text.isdigit():
        return int(text)
    try:
        return float(text)
    except ValueError:
        return {"true": True, "false": False}.get(text.lower(), text)


if __name__ == "__main__":
    main()
