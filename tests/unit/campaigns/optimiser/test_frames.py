"""Cells, candidates and predictions as data frames, and back."""

import numpy as np
import pandas as pd
import pytest

from campaigns import candidates, frame_of, history_of, make_strategy, predictions
from doe.space import Parameter, Space
from doe.trials import Observation

SPACE = Space((
    Parameter("copress_mpa", 100, 700, 10),
    Parameter("copress_dwell_s", values=(60, 120, 300), scale="log"),
    Parameter("foil", choices=("bare", "PTFE", "graphite")),
))  # fmt: skip


PRESSURE = Space((Parameter("copress_mpa", 100, 700),))


def point(mpa: float, foil: str) -> dict[str, float | str]:
    return {"copress_mpa": mpa, "copress_dwell_s": 120.0, "foil": foil}


HISTORY = [
    Observation(point=point(300.0, "bare"), damage=0, asr_ohm_cm2=51.0, asr_std_ohm_cm2=0.7,
                lot="A", trial=1, planned=point(310.0, "bare")),
    Observation(point=point(500.0, "PTFE"), damage=2, failure=("cracked",), trial=2),
    Observation(point=point(420.0, "graphite"), shorted=True, trial=3),
    Observation(point=point(400.0, "bare"), asr_ohm_cm2=44.0, cell="c4", rung=2, trial=4),
    Observation(point=point(440.0, "graphite"), refused=True, retention=0.91),
]  # fmt: skip


def test_a_history_goes_into_a_frame_and_comes_back() -> None:
    table = frame_of(HISTORY)
    assert list(table.columns[:3]) == ["copress_mpa", "copress_dwell_s", "foil"]
    assert "planned_copress_mpa" in table.columns
    assert table["asr_ohm_cm2"].dtype == float
    assert history_of(table, SPACE) == HISTORY


def test_a_frame_that_was_read_from_csv_comes_back_too(tmp_path) -> None:
    path = tmp_path / "cells.csv"
    frame_of(HISTORY).to_csv(path, index=False)
    assert history_of(pd.read_csv(path), SPACE) == HISTORY


def test_a_row_that_no_cell_can_be_is_named() -> None:
    table = frame_of(HISTORY)
    table.loc[2, "foil"] = None
    with pytest.raises(ValueError, match="Row 2: foil is unknown"):
        history_of(table, SPACE)
    with pytest.raises(ValueError, match="no column 'damage'"):
        history_of(table.drop(columns="damage"), SPACE)


def test_predictions_keep_the_index_and_carry_units() -> None:
    strategy = make_strategy(SPACE, seed=1)
    cover = candidates(strategy, 12)
    assert len(cover) == 12
    assert set(cover["copress_dwell_s"]) <= {60, 120, 300}
    cover.index = pd.Index(range(100, 112))
    seen = predictions(strategy, HISTORY, cover)
    assert list(seen.columns[3:]) == [
        "asr_ohm_cm2", "asr_low_ohm_cm2", "asr_high_ohm_cm2", "p_intact",
    ]  # fmt: skip
    assert seen.index.equals(cover.index)
    assert (seen["asr_low_ohm_cm2"] < seen["asr_high_ohm_cm2"]).all()
    again = strategy.predict(HISTORY, cover.to_dict("records"))
    assert np.allclose(seen["p_intact"], again.p_intact)


def test_a_frame_without_a_knob_is_refused_by_name() -> None:
    strategy = make_strategy(SPACE, seed=1)
    with pytest.raises(ValueError, match="'foil'"):
        predictions(strategy, HISTORY, candidates(strategy, 3).drop(columns="foil"))


def test_a_space_and_a_recommendation_show_themselves() -> None:
    shown = SPACE._repr_html_()
    assert "bare, PTFE or graphite" in shown
    assert "100 to 700 in steps of 10" in shown
    advice = make_strategy(SPACE, seed=1).recommend(HISTORY)
    html = advice._repr_html_()
    assert html.count("<svg") == 1
    assert f"{advice.asr_ohm_cm2.median:.4g}" in html
    assert "certificate not met yet" in html


@pytest.mark.parametrize(
    ("shorted", "read"), [("no", False), ("yes", True), (1, True), ("False", False)]
)
def test_words_of_a_file_are_read_as_words(shorted: object, read: bool) -> None:
    """`bool("no")` is true: a whole cell would count as shorted."""
    row = {"copress_mpa": "300", "damage": "0", "shorted": shorted, "failure": ""}
    (cell,) = history_of(pd.DataFrame([row]), PRESSURE)
    assert (cell.shorted, cell.point, cell.damage) == (read, {"copress_mpa": 300.0}, 0)


def test_ways_of_failing_may_stand_between_commas_or_semicolons() -> None:
    row = {"copress_mpa": 300, "damage": 2, "failure": "cracked; shorted"}
    assert history_of(pd.DataFrame([row]), PRESSURE)[0].failure == ("cracked", "shorted")


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("shorted", "perhaps", "neither yes nor no"),
        ("damage", 1.5, "not a whole number"),
        ("copress_mpa", "about 300", "copress_mpa = 'about 300' is not a number"),
        ("asr_ohm_cm2", "<5", "asr_ohm_cm2 = '<5'"),
    ],
)
def test_what_is_no_value_of_its_column_is_named_with_its_row(
    column: str, value: object, says: str
) -> None:
    frame = pd.DataFrame([{"copress_mpa": 300, "damage": 0, column: value}], index=[7])
    with pytest.raises(ValueError, match=f"^Row 7: .*{says}"):
        history_of(frame, PRESSURE)


def test_a_list_is_no_frame() -> None:
    with pytest.raises(ValueError, match="takes a pandas DataFrame, not list"):
        history_of([], PRESSURE)  # type: ignore[arg-type]


def test_a_frame_where_points_are_needed_is_told_where_it_belongs() -> None:
    strategy = make_strategy(SPACE)
    with pytest.raises(ValueError, match=r"campaigns\.predictions\(strategy, history, frame\)"):
        strategy.predict(HISTORY, candidates(strategy, 3))
