"""Which design suits a budget, and why: the advice of the textbooks, for cells that can break."""

from dataclasses import dataclass

from doe.classical.factorial import best_fraction, resolution
from doe.classical.model_terms import terms_of

_BOX_BEHNKEN = {3: 12, 4: 24, 5: 40, 6: 48, 7: 56}


@dataclass(frozen=True)
class Suggestion:
    """A design for a budget.

    Attributes:
        kind: name of the design; `sobol` with few cells opens a Bayesian campaign.
        runs: cells it takes, centre points included.
        why: reason, in one or two sentences.
        rest: what to do with the cells that are left.
        others: other designs that fit and what speaks for or against them.
    """

    kind: str
    runs: int
    why: str
    rest: str
    others: tuple[str, ...]


def recommend(
    budget: int, factors: int, *, constrained: bool = False, hard_to_change: int = 0
) -> Suggestion:
    """The design that suits so many cells and knobs.

    Args:
        budget: cells that can be pressed.
        factors: knobs that are varied.
        constrained: rules cut corners off the box.
        hard_to_change: how many of the knobs are changed rarely.

    Raises:
        ValueError: no cell or no knob.
    """
    if budget < 1 or factors < 1:
        raise ValueError(f"{budget} cells and {factors} knobs: at least one of each is needed.")
    kind, runs, why = _choice(budget, factors, constrained, hard_to_change)
    return Suggestion(kind, runs, why, _rest(budget, runs), _others(budget, factors, kind))


def _choice(budget: int, factors: int, constrained: bool, hard: int) -> tuple[str, int, str]:
    terms = len(terms_of(factors, "quadratic"))
    if (constrained or hard) and budget >= terms + 3:
        reason = "constraints cut the box" if constrained else "hard-to-change knobs share settings"
        return (
            "i-optimal",
            min(budget, terms + 4 + factors),
            f"{reason}, where tabled designs do not fit; it estimates all {terms} terms of a "
            "parabola and predicts best on what can be set.",
        )
    if constrained:
        return _opening(budget, factors, "constraints cut the box")
    if factors <= 2 and budget >= terms + 3:
        return _small(budget, factors)
    if factors in _BOX_BEHNKEN and budget >= _BOX_BEHNKEN[factors] + 3:
        return (
            "box-behnken",
            _BOX_BEHNKEN[factors] + 3,
            f"it estimates all {terms} terms of a parabola and has no corner: no cell is pressed "
            "hard in everything at once, which is where cells crack.",
        )
    if budget >= terms + 3:
        return (
            "d-optimal",
            min(budget, terms + 4),
            f"enough for the {terms} terms of a parabola, too few for a tabled design.",
        )
    return _screening(budget, factors)


def _small(budget: int, factors: int) -> tuple[str, int, str]:
    if factors == 1:
        return "d-optimal", min(budget, 7), "one knob: both ends, the middle, and repeats of each."
    return (
        "ccd-face",
        min(budget, 11),
        "two knobs: corners, faces and repeated centre give a parabola within the bounds.",
    )


def _screening(budget: int, factors: int) -> tuple[str, int, str]:
    definitive = 2 * (factors + factors % 2) + 5
    if factors >= 4 and budget >= definitive:
        return (
            "definitive-screening",
            definitive,
            "too few cells for a full parabola: this finds the knobs that matter, clear of "
            "interactions, and shows whether they bend.",
        )
    plackett = 4 * (factors // 4 + 1)
    if factors >= 4 and budget >= plackett + 2:
        return (
            "plackett-burman",
            plackett + 2,
            "only main effects can be had from so few cells; pairs of knobs may blur them.",
        )
    return _opening(budget, factors, "too few cells for any parabola")


def _opening(budget: int, factors: int, reason: str) -> tuple[str, int, str]:
    runs = max(1, min(budget, 4 + factors))
    return (
        "sobol",
        runs,
        f"{reason}: a small space-filling start, then let the Bayesian campaign place each next "
        "cell where it learns most.",
    )


def _rest(budget: int, runs: int) -> str:
    if budget <= runs:
        return "No cell is left over; put the best setting to the test when there is one."
    return (
        f"{budget - runs} cells are left: hand the results to a Bayesian campaign "
        "(copress explore, copress propose) and confirm its best setting with two or three of them."
    )


def _others(budget: int, factors: int, chosen: str) -> tuple[str, ...]:
    offers = {
        "ccd-face": (
            2 <= factors <= 5,
            2**factors + 2 * factors + 3,
            "a parabola too, and it visits the corners: more is learned, more cells break",
        ),
        "full-factorial": (
            factors <= 5,
            2**factors + 3,
            "all interactions, but curvature only as a whole",
        ),
        "latin-hypercube": (True, 10 * factors, "no model assumed; suits the Gaussian process"),
    }
    fraction = best_fraction(factors, budget)
    if fraction:
        words = f"main effects only, resolution {resolution(factors, fraction)}"
        offers["fractional-factorial"] = (True, fraction + 3, words)
    return tuple(
        f"{kind} ({runs} cells{'' if runs <= budget else ', over budget'}): {words}."
        for kind, (fits, runs, words) in offers.items()
        if fits and kind != chosen
    )
