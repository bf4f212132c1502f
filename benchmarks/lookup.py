"""Published look-up sets without known names: Copress and its peers pick rows of a measured table.

    python benchmarks/lookup.py run copress --tables FOLDER --seeds 20
    python benchmarks/lookup.py table

FOLDER holds the five tables of Liang et al., npj Comput. Mater. 7, 188 (2021)
(github.com/PV-Lab/Benchmarking, folder `datasets`); they are not part of this project. All methods
see the unit cube of the inputs; what they ask for is answered by the nearest row (the mean of rows
of the same inputs), so the landscape has a plateau about each row. Every finished run is a line of
`results/lookup.csv`; what is there is skipped. No knob has a name that Copress knows, and no cell
breaks.
"""

import argparse
import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

RESULTS = Path(__file__).resolve().parent / "results" / "lookup.csv"
PAGE = Path(__file__).resolve().parent / "LOOKUP.md"
HEADINGS = ("table", "method", "seed", "regret_10", "regret_20", "regret_40")
AT = (10, 20, 40)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """A published table.

    Attributes:
        file: Its name in the folder.
        sign: 1 where the last column is to be small, -1 where large.
        log: Whether ratios of it matter.
    """

    file: str
    sign: int
    log: bool


SOURCES = {
    "AgNP": Source("AgNP_dataset.csv", 1, False),
    "AutoAM": Source("AutoAM_dataset.csv", -1, False),
    "crossed barrel": Source("Crossed barrel_dataset.csv", -1, False),
    "P3HT": Source("P3HT_dataset.csv", -1, True),
    "perovskite": Source("Perovskite_dataset.csv", 1, True),
}


@dataclass(frozen=True)
class Lookup:
    """Inputs in the unit cube (n, d), and what is to be small (n,): 0 the best, 1 the median."""

    units: Array
    loss: Array

    @classmethod
    def read(cls, folder: Path, source: Source) -> "Lookup":
        """The table, rows of the same inputs averaged."""
        frame = pd.read_csv(folder / source.file, encoding="utf-8-sig").dropna()
        inputs = list(frame.columns[:-1])
        grouped = frame.groupby(inputs, as_index=False).mean()
        X = grouped[inputs].to_numpy(dtype=float)
        y = grouped.iloc[:, -1].to_numpy(dtype=float)
        y = source.sign * (np.log(y) if source.log else y)
        units = (X - X.min(axis=0)) / np.ptp(X, axis=0)
        return cls(units, (y - y.min()) / (np.median(y) - y.min()))

    def nearest(self, unit: Array) -> int:
        """Index of the row that answers for a point (d,)."""
        return int(np.argmin(np.sum((self.units - unit) ** 2, axis=1)))


Ask, Tell = Callable[[], Array], Callable[[Array, float], None]


def copress(dimensions: int, seed: int) -> tuple[Ask, Tell]:
    """Copress without any knowledge of the knobs; the loss enters as the logarithm of an ASR."""
    from campaigns import make_strategy
    from doe.space import Parameter, Space
    from doe.trials import Observation

    names = [f"x{k}" for k in range(dimensions)]
    strategy = make_strategy(Space(tuple(Parameter(name, 0.0, 1.0) for name in names)), seed=seed)
    history: list[Observation] = []

    def ask() -> Array:
        point = strategy.propose(history)
        return np.array([point[name] for name in names])

    def tell(unit: Array, loss: float) -> None:
        point = dict(zip(names, map(float, unit), strict=True))
        history.append(Observation(point, damage=0, asr_ohm_cm2=float(np.exp(loss))))

    return ask, tell


def peer(name: str) -> Callable[[int, int], tuple[Ask, Tell]]:
    """A method of `benchmarks/peers`."""

    def make(dimensions: int, seed: int) -> tuple[Ask, Tell]:
        method = import_module(f"peers.{name}").make(dimensions, seed)
        return lambda: np.asarray(method.ask(), dtype=float), method.tell

    return make


def run(name: str, lookup: Lookup, seed: int) -> list[float]:
    """Regret of the best row found after each number of cells in `AT`."""
    ask, tell = (copress if name == "copress" else peer(name))(lookup.units.shape[1], seed)
    seen: list[float] = []
    for _ in range(AT[-1]):
        asked = ask()
        seen.append(float(lookup.loss[lookup.nearest(asked)]))
        tell(asked, seen[-1])
    return [min(seen[:count]) for count in AT]


def run_all(args: argparse.Namespace) -> None:
    """Every table and seed that is not there yet."""
    there = set()
    if RESULTS.exists():
        frame = pd.read_csv(RESULTS)
        there = set(zip(frame["table"], frame["method"], frame["seed"], strict=True))
    for seed in range(args.first, args.first + args.seeds):
        for table in args.only or SOURCES:
            if (table, args.label or args.method, seed) in there:
                continue
            lookup = Lookup.read(Path(args.tables), SOURCES[table])
            regrets = run(args.method, lookup, seed)
            new = not RESULTS.exists()
            with RESULTS.open("a", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                if new:
                    writer.writerow(HEADINGS)
                row = [table, args.label or args.method, seed]
                writer.writerow([*row, *(f"{regret:.4f}" for regret in regrets)])
            print(table, seed, [f"{regret:.3f}" for regret in regrets], flush=True)


def write_table() -> None:
    """`LOOKUP.md` from the results."""
    frame = pd.read_csv(RESULTS)
    lines = [
        "# Published look-up sets",
        "",
        "Five tables of Liang et al. (npj Comput. Mater. 7, 188, 2021): measured rows. No knob has",
        "a name that Copress knows and no row breaks. Written by `python benchmarks/lookup.py",
        "table`. Regret of the best row found: 0 is the best row of the table, 1 the median row.",
        "Mean over seeds, in brackets the worst tenth.",
        "",
        "| table | method | seeds | after 10 cells | after 20 | after 40 |",
        "|---|---|---|---|---|---|",
    ]
    for (table, method), rows in frame.groupby(["table", "method"], sort=True):
        cells = [
            f"{rows[heading].mean():.3f} ({rows[heading].quantile(0.9):.3f})"
            for heading in HEADINGS[3:]
        ]
        lines.append(f"| {table} | {method} | {len(rows)} | {' | '.join(cells)} |")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run")
    runs.add_argument("method")
    runs.add_argument("--tables", required=True)
    runs.add_argument("--seeds", type=int, default=20)
    runs.add_argument("--first", type=int, default=0)
    runs.add_argument("--only", nargs="*")
    runs.add_argument("--label")
    commands.add_parser("table")
    args = parser.parse_args()
    if args.command == "run":
        run_all(args)
    else:
        write_table()


if __name__ == "__main__":
    main()
