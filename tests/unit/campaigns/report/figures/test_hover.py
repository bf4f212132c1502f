"""Points of a Nyquist plot answer to the pointer where they are drawn."""

import re
from pathlib import Path

import numpy as np
import pytest
from support.instrument_tables import MADE

from campaigns.report.figures.frequency_marks import decade_points, in_words
from campaigns.report.figures.hover import PointedPlot, with_hover
from campaigns.report.figures.impedance import plot_impedance
from campaigns.report.figures.nyquist_overview import draw_overview
from campaigns.report.figures.svg import inline_svg
from hardware.eis.batch import Sweep
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
    assert svg.endswith("</svg>\n") or svg.endswith("</svg>")


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


def test_more_than_a_page_goes_on_the_next(tmp_path: Path) -> None:
    many = [Sweep(SPECTRUM, FIT)] * 25
    names = draw_overview(many, tmp_path / "all.svg")
    assert [name.name for name in names] == ["all.svg", "all-2.svg"]
    with pytest.raises(ValueError, match="must end in"):
        draw_overview(many, tmp_path / "all.doc")
