"""Finished runs of `benchmarks/optimiser.py`: a line of a CSV each, written when it ends."""

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).resolve().parent / "results" / "optimiser.csv"


@dataclass(frozen=True)
class Run:
    """One campaign of one method; NaN where a method says nothing or never got there.

    Attributes:
        cells_to_ten: cells until one is truly safe and near the best (`Problem.is_there`).
        broken: cells that broke, of all.
        broken_20: of the first twenty.
        loss_ratio: true loss of the final recommendation over the best safe one.
        p_intact: its true probability of staying intact.
        said_p_intact: what the method said it was.
        covered: share of 64 more intact cells that the 90 % interval of the ASR held.
        ask_s: median CPU seconds to learn a cell and suggest the next, second half only.
        stopped: cells after which the stop certificate was first signed; NaN for never or none.
        stopped_loss_ratio: as `loss_ratio`, of what was recommended then.
        stopped_p_intact: its true probability of staying intact.
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
    stopped: float = np.nan
    stopped_loss_ratio: float = np.nan
    stopped_p_intact: float = np.nan
    forecasts: str = ""


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


def append_run(done: Any, path: Path = RESULTS) -> None:
    """One line of the values of a finished run (a dataclass), at once on disk."""
    path.parent.mkdir(exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(done)], lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow({k: _short(v) for k, v in asdict(done).items()})


def _short(value: object) -> object:
    return f"{value:.5g}" if isinstance(value, float) else value
