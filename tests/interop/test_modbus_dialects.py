"""Machines that speak other dialects, served by pyModbusTCP: coils with handshake, servo axis."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyModbusTCP.server import ModbusServer
from support.presses.dialects import STEP, Axis, Station

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import PressRecord
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Transport


@contextmanager
def served(
    bank: type[Station], name: str, die: str, folder: Path
) -> Iterator[tuple[ModbusPlcPress, Station]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock = SimulatedClock()
    machine = bank(clock)
    server = ModbusServer("127.0.0.1", port, no_block=True, data_bank=machine)
    server.start()
    line = Transport(host="127.0.0.1", port=port)
    press_map = replace(load_press_map(name), transport=line)
    settings = PressSettings(lock_folder=folder)
    press = ModbusPlcPress(press_map, press_map.die(die), clock=clock, settings=settings)
    try:
        press.connect()
        yield press, machine
    finally:
        press.close()
        server.stop()


DIALECTS = [(Station, "coin_cell_station", "coin-16"), (Axis, "servo_axis", "steel-10")]


def run(press: ModbusPlcPress, events: list[str]) -> PressRecord:
    return press.press_cell(
        1, PressProtocol((STEP,)), journal=lambda event, _: events.append(event)
    )


@pytest.mark.parametrize(("bank", "name", "die"), DIALECTS)
def test_a_cell_with_a_hold_timed_by_the_computer(
    tmp_path: Path, bank: type[Station], name: str, die: str
) -> None:
    events: list[str] = []
    with served(bank, name, die, tmp_path) as (press, machine):
        record = run(press, events)
    step = record.steps[0]
    assert machine.starts == 1
    assert step.hold_mean_mpa == pytest.approx(60.0, rel=0.02)
    assert step.dwell_s == pytest.approx(20.0, abs=0.6)
    assert machine.ram.force_kn == 0.0
    assert events == ["intent", "started", "hold_begin", "hold_end", "released"]
    assert any("ramp rate is the machine's own" in flag for flag in record.flags)


@pytest.mark.parametrize(("bank", "name", "die"), DIALECTS)
def test_an_abort_in_the_hold_releases(
    tmp_path: Path, bank: type[Station], name: str, die: str
) -> None:
    with served(bank, name, die, tmp_path) as (press, machine):
        with pytest.raises(PressFaultError, match="abort asked for"):
            press.press_cell(
                1,
                PressProtocol((STEP,)),
                journal=lambda event, detail: None,
                watch=lambda seen: press.abort("enough") if seen.phase == "hold" else None,
            )
        assert machine.ram.force_kn < 0.2
    assert machine.starts == 1


def test_a_station_that_never_becomes_ready_is_not_started(tmp_path: Path) -> None:
    with served(Station, "coin_cell_station", "coin-16", tmp_path) as (press, machine):
        machine.coils[8500] = False
        with pytest.raises(UnsafeProtocolError, match=r"ready_for_setpoints.*START was not sent"):
            run(press, [])
    assert machine.starts == 0


def test_a_pressed_emergency_stop_of_the_station_refuses(tmp_path: Path) -> None:
    with served(Station, "coin_cell_station", "coin-16", tmp_path) as (press, machine):
        machine.coils[1010] = True
        with pytest.raises(UnsafeProtocolError, match="emergency stop"):
            run(press, [])
    assert machine.starts == 0
