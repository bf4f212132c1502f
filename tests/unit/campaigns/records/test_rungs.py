"""One cell at several pressures by hand: a result each, one cell, ended where it failed."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign
from support.command_line import copress

from campaigns.commands.begin.propose import propose
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.decisions.decisions import edit_trial
from campaigns.decisions.series_end import end_series
from campaigns.errors import WrongInputError
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord, read_trial, read_trials
from campaigns.records.load_views import load_view
from campaigns.records.messages import interrupted_sentence, rung_begun
from campaigns.report.cell_rows import cell_rows, failure_rows
from campaigns.report.json_documents import status, trial_document
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.trial.cell_result import CellResult


def series_campaign(
    folder: Path, series: str = 'rungs = 3\nstop = "failure"', *, stack: str = ""
) -> Settings:
    """A campaign by hand with a pressure series; `stack`: how the stack pressure varies."""
    bench = f'[impedance]\nsource = "by_hand"\n[series]\n{series}\n'
    file = write_campaign(folder, press=MANUAL, impedance=bench)
    if stack:
        text = file.read_text(encoding="utf-8").replace("stack_mpa = 60\n", "")
        file.write_text(f"{text}\n[space.stack_mpa]\n{stack}\nstep = 5\n", encoding="utf-8")
    return load_settings(file)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = series_campaign(tmp_path)
    plan_trials(found, 1)
    return found


def held(asr_ohm_cm2: float, lot: str | None = None, rung: int | None = None) -> CellResult:
    return CellResult(damage=0, asr_ohm_cm2=asr_ohm_cm2, lot=lot, rung=rung)


def trial_of(settings: Settings, number: int = 1) -> TrialRecord:
    with open_campaign(settings, create=False) as store:
        found = read_trial(store, number)
    assert found is not None
    return found


def test_a_proposal_has_its_rungs_in_order(settings: Settings) -> None:
    trial = trial_of(settings)
    pressures = [rung["copress_mpa"] for rung in trial.rungs]
    assert pressures == sorted(pressures)
    assert len(pressures) >= 2
    assert trial.rungs[-1] == trial.planned


def test_each_rung_teaches_and_the_cell_counts_once(settings: Settings) -> None:
    rungs = trial_of(settings).rungs
    for number, _ in enumerate(rungs, 1):
        record_result(settings, 1, held(200.0 - 10 * number, "A", rung=number))
    trial = trial_of(settings)
    seen = observations([trial])
    assert [one.rung for one in seen] == list(range(1, len(rungs) + 1))
    assert {one.cell for one in seen} == {"cell-0001"}
    assert {one.lot for one in seen} == {"A"}
    assert [one.point for one in seen] == [dict(rung) for rung in rungs]
    assert trial.state == "closed"
    view = load_view(settings, advise=False)
    assert status(view)["cells"] == 1
    assert len(view.cells) == 1
    assert [one["rung"] for one in trial_document(view.trial(1))["climbed"]] == [1, 2, 3][
        : len(rungs)
    ]


def test_what_was_said_of_the_cell_at_one_rung_holds_for_the_next(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, "A", rung=1))
    record_result(settings, 1, held(180.0, rung=2))
    assert [one.lot for one in observations([trial_of(settings)])] == ["A", "A"]


def test_a_failure_ends_the_cell_and_keeps_what_held(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    record_result(settings, 1, CellResult(failure=("cracked",), rung=2))
    trial = trial_of(settings)
    assert (trial.state, str(trial.outcome)) == ("closed", "recipe failed")
    assert [(one.rung, one.intact) for one in observations([trial])] == [(1, True), (2, False)]
    with pytest.raises(WrongInputError, match="ended at rung 2"):
        record_result(settings, 1, held(170.0, rung=3))


def test_status_says_at_which_rung_a_cell_stands(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    shown = copress("status", settings.path, folder=settings.path.parent, COLUMNS="200")
    assert "held at rung 1 of 3" in " ".join(shown.stdout.split())


def test_between_two_rungs_the_trial_is_still_to_be_pressed(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    assert trial_of(settings).state == "climbing"
    planned = plan_trials(settings, 1)
    assert planned.numbers == [1]
    assert "goes on: rung 2" in planned.said[0]


def test_rungs_have_their_turn(settings: Settings) -> None:
    with pytest.raises(WrongInputError, match="--rung 1 to"):
        record_result(settings, 1, held(190.0))
    with pytest.raises(WrongInputError, match="record --rung 1 first"):
        record_result(settings, 1, held(190.0, rung=2))
    with pytest.raises(WrongInputError, match="no rung 9"):
        record_result(settings, 1, held(190.0, rung=9))


def test_a_rung_is_corrected_and_nothing_else_changes(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, "A", rung=1))
    record_result(settings, 1, held(180.0, rung=2))
    with pytest.raises(WrongInputError, match="--correct"):
        record_result(settings, 1, held(195.0, rung=1))
    record_result(settings, 1, held(195.0, rung=1), act="correct", why="wrong cable")
    assert [one.asr_ohm_cm2 for one in observations([trial_of(settings)])] == [195.0, 180.0]
    assert trial_of(settings).state == "climbing"


def test_a_person_ends_a_series(settings: Settings) -> None:
    with open_campaign(settings) as store, pytest.raises(WrongInputError, match="is planned"):
        end_series(store, 1, "enough")
    record_result(settings, 1, held(190.0, rung=1))
    with open_campaign(settings) as store:
        end_series(store, 1, "the bench is needed", "Ada")
    trial = trial_of(settings)
    assert (trial.state, trial.observation.rung) == ("closed", 1)
    assert "the bench is needed" in trial.sentence
    assert len(observations([trial])) == 1


def test_a_series_that_was_ended_can_go_on(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    with open_campaign(settings) as store:
        end_series(store, 1, "enough", "Ada")
    record_result(settings, 1, held(180.0, rung=2))
    trial = trial_of(settings)
    assert (trial.state, trial.observation.asr_ohm_cm2) == ("closed", 180.0)
    assert [one.rung for one in observations([trial])] == [1, 2]


def test_the_rig_failed_between_rungs(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    record_result(settings, 1, CellResult(void="the power failed"))
    trial = trial_of(settings)
    assert (trial.state, str(trial.outcome)) == ("closed", "rig failed")
    assert [one.asr_ohm_cm2 for one in observations([trial])] == [190.0]


def test_a_rung_at_which_the_rig_failed_is_said_to_be_void_alone(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    record_result(settings, 1, held(180.0, rung=2))
    said = record_result(settings, 1, CellResult(void="the power failed"))
    assert said.still_counting == "rungs 1 and 2, which were recorded before, still count"
    (row,) = failure_rows(cell_rows(load_view(settings, advise=False).trials, ["copress_mpa"]))
    assert row.cells == (1,)
    assert row.words == "void at its last rung: the rig failed"
    assert "the rungs before were seen and are used" in row.lesson


def test_a_closed_cell_that_is_void_teaches_nothing_of_any_rung(settings: Settings) -> None:
    for number, asr_ohm_cm2 in enumerate((190.0, 180.0, 170.0), 1):
        record_result(settings, 1, held(asr_ohm_cm2, rung=number))
    void = CellResult(void="the wrong powder was in the die")
    said = record_result(settings, 1, void, act="correct")
    assert said.still_counting == ""
    assert observations([trial_of(settings)]) == []
    (row,) = failure_rows(cell_rows(load_view(settings, advise=False).trials, ["copress_mpa"]))
    assert row.lesson.endswith("nothing learned")


def test_one_rung_of_a_closed_cell_may_be_void_alone(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    record_result(settings, 1, CellResult(failure=("cracked",), rung=2))
    said = record_result(settings, 1, CellResult(void="the die was", rung=2), act="correct")
    assert said.still_counting == "rung 1, which was recorded before, still counts"
    assert [one.asr_ohm_cm2 for one in observations([trial_of(settings)])] == [190.0]


def test_the_terminal_says_which_rungs_of_a_void_cell_count(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    command = ("record", settings.path, "--trial", "1", "--void", "--reason", "the power failed")
    shown = copress(*command, folder=settings.path.parent, COLUMNS="200")
    assert "rung 1, which was recorded before, still counts" in " ".join(shown.stdout.split())


def test_what_comes_later_is_added_to_the_last_rung(settings: Settings) -> None:
    record_result(settings, 1, held(190.0, rung=1))
    with open_campaign(settings) as store:
        end_series(store, 1, "enough", "Ada")
    record_result(settings, 1, CellResult(retention=0.9))
    (seen,) = observations([trial_of(settings)])
    assert (seen.retention, seen.asr_ohm_cm2, seen.rung) == (0.9, 190.0, 1)


def test_other_values_of_a_person_get_rungs_of_their_own(settings: Settings) -> None:
    with open_campaign(settings) as store:
        trial = edit_trial(store, settings, 1, {"copress_mpa": 500.0}, "Ada", "as high as it goes")
    assert trial.rungs[-1]["copress_mpa"] == 500.0
    assert trial.rungs[0]["copress_mpa"] <= 400.0


def test_without_a_series_there_are_no_rungs(tmp_path: Path) -> None:
    found = load_settings(
        write_campaign(tmp_path, press=MANUAL, impedance='[impedance]\nsource = "by_hand"\n')
    )
    plan_trials(found, 1)
    with pytest.raises(WrongInputError, match="leave --rung out"):
        record_result(found, 1, held(190.0, rung=1))
    record_result(found, 1, held(190.0))
    with open_campaign(found) as store:
        (seen,) = observations(read_trials(store))
    assert (seen.cell, seen.rung) == (None, None)


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ('knob = "anode_mpa"', "knob"),
        ('knob = "stack_mpa"', "it must vary"),
        ("rungs = 1", "rungs"),
        ("rung = 3", "Did you mean rungs"),
        ('stop = "never"', "stop"),
        ("rung_cost_min = 0", "rung_cost_min"),
    ],
)
def test_what_is_no_series_is_refused(tmp_path: Path, series: str, said: str) -> None:
    with pytest.raises(CampaignFileError, match=said):
        series_campaign(tmp_path, series)


def test_what_is_asked_of_a_cell_without_an_end_names_its_rung(settings: Settings) -> None:
    """The command of the message can be typed as it is."""
    record_result(settings, 1, held(200.0, "A", rung=1))
    trial = trial_of(settings)
    said = interrupted_sentence(1, "cells.toml", rung_begun(trial))
    assert "copress record cells.toml --trial 1 --rung 2 --spectrum FILE" in said
    assert "--rung" not in interrupted_sentence(
        1, "cells.toml", rung_begun(replace(trial, rungs=()))
    )


def test_the_run_sheet_says_from_which_to_which_pressure_a_cell_rises(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pressure of the last rung alone would be read as the one to set first."""
    rungs = [f"{rung['copress_mpa']:g}" for rung in trial_of(settings).rungs]
    propose(settings.path, count=1, sheet=None, json=False)
    assert f"{rungs[0]} to {rungs[-1]}" in capsys.readouterr().out


def test_a_cell_whose_stack_pressure_climbs_is_not_released_to_its_last_one(
    tmp_path: Path,
) -> None:
    """Its first rung would short at the stack pressure of the last."""
    settings = series_campaign(tmp_path, 'knob = "both"\nrungs = 3', stack="low = 10\nhigh = 90")
    shown = copress("propose", settings.path, folder=tmp_path, COLUMNS="200")
    said = " ".join(shown.stdout.split())
    assert "after each: release to the stack pressure of the rung, look at the cell" in said
