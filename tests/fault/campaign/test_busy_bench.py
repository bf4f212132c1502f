"""An analyser that is slow, a press that is down, clocks that differ: they delay, never corrupt."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.campaign import counted_laboratory, write_campaign, write_press_file
from support.stores.filled_store import PLAN
from support.stores.postgres import postgres

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.load_trials import read_trials
from campaigns.run import events
from campaigns.run.start_run import run_campaign
from campaigns.store import leases
from campaigns.store.journal import OPEN
from campaigns.store.leases import live_leases, take
from campaigns.store.open_store import open_campaign, open_store
from campaigns.store.verify_store import verify_place
from campaigns.trial.outcome import Outcome
from hardware.clock import SimulatedClock

DAY_S = 86_400.0
BENCH = {
    "press": 'map = "press.toml"\ndie = "steel-10"\n',
    "impedance": '[impedance]\nfolder = "cells"\nwait_s = 600\n',
}


class Agenda(SimulatedClock):
    """A clock at which things happen."""

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[tuple[float, Callable[[], object]]] = []

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        for act in [one for one in self.acts if one[0] <= self.now_s()]:
            self.acts.remove(act)
            act[1]()


def test_a_spectrum_that_comes_late_and_in_pieces_is_waited_for(tmp_path: Path) -> None:
    clock = Agenda()
    seen: list[float] = []

    def slow_analyser(event: events.CampaignEvent) -> None:
        if isinstance(event, events.TrialClosed):
            seen.append(clock.now_s())
        if not isinstance(event, events.CellPressed):
            return
        (path,) = (tmp_path / "cells").glob("cell-0001.mpt")
        whole = path.read_bytes()
        path.unlink()
        half, now_s = whole[: len(whole) // 2], clock.now_s()
        clock.acts += [
            (now_s + 100.0, lambda: path.write_bytes(half)),
            (now_s + 101.0, lambda: path.write_bytes(whole)),
        ]

    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun):
        write_press_file(tmp_path, laboratory.port)
        file = write_campaign(tmp_path, **BENCH, high=330)
        stop = run_campaign(load_settings(file), on_event=slow_analyser, clock=clock, trials=1)
    assert stop.kind == "trials"
    assert not clock.acts, "both pieces had come"
    assert begun == [1, 1]
    with open_campaign(load_settings(file)) as store:
        (trial,) = read_trials(store)
    assert trial.outcome is Outcome.OBSERVED
    assert verify_place(load_settings(file).place).whole


def test_a_press_that_is_down_costs_no_cell(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, _):
        write_press_file(tmp_path, laboratory.port)
    file = write_campaign(tmp_path, **BENCH)
    with pytest.raises(WrongInputError, match="cannot be reached"):
        run_campaign(load_settings(file), clock=clock, trials=1)
    with counted_laboratory(tmp_path / "again", clock) as (laboratory, begun):
        write_press_file(tmp_path, laboratory.port)
        text = file.read_text().replace('folder = "cells"', 'folder = "again"')
        file.write_text(text)
        assert run_campaign(load_settings(file), clock=clock, trials=1).kind == "trials"
    assert begun == [1, 1], "the first cell, once"
    with open_campaign(load_settings(file)) as store:
        assert [trial.number for trial in read_trials(store)] == [1]


@pytest.mark.parametrize("off_s", [-DAY_S, DAY_S])
def test_a_worker_whose_clock_is_a_day_off_takes_nobodys_cell(
    monkeypatch: pytest.MonkeyPatch, off_s: float
) -> None:
    with postgres() as server:
        url = server.url("clocks")
        with open_store(url, "one") as store:
            store.plan(PLAN, simulated=True)
            (trial,) = read_trials(store)
            right = leases.time.time
            monkeypatch.setattr(leases.time, "time", lambda: right() + off_s)
            assert take(store, [trial.id], "off", OPEN) == trial.id
            monkeypatch.undo()
            assert live_leases(store) == {trial.id: "off"}, "neither lapsed nor for ever"
            assert take(store, [trial.id], "right", OPEN) is None
            monkeypatch.setattr(leases.time, "time", lambda: right() + off_s)
            assert take(store, [trial.id], "right", OPEN) is None
