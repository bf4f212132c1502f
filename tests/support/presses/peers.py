"""A press in thirty lines for servers of other makers, and the cell that is pressed on it."""

import os
import select
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import modbus_tk.defines
import modbus_tk.modbus
import pytest
from modbus_tk import hooks
from support.systems import pseudo_terminal

from hardware.clock import Clock, SimulatedClock, SystemClock
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.modbus.link import Link
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import LinkLostError, Transport

SIZE = 140
STEP = Step("copress", target_mpa=200.0, dwell_s=10.0, ramp_mpa_s=50.0, release_mpa_s=40.0)
PROTOCOL = PressProtocol((STEP,))


class SmallPlc:
    """A press in thirty lines, written from the register map alone; time comes from a clock."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.words = [0] * SIZE
        self.words[104:107] = [77, 1, 0x1234]
        self.words[132] = 0b111
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
        return (3, risen_kn, now_s - self.began_s - 1.0) if risen_kn > 1e-9 else (2, 0.0, 0.0)


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
        _stop(server)
        hooks.uninstall_hook("modbus.Server.before_handle_request", before)
        hooks.uninstall_hook("modbus.Server.after_handle_request", after)


def _stop(server: object) -> None:
    """End a server, also one whose thread is just closing the port of a cable that was cut."""
    try:
        server.stop()  # type: ignore[attr-defined]
    except (OSError, TypeError):  # no read is left to be cancelled: only its thread is waited for
        modbus_tk.modbus.Server.stop(server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def press_on(transport: Transport, clock: Clock, folder: Path) -> ModbusPlcPress:
    press_map = replace(load_press_map("generic_plc"), transport=transport)
    settings = PressSettings(poll_s=0.1 if transport.kind == "tcp" else 0.5, lock_folder=folder)
    return ModbusPlcPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)


def reached(transport: Transport) -> None:
    """Wait until the server's thread listens."""
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


class SerialCable:
    """Two serial ports with a cable between them: two ptys and a thread that copies."""

    def __init__(self) -> None:
        self._masters, self._slaves = [], []
        for _ in range(2):
            master, slave, _ = pseudo_terminal()
            self._masters.append(master)
            self._slaves.append(slave)
        self.ours, self.theirs = (os.ttyname(slave) for slave in self._slaves)
        self._noise = b""
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def _copy(self) -> None:
        while True:
            ready = select.select([*self._masters, self._wake_read], [], [])[0]
            if self._wake_read in ready:
                return
            for end in ready:
                other = self._masters[1 - self._masters.index(end)]
                sent = os.read(end, 4096)
                os.write(other, self._noise or sent)

    def garble(self, noise: bytes) -> None:
        """From now on only these bytes arrive, whatever is sent; empty: all is well again."""
        self._noise = noise

    def unplug(self) -> None:
        """Both adapters are gone; may be asked for twice."""
        if self._thread.is_alive():
            os.write(self._wake_write, b"x")
            self._thread.join()
            for end in (*self._masters, *self._slaves, self._wake_read, self._wake_write):
                os.close(end)


@contextmanager
def serial_cable() -> Iterator[SerialCable]:
    """A cable for one test."""
    cable = SerialCable()
    try:
        yield cable
    finally:
        cable.unplug()
