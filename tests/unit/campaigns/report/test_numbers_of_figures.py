"""The numbers of a figure as CSV are those that are drawn; dates and parallel coordinates."""

import csv
import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from campaigns.report.figures.convergence import plot_convergence
from campaigns.report.figures.figure_csv import csv_link, keep_grid, numbers_csv
from campaigns.report.figures.parallel import plot_parallel
from doe.space import Parameter, Space
from doe.trials import Observation

mpl.use("Agg")
SPACE = Space((
    Parameter("copress_mpa", 100, 700, 10),
    Parameter("foil", choices=("bare", "PTFE", "graphite")),
    Parameter("copress_dwell_s", values=(60, 120, 300), scale="log"),
))  # fmt: skip
CELLS = [
    Observation(point={"copress_mpa": 300.0, "foil": "bare", "copress_dwell_s": 60.0},
                asr_ohm_cm2=51.0, trial=1),
    Observation(point={"copress_mpa": 420.0, "foil": "graphite", "copress_dwell_s": 300.0},
                asr_ohm_cm2=41.0, trial=2),
    Observation(point={"copress_mpa": 650.0, "foil": "PTFE", "copress_dwell_s": 120.0},
                damage=2, trial=3),
]  # fmt: skip


def read(figure: Figure) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(numbers_csv(figure))))


def test_lines_scatter_bars_and_error_bars_are_read_as_drawn() -> None:
    figure = Figure()
    ax = figure.subplots()
    ax.plot([1, 2], [3.5, 4.5], label="line")
    ax.scatter([5], [6], label="dots")
    ax.bar([1], [2.5], label="bars")
    ax.errorbar([7], [8], yerr=[1.0], fmt="o", label="measured")
    ax.axvline(9.0, label="here")
    ax.set_xlabel("pressure / MPa")
    ax.set_ylabel("ASR / ohm cm2")
    rows = read(figure)
    found = {(r["series"], r["x"], r["y"]) for r in rows}
    assert {("line", "1", "3.5"), ("line", "2", "4.5"), ("dots", "5", "6")} <= found
    assert {("bars", "1", "0"), ("bars", "1", "2.5"), ("here", "9", "")} <= found
    assert {("measured", "7", "8"), ("measured, end of interval", "7", "9")} <= found
    assert {r["x_label"] for r in rows} == {"pressure / MPa"}


def test_names_of_ticks_stand_for_their_places() -> None:
    figure = Figure()
    ax = figure.subplots()
    ax.plot([0, 1, 2], [5.0, 6.0, 7.0], "o", label="choices")
    ax.set_xticks([0, 1, 2], ["bare", "PTFE\nfoil", "graphite"])
    assert [r["x"] for r in read(figure)] == ["bare", "PTFE foil", "graphite"]


def test_a_map_leaves_its_grid() -> None:
    figure = Figure()
    ax = figure.subplots()
    keep_grid(ax, np.array([1.0, 2.0]), np.array([10.0, 20.0, 30.0]), np.ones((3, 2)), "ASR")
    rows = read(figure)
    assert len(rows) == 6
    assert (rows[1]["x"], rows[1]["y"], rows[1]["value"]) == ("2", "10", "1")


def test_the_days_of_cells_stand_above_the_convergence() -> None:
    days = {1: "2026-11-27", 2: "2026-11-27", 3: "2026-12-01"}
    ax = plot_convergence(CELLS, days=days)
    above = ax.child_axes[0]
    assert [t.get_text() for t in above.get_xticklabels()] == ["27 Nov 2026", "1 Dec"]
    assert above.get_xticks().tolist() == [1, 3]


def test_every_cell_is_a_line_over_all_knobs() -> None:
    ax = plot_parallel(CELLS, SPACE)
    lines = [line for line in ax.get_lines() if str(line.get_label()).startswith("_cell")]
    assert [line.get_label() for line in lines] == [
        "_cell 1: 51 Ω cm²", "_cell 2: 41 Ω cm²", "_cell 3: cracked",
    ]  # fmt: skip
    heights = np.array([line.get_ydata() for line in lines])
    assert heights == pytest.approx(SPACE.units([cell.point for cell in CELLS]))
    assert lines[2].get_linestyle() == "--"
    drawn = {text.get_text() for text in ax.texts}
    assert {"bare", "PTFE", "graphite", "100", "700", "60", "300"} <= drawn


def test_a_link_carries_the_whole_file() -> None:
    assert csv_link("a,b\r\n").startswith("data:text/csv;charset=utf-8;base64,77u/")
