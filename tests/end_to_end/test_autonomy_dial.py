"""Every row of the autonomy dial, through the command line."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.presses.dial import Lab, lab_of

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.approval_policy import Person
from campaigns.decisions.decisions import approve_envelope, approve_trials
from campaigns.decisions.requests import ABORT, STOP, request
from campaigns.records.approvals import StandingApproval
from campaigns.records.readings.photos import read_photo
from campaigns.run import events
from campaigns.run.start_run import run_campaign
from campaigns.run.stopping import remote_requests
from campaigns.store.open_store import open_campaign

_A_MINUTE_AGO = (datetime.now(UTC) - timedelta(minutes=1)).isoformat(timespec="seconds")


def test_suggest_only(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "suggest")
    result = lab.copress("run")
    assert result.exit_code == 2
    assert "never presses by itself" in result.stderr
    lab.done("propose")
    assert lab.states() == ["planned"]
    lab.done("record", "--trial", 1, "--asr-ohm-cm2", 210, "--damage", 0)
    assert lab.states() == ["observed"]


def test_approve_each(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "approve")
    waiting = lab.copress("run")
    assert waiting.exit_code == 4
    assert "cell-0001 waits for approval" in waiting.output
    assert lab.pressed() == []
    lab.done("approve", "--trial", 1, "--why", "looks right", "--as", "Ada")
    waiting = lab.copress("run")
    assert waiting.exit_code == 4
    assert "cell-0002 waits for approval" in waiting.output
    assert lab.pressed() == [1]
    (approved,) = [event for event in lab.view.trial(1).events if event.kind == "approved"]
    assert approved.detail["person"] == "Ada"
    assert approved.detail["reason"] == "looks right"


def test_approve_each_at_the_terminal(tmp_path: Path) -> None:
    lab, asked = lab_of(tmp_path, "approve"), []

    def ask(question: str) -> str:
        asked.append(question)
        return "y" if len(asked) > 1 else "the die is not clean"

    run_campaign(load_settings(lab.file), person=Person(ask, lambda text: None), trials=2)
    assert len(asked) == 2
    assert lab.states()[0] == "rejected"
    assert lab.pressed() == [2]


def test_approve_a_batch(tmp_path: Path) -> None:
    lab = Lab(tmp_path, "batch")
    lab.file.write_text(lab.file.read_text().replace("seed = 0\n", "seed = 0\nbatch = 3\n"))
    waiting = lab.copress("run")
    assert waiting.exit_code == 4
    assert "--trial 1 --trial 2 --trial 3" in waiting.output
    assert lab.states() == ["planned"] * 3
    points = [tuple(trial.planned.values()) for trial in lab.view.trials]
    assert len(set(points)) == 3, "each knows of the others"
    lab.done("reject", "--trial", 2, "--why", "too close to the first")
    lab.done("approve", "--all")
    waiting = lab.copress("run")
    assert waiting.exit_code == 4, "the next batch waits"
    assert lab.pressed() == [1, 3]
    assert lab.states()[3:] == ["planned"] * 3


@pytest.mark.slow
def test_after_three_broken_cells_a_person_is_asked_again(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "batch")
    lab.done("propose", "--count", 4)
    lab.done("approve", "--all", "--as", "Ada")
    for number in (1, 2):
        lab.done("record", "--trial", number, "--damage", 2)
    lab.done("record", "--trial", 3, "--damage", 2)
    waiting = lab.copress("run", "--trials", 1)
    assert waiting.exit_code == 4
    said = re.sub(r"\s+", " ", waiting.output)
    assert "3 cells broke one after another since it was approved" in said
    assert lab.pressed() == []
    lab.done("approve", "--trial", 4, "--as", "Ada", "--why", "gentler than the three")
    lab.done("run", "--trials", 1)
    assert lab.pressed() == [4]


@pytest.mark.slow
def test_a_crack_speaks_against_what_was_approved_before_it(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "batch")
    lab.done("propose", "--count", 2)
    lab.done("edit", "--trial", 2, "--set", "copress_mpa=500", "--why", "as last year")
    lab.done("approve", "--all", "--as", "Ada")
    lab.done("record", "--trial", 1, "--damage", 2, "--failure", "cracked")
    said = re.sub(r"\s+", " ", lab.copress("run", "--trials", 1).output)
    assert re.search(r"since it was approved the probability .* fell from 0\.\d\d to 0\.\d\d", said)
    assert lab.pressed() == []
    lab.done("approve", "--trial", 2, "--as", "Ada", "--why", "to see the limit")
    lab.done("run", "--trials", 1)
    assert lab.pressed() == [2]


@pytest.mark.slow
def test_where_nobody_is_asked_such_a_cell_is_rejected_and_another_planned(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "free")
    lab.done("propose", "--count", 2)
    lab.done("edit", "--trial", 2, "--set", "copress_mpa=500", "--why", "as last year")
    lab.done("record", "--trial", 1, "--damage", 2, "--failure", "cracked")
    lab.done("run", "--trials", 2)
    assert lab.states()[1] == "rejected"
    (rejected,) = [event for event in lab.view.trial(2).events if event.kind == "rejected"]
    assert rejected.detail["person"] == "autonomy: free"
    assert "stays intact fell from" in str(rejected.detail["reason"])
    assert lab.pressed() == [3]
    assert lab.view.trial(3).planned["copress_mpa"] < lab.view.trial(1).planned["copress_mpa"]


def envelope(lab: Lab, *more: object) -> str:
    limits = ("--below", "copress_mpa=600", "--below", "copress_dwell_s=600")
    return lab.done("approve", "--envelope", *limits, *more)


def test_free_inside_an_envelope(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "envelope")
    assert "no envelope is approved" in lab.copress("run").output
    envelope(lab, "--cells", 2, "--broken", 5, "--until", "8h", "--as", "Ada")
    waiting = lab.copress("run")
    assert waiting.exit_code == 4
    assert "is used up: 2 cells" in waiting.output
    assert lab.pressed() == [1, 2]
    (approved,) = [event for event in lab.view.trial(2).events if event.kind == "approved"]
    assert approved.detail["person"] == "Ada"
    assert "inside envelope" in str(approved.detail["reason"])
    lab.done("approve", "--trial", 3, "--why", "one more")
    assert lab.copress("run").exit_code == 4
    assert lab.pressed() == [1, 2, 3], "a person may allow more than the envelope"


def test_a_cell_outside_the_envelope_waits(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "envelope")
    lab.done("approve", "--envelope", "--below", "copress_mpa=200")
    said = re.sub(r"\s+", " ", lab.copress("run").output)
    assert re.search(r"does not cover this cell: copress_mpa = \d+ is above 200", said)
    assert lab.pressed() == []


@pytest.mark.slow
def test_so_many_may_break(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "envelope")
    envelope(lab, "--broken", 0)
    lab.done("run", "--trials", 1)
    lab.done("record", "--trial", 1, "--damage", 2, "--correct", "--why", "a crack at the rim")
    assert "broken cells 1, allowed 0" in lab.copress("run").output
    assert lab.pressed() == [1]


def test_an_envelope_that_was_withdrawn_or_expired(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "envelope")
    envelope(lab)
    lab.done("reject", "--envelope", "--why", "new powder")
    assert "no envelope is approved" in lab.copress("run").output
    with open_campaign(load_settings(lab.file)) as store:
        wide = StandingApproval(low={}, high={"copress_mpa": 600.0, "copress_dwell_s": 600.0})
        approve_envelope(store, wide, "Ada", "", expires_utc=_A_MINUTE_AGO)
    assert f"expired at {_A_MINUTE_AGO}" in re.sub(r"\s+", " ", lab.copress("run").output)
    assert lab.pressed() == []


def approved_not_pressed(lab: Lab) -> None:
    """One cell approved inside the envelope of Ada, and a stop before the press moves."""
    lab.done("propose")
    with open_campaign(load_settings(lab.file)) as store:
        store.decide(1, "Ada", "approved", "inside envelope 1")


@pytest.mark.slow
def test_a_cell_approved_inside_an_envelope_that_was_withdrawn_is_asked_again(
    tmp_path: Path,
) -> None:
    lab = lab_of(tmp_path, "envelope")
    envelope(lab, "--as", "Ada")
    approved_not_pressed(lab)
    lab.done("reject", "--envelope", "--why", "new powder")
    waiting = lab.copress("run", "--trials", 1)
    assert waiting.exit_code == 4
    assert "no envelope is approved" in waiting.output
    assert lab.pressed() == []
    envelope(lab, "--as", "Ben")
    lab.done("run", "--trials", 1)
    assert lab.pressed() == [1]
    approvals = [event for event in lab.view.trial(1).events if event.kind == "approved"]
    assert [event.detail["person"] for event in approvals] == ["Ada", "Ben"]


def test_an_envelope_that_was_made_smaller_asks_again_too(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "envelope")
    envelope(lab, "--as", "Ada")
    approved_not_pressed(lab)
    lab.done("approve", "--envelope", "--below", "copress_mpa=60")
    said = re.sub(r"\s+", " ", lab.copress("run", "--trials", 1).output)
    assert "does not cover this cell" in said
    assert lab.pressed() == []


@pytest.mark.slow
def test_an_envelope_counts_for_nothing_once_each_cell_is_asked_about(tmp_path: Path) -> None:
    lab, asked = lab_of(tmp_path, "envelope"), []
    envelope(lab, "--as", "Ada")
    approved_not_pressed(lab)
    lab.file.write_text(lab.file.read_text().replace('"envelope"', '"approve"'))

    def ask(question: str) -> str:
        asked.append(question)
        return "y"

    run_campaign(load_settings(lab.file), person=Person(ask, lambda text: None), trials=1)
    assert "approved by an envelope or freely, and each cell is asked about now" in asked[0]
    assert lab.pressed() == [1]


def test_free(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "free")
    lab.done("run", "--trials", 2)
    assert lab.pressed() == [1, 2]


def test_an_approval_that_expired_stops_the_press(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "approve")
    lab.done("propose")
    settings = load_settings(lab.file)
    with open_campaign(settings) as store:
        approve_trials(store, settings, [1], "Ada", "", expires_utc=_A_MINUTE_AGO)
    assert "the approval by Ada expired" in re.sub(r"\s+", " ", lab.copress("run").output)
    assert lab.pressed() == []


def test_an_edited_proposal_stays_one_trial_with_both_points(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "approve")
    lab.done("propose")
    proposed = dict(lab.view.trial(1).planned)
    lab.done("approve", "--trial", 1)
    said = lab.done("edit", "--trial", 1, "--set", "copress_mpa=345", "--why", "worn", "--json")
    document = json.loads(said)
    assert document["proposed"] == proposed
    assert document["planned"] == {**proposed, "copress_mpa": 345}
    assert lab.copress("run").exit_code == 4, "what was approved was something else"
    lab.done("approve", "--trial", 1)
    assert lab.copress("run", "--trials", 1).exit_code == 0
    trial = lab.view.trial(1)
    assert trial.proposed == proposed
    assert trial.planned["copress_mpa"] == 345
    assert trial.observation is not None
    assert trial.observation.point["copress_mpa"] == pytest.approx(345, rel=0.05)
    assert len(lab.view.trials) == 1


def test_an_edit_that_the_press_cannot_bear_is_refused(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "approve")
    lab.done("propose")
    result = lab.copress("edit", "--trial", 1, "--set", "copress_mpa=5000")
    assert result.exit_code == 2
    assert "Nothing was changed" in result.stderr
    result = lab.copress("edit", "--trial", 1, "--set", "copres_mpa=300")
    assert result.exit_code == 2
    assert lab.kinds(1) == ["planned"]


@pytest.mark.parametrize(
    "late", [("approve",), ("reject", "--why", "x"), ("edit", "--set", "copress_mpa=345")]
)
def test_a_decision_that_comes_too_late_is_refused(tmp_path: Path, late: tuple[str, ...]) -> None:
    lab = lab_of(tmp_path, "free")
    lab.done("propose")
    lab.done("record", "--trial", 1, "--asr-ohm-cm2", 210, "--damage", 0)
    before = lab.kinds(1)
    result = lab.copress(late[0], "--trial", 1, *late[1:])
    assert result.exit_code == 2
    assert "too late" in result.stderr
    assert lab.kinds(1) == before


def test_three_outcomes_a_photo_and_a_correction(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "suggest")
    lab.done("propose", "--count", 4)
    photo = tmp_path / "rim.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    lab.done(
        "record", "--trial", 1, "--damage", 2, "--photo", photo, "--lot", "A", "--operator", "B"
    )
    lab.done("record", "--trial", 2, "--void", "--why", "the pump stood still")
    lab.done("record", "--trial", 3, "--damage", 0, "--measurement-failed", "clip fell off")
    lab.done("record", "--trial", 4, "--damage", 0, "--skipped", "not densified")
    ends = ["recipe failed", "rig failed", "measurement failed", "partly observed"]
    assert lab.states() == ends
    assert "photo" in lab.kinds(1)
    (kept,) = lab.view.trial(1).photos
    assert kept.file_name == "rim.jpg"
    with open_campaign(load_settings(lab.file), create=False) as store:
        assert read_photo(store, kept) == photo.read_bytes()
    assert [seen.damage for seen in lab.view.history] == [2, 0, 0]
    lab.done("record", "--trial", 1, "--damage", 1, "--correct", "--why", "only a hairline")
    assert lab.kinds(1).count("closed") == 2
    lab.done("verify")


def test_bets_are_placed_before_and_scored_after(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "suggest")
    lab.done("propose")
    lab.done("bet", "--trial", 1, "--asr-ohm-cm2", 100, "--as", "Ada")
    lab.done("bet", "--trial", 1, "--asr-ohm-cm2", 190, "--as", "Bo")
    lab.done("record", "--trial", 1, "--asr-ohm-cm2", 200, "--damage", 0)
    assert lab.copress("bet", "--trial", 1, "--asr-ohm-cm2", 200).exit_code == 2
    best, worst = json.loads(lab.done("bet", "--json"))
    assert (best["person"], worst["person"]) == ("Bo", "Ada")
    assert worst["off_by"] == pytest.approx(2.0)
    assert lab.view.trial(1).bets == {"Ada": 100.0, "Bo": 190.0}


def ask_in(step: str, phase: str, lab: Lab, what: str) -> Callable[[events.CampaignEvent], None]:
    """Another process asks while the press is in this phase of this step."""
    asked: list[str] = []

    def on_event(event: events.CampaignEvent) -> None:
        here = isinstance(event, events.PressSeen) and event.snapshot.step == step
        if here and event.snapshot.phase == phase and not asked:
            asked.append(what)
            with open_campaign(load_settings(lab.file), create=False) as store:
                request(store, what, "Ada", "smoke at the pump")

    return on_event


@pytest.fixture
def heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are looked for at each look: a simulated hold may pass within 0.1 s of real time."""
    monkeypatch.setattr(remote_requests, "LOOK_EVERY_S", 0.0)


