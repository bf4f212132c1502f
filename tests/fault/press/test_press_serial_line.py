"""Rows 8 and 33 of the fault list: late answers, garbage, and a serial cable that is pulled."""

import os
import select
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial
from modbus_tk import modbus_rtu
from pymodbus.framer.rtu import FramerRTU
from pymodbus.pdu import DecodePDU
from support.presses.peers import PROTOCOL, SerialCable, SmallPlc, hooked, press_on, serial_cable
from support.systems import pseudo_terminal

from hardware.clock import SimulatedClock, SystemClock
from hardware.errors import PressSilentError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.modbus.link import Link
from hardware.press.register_map.transport import LinkError, LinkLostError, Transport

pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")


class SlowSlave:
    """An RTU slave on a pty that answers each request, the first one too late."""

    def __init__(self, late_s: float) -> None:
        self.master, self.slave, self.port = pseudo_terminal()
        self._late_s = late_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        framer = FramerRTU(DecodePDU(False))
        clock = SystemClock()
        while not self._over.is_set():
            if not select.select([self.master], [], [], 0.02)[0]:
                continue
            request = os.read(self.master, 256)
            clock.sleep(self._late_s)
            self._late_s = 0.0
            address = struct.unpack(">H", request[2:4])[0]
            body = bytes([1, 3, 2]) + struct.pack(">H", address)  # answers its own address
            os.write(self.master, body + struct.pack(">H", framer.compute_CRC(body)))

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        os.close(self.master)
        os.close(self.slave)


def test_fault_08_slow_replies_on_a_serial_line_are_never_taken_for_the_next() -> None:
    slave = SlowSlave(late_s=0.3)
    link = Link(
        Transport(kind="rtu", serial_port=slave.port, baudrate=115200, timeout_s=0.15, quiet_s=0.4)
    )
    try:
        link.open()
        with pytest.raises(LinkLostError):
            link.read("holding", 10, 1, attempts=1)
        link.open()
        assert link.read("holding", 50, 1) == [50]
        assert link.read("holding", 60, 1) == [60]
    finally:
        link.close()
        slave.stop()


def test_fault_33_serial_unplugged_is_a_lost_line() -> None:
    slave = SlowSlave(late_s=0.0)
    link = Link(Transport(kind="rtu", serial_port=slave.port, timeout_s=0.1, quiet_s=0.0))
    try:
        link.open()
        assert link.read("holding", 50, 1) == [50]
    finally:
        slave.stop()
    with pytest.raises(LinkError):
        link.read("holding", 50, 1)
    link.close()


@contextmanager
def on_a_cable(folder: Path) -> Iterator[tuple[ModbusPlcPress, SmallPlc, SerialCable]]:
    """A press behind a serial line, connected."""
    clock = SimulatedClock()
    plc = SmallPlc(clock)
    with serial_cable() as cable:
        server = modbus_rtu.RtuServer(serial.Serial(cable.theirs, 115200))
        line = Transport(
            kind="rtu", serial_port=cable.ours, baudrate=115200, timeout_s=0.1, quiet_s=0.05
        )
        with hooked(server, plc):
            press = press_on(line, clock, folder)
            press.connect()
            yield press, plc, cable
            press.close()


def in_the_hold(act: Callable[[], None]) -> Callable[[object], None]:
    return lambda seen: act() if seen.phase == "hold" else None  # type: ignore[attr-defined]


def test_fault_33_garbage_on_the_line_ends_in_bounded_time_and_is_stated(tmp_path: Path) -> None:
    with on_a_cable(tmp_path) as (press, plc, cable):
        garbled = in_the_hold(lambda: cable.garble(b"\x55\xaa\x00\xff" * 40))
        with pytest.raises(PressSilentError, match=r"may be loaded.*Do not open"):
            press.press_cell(1, PROTOCOL, journal=lambda event, detail: None, watch=garbled)
        cable.garble(b"")
    assert plc.starts == 1


def test_fault_33_serial_unplugged_in_the_hold_says_that_the_press_may_be_loaded(
    tmp_path: Path,
) -> None:
    with (
        on_a_cable(tmp_path) as (press, plc, cable),
        pytest.raises(PressSilentError, match=r"may be loaded.*last seen .*15.*kN"),
    ):
        press.press_cell(
            1, PROTOCOL, journal=lambda event, detail: None, watch=in_the_hold(cable.unplug)
        )
    assert plc.starts == 1
