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


def say_design(plan: Plan, judgement: Judgement, path: Path, campaign: str) -> list[str]:
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
        f"To print, with a code for each cell: {path.with_suffix('.html')}.",
        f"Fill in the blank columns and give the sheet back: copress record {campaign} --sheet "
        f"{path}; the campaign goes on from there. Or look at it by itself: copress explore {path}",
    ]
