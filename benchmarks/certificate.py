"""Is the certificate right when it is met? Random powders, the truth known; resumable.

    python benchmarks/certificate.py run --first 320 --count 40    # powders before: looked at
    python benchmarks/certificate.py table                     # writes benchmarks/CERTIFICATE.md

A campaign presses its whole budget. After each cell it is asked whether the certificate is met,
and after every fourth one what it says of the probability that something better exists. The
truth: is there a protocol, truly as safe as the advised one (or 0.99 safe), of which the true ASR
is more than 10 % lower? "coarse" powders stand on dials of 3 to 12 settings, one to three of them.
All cells are simulated; their scatter is that of the powder.
"""

import argparse
import csv
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
from powder_worlds import FAMILIES, CoarseWorld, World, draw, draw_coarse
from powders import Copress, loss_at_that_safety

FOLDER = Path(__file__).resolve().parent
RESULTS, REPORT = FOLDER / "results" / "certificate.csv", FOLDER / "CERTIFICATE.md"
COARSE = "coarse"
BUILD = "af4514e"
"""By which the campaigns on powders before 150 were run."""
FIRST_AFTER_CALIBRATION = 150  # powders before helped to calibrate the probability
FIRST_BELOW_PRESENT_LIMIT = 280  # powders before set the present least doubt, 0.055
FIRST_OF_PRESENT = 320  # powders before were run by earlier builds
GAIN = 1.10
_ASKED_EVERY = 4
_BINS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
_HEAD = """\
# The certificate on random powders

Made by `python benchmarks/certificate.py run --first 320 --count 40` and
`python benchmarks/certificate.py table`; the first command goes on where it stopped. Simulated
campaigns, each with a known budget. A certificate is false when a protocol exists that is truly as
safe as the advised one and of which the true ASR is more than 10 % lower. "Could be met": at some
cell the advice of that campaign was right. "coarse": dials of 3 to 12 settings, one to three knobs.

## When it is met

{campaigns} campaigns on powders that were not used for tuning before (50 to 91), by build {builds}.
Its certificate was met below 0.1 of its own scale, which is 0.065 of the present one, calibrated
with these campaigns.

"""
_BETWEEN = """
{campaigns} campaigns on powders 150 to 158 and 180 to 186 (earlier builds, met below 0.065 of the
present scale), 192 to 197 and 255 to 279 (met below 0.045; the latter by the present model). They
set the present 0.055: asked after every fourth cell on powders 255 to 279, less than 0.045 was said
in 63 of 125 campaigns, wrongly in 3; less than 0.055 in 72, in 3; less than 0.065 in 83, in 7.

"""
_BEFORE = """
{campaigns} campaigns on powders 280 to 319, fresh then, met below 0.055, by the build before a
window was expected between too little and too much of a pressure (2026-11-30):

"""
_PRESENT = """
{campaigns} campaigns on fresh powders by the present build, met below 0.055:

"""
_COLUMNS = """\
| family | campaigns | could be met | met | false | cells until met, median |
|---|---|---|---|---|---|
"""
_DIAGRAM = """
## Reliability of the stated probability

Powders from 150 on, all builds. Asked after every fourth cell from two cells a knob and two
more on, met or not. Said: mean probability that something better exists. True: how often it does.

| said between | asked | said | true |
|---|---|---|---|
"""
_FINAL = """
## The advice at the end of the budget

Powders from 320 on, present build. True ASR over that of the best protocol with true
P(intact) >= 0.9; how often the advice itself truly keeps 85 and 90 % of the cells intact. Build
9760b2d on the 160 powders of the four families (`powders.py run copress --label 9760b2d`, kept in
`results/certificate_earlier.csv`): median 1.079, mean 1.346, where the present one has 1.048 and
1.060: 60 % of the median loss (52 to 71 %; half was wanted) and 17 % of the mean one. On the 680
powders of [POWDERS.md](POWDERS.md) it is 55 % of the median loss.

| family | loss, median | loss, mean | P(intact) >= 0.85 | P(intact) >= 0.9 |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes:
        met: cells until the certificate was met; NaN for never.
        loss_met: true ASR then over the best protocol that is as safe.
        could: whether an oracle could have signed any advice that was asked for.
        loss: true ASR of the final advice over the best safe one.
        p_intact: its true P(intact).
        asked: "said:loss" after every fourth cell.
    """

    family: str
    index: int
    knobs: int
    cells: int
    met: float
    loss_met: float
    could: int
    loss: float
    p_intact: float
    asked: str


def world_of(family: str, index: int) -> World:
    """The powder of that number."""
    return draw_coarse(index) if family == COARSE else draw(family, index)


def loss_of(world: World, point: dict[str, float]) -> float:
    """True ASR of a protocol over the best one that is at least as safe (or 0.99 safe)."""
    if not isinstance(world, CoarseWorld):
        return loss_at_that_safety(world, point)
    row = world.space.rows([point])
    own, wanted = float(world.true_asr(row)[0]), min(float(world.p_intact(row)[0]), 0.99)
    as_safe = world.p_intact(world.settings) >= wanted - 1e-12
    return own / min(own, float(np.min(world.true_asr(world.settings)[as_safe], initial=np.inf)))


