"""A figure as PNG: what was drawn, pixel by pixel, at its own resolution."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from campaigns.explore.figures.png import png_of


def test_another_program_reads_what_was_drawn() -> None:
    figure = Figure((2.0, 1.5), dpi=160)
    figure.subplots().plot([1, 2, 3], [2.0, 0.5, 1.0], color="tab:orange")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    with Image.open(io.BytesIO(png_of(figure))) as read:
        assert read.size == (320, 240)
        assert np.allclose(read.info["dpi"], 160, atol=0.1)
        assert np.array_equal(np.asarray(read), np.asarray(canvas.buffer_rgba())[:, :, :3])
        assert len(np.unique(np.asarray(read))) > 10