@pytest.mark.usefixtures("heard_at_once")
@pytest.mark.parametrize(
    ("step", "phase"), [("copress", "hold"), ("anode", "release"), ("fixture", "ramp")]
)
def test_an_abort_from_elsewhere_releases_and_stands_until_somebody_resumes(
    tmp_path: Path, step: str, phase: str
) -> None:
    lab = lab_of(tmp_path, "free")
    on_event = ask_in(step, phase, lab, ABORT)
    stop = run_campaign(load_settings(lab.file), on_event=on_event, trials=2)
    assert (stop.kind, stop.exit_code) == ("aborted", 130), stop.sentence
    assert lab.states() == ["rig failed"]
    refused = lab.copress("run", "--trials", 1)
    assert refused.exit_code == 4
    assert "aborted by Ada: smoke at the pump" in refused.output
    assert lab.copress("resume", "--why", " ").exit_code == 2
    lab.done("resume", "--why", "pump repaired", "--as", "Bo")
    lab.done("run", "--trials", 1)
    assert len(lab.pressed()) == 2


@pytest.mark.usefixtures("heard_at_once")
def test_a_stop_from_elsewhere_lets_the_press_finish(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "free")
    on_event = ask_in("copress", "hold", lab, STOP)
    stop = run_campaign(load_settings(lab.file), on_event=on_event)
    assert (stop.kind, stop.exit_code) == ("stopped", 130)
    assert lab.pressed() == [1]
    lab.done("run", "--trials", 1)
    assert lab.states() == ["observed"], "the stopped cell was measured first"
