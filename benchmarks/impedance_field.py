"""Sweeps as they come from laboratories: `python benchmarks/impedance_field.py` prints the tables.

Sound and shorted cells of known truth (`impedance_field_cells.py`) by kind and by where the sweep
ends, read as the kind they are. Every reading goes to `--out`; a second call goes on where the
first one stopped.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from impedance_field_cells import AREA_CM2, ENDS_HZ, KINDS, FieldCell, field_cell

from hardware.eis.resistance import resistance

HELD_OUT_SEED = 91_000_000
OFF = 0.10
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One spectrum and what was said of it."""

    kind: str
    end_hz: float
    seed: int
    shorted: bool
    top_hz: float
    trouble: str
    truth_ohm: float
    read_ohm: float
    std_ohm: float
    verdict: str
    long_enough: bool
    story: str
    reasons: str

    @property
    def error(self) -> float:
        return self.read_ohm / self.truth_ohm - 1.0

    @property
    def off(self) -> bool:
        return not abs(self.error) <= OFF

    @property
    def covered(self) -> bool:
        return abs(self.read_ohm - self.truth_ohm) <= 2.0 * self.std_ohm


def read(known: FieldCell, seed: int, cell: str | None = None) -> Row:
    found = resistance(known.spectrum, AREA_CM2, cell=cell or known.kind.split(",")[0])
    return Row(
        kind=known.kind,
        end_hz=known.end_hz,
        seed=seed,
        shorted=known.shorted,
        top_hz=known.top_hz,
        trouble=known.trouble,
        truth_ohm=known.resistance_ohm,
        read_ohm=found.resistance_ohm,
        std_ohm=found.resistance_std_ohm,
        verdict=found.verdict,
        long_enough=known.long_enough,
        story=known.story,
        reasons=" | ".join(found.reasons),
    )


def draws(first_seed: int, count: int, shorts: int) -> Iterator[tuple[str, float, int, bool]]:
    for kind in KINDS:
        for end_hz in ENDS_HZ:
            for k in range(count):
                yield kind, end_hz, first_seed + k, False
            for k in range(shorts):
                yield kind, end_hz, first_seed + k, True


def summary(rows: Sequence[Row]) -> dict[str, float]:
    """The figures of the table over sound cells and, in the last two, over shorted ones."""
    sound, shorted = [r for r in rows if not r.shorted], [r for r in rows if r.shorted]
    good = [r for r in sound if r.verdict == "good"]
    enough = [r for r in sound if r.long_enough and not r.off]
    return {
        "n": len(sound),
        "good": len(good),
        "median %": _percent(np.median, [abs(r.error) for r in good]),
        "off": sum(r.off for r in good),
        "worst %": _percent(np.max, [abs(r.error) for r in good]),
        "cover good %": _percent(np.mean, [r.covered for r in good]),
        "sd %": _percent(np.median, [r.std_ohm / r.read_ohm for r in good]),
        "short": sum(r.verdict == "short" for r in sound),
        "enough": len(enough),
        "flagged %": _percent(np.mean, [r.verdict != "good" for r in enough]),
        "shorts": len(shorted),
        "shorts good": sum(r.verdict == "good" for r in shorted),
        "shorts short": sum(r.verdict == "short" for r in shorted),
    }


def _percent(of: Callable[[list[float]], float], values: list[float]) -> float:
    return 100.0 * float(of(values)) if values else math.nan


def print_tables(rows: Sequence[Row]) -> None:
    classes: list[tuple[str, Callable[[Row], object]]] = [
        ("kind, end in Hz", lambda r: (r.kind, r.end_hz)),
        ("kind, trouble", lambda r: (r.kind, r.trouble)),
        ("kind, top in Hz", lambda r: (r.kind, r.top_hz)),
        ("kind", lambda r: (r.kind,)),
    ]
    for title, key in classes:
        print(f"\n| {title} | " + " | ".join(summary(rows[:1])) + " |")
        for group in dict.fromkeys(map(key, rows)):
            figures = summary([r for r in rows if key(r) == group]).values()
            shown = " | ".join(f"{x:.0f}" if float(x).is_integer() else f"{x:.2g}" for x in figures)
            print(
                f"| {', '.join(f'{p:g}' if isinstance(p, float) else p for p in group)} | {shown} |"
            )


def load(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return [_row(line) for line in csv.DictReader(file)]


def _row(line: dict[str, str]) -> Row:
    kinds = {"float": float, "int": int, "str": str, "bool": lambda said: said == "True"}
    types = {name: kinds[str(field.type)] for name, field in Row.__dataclass_fields__.items()}
    return Row(**{name: types[name](said) for name, said in line.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=HELD_OUT_SEED)
    parser.add_argument("--draws", type=int, default=100, help="sound cells per kind and end")
    parser.add_argument("--shorts", type=int, default=20, help="shorted cells per kind and end")
    parser.add_argument("--out", type=Path, default=RESULTS / "impedance_field.csv")
    chosen = parser.parse_args()
    done = load(chosen.out) if chosen.out.exists() else []
    seen = {(r.kind, r.end_hz, r.seed, r.shorted) for r in done}
    with chosen.out.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(Row.__dataclass_fields__))
        if not done:
            writer.writeheader()
        for wanted in draws(chosen.first_seed, chosen.draws, chosen.shorts):
            if wanted in seen:
                continue
            kind, end_hz, seed, shorted = wanted
            row = read(field_cell(kind, end_hz, seed, shorted=shorted), seed)
            writer.writerow(asdict(row))
            done.append(row)
    print_tables(done)


if __name__ == "__main__":
    main()
