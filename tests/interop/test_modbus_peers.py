"""The adapter presses a cell on Modbus servers that are not pymodbus: modbus-tk, pyModbusTCP."""

from pathlib import Path

import pytest
import serial
from given_peers import (
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
from modbus_tk import modbus_rtu, modbus_tcp
from pyModbusTCP.server import DataBank, ModbusServer

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, PressUnreachableError
from hardware.transport import Transport

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
    """pyModbusTCP's memory, asked and told at each request."""

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
