"""Pictures that the page asks for on their own: a cell's spectrum and trace, a map at chosen knobs.

All run in the models' process and return SVG.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campaigns.page.thoughts import Items, known

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from campaigns.view import TrialView


def impedance(path: Path, number: int, line: int) -> str:
    """Nyquist, Bode and misfit of a cell's spectrum with its fit.

    Args:
        path: The campaign file.
        number: The cell.
        line: Last line of its journal: another line, another picture.

    Raises:
        NotEnoughError: it has no usable spectrum.
    """
    from campaigns.faults import NotEnoughError
    from campaigns.report.impedance_figures import plot_impedance
    from campaigns.report.style import mark_simulated
    from campaigns.report.svg import inline_svg

    trial = _trial(path, number)
    if trial.spectrum is None or trial.resistance is None:
        raise NotEnoughError(f"cell {number} has no usable spectrum")
    figure = plot_impedance(trial.spectrum, trial.resistance)
    if trial.simulated:
        mark_simulated(figure.axes[1])
    return inline_svg(figure, "impedance", f"Spectrum of cell {number} with its fit")


def press_trace(path: Path, number: int, line: int) -> str:
    """Planned and achieved pressure of a cell.

    Raises:
        NotEnoughError: its press recorded nothing.
    """
    from campaigns.faults import NotEnoughError
    from campaigns.report.press_trace_figure import plot_press_trace
    from campaigns.report.svg import inline_svg

    trial = _trial(path, number)
    if trial.trace is None:
        raise NotEnoughError(f"cell {number} has no press trace")
    ax = plot_press_trace(trial.trace, trial.steps, simulated=trial.simulated)
    return inline_svg(_figure(ax), "press", f"Press trace of cell {number}")


def belief_map(path: Path, learned: int, x: str, y: str, at: Items, *, intact: bool) -> str:
    """What the models expect over two knobs, the others where the sliders stand.

    Args:
        path: The campaign file.
        learned: What was known.
        x: The knob across.
        y: The knob upwards.
        at: Where the others stand.
        intact: P(intact) instead of ASR.
    """
    from campaigns.report.intact_map_figure import plot_intact_map
    from campaigns.report.landscape import landscape
    from campaigns.report.surrogate_map_figure import plot_surrogate_map
    from campaigns.report.svg import inline_svg

    view, strategy = known(path, learned)
    point = dict(at)
    seen = landscape(strategy, view.history, strategy.space, (x, y), point, count=41)
    plot = plot_intact_map if intact else plot_surrogate_map
    star = view.advice.point if view.advice else None
    ax = plot(seen, view.history, recommended=star, simulated=view.simulated)
    return inline_svg(_figure(ax), "intact" if intact else "asr", f"Map over {x} and {y}")


def _trial(path: Path, number: int) -> TrialView:
    from campaigns.campaign_file import load_settings
    from campaigns.reading import load_trial

    return load_trial(load_settings(path), number)


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101  they were drawn on one
    return figure
