"""Writes `benchmarks/SERIES.md` from the finished runs of `benchmarks/powders_series.py`."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES
from powders import RESULTS as PEER_RUNS
from powders import read_runs as read_peers

FIRST_REPORTED = 405
"""Of a family; powders before it were looked at."""
MORE_PEER_RUNS = PEER_RUNS.with_name("powders_series_peers.csv")
"""Peers that POWDERS.md does not report, on the powders of this page."""
HEAD = """# A pressure series on random powders

Simulated, all of it; written by `python benchmarks/powders_series.py table`. The powders are those
of [POWDERS.md](POWDERS.md), each pressed twice by the same build: once with one measurement a cell,
once with a pressure series of up to four rungs of the co-press pressure, and of the stack pressure
too where that varies. Strength, deviation and chance of a cell are the same at all its rungs. In
its die a pellet that is too weak does not fall to pieces: that shows when it is pushed out after
its last rung, as in the simulated laboratory. Powders 0-404 of a family were used for tuning or
looked at. Reported are powders from 405 on, run after the last change of the series; a powder
counts where both runs are finished.

A cell is "there" at the first of its rungs that is truly safe (P(intact) >= 0.9) and within 10 % of
the best safe protocol; who never gets there counts one cell more than the budget. A cell takes
60 min at the bench and 12 min for each spectrum. Coverage: share of 64 fresh intact cells at the
final advice, pressed once, inside its 90 % interval. Intervals: bootstrap over powders.

"""
WANTED = """
## What was wanted

| | wanted | reached |
|---|---|---|
"""
PEERS = """
## Peers without a series on the same powders

Cells until there, budget and one where never; each powder counts that the peer has run
(`benchmarks/powders.py`; BoTorch with `--results benchmarks/results/powders_series_peers.csv`).

| peer | powders | its cells | with a series | share | its broken cells until there | ours |
|---|---|---|---|---|---|---|
"""
SAID = """
## What was said of a rung before it was pressed

Probability to hold that the models gave (of a fresh cell at its first rung, of one that held so far
at a later one), and the share that held; by whether a cell before was "there" already.

| | first | said | held | later | said | held | first, after | said | held | later | said | held |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""
_SAID_FROM = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.001)
"""Edges of what was said: finer where cells are pressed."""
EARLIER = """
How sure is that? Shares of 40 powders are known to a quarter of themselves. Powders 210 to 219, the
report before, gave 46 % of the cells, 71 % of the broken ones until there, 102 % over the budget
and 60 % of the hours; 160 tuning powders (20 to 59), each played until it was there, give by the
same build 59 % (50 to 69 %), 82 % (70 to 95 %) and 74 % (64 to 85 %) of the hours.

- How much is left in climbing: without a series a cell whose co-press and stack pressure could
  have been changed into a good protocol, all else the same, is the fourth (mean 4.0); with one it
  is the fourth too (3.8 to 4.2). A series that never missed such a pressure would therefore need
  about 40 % of the cells. More can only come from how dwell, rates and anode pressure are chosen.
- The knob that costs the cells is the anode pressure, which does not climb. On 80 tuning powders
  (20 to 39) single measurements need 12.3 cells, a series 7.6 (62 %). Had each cell met a good
  co-press and stack pressure wherever there was one, all else as chosen, it would be 4.2 (34 %);
  with a good anode pressure too 1.5 (12 %).
- Of 532 cells until there on these powders 289 had no safe pressure at all, given their other
  values, half of them within P(intact) 0.8 to 0.9; 107 had safe ones that are more than 10 % above
  the best; 136 could have been there and missed it: 68 ended below the good co-press pressures, 26
  elsewhere, 27 broke at their first rung and 15 at a later one. Of the 396 that could not, another
  anode pressure alone would have helped 273: too high as often as too low.
- Seven of these 80 campaigns have 233 of the 607 cells. In the three that were read cell by cell
  chance had misled the models: a cell failed on the good side of the anode pressures, or several
  held in a row on the bad one. Later cells then stand at P(intact) 0.83 to 0.88 in truth, said to
  be 0.88 to 0.94; twenty cells that hold do not tell 0.87 from 0.93.
- Of 90 cells that broke until there on the same powders 63 did so at their first rung: 17 of the
  design, 41 of the search, 5 that confirmed. A first rung that was said to hold with P 0.80 to 0.90
  held with 0.71 to 0.81 in truth, because shorts were said too rare (0.05 for 0.13).
- A rung ends above the good pressures where the co-press pressure rises first and the stack
  pressure only afterwards (a cell cannot be co-pressed again once its anode is on), and below them
  where what is left holds with less than `least_p_intact`, cell after cell a few MPa higher.
- P(holds) is about right where 0.9 and more is said; below, first rungs are said too safe.
- One soft powder in two knobs (153) broke 24 of 25 cells with a series of an earlier build and 12
  to 14 without: its cells delaminate under too low and under too high an anode pressure.

"""
TRIED = Path(__file__).with_name("powders_series_tried.md")
"""What was tried on tuning powders, written by hand; the end of the page."""


