"""The adapter presses a cell on Modbus servers that are not pymodbus: modbus-tk, pyModbusTCP."""

import os
import pty
import select
import socket
import struct
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import modbus_tk.defines
import pytest
import serial
from modbus_tk import hooks, modbus_rtu, modbus_tcp
from pyModbusTCP.server import DataBank, ModbusServer

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, PressUnreachableError
from hardware.press_map import load_press_map
from hardware.press_settings import PressSettings
from hardware.presses.modbus_plc import ModbusPlcPress
from hardware.protocol import PressProtocol, Step
from hardware.transport import Transport

pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")

SIZE = 140
STEP = Step("copress", target_mpa=200.0, dwell_s=10.0, ramp_mpa_s=50.0, release_mpa_s=40.0)
PROTOCOL = PressProtocol((STEP,))


class SmallPlc:
    """A press in thirty lines, written from the register map alone; time comes from a clock."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.words = [0] * SIZE
        self.words[104:107] = [77, 1, 0x1234]
        self.put(107, 123.456)
        self.put(30, 100.0)
        self.put(32, 50.0)
        self.began_s: float | None = None
        self.released_s = float("inf")
        self.starts = 0

    def put(self, address: int, value: float) -> None:
        self.words[address : address + 2] = struct.unpack(">HH", struct.pack(">f", value))

    def get(self, address: int) -> float:
        return float(struct.unpack(">f", struct.pack(">HH", *self.words[address : address + 2]))[0])

    def written(self, address: int, words: Sequence[int]) -> None:
        self.words[address : address + len(words)] = words
        if self.words[1] in (0, self.words[101]):
            return
        self.words[101] = self.words[1]
        if self.words[0] == 1:
            self.began_s, self.released_s = self.clock.now_s(), float("inf")
            self.starts += 1
        if self.words[0] == 3:
            self.released_s = min(self.released_s, self.clock.now_s())

    def refresh(self) -> None:
        now_s = self.clock.now_s()
        state, force_kn, in_state_s = self.cycle(now_s)
        self.words[100] = state
        self.words[103] = int(now_s * 2.0) & 0xFFFF
        self.put(110, force_kn)
        self.put(112, force_kn * 100.0 / 15.0)
        self.put(116, in_state_s)
        self.put(118, max(self.get(118), force_kn))

    def cycle(self, now_s: float) -> tuple[int, float, float]:
        """State, force, time in state."""
        if self.began_s is None:
            return 1, 0.0, 0.0
        target_kn, dwell_s = self.get(10), self.words[14] << 16 | self.words[15]
        top_s = self.began_s + 1.0 + target_kn / self.get(12)
        self.released_s = min(self.released_s, top_s + dwell_s)
        held_kn = min(target_kn, self.get(12) * max(0.0, self.released_s - self.began_s - 1.0))
        gone_s = now_s - self.released_s
        if gone_s >= held_kn / self.get(16):
            return 6, 0.0, 0.0
        if gone_s >= 0.0:
            return 5, held_kn - self.get(16) * gone_s, gone_s
        if now_s >= top_s:
            return 4, target_kn, now_s - top_s
        risen_kn = self.get(12) * (now_s - self.began_s - 1.0)
        return (3, risen_kn, now_s - self.began_s) if risen_kn > 0.0 else (2, 0.0, 0.0)


@contextmanager
def hooked(server: object, plc: SmallPlc) -> Iterator[None]:
    """Let a modbus-tk server ask the press before it answers, and tell it what was written."""
    block = server.add_slave(1)  # type: ignore[attr-defined]
    block.add_block("h", modbus_tk.defines.HOLDING_REGISTERS, 0, SIZE)

    def before(arguments: tuple[object, object]) -> None:
        plc.refresh()
        block.set_values("h", 0, plc.words)

    def after(arguments: tuple[object, object]) -> None:
        held = list(block.get_values("h", 0, SIZE))
        if held[:100] != plc.words[:100]:
            plc.written(0, held[:100])

    hooks.install_hook("modbus.Server.before_handle_request", before)
    hooks.install_hook("modbus.Server.after_handle_request", after)
    server.start()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        server.stop()  # type: ignore[attr-defined]
        hooks.uninstall_hook("modbus.Server.before_handle_request", before)
        hooks.uninstall_hook("modbus.Server.after_handle_request", after)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def press_on(transport: Transport, clock: SimulatedClock, folder: Path) -> ModbusPlcPress:
    press_map = replace(load_press_map("generic_plc"), transport=transport)
    settings = PressSettings(poll_s=0.1 if transport.kind == "tcp" else 0.5, lock_folder=folder)
    return ModbusPlcPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)


def reached(transport: Transport) -> None:
    """Wait until the server's thread listens."""
    from hardware.clock import SystemClock
    from hardware.modbus import Link
    from hardware.transport import LinkLostError

    link = Link(transport)
    for _ in range(100):
        try:
            link.open()
            break
        except LinkLostError:
            SystemClock().sleep(0.02)
    link.close()


def press_one_cell(press: ModbusPlcPress, plc: SmallPlc) -> None:
    events: list[str] = []
    press.connect()
    try:
        record = press.press_cell(3, PROTOCOL, journal=lambda event, detail: events.append(event))
    finally:
        press.close()
    step = record.steps[0]
    assert plc.starts == 1
    assert step.hold_mean_mpa == pytest.approx(200.0, rel=1e-3)
    assert step.dwell_s == pytest.approx(10.0, abs=0.6)
    assert step.ramp_mpa_s == pytest.approx(50.0, rel=0.05)
    assert step.release_mpa_s == pytest.approx(40.0, rel=0.05)
    assert events == ["intent", "started", "hold_begin", "hold_end", "released"]
    assert not record.simulated  # this PLC does not say that it is one


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


@contextmanager
def serial_pair() -> Iterator[tuple[str, str]]:
    """Names of two serial ports with a cable between them: two ptys and a thread that copies."""
    masters, slaves, names = [], [], []
    for _ in range(2):
        master, slave = pty.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        masters.append(master)
        slaves.append(slave)
        names.append(os.ttyname(slave))
    wake_read, wake_write = os.pipe()

    def copy() -> None:
        while True:
            ready = select.select([*masters, wake_read], [], [])[0]
            if wake_read in ready:
                return
            for end in ready:
                os.write(masters[1 - masters.index(end)], os.read(end, 4096))

    cable = threading.Thread(target=copy, daemon=True)
    cable.start()
    try:
        yield names[0], names[1]
    finally:
        os.write(wake_write, b"x")
        cable.join()
        for end in (*masters, *slaves, wake_read, wake_write):
            os.close(end)


def test_a_cell_on_modbus_tk_over_a_serial_line(tmp_path: Path) -> None:
    clock = SimulatedClock()
    plc = SmallPlc(clock)
    with serial_pair() as (ours, theirs):
        server = modbus_rtu.RtuServer(serial.Serial(theirs, 115200))
        transport = Transport(
            kind="rtu", serial_port=ours, baudrate=115200, timeout_s=1.0, quiet_s=0.2
        )
        with hooked(server, plc):
            press_one_cell(press_on(transport, clock, tmp_path), plc)
