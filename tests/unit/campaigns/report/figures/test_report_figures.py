"""What the figures of a campaign show, and what they must never show."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from support.report import SHORTED_READS_OHM_CM2, a_landscape, a_spectrum, a_trace, cells

from campaigns.report.figures.convergence import plot_convergence
from campaigns.report.figures.nyquist import MeasuredCell, plot_nyquist
from campaigns.report.figures.press_trace import plot_press_trace
from campaigns.report.figures.surrogate_map import plot_surrogate_map
from campaigns.report.text.noise import Band, band_of


def legend_of(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def line_of(ax: Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    line = next(line for line in ax.get_lines() if str(line.get_label()).startswith(label))
    return np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)


def test_no_resistance_of_a_broken_cell_is_drawn() -> None:
    ax = plot_convergence(cells())

    assert ax.get_ylim()[0] > 10 * SHORTED_READS_OHM_CM2
    _, best = line_of(ax, "best intact")
    assert best.tolist() == [210.0, 185.0, 185.0, 185.0]


def test_convergence_counts_the_broken_cells_by_kind() -> None:
    words = legend_of(plot_convergence(cells()))

    for kind in (
        "hairline crack (1)",
        "cracked (1)",
        "delaminated or in pieces (1)",
        "shorted (1)",
    ):
        assert kind in words
    assert "intact, no spectrum (1)" in words


def test_convergence_shows_what_was_expected_and_what_is_promised() -> None:
    expected = {4: Band(190.0, 170.0, 230.0)}

    ax = plot_convergence(cells(), expected=expected, recommended=Band(150.0, 130.0, 170.0))

    assert {"expected beforehand", "recommended"} <= set(legend_of(ax))
    bottom, top = ax.get_ylim()
    assert bottom < 130.0
    assert top > 230.0


def test_a_campaign_of_broken_cells_still_has_its_convergence() -> None:
    broken = [cell for cell in cells() if not cell.intact]

    assert "cracked (1)" in legend_of(plot_convergence(broken))


def test_ground_where_cells_break_is_hatched_and_bounded() -> None:
    ax = plot_surrogate_map(a_landscape(), cells(), recommended=cells()[3].point)

    assert any(collection.get_hatch() for collection in ax.collections)
    assert "P(intact) = 0.9" in legend_of(ax)
    assert "recommended" in legend_of(ax)


def test_safe_ground_is_not_hatched() -> None:
    safe = a_landscape()
    safe.p_intact[:] = 0.97

    ax = plot_surrogate_map(safe)

    assert not any(collection.get_hatch() for collection in ax.collections)


def test_the_map_marks_every_kind_of_cell_apart() -> None:
    ax = plot_surrogate_map(a_landscape(), cells())

    drawn = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
    looks = {(line.get_marker(), line.get_color()) for line in drawn}
    assert len(looks) == len({line.get_label() for line in drawn}) == 6


def test_nyquist_is_per_area_to_scale_and_upside_up() -> None:
    spectrum = a_spectrum()

    ax = plot_nyquist([MeasuredCell("cell 1", spectrum, 0.5, asr_ohm_cm2=60.0)])

    real, minus_imaginary = line_of(ax, "cell 1")
    assert ax.get_aspect() == 1.0
    assert real == pytest.approx(0.5 * spectrum.impedance_ohm.real)
    assert minus_imaginary == pytest.approx(-0.5 * spectrum.impedance_ohm.imag)
    assert minus_imaginary.max() > 0


def test_more_spectra_than_one_can_tell_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="6 cells; a Nyquist plot shows at most 5"):
        plot_nyquist([MeasuredCell(f"cell {n}", a_spectrum(), 0.5) for n in range(6)])


def test_the_press_trace_shows_plan_and_deed_and_says_by_how_much_they_differ() -> None:
    trace, steps = a_trace()

    ax = plot_press_trace(trace, steps)

    assert line_of(ax, "planned")[1].max() == pytest.approx(500.0)
    assert line_of(ax, "achieved")[1].max() == pytest.approx(495.0)
    assert {"ramp", "hold", "release"} <= set(legend_of(ax))
    written = "\n".join(text.get_text() for text in ax.texts)
    assert "495 of 500 MPa" in written
    assert "20 of 20 s" in written


def test_figures_draw_where_they_are_stated_and_leave_matplotlib_as_it_was() -> None:
    mine = Figure().add_subplot()
    before = dict(mpl.rcParams)

    assert plot_convergence(cells(), ax=mine) is mine
    assert dict(mpl.rcParams) == before


@pytest.mark.slow
def test_the_report_never_loads_pyplot() -> None:
    code = "import sys, campaigns.report.report_html; print('matplotlib.pyplot' in sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert output.stdout.strip() == "False"


@pytest.mark.parametrize("document", [None, {}, {"median": 1.0, "low": None, "high": 2.0}, "text"])
def test_what_is_no_interval_is_none(document: object) -> None:
    assert band_of(document) is None


def test_an_interval_is_read_from_its_document() -> None:
    assert band_of({"median": 2, "low": 1, "high": 3}) == Band(2.0, 1.0, 3.0)
