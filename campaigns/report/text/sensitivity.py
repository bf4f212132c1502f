"""Robustness in words: which one or two cells the advice hangs on, or that cells are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaigns.files.documents.knob_labels import number_of
from campaigns.report.text.advice import protocol_line

if TYPE_CHECKING:  # the shape only: words need no model
    from doe.recommendation.robustness import Fragility, Hinge

MOST_NAMED = 2
"""Cells that are named; where more would each change the advice, it is not theirs but the number's
fault."""


def fragility_sentences(found: Fragility, *, trusted: bool = True) -> list[str]:
    """The headline, then what would change without the one or two cells that matter.

    Args:
        found: what leaving out single cells does.
        trusted: the model may be trusted, near the cells at least.
    """
    if not trusted:
        return [
            "Whether single cells decide the advice is not judged while the model may not be "
            "trusted."
        ]
    if found.survives:
        return [f"Robust against single cells: {_tried(found)} changes the advice by what matters."]
    trials = list(dict.fromkeys(hinge.trial for hinge in found.hinges))
    if len(trials) > MOST_NAMED:
        return [
            f"Too few cells for a robust advice: each of {len(trials)} of the {found.cells} cells "
            "would change it alone. Press more cells near the recommended protocol; the cell that "
            f"matters most is #{trials[0]}.",
            _sentence(found.hinges[0]),
        ]
    named = " and ".join(f"#{trial}" for trial in trials)
    word = "cell" if len(trials) == 1 else "cells"
    lead = (
        f"Sensitive to {word} {named}. Look at what was noted of "
        f"{'it' if len(trials) == 1 else 'them'}, or press the same again, before relying on the "
        "advice."
    )
    return [lead, *(_sentence(_strongest(found, trial)) for trial in trials)]


def _strongest(found: Fragility, trial: int) -> Hinge:
    """The hinges come strongest first."""
    return next(hinge for hinge in found.hinges if hinge.trial == trial)


def _tried(found: Fragility) -> str:
    if not found.failures:
        return f"leaving out no single one of {found.cells} cells"
    left_out = f"leaving out any one of {found.cells} cells"
    flipped = (
        "counting the one failure as intact"
        if found.failures == 1
        else f"counting any one of {found.failures} failures as intact"
    )
    return f"neither {left_out} nor {flipped}"


def _sentence(hinge: Hinge) -> str:
    supposed = (
        f"Without trial #{hinge.trial}"
        if hinge.change == "left out"
        else f"Had the cell of trial #{hinge.trial} held"
    )
    if hinge.effect == "would break":
        return (
            f"{supposed}, the recommended protocol would keep only "
            f"{hinge.p_intact_advised:.0%} of the cells intact."
        )
    return (
        f"{supposed}, {protocol_line(hinge.point)} would be recommended: "
        f"{number_of(hinge.asr_ohm_cm2)} Ω cm² expected there, "
        f"{number_of(hinge.asr_advised_ohm_cm2)} at what is recommended now."
    )
