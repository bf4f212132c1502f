"""Several presses on one campaign: every cell is pressed once, whoever dies.

`COPRESS_WORKER_TRIALS=200` runs the whole count (some ten minutes); by default a few cells do.
`benchmarks/workers_killed.py` kills workers and restarts the server over and over.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.campaign import let_the_press_notice
from support.stores.filled_store import TRACE
from support.stores.postgres import Server, postgres
from support.workers import POLL_S, Hall, hall_of

from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.records.load_trials import LOOSE, read_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.run.live_status import live_file, worker_file
from campaigns.run.start_worker import Station, run_worker
from campaigns.store.open_store import open_campaign
from campaigns.store.verify_store import verify_place
from campaigns.trial.cell_result import CellResult
from campaigns.web.live.press_status import read_pulse
from hardware.press.interface import PressRecord
from hardware.press.protocol import PressProtocol

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX"),
]

TRIALS = int(os.environ.get("COPRESS_WORKER_TRIALS", "5"))
WORKERS = 4
MEASURES = "Start bay-1 again, which measures it"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.fixture
def hall(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hall]:
    kind, bays = request.param
    store = str(tmp_path / "shared.db")
    if kind == "postgres":
        server: Server = request.getfixturevalue("server")
        store = server.url(f"w{abs(hash(request.node.name))}")
    with hall_of(tmp_path, store, bays, TRIALS) as hall:
        yield hall


@pytest.mark.parametrize("hall", [("postgres", WORKERS), ("sqlite", 2)], indirect=True)
def test_every_cell_is_pressed_exactly_once(hall: Hall) -> None:
    for bay in hall.bays:
        bay.start()
    for bay in hall.bays:
        code, said = bay.end()
        assert code == 0, said
        assert "budget" in said
    trials = hall.trials()
    assert [trial.number for trial in trials] == list(range(1, TRIALS + 1))
    assert all(trial.observation is not None for trial in trials)
    for bay in hall.bays:  # the page of that store reads them; on a server each has its own
        shared = worker_file(Path(hall.store), load_settings(hall.file).campaign.name, bay.name)
        own = live_file(bay.folder / "campaign.toml")
        pulse = read_pulse(own if "://" in hall.store else shared)
        assert pulse is not None
        assert pulse.kind == "ended"
    assert hall.pressed() == Counter(range(1, TRIALS + 1))
    points = {tuple(trial.planned.values()) for trial in trials}
    assert len(points) > 0.75 * TRIALS, "what is on a press is known to all; a dial is coarse"
    assert verify_place(Place.of(hall.store)).whole


@pytest.mark.parametrize("hall", [("postgres", WORKERS)], indirect=True)
def test_also_when_workers_are_killed_and_the_database_restarts(hall: Hall, server: Server) -> None:
    for bay in hall.bays:
        bay.start()
    hall.wait_until(closed=2)
    hall.bays[0].kill()
    server.stop()
    server.start()
    let_the_press_notice(hall.bays[0].laboratory, hall.bays[0].clock)
    hall.wait_until(closed=3)
    for bay in hall.bays[1:]:
        code, said = bay.end()
        assert code in (0, 4), said
        assert "budget" in said or "will not be pressed again" in said or MEASURES in said
    settings = load_settings(hall.file)
    for trial in hall.trials():
        if trial.state in LOOSE:
            assert trial.worker == hall.bays[0].name
            report = CellResult(void="its worker was killed")
            record_result(settings, trial.number, report)
    hall.bays[0].start()
    code, said = hall.bays[0].end()
    assert code == 0, said
    trials = hall.trials()
    assert sum(trial.observation is not None for trial in trials) == TRIALS
    assert all(trial.state == "closed" for trial in trials)
    assert set(hall.pressed().values()) == {1}
    assert verify_place(Place.of(hall.store)).whole


@pytest.mark.parametrize("hall", [("sqlite", 2)], indirect=True)
def test_nobody_waits_for_ever_for_a_dead_workers_pressed_cell(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """bay-1 died between its press and its analyser: only it, or a person, can go on."""
    monkeypatch.setattr("campaigns.run.trials.shared.GRACE_S", 0.1)
    settings, alive = load_settings(hall.file), hall.bays[1]
    with open_campaign(settings, create=False) as store:
        trial = read_trials(store)[0]
        record = PressRecord(1, PressProtocol(()), (), TRACE, 60.0, (), True)
        store.begin(1, {"worker": "bay-1"})
        store.keep_press_record(1, record, trial.planned)
    station = Station(alive.folder / "press.toml", alive.store, alive.folder, name=alive.name)
    stop = run_worker(station, clock=alive.clock, poll_s=POLL_S, idle_s=0.02)
    assert (stop.kind, stop.exit_code) == ("interrupted", 4)
    assert "Trial 1 (cell-0001) was pressed by bay-1" in stop.sentence
    assert MEASURES in stop.sentence
    assert set(alive.begun) == set(range(2, TRIALS + 1)), "everything else was done first"
    recorded = record_result(settings, 1, CellResult(asr_ohm_cm2=40.0, damage=0))
    assert recorded.judgement.observation is not None
    assert run_worker(station, clock=alive.clock, poll_s=POLL_S).kind == "budget"
    assert all(trial.observation is not None for trial in hall.trials())
