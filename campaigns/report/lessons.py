"""What a campaign has learned of each knob, in sentences: where cells hold, what it still gains."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from campaigns.report.labels import number_of, quantity_of, words_of
from campaigns.report.landscape import Slice, importance

WORTH_SAYING = 0.05  # a change of the resistance below this share is none
SATURATED = 0.02


def lessons(cuts: Sequence[Slice], least_intact: float = 0.9, most: int = 5) -> list[str]:
    """One sentence a knob, the one that moves the answer most first.

    Args:
        cuts: Every knob varied about the recommended point.
        least_intact: Probability of staying whole that counts as safe.
        most: No more sentences than this.
    """
    ranked = sorted(cuts, key=importance, reverse=True)
    said = [lesson(cut, least_intact) for cut in ranked]
    return [sentence for sentence in said if sentence][:most]


def lesson(cut: Slice, least_intact: float = 0.9) -> str:
    """What one knob does, the others at the recommended values; empty where it does nothing."""
    parts = [part for part in (_holds(cut, least_intact), _gains(cut)) if part]
    return f"{words_of(cut.axis.name).capitalize()}: {'; '.join(parts)}." if parts else ""


def safe_range(cut: Slice, least_intact: float) -> tuple[float, float] | None:
    """The range about the recommended value in which a cell stays whole surely enough."""
    values = cut.axis.values
    here = int(np.argmin(np.abs(np.log(values / cut.at) if _is_log(cut) else values - cut.at)))
    safe = cut.p_intact >= least_intact
    if not safe[here]:
        return None
    outside = np.flatnonzero(~safe)
    first = int(max(outside[outside < here], default=-1)) + 1
    last = int(min(outside[outside > here], default=values.size)) - 1
    return float(values[first]), float(values[last])


def _holds(cut: Slice, least_intact: float) -> str:
    """`whole between 350 and 560 MPa`, with the side on which cells break."""
    span = safe_range(cut, least_intact)
    if span is None:
        return (
            f"at no value quite safe (P(intact) {number_of(float(cut.p_intact.max()), 2)} at best)"
        )
    values, name = cut.axis.values, cut.axis.name
    from_edge, to_edge = span[0] <= values[0], span[1] >= values[-1]
    if from_edge and to_edge:
        return ""
    if from_edge:
        return f"cells hold up to about {quantity_of(name, span[1])} and break above"
    if to_edge:
        return f"cells hold from about {quantity_of(name, span[0])} on"
    low, high = number_of(span[0]), quantity_of(name, span[1])
    return f"cells hold between about {low} and {high}, outside they break"


def _gains(cut: Slice) -> str:
    """Where resistance falls to, and from where on nothing more is gained."""
    asr: NDArray[np.float64] = cut.asr_median
    if not np.isfinite(asr).all():
        return ""
    first, last, best = float(asr[0]), float(asr[-1]), float(asr.min())
    if first / best - 1.0 < WORTH_SAYING and last / best - 1.0 < WORTH_SAYING:
        return "hardly moves the resistance"
    close = cut.axis.values[asr <= best * (1.0 + SATURATED)]
    name = cut.axis.name
    if first > last:
        return (
            f"resistance falls from {number_of(first)} to {number_of(best)} Ω cm², with little to "
            f"gain beyond {quantity_of(name, float(close[0]))}"
        )
    return (
        f"resistance rises to {number_of(last)} Ω cm² above {quantity_of(name, float(close[-1]))}"
    )


def _is_log(cut: Slice) -> bool:
    return cut.axis.scale == "log"
