"""Many Nyquist plots on pages, each to its own scale: frequencies marked, verdict above."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, MaxNLocator

from campaigns.report.figures.frequency_marks import mark_decades
from campaigns.report.figures.hover import PointedPlot, with_hover
from campaigns.report.figures.spectrum_figures import nyquist_window, with_unit
from campaigns.report.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    VERMILLION,
    in_house_style,
    mark_simulated,
)
from hardware.eis.batch import SweepResult

COLUMNS, ROWS = 4, 6  # chosen: spectra on an A4 page that can still be read
_A4_IN = (8.27, 11.69)  # ISO 216
_COLOURS = {"good": INK, "remeasure": ORANGE, "short": VERMILLION, "open": VERMILLION}
KINDS = (".pdf", ".html", ".png", ".svg")


def draw_overview(sweeps: Sequence[SweepResult], out: Path) -> list[Path]:
    """Draw every sweep; 24 on a page of A4.

    Args:
        sweeps: What was read and fitted.
        out: `.pdf` holds all pages; `.html` too, and says frequency and impedance of the point
            under the pointer; `.png` and `.svg` are one file a page, numbered from the second.

    Returns:
        The files that were written.

    Raises:
        ValueError: no sweep, or another kind of file.
        OSError: it cannot be written.
    """
    if out.suffix.lower() not in KINDS or not sweeps:
        raise ValueError(f"{out}: the name must end in {', '.join(KINDS)}, for one sweep or more")
    each = COLUMNS * ROWS
    pages = [page_of_nyquists(sweeps[at : at + each]) for at in range(0, len(sweeps), each)]
    if out.suffix.lower() == ".pdf":
        with PdfPages(out) as book:
            for figure in pages:
                book.savefig(figure)
        return [out]
    if out.suffix.lower() == ".html":
        parts = [_with_hover(figure, sweeps[page * each : (page + 1) * each])
                 for page, figure in enumerate(pages)]  # fmt: skip
        out.write_text(_html(parts), encoding="utf-8")
        return [out]
    names = [out if page == 1 else out.with_stem(f"{out.stem}-{page}")
             for page in range(1, len(pages) + 1)]  # fmt: skip
    for figure, name in zip(pages, names, strict=True):
        figure.savefig(name)
    return names


@in_house_style
def page_of_nyquists(sweeps: Sequence[SweepResult]) -> Figure:
    """One page of at most 24 Nyquist plots."""
    rows = math.ceil(len(sweeps) / COLUMNS)
    figure = Figure(figsize=(_A4_IN[0], _A4_IN[1] * max(rows, 2) / ROWS), layout="constrained")
    axes = figure.subplots(max(rows, 2), COLUMNS, squeeze=False).ravel()
    for ax, sweep in zip(axes, sweeps, strict=False):
        _draw_one(ax, sweep)
    for ax in axes[len(sweeps) :]:
        ax.set_axis_off()
    figure.supxlabel("Z′ / Ω", fontsize=7)
    figure.supylabel("−Z″ / Ω", fontsize=7)
    return figure


def _draw_one(ax: Axes, sweep: SweepResult) -> None:
    spectrum, fit = sweep.spectrum, sweep.resistance
    z = spectrum.impedance_ohm
    right, bottom, top = nyquist_window(z, fit)
    ax.plot(z.real, -z.imag, "o", ms=2.2, color=BLUE, ls="none")
    if fit.contributions:
        ax.plot(fit.fitted_ohm.real, -fit.fitted_ohm.imag, color=GREY, lw=0.8, zorder=1)
        ax.axvline(fit.resistance_ohm, color=ORANGE, lw=0.8, zorder=0)
    ax.axhline(0.0, color=INK, lw=0.4, zorder=0)
    ax.set_xlim(min(0.0, -0.02 * right), right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal", adjustable="box")
    ax.tick_params(labelsize=5.5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(4))
        axis.set_major_formatter(EngFormatter(sep=""))
    ax.set_title(_title(sweep), fontsize=6, color=_COLOURS[fit.verdict])
    mark_decades(ax, spectrum, size=5)
    if spectrum.metadata.get("simulated"):
        mark_simulated(ax)


def _title(sweep: SweepResult) -> str:
    name, fit = sweep.spectrum.name, sweep.resistance
    short = name if len(name) <= 28 else f"{name[:12]}...{name[-13:]}"
    if not math.isfinite(fit.resistance_ohm):
        return f"{short}\n{fit.verdict}"
    return f"{short}\n{fit.verdict}: {with_unit(fit.resistance_ohm, fit.resistance_std_ohm)}"


def _with_hover(figure: Figure, sweeps: Sequence[SweepResult]) -> str:
    """The page as one SVG element whose points answer to the pointer."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg")
    svg = drawn.getvalue()
    plots = [PointedPlot(ax, sweep.spectrum) for ax, sweep in
             zip(figure.axes, sweeps, strict=False)]  # fmt: skip
    return with_hover(svg[svg.index("<svg") :], figure, plots)


def _html(pages: Sequence[str]) -> str:
    style = (
        "body{margin:1em;background:#fff}svg{display:block;width:100%;max-width:900px;height:auto}"
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Impedance spectra</title>'
        f"<style>{style}</style>{''.join(pages)}</html>\n"
    )
