"""Writes `benchmarks/SERIES.md` from the finished runs of `benchmarks/powders_series.py`."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from powder_worlds import FAMILIES
from powders import RESULTS as PEER_RUNS
from powders import read_runs as read_peers

FIRST_REPORTED = 210
"""Of a family; powders before it were looked at."""
MORE_PEER_RUNS = PEER_RUNS.with_name("powders_series_peers.csv")
"""Peers that POWDERS.md does not report, on the powders of this page."""
HEAD = """# A pressure series on random powders

Simulated, all of it; written by `python benchmarks/powders_series.py table`. The powders are those
of [POWDERS.md](POWDERS.md), each pressed twice by the same build: once with one measurement a cell,
once with a pressure series of up to four rungs of the co-press pressure, and of the stack pressure
too where that varies. Strength, deviation and chance of a cell are the same at all its rungs. In
its die a pellet that is too weak does not fall to pieces: that shows when it is pushed out after
its last rung, as in the simulated laboratory. Powders 0-209 of a family were used for tuning or
looked at. Reported are powders from 210 on, run after the last change of the series; a powder
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
READ = """
## How to read it

On these fresh powders a series saves more than half of the cells (46 % are needed; 45 % wanted)
and two fifths of the hours (60 %), and intervals cover. Over the whole budget it breaks as many
cells (102 %, 93 to 112 %; at most 100 % wanted). One wish is clearly not met: until there it
breaks 71 % of the broken cells (60 % wanted). Usual powders gain most, hard ones least. On powders
200 to 209 the build before needed 43 % of the cells, broke 74 % until there and 106 % over the
budget; on 160 tuning powders it needed 58 %.

On 160 tuning powders (20 to 59), each played until it was there, the build before this one needed
70 % of the cells of the same build without a series, 90 % of the broken ones and 85 % of the hours:
the 48 % on 48 others (0 to 11), by which it had been chosen, flattered it; on 40 fresh ones (190 to
199) it had 87 %. What was changed since then is under "What was tried".

- How much is left in climbing: without a series a cell whose co-press and stack pressure could
  have been changed into a good protocol, all else the same, is the fourth (mean 4.0); with one it
  is the fourth too (3.8 to 4.2). A series that never missed such a pressure would therefore need
  about 40 % of the cells. More can only come from how dwell, rates and anode pressure are chosen.
- Of 1130 cells until there (build before, the same 160 powders) 56 % had no good pressure at all,
  given their other values, 14 % were there, 13 % ended below the good co-press pressure, most of
  them cut because too little was to be gained for the risk, 7 % broke at their first rung, 4 %
  missed or passed the stack pressure, 3 % broke at a later rung, 4 % confirmed, stepped
  over it or began above it.
- P(holds) is about right where 0.9 and more is said; below, first rungs are said too safe.
- Most cells that break until there do so at their first rung, by the anode pressure or where
  nothing has held yet. A series of other pressures cannot spare those.
- One soft powder in two knobs (153) broke 24 of 25 cells with a series of an earlier build and 12
  to 14 without: its cells delaminate under too low and under too high an anode pressure.

## What was tried

Cells until there, share of those of the same build without a series. A share of 48 powders is known
to about a sixth of it, one of 160 to about a tenth: differences of a few per cent are chance.

On 160 tuning powders (160 to 199), each played until it was there: cells, broken until there,
hours until there:

- The build before: 58, 92, 73 % (43, 74, 54 % on powders 200 to 209, with luck). Its first rungs
  were raised with the end, to the pressure of the proposal itself: 60 % of the first cells of a
  campaign broke, 41 % of those that are measured once. A third of its broken cells failed by the
  anode pressure at their first rung, nearly as many as without a series (99 and 110): climbing
  spares none of these.
- First rungs down to 45 % of the end (65 % before) and three steps lower in stack pressure where a
  fresh cell holds with less than P 0.8, and no cell of the design below P 0.7: 54, 82, 69 %. This
  stayed.
- In addition `least_p_intact` 0.9 in place of 0.85: 59, 75, 75 %, fewer broken for more cells.
- On the first 30 of them first rungs down to 30 %: 47, 76, 62 % (36, 57, 48 % with 45 %).
- On 75 of them: what a higher rung promises counts no more than its protocol is likely to be sound:
  67, 91, 86 % (63, 95, 82 % without).
- On 91 of them: a fresh cell loses 100 in place of 40 for each unit of P(intact) that it lacks: 46,
  69, 58 % (46, 72, 59 % without; the build before 50, 82, 63 %). With it, and three times the price
  of a broken cell once cells have confirmed the advice, powders 200 to 209 broke 93 % of the broken
  cells over the whole budget (106 % before); cells, broken, hours until there: 48, 73, 64 %. Once
  the protocol was found 66 cells broke at their first rung (77 before), 51 at later ones (67). Both
  stayed.
- On 80 of them, with all that: whole steps only where a cell holds with P 0.93, half ones down to
  `least_p_intact`: 52, 65, 69 % (41, 63, 53 % without).

On 160 tuning powders (20 to 59), cells, broken until there, hours until there:

- The build before: 70, 90, 85 %. Single cells showed first rungs at stack pressures above that of
  the proposal, where a rung promises most; they shorted before the co-press pressure had risen.
- The first rung's stack pressure is one that fresh cells bear as its co-press pressure is: 62, 86,
  76 %; this is what is reported. No higher than the proposal's: 65, 94, 80 %.
- In addition a higher rung promises what a cell promises that has held so far; it was judged by
  what a fresh one risks, so that cells were cut where they would have become good. With the second
  kind of first rung 58, 83 and 73 %; with the first kind it is reported, and was run here only
  together with the next line: 61, 88, 75 %.
- A broken cell costs 0.4 of its price until cells have confirmed the advice: 59, 83, 75 % with the
  second kind of first rung; but 112 % of the broken cells over the whole budget (24 powders), so
  that it was taken out again.
- Fresh cells asked for P(intact) 0.8 in place of 0.9: 70, 104, 86 %, to be compared with 65, 94 and
  80, as first rungs down to half of the end are: 71, 88, 89 %. The highest first rung of those that
  hold as probably in place of the lowest: 89, 120, 99 % (to be compared with 70, 90, 85).

On 48 tuning powders (0 to 11), earlier builds: cells, broken until there, broken over the budget:

- Fresh cells asked for P(intact) 0.9: 49 and 74 %; for 0.85: 51 and 84 %; for 0.8: 58 and 93 %
  (until there only). With 0.9 and twice the `BROKEN_COST`: 53, 78, 98 %, and hard powders, which
  break few cells, need a third more.
- 0.9 and a `BROKEN_COST` that goes with the share of cells that broke so far: 48, 75, 93 %. With
  0.05 in place of its 0.03: 59, 83, 92 %.
- First rungs that ignore crumbling, which does not show in the die: no difference (27 powders).

On other powders:

- On 48 powders (110 to 121), each played until it was there: 58 % with first rungs at 40 % of the
  end and ends two steps above the proposal, 53 % with 65 % and four steps (hard powders 58 and
  48 %), which is what stayed. Three steps with 40 %: 59 %; four with 40 %: 70 %, since rungs then
  lie a third apart; one step: 61 %.
- Cell by cell, hard powders lost their cells so: each began at 300 MPa, where all had held, took
  its four rungs, and ended at 640 MPa, below a good region that begins at 680 MPa; thirteen cells
  in a row.
- The scatter of cells and that of rungs under priors of their own, learned together (it was read
  with the prior of lots before): the same cells, at a fifth of the time.
- Half of the price of a broken cell (`BROKEN_COST`): 63 %; half of what a rung must promise
  (`RUNG_VALUE`): 57 %.

Of earlier builds, on 20 to 24 of the tuning powders:

- A cell begins where a fresh one most probably holds, takes half a step where a whole one risks
  more than `least_p_intact` allows, and hands over to the stack pressure where the co-press
  pressure may not rise or the resistance falls no further: 59 %. The build before, which planned
  all rungs beforehand and cut them short: 74 % on the same 20 powders.
- The campaigns of that build, read cell by cell: of 62 cells on whose line of pressures a good
  protocol lay, 30 began above it, 21 missed it by their stack pressure (steps of 15 %, two at
  most), 11 ended below or were cut.
- `least_p_intact` 0.9 in place of 0.85: two in a hundred more cells, as many broken.
- A cell that confirms the advice and climbs on afterwards: no difference.
- Fewer cells by design before the models choose: more cells, not fewer (62 % for 58 %).
- One tuning powder (soft, 3) is not in these shares: after two cells that broke by bad luck and two
  that held by good luck, 21 of 26 cells delaminated. Without a series it takes three cells.
- With the truth known at every pressure (an oracle), a series that ends at the proposal needs 64 %
  of the cells, one that may end above it 39 %, and with the stack pressure 26 %.
- Without a price of a broken cell that grows as less is promised (`BROKEN_COST`), a powder that is
  solved after 7 of 40 cells broke 11 in place of 7; 13 other powders broke 123 % over the budget.
- On those 13 (110 to 113) one soft powder, whose safe region is narrow in three knobs, was not
  solved and broke 20 of 40 cells; without it the share of cells was 64 %. Single powders decide.
- What is left: of three cells that break until there, two fail at their first rung. A series cannot
  spare those; a better probability of a fresh cell can.
"""


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
    parts = (HEAD, "\n".join(lines), "\n", WANTED, "\n".join(reached), "\n", said, compared, READ)
    return "".join(parts)


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
