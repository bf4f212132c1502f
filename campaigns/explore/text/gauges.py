"""Gauges in words: what an experienced colleague would point at before believing the numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.dataset import number_of_cells
from campaigns.files.documents.knob_labels import words_of
from surrogate.calibration import NOMINAL

Level = Literal["good", "watch", "stop"]

_CONFOUNDED = 0.9  # chosen: two knobs that were moved together say nothing of each
_QUIET = 0.5  # chosen: scatter of half the effect hides it among few cells
_EDGE = 0.03  # cube widths; chosen: as good as at the bound


@dataclass(frozen=True)
class Gauge:
    """One dial.

    Attributes:
        name: what it shows.
        level: good; watch; stop: do not rely on the numbers yet.
        sentence: what it says, and what to do.
    """

    name: str
    level: Level
    sentence: str


def gauges(insight: Insight) -> list[Gauge]:
    """All dials, those that ask for something first."""
    read: tuple[Callable[[Insight], Gauge], ...] = (
        _trust, _bands, _noise, _enough, _looked_at, _edge, _moved, _stated_apart, _steady,
    )  # fmt: skip
    order = {"stop": 0, "watch": 1, "good": 2}
    return sorted((dial(insight) for dial in read), key=lambda gauge: order[gauge.level])


def _trust(insight: Insight) -> Gauge:
    judged = insight.reliability
    skill = f"it predicts {max(judged.skill, 0.0):.0%} of the variance of cells left out"
    trusted = judged.trust
    if trusted == "yes":
        return Gauge("trust", "good", f"The model may be trusted inside the cells' range: {skill}.")
    if trusted == "with care":
        said = f"The model may be used with care: {skill}; confirm its predictions with a cell."
        return Gauge("trust", "watch", said)
    if judged.near_rmse is not None and trusted == "near the cells":
        said = (
            f"The model may be trusted near the cells: where they lie close together its typical "
            f"error, {np.expm1(judged.near_rmse):.0%}, is their scatter; {skill}. Further away, "
            "confirm its predictions with a cell."
        )
        return Gauge("trust", "watch", said)
    return Gauge("trust", "stop", judged.warning)


def _bands(insight: Insight) -> Gauge:
    judged = insight.reliability
    so_far = f"{judged.covered} of {judged.cells} cells fell into their 90 % band"
    if not judged.honest and judged.coverage < NOMINAL:
        said = f"Bands too narrow so far: {so_far}; widen them by half."
        return Gauge("bands", "watch", said)
    if not judged.honest:
        return Gauge(
            "bands", "watch", f"Bands wider than needed: {so_far}; they err on the safe side."
        )
    return Gauge(
        "bands", "good", f"Bands are as wide as they should be, as far as can be seen: {so_far}."
    )


def _noise(insight: Insight) -> Gauge:
    noise, effect = insight.reliability.scatter, insight.reliability.effect
    both = f"cell-to-cell scatter {noise:.0%}, effect of all knobs {effect:.0%} (one sigma)"
    if noise >= effect:
        said = f"Noise larger than the effect: {both}. Press repeats, or move the knobs further."
        return Gauge("noise", "stop", said)
    if noise >= _QUIET * effect:
        said = f"Noise is large compared with the effect: {both}. Repeats are worthwhile."
        return Gauge("noise", "watch", said)
    return Gauge("noise", "good", f"The effect stands out of the noise: {both}.")


def _enough(insight: Insight) -> Gauge:
    d, n = insight.past.space.dimensions, number_of_cells(insight.past.measured)
    wanted = 4 * (d + 1)
    if n < wanted:
        said = f"Too few intact cells: {n} for {d} knob{'s' * (d > 1)}; {wanted} is a fair start."
        return Gauge("intact cells", "stop" if n < wanted / 2 else "watch", said)
    return Gauge("intact cells", "good", f"{n} intact measured cells for {d} knob{'s' * (d > 1)}.")


def _looked_at(insight: Insight) -> Gauge:
    if not insight.past.looked_at:
        return Gauge("integrity", "stop", insight.past.warning)
    if insight.past.warning:
        return Gauge("integrity", "watch", insight.past.warning)
    broken = number_of_cells([cell for cell in insight.past.history if not cell.intact])
    if broken == 0:
        said = "No cell ever broke: where the boundary of integrity lies is not known yet."
        return Gauge("integrity", "watch", said)
    total = number_of_cells(insight.past.history)
    return Gauge(
        "integrity", "good", f"{broken} of {total} cells broke; they show where the boundary lies."
    )


def _edge(insight: Insight) -> Gauge:
    found = []
    for parameter in insight.past.space.parameters:
        if parameter.choices:
            continue
        share = float(parameter.to_unit([parameter.code(insight.best_point[parameter.name])])[0])
        if not _EDGE < share < 1 - _EDGE:
            side = "lowest" if share <= _EDGE else "highest"
            found.append(f"{words_of(parameter.name)} at its {side}")
    if found:
        said = (
            f"The optimum lies at the edge of the box ({', '.join(found)}): a better protocol may "
            "lie beyond. Widen the range there if press, die and cell bear it."
        )
        return Gauge("edge", "watch", said)
    return Gauge("edge", "good", "The optimum lies inside the range of the cells.")


def _moved(insight: Insight) -> Gauge:
    held = [words_of(name) for name in insight.past.held]
    few = []
    for column, name in enumerate(insight.past.space.names):
        levels = len(np.unique(np.round(insight.models.X[:, column], 3)))
        if levels < 3:
            few.append(f"{words_of(name)} ({levels} levels)")
    if held:
        said = f"Never varied, so nothing is known about it: {', '.join(held)}."
        return Gauge("moved", "watch", said)
    if few:
        said = f"Varied at too few levels to show a bend: {', '.join(few)}. Add a level in between."
        return Gauge("moved", "watch", said)
    return Gauge("moved", "good", "Every knob was varied over three levels or more.")


def _stated_apart(insight: Insight) -> Gauge:
    names, X = insight.past.space.names, insight.models.X
    for j in range(len(names)):
        for k in range(j):
            together = _correlation(X[:, j], X[:, k])
            if abs(together) > _CONFOUNDED:
                said = (
                    f"{words_of(names[k])} and {words_of(names[j])} were always varied together "
                    f"(correlation {together:+.2f}): their effects cannot be separated. Press "
                    "cells in which only one of them varies."
                )
                return Gauge("distinguished", "stop", said)
    return Gauge("distinguished", "good", "No two knobs were always varied together.")


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if np.std(a) == 0 or np.std(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _steady(insight: Insight) -> Gauge:
    steady, one = insight.steadiness, insight.past.numbered
    said = []
    if steady.drifts and steady.drift is not None:
        said.append(f"a drift of {np.expm1(steady.drift):+.0%} from the first {one} to the last")
    if steady.lots_differ:
        off = [lot for lot in steady.lots if lot.low > 0 or lot.high < 0]
        said.append("lots that differ (" + ", ".join(
            f"{lot.lot} {np.expm1(lot.offset):+.0%}" for lot in off) + ")")  # fmt: skip
    if steady.signals:
        rows = insight.past.named(steady.signals[:6])
        what = "out of control" if steady.reference else "far from what the others predict"
        said.append(f"{rows} {what}")
    if steady.run_ends:
        rows = insight.past.named(steady.run_ends[:6])
        said.append(f"{steady.run} cells one after the other on one side up to {rows}")
    if said:
        watch = f"Not steady: {'; '.join(said)}. Press a reference cell with every lot and day."
        return Gauge("steadiness", "watch", watch)
    return Gauge("steadiness", "good", "No drift and no lot that stands out.")
