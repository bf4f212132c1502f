"""What a campaign has learned of each knob, in sentences: where cells hold, what it still gains."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from campaigns.files.documents.knob_labels import number_of, quantity_of, words_of
from campaigns.report.landscape import Slice, importance

WORTH_SAYING = 0.05  # a change of the resistance below this share is none
SATURATED = 0.02  # chosen: within two per cent a longer or harder press gains nothing
EVEN_ODDS = 0.5  # as the words say: more likely broken than whole
_DIGITS = 0.005  # P(intact) is written with two digits
NEIGHBOURS = 2  # steps of the axis; chosen: cells this near speak for the point


def lessons(cuts: Sequence[Slice], least_intact: float, most: int = 5) -> list[str]:
    """One sentence a knob, the one that moves the answer most first.

    Args:
        cuts: Every knob varied about the recommended point.
        least_intact: Probability of staying intact that the advice must keep.
        most: No more knobs than this.
    """
    ranked = sorted(cuts, key=importance, reverse=True)[:most]
    if any(safe_range(cut, least_intact) for cut in ranked):
        return [sentence for cut in ranked if (sentence := lesson(cut, least_intact))]
    best = _at_best(cuts)
    unsafe = (
        f"No protocol near here is intact with P >= {least_intact:.2g} yet (P = {best} at best)."
    )
    return [unsafe, *(_sentence(cut, _gains(cut, None)) for cut in ranked if _gains(cut, None))]


def lesson(cut: Slice, least_intact: float) -> str:
    """What one knob does, the others at the recommended values; empty where it does nothing."""
    span = safe_range(cut, least_intact)
    return _sentence(cut, _holds(cut, least_intact, span), _gains(cut, span))


def _sentence(cut: Slice, *parts: str) -> str:
    said = "; ".join(part for part in parts if part)
    return f"{words_of(cut.axis.name).capitalize()}: {said}." if said else ""


def safe_range(cut: Slice, least_intact: float) -> tuple[float, float] | None:
    """The range about the recommended value in which a cell stays intact with that probability.

    None where the recommended value itself, or its next neighbours on the grid, are not safe.
    """
    values = cut.axis.values
    away = np.abs(np.log(values / cut.at) if cut.axis.scale == "log" else values - cut.at)
    here = int(np.argmin(away))
    safe = np.flatnonzero(cut.p_intact >= least_intact)
    if not safe.size:
        return None
    nearest = int(safe[np.argmin(np.abs(safe - here))])
    if abs(nearest - here) > NEIGHBOURS:
        return None
    outside = np.flatnonzero(cut.p_intact < least_intact)
    first = int(max(outside[outside < nearest], default=-1)) + 1
    last = int(min(outside[outside > nearest], default=values.size)) - 1
    low, high = float(values[first]), float(values[last])
    if np.interp(cut.at, values, cut.p_intact) >= least_intact - _DIGITS:
        return min(low, cut.at), max(high, cut.at)  # it stands between two values of the grid
    return low, high


def _holds(cut: Slice, least_intact: float, span: tuple[float, float] | None) -> str:
    """`intact with P >= 0.9 between 350 and 560 MPa, above it cells break`."""
    if span is None:
        return f"nowhere intact with P >= {least_intact:.2g} (P = {_at_best([cut])} at best)"
    values, name = cut.axis.values, cut.axis.name
    below, above = values < span[0], values > span[1]
    if not below.any() and not above.any():
        return ""
    low, high = number_of(span[0]), quantity_of(name, span[1])
    if not below.any():
        where = f"up to {high}"
    elif not above.any():
        where = f"from {quantity_of(name, span[0])} on"
    else:
        where = f"only near {high}" if span[0] == span[1] else f"between {low} and {high}"
    sides = (("below", below), ("above", above))
    broken = [word for word, side in sides if side.any() and cut.p_intact[side].min() < EVEN_ODDS]
    ending = f", {' and '.join(broken)} it cells break" if broken else ""
    return f"intact with P >= {least_intact:.2g} {where}{ending}"


def _gains(cut: Slice, span: tuple[float, float] | None) -> str:
    """Where resistance falls to, and from where on nothing more is gained.

    Where it still falls at the upper end of the safe range `span`, that end is named instead: a
    gain that begins where cells break is none.
    """
    asr: NDArray[np.float64] = cut.asr_median
    if not np.isfinite(asr).all():
        return ""
    first, last, best = float(asr[0]), float(asr[-1]), float(asr.min())
    if first / best - 1.0 < WORTH_SAYING and last / best - 1.0 < WORTH_SAYING:
        return "hardly moves the resistance"
    close = cut.axis.values[asr <= best * (1.0 + SATURATED)]
    name = cut.axis.name
    if first > last and span is not None and close[0] > span[1]:
        end = float(np.interp(span[1], cut.axis.values, asr))
        return (
            f"resistance falls from {number_of(first)} to {number_of(end)} Ω cm² at "
            f"{quantity_of(name, span[1])}, and further only beyond it"
        )
    if first > last:
        return (
            f"resistance falls from {number_of(first)} to {number_of(best)} Ω cm², with little to "
            f"gain beyond {quantity_of(name, float(close[0]))}"
        )
    return (
        f"resistance rises to {number_of(last)} Ω cm² above {quantity_of(name, float(close[-1]))}"
    )


def _at_best(cuts: Sequence[Slice]) -> str:
    """The highest P(intact), never rounded up to what it does not reach."""
    return f"{np.floor(100.0 * max(float(cut.p_intact.max()) for cut in cuts)) / 100.0:.2f}"
