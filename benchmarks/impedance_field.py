"""Sweeps as they come from laboratories: `python benchmarks/impedance_field.py` prints the tables.

Sound and shorted cells of known truth (`impedance_field_cells.py`) by kind and by where the sweep
ends, read as the kind they are (or as `--cell auto` says: of unknown kind). Where few of them are
swept long enough, more of those are drawn, until each kind has enough of them for each end and for
each trouble. Every reading goes to `--out`; a second call goes on where the
first one stopped.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from impedance_field_cells import (
    AREA_CM2,
    ENDS_HZ,
    KINDS,
    TOPS_HZ,
    TROUBLES,
    FieldCell,
    field_cell,
)

from hardware.eis.resistance import resistance

HELD_OUT_SEED = 180_000_000
MOST_SEEDS = 60_000
"""Among this many cells of a class those that are swept long enough are looked for: one in eighty
full cells of unknown voltage that are swept to 1 Hz."""
SEEN_AT_LEAST = 2500
"""A class that has none among so many has none."""
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


def draws(
    kinds: Sequence[str], first_seed: int, count: int, shorts: int, long_enough: int
) -> Iterator[tuple[str, float, int, bool]]:
    """Kind, end, seed and whether shorted: for each end, then what each trouble still lacks."""
    for kind in kinds:
        have: Counter[str] = Counter()
        going_on: dict[float, int] = {}
        for end_hz in ENDS_HZ:
            found = 0
            for seed in range(first_seed, first_seed + MOST_SEEDS):
                cell, drawn = field_cell(kind, end_hz, seed), seed - first_seed
                if drawn < count or (cell.long_enough and found < long_enough):
                    yield kind, end_hz, seed, False
                    have[cell.trouble] += cell.long_enough
                found += cell.long_enough
                hopeless = not found and drawn > SEEN_AT_LEAST
                if drawn >= count and (found >= long_enough or hopeless):
                    break
            if found:
                going_on[end_hz] = seed + 1
            yield from ((kind, end_hz, first_seed + k, True) for k in range(shorts))
        yield from _still_lacking(kind, going_on, have, long_enough)


def _still_lacking(
    kind: str, going_on: Mapping[float, int], have: Counter[str], long_enough: int
) -> Iterator[tuple[str, float, int, bool]]:
    """One cell of each end after the other, until there are enough of each trouble."""
    for more in range(MOST_SEEDS):
        for end_hz, seed in going_on.items():
            if all(have[trouble] >= long_enough for trouble in TROUBLES):
                return
            cell = field_cell(kind, end_hz, seed + more)
            if cell.long_enough and have[cell.trouble] < long_enough:
                yield kind, end_hz, seed + more, False
                have[cell.trouble] += 1


CHANGING = ("drift", "interphase grows")
HEADINGS = (
    "good", "median error %", "worst %", "off > 10 %", "median sd %", "covered by 2 sd %",
    "its 95 % interval", "called short", "right but flagged %, long enough",
    "the same, steady cells", "shorts called good",
)  # fmt: skip


def figures(rows: Sequence[Row]) -> list[str]:
    """One row of a table: over sound cells, and in the last column over shorted ones."""
    sound, shorted = [r for r in rows if not r.shorted], [r for r in rows if r.shorted]
    good = [r for r in sound if r.verdict == "good"]
    enough = [r for r in sound if r.long_enough and not r.off]
    steady = [r for r in enough if r.trouble not in CHANGING]
    return [
        f"{len(good)} of {len(sound)}",
        _percent(np.median, [abs(r.error) for r in good], ".2f"),
        _percent(np.max, [abs(r.error) for r in good], ".1f"),
        str(sum(r.off for r in good)),
        _percent(np.median, [r.std_ohm / r.read_ohm for r in good], ".2f"),
        _percent(np.mean, [r.covered for r in good], ".1f"),
        _interval(sum(r.covered for r in good), len(good)),
        str(sum(r.verdict == "short" for r in sound)),
        _flagged(enough),
        _flagged(steady),
        f"{sum(r.verdict == 'good' for r in shorted)} of {len(shorted)}",
    ]


def _interval(hits: int, of: int) -> str:
    """What a share may be by the number of readings it is of (Wilson, JASA 22 (1927) 209)."""
    if not of:
        return "-"
    share, quarter = hits / of, 1.96**2 / (4.0 * of)
    half = 1.96 * np.sqrt(share * (1.0 - share) / of + quarter / of)
    ends = [
        100.0 * (share + 2.0 * quarter + sign * half) / (1.0 + 4.0 * quarter) for sign in (-1, 1)
    ]
    return f"{ends[0]:.1f} to {ends[1]:.1f}"


def _flagged(rows: Sequence[Row]) -> str:
    return f"{_percent(np.mean, [r.verdict != 'good' for r in rows], '.1f')} of {len(rows)}"


def _percent(of: Callable[[list[float]], float], values: list[float], form: str) -> str:
    return f"{100.0 * float(of(values)):{form}}" if values else "-"


def print_tables(rows: Sequence[Row]) -> None:
    """By kind and end, by kind and what the sweep suffers from, and by kind and top."""
    ends = [(kind, end_hz) for kind in KINDS for end_hz in (*ENDS_HZ, None)]
    _print_table("cell, sweep ends at", [
        (f"{kind}, {end_hz:g} Hz" if end_hz else f"**{kind}, all**",
         [r for r in rows if r.kind == kind and end_hz in (None, r.end_hz)])
        for kind, end_hz in ends
    ])  # fmt: skip
    _print_table("what the sweep suffers from", [
        (f"{kind}, {trouble}" if kind else f"**{trouble}**",
         [r for r in rows if r.trouble == trouble and kind in ("", r.kind)])
        for trouble in TROUBLES for kind in (*KINDS, "")
    ])  # fmt: skip
    _print_table("sweep begins at", [
        (f"{kind}, {top_hz:g} Hz" if kind else f"**{top_hz:g} Hz**",
         [r for r in rows if r.top_hz == top_hz and kind in ("", r.kind)])
        for top_hz in TOPS_HZ for kind in (*KINDS, "")
    ])  # fmt: skip
    _print_table("all", [("**all**", rows)])


def _print_table(title: str, groups: Sequence[tuple[str, Sequence[Row]]]) -> None:
    print(f"\n| {' | '.join((title, *HEADINGS))} |\n{'|---' * (len(HEADINGS) + 1)}|")
    for name, group in groups:
        print(f"| {' | '.join((name, *figures(group)))} |")


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
    parser.add_argument("--kinds", nargs="+", choices=tuple(KINDS), default=tuple(KINDS))
    parser.add_argument("--draws", type=int, default=60, help="sound cells per kind and end")
    parser.add_argument("--shorts", type=int, default=20, help="shorted cells per kind and end")
    parser.add_argument("--long-enough", type=int, default=60, help="sound cells of these at least")
    parser.add_argument("--cell", choices=("auto",), help="read without the kind of cell")
    parser.add_argument("--out", type=Path, default=RESULTS / "impedance_field.csv")
    chosen = parser.parse_args()
    done = load(chosen.out) if chosen.out.exists() else []
    seen = {(r.kind, r.end_hz, r.seed, r.shorted) for r in done}
    with chosen.out.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(Row.__dataclass_fields__))
        if not done:
            writer.writeheader()
        asked = (chosen.first_seed, chosen.draws, chosen.shorts, chosen.long_enough)
        for wanted in draws(chosen.kinds, *asked):
            if wanted in seen:
                continue
            kind, end_hz, seed, shorted = wanted
            row = read(field_cell(kind, end_hz, seed, shorted=shorted), seed, chosen.cell)
            writer.writerow(asdict(row))
            file.flush()
            done.append(row)
    print_tables(done)


if __name__ == "__main__":
    main()
