"""An old machine: single words only, bits in a shared word, coarse steps, a maker's watchdog."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyModbusTCP.server import DataHandler, ModbusServer
from support.presses.dialects import STEP, Axis

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol
from hardware.press.register_map.load import press_map_from
from hardware.press.register_map.transport import Transport

ILLEGAL_FUNCTION, WRITE_MULTIPLE = 1, 16
WORD = {"access": "rw", "readback": "none"}
OLD: dict[str, object] = {
    "press": {"name": "old", "kind": "modbus_plc", "phases": "from_force"},
    "transport": {"kind": "tcp", "host": "127.0.0.1", "single_writes": True, "max_gap": 0},
    "registers": {
        "sp_force": {
            "address": 1000,
            "scale": 0.01,
            "unit": "kN",
            "valid": [0.0, 60.0],
            "access": "rw",
            "readback": "scaled",
            "readback_tol": 0.06,
        },
        "control": {"address": 1001, **WORD},
        "watchdog_time": {"address": 1022, "scale": 1, "unit": "ms", "valid": [0.0, 60.0]},
        "status": {"address": 3000},
        "force": {
            "address": 3002,
            "type": "int16",
            "scale": 0.01,
            "unit": "kN",
            "valid": [-1.0, 65.0],
        },
        "program": {"address": 3005},
        "machine_heartbeat": {"address": 3006},
    },
    "state": {
        "when": [
            {"phase": "idle", "bits": {"status.5": 1}},
            {"phase": "ramp", "bits": {"status.5": 0}},
        ]
    },
    "ready": {"status": {"0": "it is not in remote mode"}},
    "setpoints": {"write": ["sp_force"]},
    "commands": {
        "start": [
            {"pulse": "control.3", "width_s": 0.2},
            {"wait": "status.5", "equals": 0, "within_s": 3.0},
        ],
        "release": [{"pulse": "control.4", "width_s": 0.2}],
    },
    "heartbeat": {"kind": "watchdog", "deadman_s": 3.0, "machine": "machine_heartbeat"},
    "probes": [{"register": "program", "equals": 42}],
    "limits": {
        "max_force_kn": 50.0,
        "max_mpa": 600.0,
        "max_ramp_mpa_s": 100.0,
        "max_release_mpa_s": 100.0,
        "max_dwell_s": 600.0,
        "max_stack_mpa": 100.0,
    },
    "supervision": {"hold_tolerance": 0.03},
    "dies": {"steel-10": {"diameter_mm": 10.0, "max_force_kn": 50.0, "max_mpa": 600.0}},
}


class OldMachine(Axis):
    """Obeys rising edges of bits in its control word; keeps force in steps of 0.05 kN."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.words.update({1001: 0x8000, 1022: 2500, 3005: 42})
        self.edges: list[int] = []

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        words = super().get_holding_registers(address, number)
        self.words[3000] |= 1
        return [self.words.get(a, 0) for a in range(address, address + len(words))]

    def set_holding_registers(
        self, address: int, word_list: list[int], srv_info: object = None
    ) -> bool:
        before = self.words[1001]
        (word,) = word_list
        self.words[address] = round(word / 5) * 5 if address == 1000 else word
        rising = [bit for bit in range(16) if self.words[1001] & ~before & 1 << bit]
        self.edges += rising
        if 3 in rising:
            self.ram.go(self.words[1000] / 100.0)
        if 4 in rising:
            self.ram.go(0.0)
        return True


class SingleWordsOnly(DataHandler):
    """Knows function 6; function 16 is refused as such machines do."""

    def write_h_regs(
        self, address: int, words_l: list[int], srv_info: object
    ) -> DataHandler.Return:
        if srv_info.recv_frame.pdu.func_code == WRITE_MULTIPLE:  # type: ignore[attr-defined]
            return DataHandler.Return(exp_code=ILLEGAL_FUNCTION)
        return super().write_h_regs(address, words_l, srv_info)


@contextmanager
def old_press(folder: Path) -> Iterator[tuple[ModbusPlcPress, OldMachine]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock = SimulatedClock()
    machine = OldMachine(clock)
    handler = SingleWordsOnly(data_bank=machine)
    server = ModbusServer("127.0.0.1", port, no_block=True, data_hdl=handler)
    server.start()
    press_map = press_map_from(OLD, "old.toml")
    line: Transport = replace(press_map.transport, port=port)
    press = ModbusPlcPress(
        replace(press_map, transport=line),
        press_map.die("steel-10"),
        clock=clock,
        settings=PressSettings(lock_folder=folder),
    )
    try:
        yield press, machine
    finally:
        press.close()
        server.stop()


def test_a_cell_on_a_machine_that_takes_single_words(tmp_path: Path) -> None:
    with old_press(tmp_path) as (press, machine):
        press.connect()
        record = press.press_cell(1, PressProtocol((STEP,)), journal=lambda event, detail: None)
    assert record.steps[0].hold_mean_mpa == pytest.approx(60.0, rel=0.02)
    assert record.steps[0].dwell_s == pytest.approx(20.0, abs=0.6)
    assert machine.edges[0] == 3
    assert set(machine.edges[1:]) == {4}
    assert machine.words[1001] == 0x8000  # the other bits of the shared word are as they were


def test_a_set_point_that_is_more_than_a_step_away_is_not_started(tmp_path: Path) -> None:
    with old_press(tmp_path) as (press, machine):
        press.connect()
        keep = machine.set_holding_registers
        machine.set_holding_registers = lambda address, words, srv_info=None: keep(  # type: ignore
            address, [words[0] // 2] if address == 1000 else words
        )
        with pytest.raises(UnsafeProtocolError, match=r"kN apart, 0\.06 allowed.*START was not"):
            press.press_cell(1, PressProtocol((STEP,)), journal=lambda event, detail: None)
    assert machine.edges == []


@pytest.mark.parametrize(
    ("set_ms", "message"), [(0, r"switched off \(0\)"), (9000, r"set to 9 s.*deadman_s is 3")]
)
def test_a_watchdog_that_is_off_or_slow_refuses(tmp_path: Path, set_ms: int, message: str) -> None:
    with old_press(tmp_path) as (press, machine):
        machine.words[1022] = set_ms
        with pytest.raises(UnsafeProtocolError, match=message):
            press.connect()


def test_an_abort_is_a_rising_edge_too(tmp_path: Path) -> None:
    with old_press(tmp_path) as (press, machine):
        press.connect()
        with pytest.raises(PressFaultError, match="abort asked for"):
            press.press_cell(
                1,
                PressProtocol((STEP,)),
                journal=lambda event, detail: None,
                watch=lambda seen: press.abort("enough") if seen.phase == "hold" else None,
            )
        assert machine.ram.force_kn < 0.2
