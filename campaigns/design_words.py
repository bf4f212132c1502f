"""A design in words, for the terminal."""

from __future__ import annotations

from pathlib import Path

from doe.classical.advise import Suggestion
from doe.classical.judgement import Judgement
from doe.classical.kinds import KINDS
from doe.classical.plan import Plan


def say_advice(suggestion: Suggestion) -> list[str]:
    """Which design suits, why, and what else would fit."""
    return [
        f"Take {suggestion.kind}, {suggestion.runs} cells: {suggestion.why}",
        suggestion.rest,
        *(f"  or {other}" for other in suggestion.others),
    ]


def say_design(plan: Plan, judgement: Judgement, path: Path) -> list[str]:
    """What was written, what it can tell, what to mind."""
    kind = plan.request.kind
    can = {
        "quadratic": "a full parabola",
        "interactions": "main effects and pairs",
        "linear": "main effects",
        None: "no model by itself: it fills the space",
    }[judgement.model]
    centres = plan.role.count("centre")
    return [
        f"{path}: {kind}, {len(plan.rows)} cells ({centres} at the centre): {KINDS[kind].words}.",
        f"It can estimate {can}; D-efficiency {judgement.d_efficiency:.0%}, "
        f"{judgement.lack_of_fit} degrees of freedom for lack of fit, "
        f"{judgement.pure_error} for pure error.",
        *plan.notes,
        "Fill in the blank columns and read the sheet back with: copress explore FILE.csv",
    ]
