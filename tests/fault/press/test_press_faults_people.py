"""Rows 27 to 34 of the fault list: what people, clocks, disks and inputs can do to a press."""

import json
import math
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from support.campaign import counted_laboratory, write_campaign, write_press_file
from support.presses.press import COPRESS, ONE_STROKE, bench

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.load_trials import read_trials
from campaigns.run.events import TrialPlanned
from campaigns.run.start_run import run_campaign
from campaigns.store.journal import SET_ASIDE
from campaigns.store.open_store import open_campaign
from hardware.clock import SimulatedClock
from hardware.errors import (
    PressFaultError,
    PressSilentError,
    UnsafeProtocolError,
)
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol
from hardware.twin.plc.registers import State

ON_THE_TWIN = 'map = "press.toml"\ndie = "steel-10"\n'
FROM_FOLDER = '[impedance]\nfolder = "cells"\nwait_s = 60\n'


def test_fault_27_two_clients_a_foreign_write_is_seen_and_released(tmp_path: Path) -> None:
    with bench(tmp_path, "second-writer") as b:
        with pytest.raises(PressFaultError, match=r"somebody else writes.*sp_force"):
            b.run()
        assert b.true_kn < 0.2


def test_fault_27_two_clients_on_this_computer_the_second_is_refused(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        second = ModbusPlcPress(
            b.press.map, b.press.die, clock=b.clock, settings=PressSettings(lock_folder=tmp_path)
        )
        with pytest.raises(UnsafeProtocolError, match="another program drives this press"):
            second.connect()


def test_fault_27_two_clients_on_two_computers_the_second_is_refused_while_the_first_lives(
    tmp_path: Path,
) -> None:
    with bench(tmp_path) as b:
        pass_time = b.clock.sleep

        def meanwhile(seconds: float) -> None:
            pass_time(seconds)
            b.press._machine.beat()

        b.clock.sleep = meanwhile  # type: ignore[method-assign]
        elsewhere = PressSettings(lock_folder=tmp_path / "other computer")
        second = ModbusPlcPress(b.press.map, b.press.die, clock=b.clock, settings=elsewhere)
        with pytest.raises(UnsafeProtocolError, match="driven by another computer"):
            second.connect()
        b.clock.sleep = pass_time  # type: ignore[method-assign]
        second.connect()  # the first one is gone; its token does not bar the press for ever
        second.close()


def test_fault_28_seq_wraps_over_zero(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b:
        b.press._lock.acquire()
        b.press._lock._remember(65534)
        b.press.connect()
        first = b.run(sample=1).steps[0].seq
        second = b.run(sample=2).steps[0].seq
    assert (first, second) == (65535, 2)  # 1 was kept for the RELEASE that was not needed
    assert len(b.begun) == 2


def test_fault_28_seq_wraps_where_the_plc_stands_at_the_highest(tmp_path: Path) -> None:
    with bench(tmp_path, "seq-wrap") as b:
        assert b.run().steps[0].seq == 1
    assert len(b.begun) == 1


def test_fault_30_clock_jump_of_the_wall_clock_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumps = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: 1.0e9 - 3600.0 * next(jumps))
    with bench(tmp_path) as b:
        record = b.run()
    assert record.steps[0].dwell_s == pytest.approx(COPRESS.dwell_s, abs=0.3)
    assert record.flags == ()


def test_fault_30_laptop_sleep_longer_than_the_deadman_counts_as_a_lost_line(
    tmp_path: Path,
) -> None:
    def sleep_through_the_ramp(seen: object) -> None:
        if b.lab.plc.machine.state is State.RAMP:
            b.clock.sleep(10.0)  # the computer was asleep

    with bench(tmp_path) as b:
        with pytest.raises(PressFaultError, match=r"has released|stopped by itself"):
            b.press.press_cell(1, ONE_STROKE, journal=b.journal, watch=sleep_through_the_ramp)
        assert b.true_kn < 0.2


def test_fault_31_disk_full_means_no_start(tmp_path: Path) -> None:
    def full(event: str, detail: object) -> None:
        raise OSError(28, "No space left on device")

    message = r"No space left.*START was not sent and the press did not move"
    with bench(tmp_path) as b, pytest.raises(UnsafeProtocolError, match=message):
        b.press.press_cell(1, ONE_STROKE, journal=full)
    assert b.begun == []


def test_fault_31_disk_full_in_the_hold_is_stated_and_stands_before_no_sentence(
    tmp_path: Path,
) -> None:
    def full_later(event: str, detail: object) -> None:
        if event not in ("intent", "started"):
            raise OSError(28, "No space left on device")

    with bench(tmp_path) as b:
        record = b.press.press_cell(1, ONE_STROKE, journal=full_later)
        assert b.true_kn < 0.2
    assert any("could not be written" in flag and "No space" in flag for flag in record.flags)
    with (
        bench(tmp_path, "silent") as b,
        pytest.raises(PressSilentError, match=r"may be loaded.*key to local"),
    ):
        b.press.press_cell(1, ONE_STROKE, journal=full_later)


@pytest.mark.parametrize("target_mpa", [801.0, 1e9, math.nan, math.inf, -5.0, 0.0, True, "300"])
def test_fault_34_target_over_a_cap_never_reaches_the_press(
    tmp_path: Path, target_mpa: object
) -> None:
    with bench(tmp_path) as b, pytest.raises(UnsafeProtocolError, match="Nothing was sent"):
        b.run(PressProtocol((replace(COPRESS, target_mpa=target_mpa),)))  # type: ignore[arg-type]
    assert b.names == []


def test_fault_34_target_over_a_cap_of_the_plc_itself(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b:
        b.lab.plc.model = replace(b.lab.plc.model, lim_force_kn=20.0)
        b.press.connect()
        with pytest.raises(UnsafeProtocolError, match=r"sp_force = 23.* above 20.*was sent"):
            b.run()
    assert b.names == []


def test_fault_34_target_over_a_cap_in_the_campaign_file(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun):
        write_press_file(tmp_path, laboratory.port)
        file = write_campaign(tmp_path, press=ON_THE_TWIN, impedance=FROM_FOLDER, high=900)
        with pytest.raises(WrongInputError, match=r"\[space.copress_mpa\] high = 900: .*max_mpa"):
            run_campaign(load_settings(file), clock=clock, trials=1)
    assert begun == []


def test_fault_34_target_over_a_cap_in_a_state_file_edited_by_hand(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun):
        write_press_file(tmp_path, laboratory.port)
        file = write_campaign(tmp_path, press=ON_THE_TWIN, impedance=FROM_FOLDER)
        settings = load_settings(file)
        seen: list[object] = []

        def stop_when_planned(event: object) -> None:
            seen.append(event)
            if isinstance(event, TrialPlanned) and not begun:
                raise KeyboardInterrupt

        run_campaign(settings, on_event=stop_when_planned, clock=clock, trials=1)
        with closing(sqlite3.connect(settings.store_path)) as store:
            store.execute("DROP TRIGGER trial_no_update")
            (text,) = store.execute("SELECT protocol FROM trial").fetchone()
            edited = json.dumps({**json.loads(text), "copress_mpa": 5000.0})
            store.execute("UPDATE trial SET protocol = ?", (edited,))
            store.commit()
        run_campaign(settings, clock=clock, trials=1)
        with open_campaign(settings) as memory:
            states = [trial.state for trial in read_trials(memory)]
    assert states[0] == SET_ASIDE  # and another one was pressed in its place
    assert 1 not in begun
