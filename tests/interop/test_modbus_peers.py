"""The adapter presses a cell on Modbus servers that are not pymodbus: modbus-tk, pyModbusTCP."""

from dataclasses import replace
from pathlib import Path

import modbus_tk.defines
import pytest
import serial
from modbus_tk import hooks, modbus_rtu, modbus_tcp
from pyModbusTCP.server import DataBank, ModbusServer
from support.presses.peers import (
    PROTOCOL,
    SIZE,
    SmallPlc,
    free_port,
    hooked,
    press_on,
    press_one_cell,
    reached,
    serial_cable,
)

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, PressUnreachableError
from hardware.press.adapters.monitored import MonitoredPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Transport

pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")


def test_a_cell_on_modbus_tk_over_tcp(tmp_path: Path) -> None:
    clock = SimulatedClock()
    plc, transport = SmallPlc(clock), Transport(host="127.0.0.1", port=free_port())
    server = modbus_tcp.TcpServer(port=transport.port, address="127.0.0.1")
    with hooked(server, plc):
        reached(transport)
        press_one_cell(press_on(transport, clock, tmp_path), plc)


def test_an_abort_on_modbus_tk_releases(tmp_path: Path) -> None:
    clock = SimulatedClock()
    plc, transport = SmallPlc(clock), Transport(host="127.0.0.1", port=free_port())
    server = modbus_tcp.TcpServer(port=transport.port, address="127.0.0.1")
    with hooked(server, plc):
        reached(transport)
        press = press_on(transport, clock, tmp_path)
        press.connect()
        with pytest.raises(PressFaultError, match="abort asked for"):
            press.press_cell(
                1,
                PROTOCOL,
                journal=lambda event, detail: None,
                watch=lambda seen: press.abort("enough") if seen.mpa > 100.0 else None,
            )
        press.close()
    assert plc.cycle(clock.now_s())[1] == 0.0
    assert plc.get(118) < 14.0


def test_no_device_with_that_id_on_modbus_tk_is_said(tmp_path: Path) -> None:
    clock = SimulatedClock()
    transport = Transport(host="127.0.0.1", port=free_port(), device_id=7, timeout_s=0.1)
    server = modbus_tcp.TcpServer(port=transport.port, address="127.0.0.1")
    with hooked(server, SmallPlc(clock)):
        reached(transport)
        with pytest.raises(PressUnreachableError, match="No device with id 7 answers"):
            press_on(transport, clock, tmp_path).connect()


class AskedBank(DataBank):
    """pyModbusTCP's memory, read at each request."""

    def __init__(self, plc: SmallPlc) -> None:
        super().__init__(h_regs_size=SIZE)
        self.plc = plc

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        self.plc.refresh()
        return self.plc.words[address : address + number]

    def set_holding_registers(
        self, address: int, word_list: list[int], srv_info: object = None
    ) -> bool:
        self.plc.refresh()
        self.plc.written(address, word_list)
        return True


def test_a_cell_on_pymodbustcp(tmp_path: Path) -> None:
    clock = SimulatedClock()
    plc, transport = SmallPlc(clock), Transport(host="127.0.0.1", port=free_port())
    server = ModbusServer("127.0.0.1", transport.port, no_block=True, data_bank=AskedBank(plc))
    server.start()
    try:
        press_one_cell(press_on(transport, clock, tmp_path), plc)
    finally:
        server.stop()


def test_a_cell_on_modbus_tk_over_a_serial_line(tmp_path: Path) -> None:
    clock = SimulatedClock()
    plc = SmallPlc(clock)
    with serial_cable() as cable:
        server = modbus_rtu.RtuServer(serial.Serial(cable.theirs, 115200))
        transport = Transport(
            kind="rtu", serial_port=cable.ours, baudrate=115200, timeout_s=1.0, quiet_s=0.2
        )
        with hooked(server, plc):
            press_one_cell(press_on(transport, clock, tmp_path), plc)


def test_a_hand_is_guided_by_an_indicator_on_a_serial_line(tmp_path: Path) -> None:
    """The shipped map as it is: RTU, addresses from 40001, only read."""
    clock, seen = SimulatedClock(), list[str]()
    asked: list[int] = []

    def answer(arguments: tuple[object, bytes]) -> None:
        server, request = arguments
        asked.append(request[1])  # behind the device id: the function
        held_kn = min(23.56, max(0.0, 1.5 * (clock.now_s() - 5.0)))
        kn = held_kn if clock.now_s() < 45.0 else max(0.0, 23.56 - (clock.now_s() - 45.0))
        server.get_slave(1).set_values("h", 7, [0, round(kn * 100.0)])  # type: ignore[attr-defined]

    with serial_cable() as cable:
        server = modbus_rtu.RtuServer(serial.Serial(cable.theirs, 19200))
        block = server.add_slave(1)
        block.add_block("h", modbus_tk.defines.HOLDING_REGISTERS, 0, 32)
        block.set_values("h", 16, [100000 >> 16, 100000 & 0xFFFF])
        hooks.install_hook("modbus.Server.before_handle_request", answer)
        server.start()
        press_map = load_press_map("load_cell_indicator")
        line = replace(press_map.transport, serial_port=cable.ours, timeout_s=1.0, quiet_s=0.2)
        press = MonitoredPress(
            replace(press_map, transport=line),
            press_map.die("steel-10"),
            clock=clock,
            settings=PressSettings(poll_s=0.5, tell=seen.append),
        )
        try:
            press.connect()
            step = Step("copress", 300.0, dwell_s=15.0, ramp_mpa_s=20.0, release_mpa_s=15.0)
            record = press.press_cell(1, PressProtocol((step,)), journal=lambda *_: None)
        finally:
            press.close()
            server.stop()
            hooks.uninstall_hook("modbus.Server.before_handle_request", answer)
    assert record.steps[0].hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert "pump to 23.56 kN" in seen[0]
    assert set(asked) == {3}  # it was only read
