"""The pictures of a campaign: which figures there are, what each says in words, drawn once.

Each function takes what is known and gives a `Picture`: `picture.svg` is one `<svg>` element with
its description, drawn once, dark on a dark page; None where there is nothing to draw yet.

    convergence_picture(view)            cell by cell, with the promise
    map_picture(view, strategy)          ASR over two knobs; `names=("copress_mpa", "anode_mpa")`
                                         and `at={...}` where others are wanted;
                                         `intact=True` for P(intact)
    slices_picture(view, strategy)       every knob alone, through `at` or the recommended point
    nyquist_picture(view)                the best cells together
    impedance_picture(trial)             one cell: Nyquist, Bode, misfit, with the fit
    press_picture(view)                  the best cell, planned and achieved
    press_trace_picture(trial)           one cell, likewise

Sensitivity, Pareto and control chart are pictures of an exploration:
`campaigns.explore.figures.exploration_figures`.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from campaigns.files.documents.knob_labels import quantity_of, words_of
from campaigns.optimiser.frames import frame_of
from campaigns.records.views import CampaignView, TrialView
from campaigns.report.figures import convergence, parallel
from campaigns.report.figures.convergence import plot_convergence
from campaigns.report.figures.hover import PointedPlot
from campaigns.report.figures.intact_map import plot_intact_map
from campaigns.report.figures.nyquist import MeasuredCell, plot_nyquist
from campaigns.report.figures.parallel import plot_parallel
from campaigns.report.figures.picture import Picture
from campaigns.report.figures.press_trace import plot_press_trace
from campaigns.report.figures.slices import plot_slices
from campaigns.report.figures.spectrum_figures import headline, plot_impedance
from campaigns.report.figures.style import MARKS, in_house_style, mark_simulated
from campaigns.report.figures.surrogate_map import LEAST_INTACT, plot_surrogate_map
from campaigns.report.landscape import Landscape, landscape, map_axes, slices
from campaigns.report.series.pictures import series_picture
from campaigns.report.text.advice import least_shown
from campaigns.report.text.noise import Band, band_of
from campaigns.report.text.protocol_steps import STEP_TITLES
from campaigns.trial.cell_labels import BROKEN, condition_of
from doe.space import Point, Space
from doe.strategy import Strategy
from doe.trials import Observation

BEST_CELLS = 4  # chosen: more curves cannot be distinguished in one figure
_FEWEST_LINES = 3  # cells; fewer are read from the table


def pictures(view: CampaignView, strategy: Strategy) -> list[Picture]:
    """All pictures that the campaign has material for, in the order of the report."""
    made = (
        convergence_picture(view),
        map_picture(view, strategy),
        slices_picture(view, strategy),
        parallel_picture(view, strategy.space),
        series_picture(view),
        nyquist_picture(view),
        press_picture(view),
    )
    return [picture for picture in made if picture is not None]


def convergence_picture(view: CampaignView) -> Picture | None:
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
    days = {trial.number: trial.made.day for trial in view.trials if trial.made.day}
    ax = plot_convergence(
        view.history,
        expected=expected,
        recommended=promised,
        days=days,
        simulated=view.simulated,
    )
    pointed = convergence.cells_pointed_at(ax, view.history, days)
    words = _convergence_words(view, expected)
    return Picture("convergence", "Convergence", words, _of(ax), pointed)


def parallel_picture(view: CampaignView, space: Space) -> Picture | None:
    """Every cell as a line over all knobs; None with a single knob."""
    cells = view.cells
    if space.dimensions < 2 or len(cells) < _FEWEST_LINES:
        return None
    ax = plot_parallel(cells, space, simulated=view.simulated)
    words = (
        "Each line is a cell, each upright axis a knob from its lowest to its highest value. Dark "
        "lines are cells of low resistance; dashed ones broke or were not measured. The line under "
        "the pointer says which cell it is."
    )
    table = frame_of(cells).to_csv(index=False, lineterminator="\r\n")
    pointed = parallel.cells_pointed_at(ax, cells, space)
    return Picture("cells", "All cells over all knobs", words, _of(ax), pointed, table)


def map_picture(
    view: CampaignView,
    strategy: Strategy,
    *,
    names: tuple[str, str] | None = None,
    at: Point | None = None,
    intact: bool = False,
) -> Picture | None:
    """The surrogate over two knobs, the others held.

    Args:
        view: The campaign.
        strategy: Asked for what it expects.
        names: Knob across and knob upwards; else co-press pressure and the most important other.
        at: Where the other knobs stand; else at the recommended values.
        intact: Draw the probability of staying intact instead of the resistance.
    """
    seen = _seen(view, strategy, names, at)
    if seen is None:
        return None
    star = view.advice.point if view.advice else None
    across, up = words_of(seen.x.name), words_of(seen.y.name)
    why = ", the next most important knob" if names is None else ""
    least = _least_intact(view)
    if intact:
        ax = plot_intact_map(
            seen, view.history, recommended=star, least_intact=least, simulated=view.simulated
        )
        words = f"Probability that a cell stays intact over {across} and {up}; {_held(seen, at)}."
        return Picture("intact", "Where cells stay intact", words, _of(ax))
    ax = plot_surrogate_map(
        seen, view.history, recommended=star, least_intact=least, simulated=view.simulated
    )
    words = (
        f"Expected resistance over {across} and {up}{why}; {_held(seen, at)}. In the hatched "
        f"area fewer than {least:.0%} of cells would stay intact: nothing there is advised. Cells "
        "are drawn where they were pressed; most differ from this cut in the other knobs."
    )
    return Picture("map", "What the model predicts", words, _of(ax))


def _least_intact(view: CampaignView) -> float:
    """What the advice must keep; what it usually must, while there is none."""
    return least_shown(view.advice) if view.advice else LEAST_INTACT


def _seen(
    view: CampaignView, strategy: Strategy, names: tuple[str, str] | None, at: Point | None
) -> Landscape | None:
    """What the surrogate expects over two knobs; None while it expects no resistance."""
    numbers = [knob for knob in strategy.space.parameters if knob.is_number]
    if len(numbers) < 2 or (view.advice is None and at is None):
        return None
    point = at if at is not None else view.advice.point if view.advice else {}
    cuts = slices(strategy, view.history, strategy.space, point)
    if not np.isfinite(cuts[0].asr_median).all():
        return None
    return landscape(strategy, view.history, strategy.space, names or map_axes(cuts), point)


def _held(seen: Landscape, at: Point | None) -> str:
    if not seen.held:
        return "there is no other knob"
    if at is None:
        return "the other knobs stand at the recommended values"
    return "the others stand at " + ", ".join(
        f"{words_of(name)} {quantity_of(name, value)}" for name, value in seen.held.items()
    )


@in_house_style
def slices_picture(
    view: CampaignView, strategy: Strategy, *, at: Point | None = None
) -> Picture | None:
    """Every knob alone, through `at` or the recommended point, with the cells at the edges."""
    if view.advice is None and at is None:
        return None
    point = at if at is not None else view.advice.point if view.advice else {}
    cuts = slices(strategy, view.history, strategy.space, point)
    if not np.isfinite(cuts[0].asr_median).all():
        return None
    rows = -(-len(cuts) // 3)
    figure = Figure(figsize=(9.6, 2.35 * rows), layout="constrained")
    grid = list(np.ravel(figure.subplots(rows, min(3, len(cuts)), squeeze=False)))
    least = _least_intact(view)
    plot_slices(
        cuts, view.history, least_intact=least, simulated=view.simulated, axes=grid[: len(cuts)]
    )
    for spare in grid[len(cuts) :]:
        spare.remove()
    where = "the recommended values" if at is None else "the chosen values"
    words = (
        f"One knob at a time, the others at {where} (dashed line): expected resistance of one more "
        "cell with its 90 % band (blue, left) and the probability that it stays intact (red, "
        f"right). Hatched: below {least:.0%}. Marks: where cells were pressed, intact ones "
        f"at the lower edge, broken ones at the upper{_kinds(view.history)}."
    )
    return Picture("slices", "Knob by knob", words, figure)


_SHAPES = {"^": "triangle", "X": "cross", "s": "square", "P": "plus"}


def _kinds(history: Sequence[Observation]) -> str:
    """` (cross: cracked, plus: shorted)`: the marks of the broken cells that there are."""
    there = {condition_of(cell) for cell in history}
    kinds = [f"{_SHAPES[MARKS[c].marker]}: {MARKS[c].word}" for c in BROKEN if c in there]
    return f" ({', '.join(kinds)})" if kinds else ""


def nyquist_picture(view: CampaignView) -> Picture | None:
    """The intact cells with the lowest resistance."""
    cells = list(_best_measured(view))
    if not cells:
        return None
    measured = [
        MeasuredCell(t.sample_label, t.spectrum, t.resistance.area_cm2, t.asr_ohm_cm2)
        for t in cells
        if t.spectrum is not None and t.resistance is not None
    ]
    ax = plot_nyquist(measured, simulated=view.simulated)
    words = (
        f"The {len(measured)} intact cells of lowest resistance, per area. The bar on the axis is "
        "the resistance taken from the fit; the tail to its right is blocking or diffusion and is "
        "not part of it."
    )
    pointed = tuple(PointedPlot(ax, cell.spectrum, cell.area_cm2) for cell in measured)
    return Picture("nyquist", "Impedance of the best cells", words, _of(ax), pointed)


def press_picture(view: CampaignView) -> Picture | None:
    """Planned against achieved, for the best cell."""
    traced = [trial for trial in view.trials if trial.trace is not None]
    if not traced:
        return None
    best = view.best_measured()
    shown = best if best is not None and best.trace is not None else traced[-1]
    return press_trace_picture(shown)


def press_trace_picture(trial: TrialView) -> Picture | None:
    """Planned against achieved, for one cell."""
    if trial.trace is None:
        return None
    ax = plot_press_trace(trial.trace, trial.steps, simulated=trial.simulated)
    words = f"{trial.sample_label}: what the press was asked to do and what its trace shows."
    held = [
        f"{STEP_TITLES.get(step.name, (step.name, ''))[0].lower()} {step.hold_mean_mpa:.0f} of "
        f"{step.planned.target_mpa:.0f} MPa for {step.dwell_s:.0f} of {step.planned.dwell_s:.0f} s"
        for step in trial.steps
    ]
    if held:
        words += f" Achieved of planned: {'; '.join(held)}."
    return Picture("press", "Planned and achieved pressing", words, _of(ax))


def impedance_picture(trial: TrialView) -> Picture | None:
    """Nyquist, Bode and misfit of one cell's spectrum with its fit."""
    if trial.spectrum is None or trial.resistance is None:
        return None
    figure = plot_impedance(trial.spectrum, trial.resistance)
    if trial.simulated:
        mark_simulated(figure.axes[1])
    words = f"{trial.sample_label}. {headline(trial.spectrum, trial.resistance)}."
    pointed = (PointedPlot(figure.axes[0], trial.spectrum),)
    return Picture("impedance", "Spectrum and fit", words, figure, pointed)


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