def page(runs: Sequence, rungs: Sequence) -> str:
    """The whole page."""
    pairs = _pairs([one for one in runs if one.index >= FIRST_REPORTED])
    heads = ("family", "powders", "cells, none", "series", "share", "broken until there, none",
             "series", "share", "broken in all, none", "series", "hours until there, none",
             "series", "share", "spectra a cell", "interval covers, none", "series",
             "advice safe, none", "series")  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for family in (*FAMILIES, "all"):
        chosen = [pair for pair in pairs if family in (pair[0].family, "all")]
        if chosen:
            lines.append(_row(family, chosen))
    missing = [family for family in FAMILIES if not any(a.family == family for a, _ in pairs)]
    if missing:
        lines.append(
            f"\nNot run on this build yet, and not in these numbers: {', '.join(missing)}."
        )
    cells, broken, hours = (_share(pairs, key) for key in ("there", "broken_until", "hours_until"))
    whole = _share(pairs, "broken")
    reached = [
        f"| cells until there, share of those without a series | at most 45 % | {cells} |",
        f"| broken cells until there, share | at most 60 % | {broken} |",
        f"| broken cells over the whole budget, share | at most 100 % | {whole} |",
        f"| hours at the bench until there, share | at most 70 % | {hours} |",
        "| coverage of the 90 % interval by fresh cells | 85 to 95 % | "
        f"{_mean([with_.covered for _, with_ in pairs]):.0%} |",
    ]
    peers = _peers(pairs)
    compared = PEERS + "\n".join(peers) + "\n" if peers else ""
    said = SAID + "\n".join(_said([one for one in rungs if one.index >= FIRST_REPORTED])) + "\n"
    parts = (HEAD, "\n".join(lines), "\n", WANTED, "\n".join(reached), "\n", said, compared)
    return "".join(parts) + _reading(pairs) + EARLIER + TRIED.read_text(encoding="utf-8")


def _reading(pairs: list) -> str:
    """What the numbers say against what was wanted, in sentences."""
    shares = {
        "of the cells": ("there", 0.45),
        "of the broken cells until there": ("broken_until", 0.60),
        "of the broken cells over the whole budget": ("broken", 1.00),
        "of the hours at the bench": ("hours_until", 0.70),
    }
    lines = ["", "## How to read it", "", f"On these {len(pairs)} powders a series needs", ""]
    for what, (key, most) in shares.items():
        without, with_ = (_mean([getattr(pair[k], key) for pair in pairs]) for k in (0, 1))
        share = with_ / without if without else float("nan")
        met = "met" if share <= most else "not met"
        lines.append(f"- {_share(pairs, key)} {what}; at most {most:.0%} was wanted: {met}.")
    return "\n".join([*lines, ""])


