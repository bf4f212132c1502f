"""Nothing that was sent may arrive after we have ended, above all no START that was held up."""

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.presses.press import IMPATIENT_S, ONE_STROKE, map_at
from support.systems import pseudo_terminal

from hardware.clock import SimulatedClock
from hardware.errors import StrokeError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.modbus.link import Link
from hardware.press.options import PressSettings
from hardware.press.register_map.transport import LinkError, Transport
from hardware.twin.cable import Cable, cable
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.registers import Address, Command

START_FRAME = struct.pack(">BHHBHH", 16, Address.CMD, 2, 4, Command.START, 1)
SETPOINTS = struct.pack(">BH", 16, Address.SP_FORCE)
RTU_FRAME = bytes([1, 16, 0, 0])


def _holds(wanted: bytes) -> Callable[[bytes], bool]:
    return lambda piece: wanted in piece


@contextmanager
def _pressed_through(
    tmp_path: Path, held: bytes
) -> Iterator[tuple[Cable, ModbusPlcPress, list[list[int]]]]:
    """A press behind a cable that is cut when `held` is sent; what the PLC is written to."""
    clock = SimulatedClock()
    with (
        Laboratory(seed=1, folder=tmp_path, clock=clock) as lab,
        cable(lab.port, _holds(held)) as line,
    ):
        arrived: list[list[int]] = []
        write = lab.plc.write

        def noted(address: int, words: list[int]) -> int:
            arrived.append([address, *words])
            return write(address, words)

        lab.plc.write = noted  # type: ignore[method-assign, assignment]
        press_map = map_at(line.port, timeout_s=IMPATIENT_S)
        settings = PressSettings(lock_folder=tmp_path)
        press = ModbusPlcPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)
        press.connect()
        try:
            yield line, press, arrived
        finally:
            press.close()


@pytest.mark.parametrize("held", [START_FRAME, SETPOINTS], ids=["START", "set-points"])
def test_what_the_line_held_up_never_arrives_after_the_end(tmp_path: Path, held: bytes) -> None:
    with _pressed_through(tmp_path, held) as (line, press, arrived):
        with pytest.raises(StrokeError):
            press.press_cell(1, ONE_STROKE, journal=lambda event, detail: None)
        press.close()
        before = list(arrived)
        line.mend()
        with Link(Transport(host="127.0.0.1", port=line.port, timeout_s=2.0)) as other:
            other.read("holding", Address.STATE, 1)  # by now the PLC has taken all that came
        assert line.is_cut is False
        assert arrived == before
        assert [Address.CMD, Command.START, 1] not in arrived


@pytest.mark.parametrize("kind", ["tcp", "rtu-over-tcp"])
def test_a_closed_line_takes_its_unsent_bytes_with_it(kind: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with cable(listener.getsockname()[1]) as line:
        link = Link(
            Transport(kind=kind, host="127.0.0.1", port=line.port, timeout_s=IMPATIENT_S)  # type: ignore[arg-type]
        )
        link.open()
        server, _ = listener.accept()
        line.cut()
        with pytest.raises(LinkError):
            link.write(0, [1, 7])
        link.close()
        line.mend()
        server.settimeout(5.0)
        with pytest.raises(ConnectionResetError):
            server.recv(64)
        server.close()
    listener.close()


def test_a_process_that_dies_takes_its_unsent_bytes_with_it() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with cable(listener.getsockname()[1]) as line:
        command = [sys.executable, "-c", WRITER, "127.0.0.1", str(line.port), "9"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin is not None and process.stdout is not None
        server, _ = listener.accept()
        assert process.stdout.readline() == "open\n"
        line.cut()
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == "writes\n"
        while not line.holds:
            continue
        process.kill()
        process.communicate()
        line.mend()
        server.settimeout(5.0)
        with pytest.raises(ConnectionResetError):
            server.recv(64)
        server.close()
    listener.close()


WRITER = """
import sys
from hardware.press.modbus.link import Link
from hardware.press.register_map.transport import LinkError, Transport
link = Link(Transport(host=sys.argv[1], port=int(sys.argv[2]), timeout_s=float(sys.argv[3])))
link.open()
print("open", flush=True)
input()
print("writes", flush=True)
try:
    link.write(0, [1, 7])
except LinkError as error:
    print("lost", flush=True)
link.close()
"""


def test_a_serial_line_throws_its_output_away_when_it_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs, port_name = pseudo_terminal()
    link = Link(Transport(kind="rtu", serial_port=port_name, timeout_s=0.1))
    link.open()
    acts: list[str] = []
    port = link._client.socket
    assert port is not None
    for act in ("write", "reset_output_buffer", "close"):
        monkeypatch.setattr(port, act, _noted(acts, act, getattr(port, act)))
    with pytest.raises(LinkError):
        link.write(0, [1, 7])
    assert acts == ["write", "reset_output_buffer", "close"]  # a pseudo terminal has no such buffer
    os.close(ours)
    os.close(theirs)


def _noted(acts: list[str], act: str, call: Callable[..., object]) -> Callable[..., object]:
    def noted(*args: object) -> object:
        acts.append(act)
        return call(*args)

    return noted


def _may_make_namespaces() -> bool:
    tools = all(shutil.which(tool) for tool in ("ip", "tc", "unshare", "nsenter"))
    return tools and not subprocess.run(["unshare", "-n", "true"], check=False).returncode


@pytest.mark.skipif(not _may_make_namespaces(), reason="needs network namespaces (root, iproute2)")
def test_a_pulled_cable_delivers_nothing_after_the_program_has_ended() -> None:
    """A real kernel queue: the link of a namespace goes down at the write and comes back later."""
    with _namespace() as (inside, here):
        listener = socket.create_server((here, 0))
        listener.settimeout(20.0)
        port = str(listener.getsockname()[1])
        command = [*inside, sys.executable, "-c", WRITER, here, port, "0.5"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        server, _ = listener.accept()
        assert process.stdout.readline() == "open\n"
        subprocess.run([*inside, "tc", "qdisc", "add", *VOID], check=True)
        assert "lost" in process.communicate("go\n")[0]
        subprocess.run([*inside, "tc", "qdisc", "del", *VOID], check=True)
        server.settimeout(4.0)  # the kernel would try again after 0.2, 0.4, 0.8, 1.6 s (RFC 6298)
        with pytest.raises((TimeoutError, ConnectionResetError)):
            server.recv(64)
        server.close()
        listener.close()


VOID = ("dev", "va", "root", "blackhole")


@contextmanager
def _namespace() -> Iterator[tuple[list[str], str]]:
    """A network namespace behind one cable: how to run inside, and our address."""
    keeper = subprocess.Popen(
        ["unshare", "-n", "sh", "-c", "echo in; cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == "in\n"
    here, there, device = "10.213.7.1", "10.213.7.2", f"cp{os.getpid()}"
    inside = ["nsenter", "-t", str(keeper.pid), "-n"]
    ends = ["type", "veth", "peer", "name", "va", "netns", str(keeper.pid)]
    try:
        for line in (
            ["ip", "link", "add", device, *ends],
            ["ip", "addr", "add", f"{here}/30", "dev", device],
            ["ip", "link", "set", device, "up"],
            [*inside, "ip", "addr", "add", f"{there}/30", "dev", "va"],
            [*inside, "ip", "link", "set", "va", "up"],
        ):
            subprocess.run(line, check=True)
        yield inside, here
    finally:
        keeper.communicate()
        subprocess.run(["ip", "link", "del", device], check=False, capture_output=True)
