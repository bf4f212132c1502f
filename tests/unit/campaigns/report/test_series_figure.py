"""The figure of pressure series: a line a cell, the rung at which it failed marked."""

from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.report.cell_rows import cell_rows
from campaigns.report.series.curves import Curve, climbing_knob, plot_series
from campaigns.report.series.pictures import cell_series_picture, series_picture
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.trial.cell_result import CellResult
from doe.trials import Observation

BENCH = '[impedance]\nsource = "by_hand"\n[series]\nrungs = 3\nstop = "failure"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = load_settings(write_campaign(tmp_path, press=MANUAL, impedance=BENCH))
    plan_trials(found, 1)
    return found


def curve(name: str, *asr: float | None, knob: str = "copress_mpa") -> Curve:
    rungs = tuple(
        Observation(
            point={"copress_mpa": 300.0, "stack_mpa": 20.0, knob: 300.0 + 50.0 * number},
            asr_ohm_cm2=value,
            damage=0 if value else 2,
        )
        for number, value in enumerate(asr)
    )
    return Curve(name, rungs)


def test_each_cell_is_a_line_of_its_own_colour() -> None:
    curves = [curve(f"c{number}", 90.0, 80.0, 75.0) for number in range(8)]
    ax = plot_series(curves, "copress_mpa")
    drawn = [(line.get_color(), line.get_linestyle()) for line in ax.get_lines()]
    assert len(set(drawn)) == 8
    assert list(ax.get_lines()[0].get_xdata()) == [300.0, 350.0, 400.0]
    assert ax.get_xlabel() == "co-press pressure / MPa"


def test_the_rung_at_which_a_cell_failed_is_marked_and_its_resistance_is_not_drawn() -> None:
    ax = plot_series([curve("c1", 90.0, 80.0, None)], "copress_mpa")
    assert list(ax.get_lines()[0].get_xdata()) == [300.0, 350.0]
    assert list(ax.get_lines()[1].get_xdata()) == [400.0]
    assert [text.get_text() for text in ax.texts] == ["cracked"]


def test_the_pressure_that_rises_is_across() -> None:
    assert climbing_knob([curve("c", 90.0, 80.0, knob="stack_mpa")]) == "stack_mpa"
    assert climbing_knob([curve("c", 90.0, 80.0)]) == "copress_mpa"


def test_the_picture_grows_with_each_rung(settings: Settings) -> None:
    view = load_view(settings, advise=False)
    assert series_picture(view) is None
    assert cell_series_picture(view.trial(1)) is None
    record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=200.0, rung=1))
    first = cell_series_picture(load_view(settings, advise=False).trial(1))
    assert first is not None
    assert "rung 1: intact, 200 ohm cm2" in first.words
    assert series_picture(load_view(settings, advise=False)) is None
    record_result(settings, 1, CellResult(damage=2, failure=("cracked",), rung=2))
    view = load_view(settings, advise=False)
    both = cell_series_picture(view.trial(1))
    assert both is not None
    assert "rung 2: cracked" in both.words
    whole = series_picture(view)
    assert whole is not None
    assert whole.svg.count("<svg") == 1


def test_the_table_of_cells_says_what_each_rung_showed(settings: Settings) -> None:
    record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=200.0, rung=1))
    view = load_view(settings, advise=False)
    (row,) = cell_rows(view.trials, settings.space)
    assert "rungs" not in row.note  # one pressure is no series yet
    record_result(settings, 1, CellResult(damage=2, failure=("cracked",), rung=2))
    view = load_view(settings, advise=False)
    first, second = (rung["copress_mpa"] for rung in view.trial(1).rungs[:2])
    (row,) = cell_rows(view.trials, settings.space)
    assert row.note == f"rungs: {first:g} MPa 200 Ω cm², {second:g} MPa cracked"


def test_what_a_press_met_a_little_otherwise_is_no_pressure_of_the_series(
    settings: Settings,
) -> None:
    """A dwell and a rate are never met twice alike, and stood there in MPa."""
    for rung, dwell_s in ((1, 5.0), (2, 5.2)):
        achieved = {"copress_dwell_s": dwell_s}
        said = CellResult(damage=0, asr_ohm_cm2=200.0 - rung, achieved=achieved, rung=rung)
        record_result(settings, 1, said)
    view = load_view(settings, advise=False)
    (row,) = cell_rows(view.trials, settings.space)
    first, second = (rung["copress_mpa"] for rung in view.trial(1).rungs[:2])
    assert row.note == f"rungs: {first:g} MPa 199 Ω cm², {second:g} MPa 198 Ω cm²"
