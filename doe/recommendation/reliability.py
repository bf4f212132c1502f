"""May the model be trusted yet? The judgement of cells left out, next to their scatter."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from doe.domain.learners import Array, Calibration

Trust = Literal["yes", "with care", "near the cells", "not yet"]

_FEWEST = 8  # cells: fewer say nothing of a model
_AS_SCATTER = 1.25  # an error by so much above the scatter is that of an estimated scatter
_PREDICTS = 0.5  # of the variance; more is not why a model is not trusted, its few cells are
_NEAR = 1.5  # scatters: a cell left out is near others where its prediction is not much wider


@dataclass(frozen=True)
class Reliability:
    """How far the fitted model may be relied on; the one judgement that every page repeats.

    Attributes:
        trust: "yes"; "with care": it predicts some, confirm what it promises; "near the cells":
            where they lie close together it errs by no more than their scatter; "not yet".
        cells: cells with the goal's value.
        skill: share of their variance that is predicted when each is left out.
        rmse: typical error of that prediction, ln units.
        near_rmse: the same of cells that lie near others; None where they are fewer than eight.
        covered: cells inside their own 90 % interval.
        coverage: their share.
        coverage_interval: where the true share lies with 90 % probability.
        honest: the intervals hold about as many cells as they say.
        scatter: of one more cell about the surface, one sigma, ln units.
        effect: how far the knobs move the surface over the whole space, one sigma, ln units.
    """

    trust: Trust
    cells: int
    skill: float
    rmse: float
    near_rmse: float | None
    covered: int
    coverage: float
    coverage_interval: tuple[float, float]
    honest: bool
    scatter: float
    effect: float

    @property
    def warning(self) -> str:
        """What a reader must know before anything that the model says; empty where it is usable."""
        if self.trust != "not yet":
            return ""
        why = (
            f"{self.cells} measured cells are too few to say how well it predicts"
            if self.skill >= _PREDICTS
            else f"it predicts {max(self.skill, 0.0):.0%} of the variance of cells left out, from "
            f"{self.cells} cells"
        )
        return (
            f"The model may not be trusted yet: {why}. Press more cells where they differ most "
            "before acting on it."
        )


class Judged(Protocol):
    """A fitted surface, and what its own cells say of it."""

    @property
    def noise_std(self) -> float:
        """Scatter of one more cell, one sigma."""

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) at X (n, d)."""

    @property
    def calibration(self) -> Calibration:
        """Judged by its cells, each left out."""


def reliability(model: Judged, cover: Array) -> Reliability:
    """Judge a fitted model.

    A campaign that has found its optimum presses there: its cells differ by little but their
    scatter, of which no model predicts anything, and the few cells elsewhere are predicted badly
    without themselves, which their bands say. That the model errs by no more than the scatter
    where cells lie near each other, with honest bands, is then all that can be asked of it. Where
    the knobs move less than the scatter, that is no excuse.

    Args:
        model: of the goal's value, two cells or more.
        cover: points (n, d) all over the space.
    """
    judged, scatter = model.calibration, model.noise_std
    effect = float(np.std(model.predict(cover)[0]))
    errors = (judged.measured - judged.expected)[judged.std <= _NEAR * scatter]
    near_rmse = float(np.sqrt(np.mean(errors**2))) if len(errors) >= _FEWEST else None
    as_scatter = near_rmse is not None and near_rmse <= _AS_SCATTER * scatter
    near = judged.honest and as_scatter and scatter < effect
    trust: Trust = "near the cells" if judged.trust == "not yet" and near else judged.trust
    return Reliability(
        trust=trust,
        cells=len(judged.measured),
        skill=judged.skill,
        rmse=judged.rmse,
        near_rmse=near_rmse,
        covered=judged.covered,
        coverage=judged.coverage,
        coverage_interval=judged.coverage_interval,
        honest=judged.honest,
        scatter=scatter,
        effect=effect,
    )