def _said(rungs: Sequence) -> list[str]:
    """A row for each range of what was said, a group of columns for each kind of rung."""
    once = {(one.family, one.index, one.cell, one.rung): one for one in rungs}.values()
    found = []
    for low, high in pairwise(_SAID_FROM):
        row = f"{low:.2f} to {min(high, 1.0):.2f}"
        for later, after in ((False, False), (True, False), (False, True), (True, True)):
            kind = [one for one in once if (one.rung > 1, one.found) == (later, after)]
            chosen = [one for one in kind if low <= one.said < high]
            held = _mean([not one.failure for one in chosen])
            said = _mean([one.said for one in chosen])
            row += f" | {len(chosen)} | {said:.3f} | {held:.3f}" if chosen else " | 0 | - | -"
        found.append(f"| {row} |")
    return found


def _peers(pairs: list) -> list[str]:
    """A row for each peer with the powders that it has run."""
    found = []
    runs = [*read_peers(PEER_RUNS), *read_peers(MORE_PEER_RUNS)]
    for method, name in (("optuna_tpe", "Optuna TPE"), ("botorch_nei", "BoTorch qLogNEI")):
        theirs = {(one.family, one.index): one for one in runs if one.method == method}
        met = [(theirs[key], b) for _, b in pairs if (key := (b.family, b.index)) in theirs]
        if not met:
            continue
        cells = [p.cells + 1 if np.isnan(p.cells_to_ten) else p.cells_to_ten for p, _ in met]
        ours = _mean([b.there for _, b in met])
        broken = _mean([p.broken_until for p, _ in met]), _mean([b.broken_until for _, b in met])
        found.append(
            f"| {name} | {len(met)} | {_mean(cells):.1f} | {ours:.1f} | "
            f"{_ratio(_mean(cells), ours)} | {broken[0]:.1f} | {broken[1]:.1f} |"
        )
    return found


def _pairs(runs: Sequence) -> list:
    found = {(one.kind, one.family, one.index): one for one in runs}
    keys = [(family, index) for kind, family, index in found if kind == "series"]
    return [(found["none", *key], found["series", *key]) for key in keys if ("none", *key) in found]


def _row(family: str, pairs: list) -> str:
    def both(key: str) -> tuple[float, float]:
        without, with_ = zip(*((getattr(a, key), getattr(b, key)) for a, b in pairs), strict=True)
        return _mean(without), _mean(with_)

    cells, until, whole = both("there"), both("broken_until"), both("broken")
    hours, covered = both("hours_until"), both("covered")
    safe = [_mean([p[k].p_intact >= 0.9 for p in pairs]) for k in (0, 1)]
    spectra = _mean([b.rungs / b.cells for _, b in pairs])
    return (
        f"| {family} | {len(pairs)} | {cells[0]:.1f} | {cells[1]:.1f} | {_ratio(*cells)} | "
        f"{until[0]:.1f} | {until[1]:.1f} | {_ratio(*until)} | {whole[0]:.1f} | {whole[1]:.1f} | "
        f"{hours[0]:.1f} | {hours[1]:.1f} | {_ratio(*hours)} | {spectra:.1f} | {covered[0]:.0%} | "
        f"{covered[1]:.0%} | {safe[0]:.0%} | {safe[1]:.0%} |"
    )


def _ratio(without: float, with_: float) -> str:
    return f"{with_ / without:.0%}" if without else "-"


def _share(pairs: list, key: str) -> str:
    """Ratio of the means, with a 90 % bootstrap interval over powders."""
    table = np.array([[getattr(a, key), getattr(b, key)] for a, b in pairs], dtype=float)
    chance = np.random.default_rng(0)
    drawn = table[chance.integers(len(table), size=(2000, len(table)))].mean(axis=1)
    low, high = np.quantile(drawn[:, 1] / np.maximum(drawn[:, 0], 1e-9), (0.05, 0.95))
    means = table.mean(axis=0)
    return f"{means[1] / means[0]:.0%} ({low:.0%} to {high:.0%})"


def _mean(values: Sequence) -> float:
    return float(np.nanmean(values)) if values else float("nan")
