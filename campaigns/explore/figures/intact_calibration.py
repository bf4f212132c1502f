"""How often cells held that were said to hold with some probability, drawn by scikit-learn."""

from __future__ import annotations

from matplotlib.axes import Axes
from sklearn.calibration import CalibrationDisplay

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.analysis.scikit_learn_checks import (
    INTACT_CALIBRATION,
    IntactByFold,
    ScikitLearnChecks,
)
from campaigns.explore.figures.exploration_figures import picture_of
from campaigns.report.figures.picture import Picture
from campaigns.report.figures.style import BLUE, axes_or_new, in_house_style

_BINS = 5  # of as many cells each; chosen: ten of 60 cells are six each, whose share says nothing


@in_house_style
def plot_intact_calibration(left_out: IntactByFold, *, ax: Axes | None = None) -> Axes:
    """Draw the share of cells that held over the P(intact) that the other cells gave them."""
    ax = axes_or_new(ax, 4.6, 4.2)
    CalibrationDisplay.from_predictions(
        left_out.intact,
        left_out.p_intact,
        n_bins=_BINS,
        strategy="quantile",
        pos_label=True,
        name="cells left out",
        ax=ax,
        color=BLUE,
    )
    ax.set_xlabel("P(intact) by the other cells")
    ax.set_ylabel("Share of the cells that held")
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-0.02, 1.02)
    return ax


def calibration_pictures(insight: Insight, checks: ScikitLearnChecks) -> list[Picture]:
    """The calibration of P(intact), where it can be drawn."""
    if checks.integrity is None:
        return []
    words = (
        "Share of the cells that held over the probability that the other cells gave them, in "
        "five groups of as many cells each. On the dotted line probabilities are honest."
    )
    ax = plot_intact_calibration(checks.integrity)
    return [picture_of(insight, INTACT_CALIBRATION, "Is P(intact) honest", words, ax)]
