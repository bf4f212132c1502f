"""Pictures that the page asks for on their own: a cell's spectrum and trace, a map at chosen knobs.

All run in the models' process and return SVG, or the numbers of the figure as CSV.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from campaigns.web.background.model_tasks import Items, known

if TYPE_CHECKING:
    from campaigns.records.views import TrialView

FigureKind = Literal["svg", "csv"]


def impedance(path: Path, number: int, line: int, kind: FigureKind = "svg") -> str:
    """Nyquist, Bode and misfit of a cell's spectrum with its fit.

    Args:
        path: The campaign file.
        number: The cell.
        line: Last line of its journal: another line, another picture.
        kind: The figure, or its numbers.

    Raises:
        NotEnoughError: it has no usable spectrum.
    """
    from campaigns.errors import NotEnoughError
    from campaigns.report.report_figures import impedance_picture

    picture = impedance_picture(_trial(path, number))
    if picture is None:
        raise NotEnoughError(f"cell {number} has no usable spectrum")
    return picture.as_text(kind)


def press_trace(path: Path, number: int, line: int, kind: FigureKind = "svg") -> str:
    """Planned and achieved pressure of a cell.

    Raises:
        NotEnoughError: its press recorded nothing.
    """
    from campaigns.errors import NotEnoughError
    from campaigns.report.report_figures import press_trace_picture

    picture = press_trace_picture(_trial(path, number))
    if picture is None:
        raise NotEnoughError(f"cell {number} has no press trace")
    return picture.as_text(kind)


def series(path: Path, number: int, line: int, kind: FigureKind = "svg") -> str:
    """Resistance of a cell against the pressure that it has seen; grows with each rung.

    Raises:
        NotEnoughError: none of its rungs has a result.
    """
    from campaigns.errors import NotEnoughError
    from campaigns.report.series.pictures import cell_series_picture

    picture = cell_series_picture(_trial(path, number))
    if picture is None:
        raise NotEnoughError(f"cell {number} has no rung with a result")
    return picture.as_text(kind)


def posterior_map(
    path: Path, learned: int, x: str, y: str, at: Items, kind: FigureKind = "svg", *, intact: bool
) -> str:
    """What the models expect over two knobs, the others where the sliders stand.

    Args:
        path: The campaign file.
        learned: What was known.
        x: The knob across.
        y: The knob upwards.
        at: Where the others stand.
        kind: The figure, or its numbers.
        intact: P(intact) instead of ASR.

    Raises:
        NotEnoughError: there are too few cells for a map.
    """
    from campaigns.errors import NotEnoughError
    from campaigns.report.report_figures import map_picture

    view, strategy = known(path, learned)
    picture = map_picture(view, strategy, names=(x, y), at=dict(at), intact=intact)
    if picture is None:
        raise NotEnoughError("no resistance is expected yet: too few cells were measured")
    return picture.as_text(kind)


def _trial(path: Path, number: int) -> TrialView:
    from campaigns.config.load_campaign import load_settings
    from campaigns.records.load_views import load_trial

    return load_trial(load_settings(path), number)
