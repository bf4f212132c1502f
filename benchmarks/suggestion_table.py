"""The table of `benchmarks/suggestion_time.py`."""

from collections.abc import Sequence

import numpy as np
from suggestion_time import AIMS, LIMITS, MOST_MB, PACKAGES, SMALL, TABLE, Timed, installed

HEAD = """# How long a suggestion takes

CPU seconds from learning of one more cell to the next suggestion, 6 knobs, one thread, warm.
Everybody gets the same simulated history in the same run, each in a process of its own; median of
{repeats} suggestions, least and most next to it. Memory is the process' largest, interpreter and
imports included. Copress at 500 cells learns its hyperparameters from an even share of 150 cells
(length scales sharpen no further) and predicts from all of them.
In each round of seven everybody has a turn. The multiples move with the load of the machine.
Written by
`python benchmarks/suggestion_time.py`.

| method | on | cells | median CPU s | least - most | over Copress | peak MB |
|---|---|---|---|---|---|---|
"""


def write_table(found: Sequence[Timed]) -> None:
    """Write `SPEED.md`."""
    own = next(t for t in found if t.method == "copress" and t.cells == SMALL)
    lines = [_line(timed, float(np.median(own.seconds))) for timed in sorted(found, key=_order)]
    absent = [method for method in PACKAGES if method not in {timed.method for timed in found}]
    said = [_limits(found), _aims(found, float(np.median(own.seconds)))]
    if absent:
        said.append(f"Not measured in this run: {', '.join(absent)}.")
    text = HEAD.format(repeats=len(own.seconds)) + "\n".join(lines) + "\n\n" + "\n\n".join(said)
    TABLE.write_text(text + "\n", encoding="utf-8")


def _order(timed: Timed) -> tuple[int, int]:
    return list(PACKAGES).index(timed.method), timed.cells


def _line(timed: Timed, own: float) -> str:
    median, low, high = (f(timed.seconds) for f in (np.median, min, max))
    over = "" if timed.method == "copress" else f"{median / own:.0f} x"
    return (
        f"| {timed.method} | {PACKAGES[timed.method]} {installed(timed.method)} | {timed.cells} "
        f"| {median:.3f} | {low:.3f} - {high:.3f} | {over} | {timed.peak_mb:.0f} |"
    )


def _limits(found: Sequence[Timed]) -> str:
    """Whether Copress keeps its limits."""
    said = []
    for timed in found:
        if timed.method != "copress":
            continue
        median, limit = float(np.median(timed.seconds)), LIMITS[timed.cells]
        word = "kept" if median < limit else "NOT kept"
        said.append(f"{timed.cells} cells under {limit:g} s: {word} ({median:.3f} s)")
    peak = max(timed.peak_mb for timed in found if timed.method == "copress")
    word = "kept" if peak < MOST_MB else "NOT kept"
    return f"Limits: {'; '.join(said)}; memory under {MOST_MB} MB: {word} ({peak:.0f} MB)."


def _aims(found: Sequence[Timed], own: float) -> str:
    """Whether the peers take as many times as long as aimed for."""
    said = []
    for timed in found:
        if timed.method in AIMS:
            times, aim = float(np.median(timed.seconds)) / own, AIMS[timed.method]
            word = "reached" if times >= aim else "NOT reached"
            said.append(f"{timed.method} {aim} x: {word} ({times:.0f} x)")
    return f"Aims: {'; '.join(said)}." if said else "No peer to compare with was installed."
