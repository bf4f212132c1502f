"""Machines that speak other dialects, served by pyModbusTCP: coils with handshake, servo axis."""

import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyModbusTCP.server import DataBank, ModbusServer

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press import PressRecord
from hardware.press_map import load_press_map
from hardware.press_settings import PressSettings
from hardware.presses.modbus_plc import ModbusPlcPress
from hardware.protocol import PressProtocol, Step
from hardware.transport import Transport

STEP = Step("copress", target_mpa=60.0, dwell_s=20.0, ramp_mpa_s=20.0, release_mpa_s=20.0)


class Ram:
    """Force that follows a target at a fixed rate; both are the machine's own business."""

    def __init__(self, clock: SimulatedClock, rate_kn_s: float) -> None:
        self.clock, self.rate_kn_s = clock, rate_kn_s
        self.from_kn, self.to_kn, self.since_s = 0.0, 0.0, 0.0

    @property
    def force_kn(self) -> float:
        moved = self.rate_kn_s * (self.clock.now_s() - self.since_s)
        if self.to_kn >= self.from_kn:
            return min(self.to_kn, self.from_kn + moved)
        return max(self.to_kn, self.from_kn - moved)

    def go(self, to_kn: float) -> None:
        self.from_kn, self.to_kn, self.since_s = self.force_kn, to_kn, self.clock.now_s()


class Station(DataBank):
    """Commands are coils answered 200 further on; set-points want a handshake."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__()
        self.ram = Ram(clock, rate_kn_s=4.0)
        self.coils: dict[int, bool] = {8500: True}
        self.words: dict[int, int] = {}
        self.starts = 0
        self.taken_kn = 0.0
        for offset, word in enumerate(reversed(struct.unpack(">HH", struct.pack(">f", 123.456)))):
            self.words[10900 + offset] = word

    def get_coils(self, address: int, number: int = 1, srv_info: object = None) -> list[bool]:
        working = self.ram.to_kn > 0.0 or self.ram.force_kn > 0.0
        self.coils[8210] = working
        return [self.coils.get(a, False) for a in range(address, address + number)]

    def set_coils(self, address: int, bit_list: list[bool], srv_info: object = None) -> bool:
        before, now = self.coils.get(address, False), bool(bit_list[0])
        self.coils[address] = now
        if address == 8700:
            self.coils[8500] = not now
            if now:
                low, high = self.words[11008], self.words[11009]
                self.taken_kn = struct.unpack(">f", struct.pack(">HH", high, low))[0]
        if now and not before and address == 8010:
            self.starts += 1
            self.ram.go(self.taken_kn)
        if now and not before and address == 8020:
            self.ram.go(0.0)
        return True

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        self.words[10014] = round(self.ram.force_kn * 100.0) & 0xFFFF
        return [self.words.get(a, 0) for a in range(address, address + number)]

    def set_holding_registers(
        self, address: int, word_list: Sequence[int], srv_info: object = None
    ) -> bool:
        self.words.update(enumerate(word_list, start=address))
        return True


class Axis(Station):
    """Writing the target position is the motion; the force set-point is a limit."""

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        home = self.ram.to_kn == 0.0 and self.ram.force_kn == 0.0
        self.words[3000] = 1 << 5 if home else 0
        self.words[3002] = round(self.ram.force_kn * 100.0) & 0xFFFF
        self.words[3006] = int(self.ram.clock.now_s() * 2.0) & 0xFFFF
        self.words[3010], self.words[3011] = 1234567 >> 16, 1234567 & 0xFFFF
        return [self.words.get(a, 0) for a in range(address, address + number)]

    def set_holding_registers(
        self, address: int, word_list: Sequence[int], srv_info: object = None
    ) -> bool:
        super().set_holding_registers(address, word_list)
        if address == 2000:
            down = (word_list[0] << 16 | word_list[1]) > 0
            self.starts += down
            self.ram.go(self.words[1000] / 100.0 if down else 0.0)
        return True


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
