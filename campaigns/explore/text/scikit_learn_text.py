"""`copress explore --check`: what scikit-learn's own tools say, as chapter and numbers."""

from __future__ import annotations

import numpy as np

from campaigns.explore.analysis.scikit_learn_checks import (
    INTACT_CALIBRATION,
    IntactByFold,
    LeftOutByFold,
    ScikitLearnChecks,
)
from campaigns.explore.models import Models
from campaigns.explore.text.chapters import Chapter
from campaigns.files.documents.knob_labels import words_of

TITLE = "Checked by scikit-learn"

_LEFT_OUT = {
    "lot": "Each fold leaves whole lots out",
    "cell": "Each fold leaves whole cells out, all their rungs together",
    "tenth": "Each fold leaves a tenth of the cells out, at least one",
}


def chapter_of(models: Models, checks: ScikitLearnChecks) -> Chapter:
    """The answers in words."""
    shown = () if checks.integrity is None else (INTACT_CALIBRATION,)
    said = (_surface(models, checks.surface), _knobs(checks), _integrity(checks.integrity))
    return Chapter(TITLE, said, shown)


def _surface(models: Models, found: LeftOutByFold) -> str:
    quantity, kept = models.past.quantity.words, max(models.calibration.skill, 0.0)
    errors = np.expm1(found.rmse)
    return (
        f"Cross-validation in {len(errors)} folds. {_LEFT_OUT[found.left_out]}, and learns length "
        f"scales and scatter again from the others: the typical error is {np.mean(errors):.1%} of "
        f"the {quantity} ({np.min(errors):.1%} to {np.max(errors):.1%} by fold), "
        f"{max(found.r2, 0.0):.0%} of the variance is predicted. One cell left out at a time, "
        f"scales and scatter kept: {kept:.0%}."
    )


def _knobs(checks: ScikitLearnChecks) -> str:
    ranked = sorted(checks.importance.items(), key=lambda item: -item[1][0])
    each = ", ".join(f"{words_of(name)} {mean:.2f} ± {std:.2f}" for name, (mean, std) in ranked)
    return (
        f"Permutation importance, by how much R2 of the cells falls when one knob's values are "
        f"shuffled among them: {each}. It counts the settings that were pressed; the sensitivity "
        "above counts the whole range of each knob evenly."
    )


def _integrity(found: IntactByFold | None) -> str:
    if found is None:
        return (
            "P(intact) cannot be checked: nobody looked, or fewer than five cells broke, or fewer "
            "than five held."
        )
    better = found.brier < found.brier_of_share
    return (
        f"P(intact) of cells left out: Brier score {found.brier:.3f} (0 is perfect), "
        f"{found.brier_of_share:.3f} if each had the share of intact cells "
        f"({np.sum(found.intact)} of {len(found.intact)}). It tells "
        f"{'more' if better else 'no more'} than that share."
    )


def document(checks: ScikitLearnChecks) -> dict[str, object]:
    """The answers as numbers."""
    surface, integrity = checks.surface, checks.integrity
    return {
        "left_out": surface.left_out,
        "folds": len(surface.rmse),
        "rmse_ln": [float(error) for error in surface.rmse],
        "r2": surface.r2,
        "permutation_importance": {
            name: {"mean": mean, "std": std} for name, (mean, std) in checks.importance.items()
        },
        "p_intact": None
        if integrity is None
        else {
            "cells": len(integrity.intact),
            "intact": int(np.sum(integrity.intact)),
            "brier": integrity.brier,
            "brier_of_share": integrity.brier_of_share,
            "log_loss": integrity.log_loss,
        },
    }
