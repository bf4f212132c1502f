"""Fragility in words: which single cells the advice hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaigns.files.documents.labels import number_of
from campaigns.report.text.advice import protocol_line

if TYPE_CHECKING:  # the shape only: words need no model
    from doe.recommendation.robustness import Fragility, Hinge

MOST_SAID = 3  # chosen: one sentence


def fragility_sentences(found: Fragility) -> list[str]:
    """The headline, then one sentence for each of the cells that matter most."""
    if found.survives:
        return [f"Firm: {_tried(found)} changes the advice by what matters."]
    trials = sorted({hinge.trial for hinge in found.hinges})
    named = ", ".join(f"#{trial}" for trial in trials[:MOST_SAID])
    others = len(trials) - MOST_SAID
    more = f" and {others} more" if others > 0 else ""
    word = "cell" if len(trials) == 1 else "cells"
    lead = (
        f"Fragile: the advice hangs on {word} {named}{more}. Look at what was noted of "
        "them, or press them again, before relying on it."
    )
    return [lead, *(_told(hinge) for hinge in found.hinges[:MOST_SAID])]


def _tried(found: Fragility) -> str:
    if not found.failures:
        return f"leaving out no single one of {found.cells} cells"
    left_out = f"leaving out any one of {found.cells} cells"
    flipped = (
        "counting the one failure as whole"
        if found.failures == 1
        else f"counting any one of {found.failures} failures as whole"
    )
    return f"neither {left_out} nor {flipped}"


def _told(hinge: Hinge) -> str:
    supposed = (
        f"Without trial #{hinge.trial}"
        if hinge.change == "left out"
        else f"Had the cell of trial #{hinge.trial} held"
    )
    if hinge.effect == "would break":
        return (
            f"{supposed}, the recommended protocol would keep only "
            f"{hinge.p_intact_advised:.0%} of the cells whole."
        )
    return (
        f"{supposed}, {protocol_line(hinge.point)} would be recommended: "
        f"{number_of(hinge.asr_ohm_cm2)} Ω cm² expected there, "
        f"{number_of(hinge.asr_advised_ohm_cm2)} at what is recommended now."
    )
