"""Points of a Nyquist plot answer to the pointer where they are drawn."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from support.instruments.tables import MADE

from campaigns.report.figures import convergence, parallel
from campaigns.report.figures.convergence import plot_convergence
from campaigns.report.figures.frequency_marks import decade_points, in_words, mark_decades
from campaigns.report.figures.hover import PointedPlot, with_hover
from campaigns.report.figures.nyquist_overview import draw_overview
from campaigns.report.figures.parallel import plot_parallel
from campaigns.report.figures.spectrum_figures import plot_impedance
from campaigns.report.figures.svg import inline_svg
from doe.space import Parameter, Space
from doe.trials import Observation
from hardware.eis.batch import SweepResult, files_in
from hardware.eis.resistance import resistance
from hardware.eis.spectrum import sweep

SPECTRUM = sweep(MADE.frequency_hz, MADE.impedance_ohm, label="cell <7>")
FIT = resistance(SPECTRUM, 1.0, cell="blocking")


def test_the_circles_lie_on_the_points() -> None:
    figure = plot_impedance(SPECTRUM, FIT)
    drawn = inline_svg(figure, "impedance", "a spectrum")
    svg = with_hover(drawn, figure, [PointedPlot(figure.axes[0], SPECTRUM)])
    used = re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', drawn)
    points = np.array(used, dtype=float)
    circles = np.array(re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg), dtype=float)
    away = np.linalg.norm(circles[:, None, :] - points[None, :, :], axis=2).min(axis=1)
    assert len(circles) > 20
    assert away.max() < 0.2
    assert "<title>cell &lt;7&gt;: 1 MHz, Z = " in svg
    assert svg.rstrip().endswith("</svg>")


CELLS = [
    Observation(point={"copress_mpa": 300.0, "dwell_s": 60.0}, trial=1,
                asr_ohm_cm2=51.0, asr_std_ohm_cm2=0.4),
    Observation(point={"copress_mpa": 650.0, "dwell_s": 10.0}, damage=2, trial=2),
]  # fmt: skip
SPACE = Space((Parameter("copress_mpa", 100, 700, 10), Parameter("dwell_s", 1, 600, scale="log")))


def test_the_cells_of_the_convergence_say_what_they_are() -> None:
    ax = plot_convergence(CELLS, days={1: "2026-11-27"})
    drawn = inline_svg(ax.figure, "convergence", "cell by cell")
    svg = with_hover(drawn, ax.figure, convergence.cells_pointed_at(ax, CELLS, {1: "2026-11-27"}))
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)".*?<title>(.*?)</title>', svg)
    assert [words for _, _, words in circles] == [
        "cell 1: 51 ± 0.4 Ω cm², 27 Nov 2026",
        "cell 2: cracked",
    ]
    used = np.array(re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', drawn), dtype=float)
    for x, y, _ in circles:
        assert np.linalg.norm(used - [float(x), float(y)], axis=1).min() < 0.2


def test_the_line_of_a_cell_says_which_it_is() -> None:
    ax = plot_parallel(CELLS, SPACE)
    drawn = inline_svg(ax.figure, "cells", "all cells")
    svg = with_hover(drawn, ax.figure, parallel.cells_pointed_at(ax, CELLS, SPACE))
    lines = re.findall(r'<polyline points="([^"]+)".*?<title>(.*?)</title>', svg)
    assert [words for _, words in lines] == ["cell 1: 51 ± 0.4 Ω cm²", "cell 2: cracked"]
    assert all(len(places.split()) == SPACE.dimensions for places, _ in lines)


def test_decades_are_marked_where_the_sweep_has_a_point_near_them() -> None:
    found = dict(decade_points(MADE.frequency_hz))
    assert list(found.values()) == [1e6, 1e5, 1e4, 1e3, 100.0, 10.0, 1.0]
    assert [in_words(hz) for hz in (7e6, 1e5, 10.0, 0.01)] == [
        "7 MHz",
        "100 kHz",
        "10 Hz",
        "10 mHz",
    ]
    assert list(decade_points(np.array([500.0, 30.0]))) == []


def test_labels_of_decades_stand_off_each_other() -> None:
    f = np.logspace(6, 1, 41)
    jw = 2j * np.pi * f
    z = 30.0 + 600.0 / (1.0 + jw * 600.0 * 5e-10) + 1.0 / (3e-6 * jw**0.95)  # a narrow valley
    figure = Figure(figsize=(2.0, 1.6), dpi=200)
    ax = figure.add_subplot()
    ax.plot(z.real, -z.imag, "o", ms=2)
    ax.set_xlim(0.0, 900.0)
    ax.set_ylim(-50.0, 900.0)
    mark_decades(ax, sweep(f, z), size=5)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [label.get_window_extent(renderer) for label in ax.texts]
    assert ax.texts[0].get_text() == "1 MHz"
    assert len(boxes) >= 4
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[k + 1 :])
        assert box.x0 > 0.0
        assert box.x1 < figure.bbox.x1


def test_files_of_a_folder_come_as_people_count_them(tmp_path: Path) -> None:
    for name in ("cell 10.txt", "cell 2.txt", "Cell 1.txt", "blank.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [path.name for path in files_in([tmp_path])]
    assert found == ["blank.txt", "Cell 1.txt", "cell 2.txt", "cell 10.txt"]


@pytest.mark.slow
def test_more_than_a_page_goes_on_the_next(tmp_path: Path) -> None:
    many = [SweepResult(SPECTRUM, FIT)] * 25
    names = draw_overview(many, tmp_path / "all.svg")
    assert [name.name for name in names] == ["all.svg", "all-2.svg"]
    with pytest.raises(ValueError, match="must end in"):
        draw_overview(many, tmp_path / "all.doc")
