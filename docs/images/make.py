"""The picture of the README, from a demonstration on the simulated laboratory.

    python docs/images/make.py

Runs `copress demo --fast` in a temporary folder and draws two of its figures side by side.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from campaigns.config.load_campaign import load_settings
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from campaigns.report.figures.convergence import plot_convergence
from campaigns.report.figures.style import in_house_style
from campaigns.report.figures.surrogate_map import plot_surrogate_map
from campaigns.report.landscape import landscape, map_axes, slices
from campaigns.report.text.noise import Band, band_of

SEED = 0  # what everybody sees first
TARGET = Path(__file__).parent / "demo.png"
COLOURS = 256  # a palette keeps the file small; nobody sees the difference


@in_house_style
def picture(view: CampaignView) -> Figure:
    """How the campaign went, and what the surrogate predicts at its end."""
    advice, strategy = view.advice, strategy_of(view.settings)
    if advice is None:
        raise SystemExit("this demonstration has no recommendation; choose another seed")
    names = map_axes(slices(strategy, view.history, strategy.space, advice.point))
    seen = landscape(strategy, view.history, strategy.space, names, advice.point)
    figure = Figure(figsize=(10.4, 4.3), layout="constrained")
    left, right = figure.subplots(1, 2)
    plot_surrogate_map(
        seen,
        view.history,
        recommended=advice.point,
        least_intact=advice.least_p_intact,
        simulated=view.simulated,
        ax=right,
    )
    stated = ((t.number, band_of(t.expected.get("asr_ohm_cm2"))) for t in view.trials)
    asr = advice.asr_ohm_cm2
    plot_convergence(
        view.history,
        expected={number: band for number, band in stated if band is not None},
        recommended=Band(asr.median, asr.low, asr.high),
        simulated=view.simulated,
        ax=left,
    )
    for ax in (left, right):
        _narrow(ax)
    held = right.get_title(loc="left")
    right.set_title(held, loc="left", fontsize=7.5, fontweight="normal", pad=19)  # above the mark
    return figure


def _narrow(ax: Axes) -> None:
    """Its legend in two columns: three push the two plots apart."""
    old = ax.get_legend()
    texts = [text.get_text() for text in old.get_texts()]
    title = old.get_title().get_text()
    drawn = dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))  # with error bars
    ax.legend(
        [drawn.get(text, as_was) for text, as_was in zip(texts, old.legend_handles, strict=True)],
        texts,
        title=title or None,
        loc="upper left",
        bbox_to_anchor=(0, -0.16),
        ncols=2,
        borderaxespad=0,
        alignment="left",
        title_fontsize=7,
    )


def main() -> None:
    """Run the demonstration, draw, shrink."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        copress = Path(sys.executable).parent / "copress"
        subprocess.run(
            [copress, "demo", "--fast", "--seed", str(SEED), "--out", out, "--json"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        view = load_view(load_settings(out / "demo.toml"))
    figure = picture(view)
    figure.savefig(TARGET, dpi=150)
    with Image.open(TARGET) as full:
        small = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
