"""The pictures of a campaign: which figures there are, what each says in words, drawn once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from campaigns.report.bands import Band, band_of
from campaigns.report.convergence_figure import plot_convergence
from campaigns.report.labels import words_of
from campaigns.report.landscape import landscape, map_axes, slices
from campaigns.report.nyquist_figure import MeasuredCell, plot_nyquist
from campaigns.report.press_trace_figure import plot_press_trace
from campaigns.report.slices_figure import plot_slices
from campaigns.report.style import condition_of, in_house_style
from campaigns.report.surrogate_map_figure import LEAST_INTACT, plot_surrogate_map
from campaigns.report.svg import inline_svg
from campaigns.view import CampaignView, TrialView
from doe.strategy import Strategy

BEST_CELLS = 4


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with its title and what it shows, in a sentence or two."""

    name: str
    title: str
    words: str
    figure: Figure

    @cached_property
    def svg(self) -> str:
        """The figure as an element of a page; drawn once."""
        return inline_svg(self.figure, self.name, self.words)


def pictures(view: CampaignView, strategy: Strategy) -> list[Picture]:
    """All pictures that the campaign has material for, in the order of the report."""
    drawn: tuple[Callable[[CampaignView, Strategy], Picture | None], ...] = (
        convergence_picture,
        map_picture,
        slices_picture,
        nyquist_picture,
        press_picture,
    )
    made = (draw(view, strategy) for draw in drawn)
    return [picture for picture in made if picture is not None]


def convergence_picture(view: CampaignView, strategy: Strategy) -> Picture | None:
    """Cell by cell, and what is promised for the recommended protocol."""
    if not view.history:
        return None
    expected = {
        trial.number: band
        for trial in view.trials
        if (band := band_of(trial.expected.get("asr_ohm_cm2"))) is not None
    }
    advice = view.advice
    promised = None
    if advice is not None and np.isfinite(advice.asr_ohm_cm2.median):
        promised = Band(advice.asr_ohm_cm2.median, advice.asr_ohm_cm2.low, advice.asr_ohm_cm2.high)
    ax = plot_convergence(
        view.history, expected=expected, recommended=promised, simulated=view.simulated
    )
    return Picture("convergence", "Convergence", _convergence_words(view, expected), _of(ax))


def map_picture(view: CampaignView, strategy: Strategy) -> Picture | None:
    """The surrogate over co-press pressure and the most important other knob."""
    if view.advice is None or len(strategy.space.parameters) < 2:
        return None
    at = view.advice.point
    cuts = slices(strategy, view.history, strategy.space, at)
    if not np.isfinite(cuts[0].asr_median).all():
        return None
    names = map_axes(cuts)
    seen = landscape(strategy, view.history, strategy.space, names, at)
    ax = plot_surrogate_map(
        seen, view.history, recommended=view.advice.point, simulated=view.simulated
    )
    words = (
        f"Expected resistance over {words_of(names[0])} and {words_of(names[1])}, the knob that "
        "matters most besides it; the other knobs stand at the recommended values. In the hatched "
        f"ground fewer than {LEAST_INTACT:.0%} of cells would stay whole. Cells are drawn where "
        "they were pressed; most differ from this cut in the other knobs."
    )
    return Picture("map", "What the surrogate believes", words, _of(ax))


@in_house_style
def slices_picture(view: CampaignView, strategy: Strategy) -> Picture | None:
    """Every knob alone, through the recommended point."""
    if view.advice is None:
        return None
    cuts = slices(strategy, view.history, strategy.space, view.advice.point)
    if not np.isfinite(cuts[0].asr_median).all():
        return None
    rows = -(-len(cuts) // 3)
    figure = Figure(figsize=(9.6, 2.35 * rows), layout="constrained")
    grid = list(np.ravel(figure.subplots(rows, min(3, len(cuts)), squeeze=False)))
    plot_slices(cuts, simulated=view.simulated, axes=grid[: len(cuts)])
    for spare in grid[len(cuts) :]:
        spare.remove()
    words = (
        "One knob at a time, the others at the recommended values (dashed line): expected "
        "resistance of one more cell with its 90 % band (blue, left) and the probability that it "
        f"stays whole (red, right). Hatched: below {LEAST_INTACT:.0%}."
    )
    return Picture("slices", "Knob by knob", words, figure)


def nyquist_picture(view: CampaignView, strategy: Strategy) -> Picture | None:
    """The intact cells with the lowest resistance."""
    cells = list(_best_measured(view))
    if not cells:
        return None
    measured = [
        MeasuredCell(f"cell {t.number}", t.spectrum, t.resistance.area_cm2, t.asr_ohm_cm2)
        for t in cells
        if t.spectrum is not None and t.resistance is not None
    ]
    ax = plot_nyquist(measured, simulated=view.simulated)
    words = (
        f"The {len(measured)} intact cells of lowest resistance, per area. The bar on the axis is "
        "the resistance taken from the fit; the tail to its right is blocking or diffusion and is "
        "not part of it."
    )
    return Picture("nyquist", "Impedance of the best cells", words, _of(ax))


def press_picture(view: CampaignView, strategy: Strategy) -> Picture | None:
    """Planned against achieved, for the best cell."""
    traced = [trial for trial in view.trials if trial.trace is not None]
    if not traced:
        return None
    best = view.best_measured()
    shown = best if best is not None and best.trace is not None else traced[-1]
    if shown.trace is None:
        return None
    ax = plot_press_trace(shown.trace, shown.steps, simulated=view.simulated)
    words = f"Cell {shown.number}: what the press was asked to do and what its trace shows."
    return Picture("press", "Planned and achieved pressing", words, _of(ax))


def _best_measured(view: CampaignView) -> Iterator[TrialView]:
    """Whole cells with a spectrum, lowest resistance first."""
    read = [
        (trial.asr_ohm_cm2, trial.number, trial)
        for trial in view.trials
        if trial.observation is not None
        and condition_of(trial.observation) == "intact"
        and trial.asr_ohm_cm2 is not None
        and trial.spectrum is not None
        and trial.resistance is not None
    ]
    yield from (trial for _, _, trial in sorted(read, key=lambda row: row[:2])[:BEST_CELLS])


def _convergence_words(view: CampaignView, expected: dict[int, Band]) -> str:
    judged = [
        (expected[t.number], t.asr_ohm_cm2)
        for t in view.trials
        if t.number in expected and t.asr_ohm_cm2 is not None
    ]
    words = (
        "Every cell in the order of pressing. Grey: what the model expected before the press moved."
    )
    if judged:
        met = sum(band.low <= asr <= band.high for band, asr in judged)
        words += f" {met} of {len(judged)} measured cells fell into their 90 % interval."
    return words + (
        " Broken cells are in the strip on top: their resistance is never used, a short reads low."
    )


def _of(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure")
    return figure
