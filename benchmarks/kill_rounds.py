"""kill -9 at random statements of the store, many rounds; goes on where it stopped.

    nice -n 10 python benchmarks/kill_rounds.py --rounds 500

Each line of the table is one run of `tests/fault/store/test_store_killed.py` with its own seed: in
every round a process that writes a campaign is killed twice at a random statement and goes on; then
nothing is lost, nothing was pressed twice, the audit chain is whole, and what the strategy learns
is what an undisturbed run learns.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

AT_ONCE = 50
TEST = "tests/fault/store/test_store_killed.py::test_any_statement_may_be_the_last"
KINDS = ("sqlite", "postgres")
FIELDS = ("store", "seed", "rounds", "passed", "seconds")


def done(table: Path) -> list[dict[str, str]]:
    """Lines that are there."""
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def some_rounds(kind: str, seed: int, rounds: int) -> dict[str, object]:
    """A few rounds in a process of their own."""
    environment = {
        **os.environ,
        "COPRESS_KILL_ROUNDS": str(rounds),
        "COPRESS_KILL_SEED": str(seed),
    }
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{TEST}[{kind}]"],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode:
        print(ended.stdout)
    taken = round(time.monotonic() - begun, 1)
    passed = "yes" if ended.returncode == 0 else "NO"
    return dict(zip(FIELDS, (kind, seed, rounds, passed, taken), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=500, help="for each kind of store")
    parser.add_argument("--store", choices=KINDS, nargs="*", default=KINDS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/kill_rounds.csv"))
    options = parser.parse_args()
    while kinds := unfinished(done(options.out), options.store, options.rounds):
        for kind, seed, missing in kinds:
            line = some_rounds(kind, seed, min(AT_ONCE, missing))
            append(options.out, line)
            print(line, flush=True)


def unfinished(
    lines: list[dict[str, str]], kinds: Sequence[str], wanted: int
) -> list[tuple[str, int, int]]:
    """Kinds of store with rounds to go: the kind, its next seed, how many rounds are missing."""
    found = []
    for kind in kinds:
        of_kind = [line for line in lines if line["store"] == kind]
        missing = wanted - sum(int(line["rounds"]) for line in of_kind)
        if missing > 0:
            found.append((kind, len(of_kind), missing))
    return found


def append(table: Path, line: dict[str, object]) -> None:
    """Add a line, with the head if it is the first."""
    first = not table.exists()
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        if first:
            writer.writeheader()
        writer.writerow(line)


if __name__ == "__main__":
    main()