def campaign(world: World) -> Campaign:
    """Press the whole budget, and ask on the way."""
    method = Copress(world, world.index, budget=world.cells)
    met, loss_met, asked = np.nan, np.nan, []
    first = 2 * (world.space.dimensions + 1)
    for cell in range(1, world.cells + 1):
        point = method.propose()
        method.learn(world.press(point, np.random.default_rng([world.index, cell - 1])))
        if np.isnan(met) and (advised := method.signed()) is not None:
            met, loss_met = cell, loss_of(world, advised)
        measured = sum(seen.asr_ohm_cm2 is not None for seen in method.history)
        if cell >= first and measured >= 2 and (world.cells - cell) % _ASKED_EVERY == 0:
            advice = method.strategy.recommend(method.history)
            loss = loss_of(world, dict(advice.point))
            asked.append((advice.certificate.probability_better, loss))
    final, _, _ = method.recommend()
    row = world.space.rows([final])
    return Campaign(
        world.family, world.index, world.space.dimensions, world.cells, float(met), float(loss_met),
        int(any(loss <= GAIN for _, loss in asked)),
        float(world.true_asr(row)[0]) / world.best_asr, float(world.p_intact(row)[0]),
        " ".join(f"{said:.3f}:{loss:.3f}" for said, loss in asked),
    )  # fmt: skip


def run(families: list[str], indices: range, results: Path) -> None:
    """Campaigns that are missing, each at once on disk."""
    done = {(one.family, one.index) for one in read(results)}
    for index in indices:
        for family in families:
            if (family, index) in done:
                continue
            line = asdict(campaign(world_of(family, index)))
            is_new = not results.exists()
            with results.open("a", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(line), lineterminator="\n")
                if is_new:
                    writer.writeheader()
                writer.writerow(
                    {k: f"{v:.5g}" if isinstance(v, float) else v for k, v in line.items()}
                )


def read(results: Path) -> list[Campaign]:
    """Campaigns that are finished."""
    if not results.exists():
        return []
    kinds = {f.name: f.type for f in fields(Campaign)}
    with results.open(newline="", encoding="utf-8") as file:
        return [
            Campaign(**{k: kinds[k](v) for k, v in line.items()}) for line in csv.DictReader(file)
        ]  # type: ignore[operator]


def write_table(campaigns: list[Campaign]) -> str:
    """CERTIFICATE.md."""
    before = [one for one in campaigns if one.index < FIRST_AFTER_CALIBRATION]
    later = [one for one in campaigns if one.index >= FIRST_AFTER_CALIBRATION]
    between = [one for one in later if one.index < FIRST_BELOW_PRESENT_LIMIT]
    last = [one for one in later if FIRST_BELOW_PRESENT_LIMIT <= one.index < FIRST_OF_PRESENT]
    present = [one for one in later if one.index >= FIRST_OF_PRESENT]
    text = _HEAD.format(campaigns=len(before), builds=BUILD)
    for heading, group in (("", before), (_BETWEEN, between), (_BEFORE, last), (_PRESENT, present)):
        if group:
            text += heading.format(campaigns=len(group)) + _COLUMNS
            text += "".join(_met_line(name, some) for name, some in _groups(group).items())
    text += _DIAGRAM + _diagram(later) + _FINAL
    return text + "".join(_final_line(name, group) for name, group in _groups(present).items())


def _groups(campaigns: list[Campaign]) -> dict[str, list[Campaign]]:
    """All campaigns, and those of each family."""
    families = [f for f in (*FAMILIES, COARSE) if any(one.family == f for one in campaigns)]
    groups = {f: [one for one in campaigns if one.family == f] for f in families}
    return {"all": campaigns} | groups


def _met_line(name: str, group: list[Campaign]) -> str:
    met = [one for one in group if not np.isnan(one.met)]
    false = sum(one.loss_met > GAIN for one in met)
    cells = f"{np.median([one.met for one in met]):.0f}" if met else "–"
    share = f" ({false / len(met):.0%})" if met else ""
    could = sum(one.could for one in group)
    return f"| {name} | {len(group)} | {could} | {len(met)} | {false}{share} | {cells} |\n"


def _diagram(campaigns: list[Campaign]) -> str:
    pairs = [pair.split(":") for one in campaigns for pair in one.asked.split()]
    said, loss = np.array(pairs, dtype=float).reshape(-1, 2).T
    lines = ""
    for low, high in pairwise(_BINS):
        here = (said >= low) & ((said < high) | (high == 1.0))
        if np.any(here):
            true = np.mean(loss[here] > GAIN)
            lines += (
                f"| {low:g} and {high:g} | {here.sum()} | {said[here].mean():.2f} | {true:.2f} |\n"
            )
    return lines


def _final_line(name: str, group: list[Campaign]) -> str:
    loss = [one.loss for one in group]
    safe, safer = (np.mean([one.p_intact >= wanted for one in group]) for wanted in (0.85, 0.9))
    return f"| {name} | {np.median(loss):.3f} | {np.mean(loss):.3f} | {safe:.0%} | {safer:.0%} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["run", "table"])
    parser.add_argument("--families", nargs="+", default=[*FAMILIES, COARSE])
    parser.add_argument("--first", type=int, default=320)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    if asked.action == "run":
        run(asked.families, range(asked.first, asked.first + asked.count), asked.results)
        return
    REPORT.write_text(write_table(read(asked.results)), encoding="utf-8")


if __name__ == "__main__":
    main()
