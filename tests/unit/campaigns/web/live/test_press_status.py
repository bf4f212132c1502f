"""The press as watchers see it: the controller writes a file that any number of pages read."""

import json
import math
import time
from pathlib import Path

from support.web.page import page_of, planned_campaign

from campaigns.records.load_trials import read_trials
from campaigns.run import events
from campaigns.run.live_status import Broadcast, live_file, worker_file
from campaigns.store.leases import release, take
from campaigns.trial.outcome import Judgement, Outcome
from campaigns.web.live.press_status import MOST_SAMPLES, read_pulse
from campaigns.web.live.press_text import doing, is_stale
from hardware.press.interface import Phase, Snapshot

PROTOCOL = {"copress_mpa": 400.0, "copress_dwell_s": 60.0}


def seen(now_s: float, phase: Phase, mpa: float, **more: object) -> events.PressSeen:
    planned = more.pop("planned_mpa", 400.0)
    return events.PressSeen(
        3,
        Snapshot(now_s, phase, 31.0, mpa, planned, step="copress", **more),  # type: ignore[arg-type]
    )


def status_file(tmp_path: Path, *happened: events.CampaignEvent) -> Path:
    tell = Broadcast(live_file(tmp_path / "quick.toml"), lambda event: None)
    for event in happened:
        tell(event)
    return live_file(tmp_path / "quick.toml")


PLANNED = events.TrialPlanned(3, {"copress_mpa": 400.0}, PROTOCOL, {}, "because")


def test_pressure_plan_phase_and_the_dwell_that_is_left(tmp_path: Path) -> None:
    path = status_file(
        tmp_path,
        PLANNED,
        seen(100.0, Phase.RAMP, 20.0),
        seen(140.0, Phase.HOLD, 399.0, in_phase_s=15.0, alarms=("oil warm",)),
    )
    pulse = read_pulse(path)
    assert pulse is not None
    assert pulse.samples == [(0.0, 20.0, 400.0), (40.0, 399.0, 400.0)]
    assert (pulse.phase, pulse.left_s, pulse.alarms) == ("hold", 45.0, ("oil warm",))
    assert doing(pulse, running=True) == (
        "cell-0003 is in the press: co-press, holding, 45 s of the dwell left."
    )


def test_what_no_number_is_stays_unknown(tmp_path: Path) -> None:
    path = status_file(tmp_path, PLANNED, seen(1.0, Phase.IDLE, 0.0, planned_mpa=math.nan))
    pulse = read_pulse(path)
    assert pulse is not None
    assert pulse.planned_mpa is None


def test_every_phase_is_stated_and_the_rest_is_thinned_by_real_time(tmp_path: Path) -> None:
    looks = [seen(0.1 * k, Phase.RAMP, float(k)) for k in range(500)]
    path = status_file(tmp_path, PLANNED, *looks, seen(50.0, Phase.HOLD, 400.0))
    kinds = [json.loads(line)["phase"] for line in path.read_text().splitlines()[1:]]
    assert (kinds[0], kinds[-1]) == ("ramp", "hold")
    assert len(kinds) < 100


def test_a_long_stroke_is_thinned_for_the_wire(tmp_path: Path) -> None:
    path = status_file(tmp_path, PLANNED)
    line = json.loads('{"kind": "press", "trial": 3, "phase": "hold", "step": "copress"}')
    with path.open("a") as file:
        for k in range(4 * MOST_SAMPLES):
            more = {"now_s": k, "mpa": 400.0, "planned_mpa": 400.0, "at_s": k}
            file.write(json.dumps({**line, **more}) + "\n")
    pulse = read_pulse(path)
    assert pulse is not None
    assert len(pulse.samples) <= MOST_SAMPLES + 1
    assert pulse.samples[-1][0] == 4 * MOST_SAMPLES - 1


def test_a_press_that_is_silent_is_stale_only_while_it_should_move(tmp_path: Path) -> None:
    pulse = read_pulse(status_file(tmp_path, PLANNED, seen(1.0, Phase.HOLD, 400.0)))
    assert pulse is not None
    assert not is_stale(pulse, running=True)
    old = type(pulse)(**{**vars(pulse), "at_s": time.time() - 60.0})
    assert is_stale(old, running=True)
    assert "Look at the press itself" in doing(old, running=True)
    assert not is_stale(old, running=False)


def test_the_end_says_why_and_a_new_cell_begins_again(tmp_path: Path) -> None:
    judged = Judgement(Outcome.OBSERVED, None, "intact, 200 ohm cm2")
    path = status_file(
        tmp_path, PLANNED, seen(1.0, Phase.HOLD, 400.0), events.TrialClosed(3, judged, 1.0)
    )
    pulse = read_pulse(path)
    assert pulse is not None
    assert doing(pulse, running=True).startswith("cell-0003 is done: intact, 200 ohm cm2")
    path = status_file(tmp_path, PLANNED, events.CampaignEnded("budget", "the budget is spent.", 0))
    pulse = read_pulse(path)
    assert pulse is not None
    assert pulse.samples == []
    assert doing(pulse, running=False) == ("Nobody runs this campaign now. The budget is spent.")


def test_half_a_line_and_no_file_are_no_trouble(tmp_path: Path) -> None:
    path = status_file(tmp_path, PLANNED)
    with path.open("a") as file:
        file.write('{"kind": "press", "tri')
    pulse = read_pulse(path)
    assert pulse is not None
    assert pulse.kind == "planned"
    assert read_pulse(tmp_path / "none.jsonl") is None


def test_a_folder_that_cannot_be_written_stops_the_telling_not_the_pressing(tmp_path: Path) -> None:
    passed: list[object] = []
    tell = Broadcast(live_file(tmp_path / "gone" / "quick.toml"), passed.append)
    tell(PLANNED)
    tell(seen(1.0, Phase.HOLD, 400.0))
    assert len(passed) == 2


def test_a_worker_s_press_is_seen_on_the_page_of_their_store(tmp_path: Path) -> None:
    path = planned_campaign(tmp_path)
    with page_of(path) as page:
        campaign = page.services.open_campaigns.all[0]
        store = campaign.store
        assert campaign.stated_in() == live_file(path)
        assert not campaign.running()
        (trial, _) = read_trials(store)
        assert take(store, [trial.id], "press 2", ["planned"]) == trial.id
        store.begin(1, {"worker": "press 2"})
        tell = Broadcast(worker_file(store.place.path, campaign.name, "press 2"), print)
        tell(events.TrialPlanned(1, {"copress_mpa": 400.0}, PROTOCOL, {}, "because"))
        tell(seen(1.0, Phase.HOLD, 400.0))
        assert campaign.running()
        assert campaign.view().trial(1).state == "started"
        shown = page.get("now").text
        assert "is in the press: co-press, holding" in shown
        assert "go to the press" not in shown
        release(store, trial.id, "press 2")
        assert "was begun and has no end: go to the press" in page.get("now").text
