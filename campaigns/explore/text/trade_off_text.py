"""Steadiness and trade-offs in words."""

from __future__ import annotations

import numpy as np

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.report.text.advice import protocol_line


def steady(insight: Insight) -> list[str]:
    """What the control chart, the lots and the order of the cells show."""
    chart, quantity, one = insight.steadiness, insight.past.quantity, insight.past.numbered
    if chart.reference:
        what = f"{len(chart.rows)} repeats of one protocol serve as reference cells"
        scatter = f"they scatter by {chart.sigma:.1%}"
    else:
        what = "No protocol was repeated five times, so the chart shows what the model left over"
        scatter = f"cells scatter about it by {insight.models.surface.noise_std:.1%}"
    said = [f"{what}; {scatter}."]
    if chart.signals:
        rows = insight.past.named(chart.signals)
        what = "Out of control" if chart.reference else "Far from what the others predict"
        said.append(f"{what}: {rows}. Look at what was noted of these cells.")
    if chart.run_ends:
        rows = insight.past.named(chart.run_ends)
        said.append(
            f"{chart.run} cells one after the other lie on one side, up to {rows}: something moved "
            "there."
        )
    if chart.drift is not None and chart.drift_p is not None:
        turn = -1.0 if quantity.inverted else 1.0
        size = f"{np.expm1(turn * chart.drift):+.1%}"
        chance = f"p = {chart.drift_p:.2g}"
        said.append(
            f"The {quantity.words} drifts by {size} from the first {one} to the last ({chance})."
            if chart.drifts
            else f"No drift beyond chance over the {one}s ({size}, {chance})."
        )
    for lot in chart.lots:
        turn = -1.0 if quantity.inverted else 1.0
        low, high = sorted(np.expm1(turn * end) for end in (lot.low, lot.high))
        verdict = "stands out" if lot.low > 0 or lot.high < 0 else "does not stand out"
        said.append(
            f"Lot {lot.lot} ({lot.cells} cells) {verdict}: {np.expm1(turn * lot.offset):+.1%} "
            f"against what all cells predict (90 %: {low:+.1%} to {high:+.1%})."
        )
    return said


def trade(insight: Insight) -> list[str]:
    """Cells that no other betters, and the model's own trade-off."""
    found = insight.front
    if found is None:
        return []
    quantity = insight.past.quantity
    rows = insight.past.named(found.best[:12])
    goals = (quantity.words, "staying intact", *["cycle life"] * found.has_retention)
    said = [f"No other cell is better in {', '.join(goals[:-1])} and {goals[-1]} at once: {rows}."]
    if len(found.model_points) > 1:
        safe, best = found.model_points[-1], found.model_points[0]
        said.append(
            f"By the model: safest is {protocol_line(safe)} (P(intact) "
            f"{found.model_p_intact[-1]:.2f}, {quantity.with_unit(found.model_values[-1])}); "
            f"{quantity.best} {quantity.words} whatever breaks is {protocol_line(best)} "
            f"(P(intact) {found.model_p_intact[0]:.2f}, "
            f"{quantity.with_unit(found.model_values[0])})."
        )
    return said
