"""Pictures of pressure series: of one cell, which grows with each rung, and of a whole campaign."""

from __future__ import annotations

from matplotlib.figure import Figure

from campaigns.files.documents.knob_labels import words_of
from campaigns.records.views import CampaignView, TrialView
from campaigns.report.figures.picture import Picture
from campaigns.report.series.curves import Curve, climbing_knob, plot_series

_MOST_CURVES = 18
"""Cells that colours and lines tell apart; of more the last ones are drawn."""


def curve_of(trial: TrialView) -> Curve:
    """The rungs of a cell that have a result."""
    seen = [one.observation for one in trial.climbed if one.observation is not None]
    return Curve(trial.sample_label, tuple(seen))


def series_picture(view: CampaignView) -> Picture | None:
    """Resistance against pressure, cell by cell; None where no cell has two rungs."""
    curves = [curve for trial in view.trials if len((curve := curve_of(trial)).rungs) > 1]
    if not curves:
        return None
    knob = climbing_knob(curves)
    shown = curves[-_MOST_CURVES:]
    left_out = f" The last {len(shown)} of {len(curves)} are drawn." if shown != curves else ""
    words = (
        f"Each line is one cell, measured at rising {words_of(knob)} one after the other. Its "
        "rungs share what is particular to the cell; a mark at the upper edge is the rung at which "
        f"it failed.{left_out}"
    )
    ax = plot_series(shown, knob, simulated=view.simulated)
    return Picture("series", "Pressure series", words, _of(ax.get_figure(root=True)))


def cell_series_picture(trial: TrialView) -> Picture | None:
    """The same of one cell; None before its first rung."""
    curve = curve_of(trial)
    if not curve.rungs:
        return None
    knob = climbing_knob([curve])
    ax = plot_series([curve], knob, simulated=trial.simulated)
    seen = "; ".join(f"rung {one.number}: {one.sentence}" for one in trial.climbed)
    words = f"{trial.sample_label} over its {words_of(knob)}. {seen}."
    return Picture("series", "Pressure series", words, _of(ax.get_figure(root=True)))


def _of(figure: Figure | None) -> Figure:
    if figure is None:
        raise ValueError("axes without a figure")
    return figure
