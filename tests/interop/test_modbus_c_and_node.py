"""Presses in C (libmodbus) and on node (modbus-serial), and mbpoll at the simulated laboratory.

What this machine lacks is skipped with its reason; `.ci/run` installs what Debian has.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.campaign import SharedClock
from support.presses.peers import PROTOCOL, free_port, press_on, serial_cable

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError
from hardware.press.register_map.transport import Transport
from hardware.twin.laboratory import Laboratory

HERE = Path(__file__).parent


def done(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="session")
def c_press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The press in C, compiled."""
    for tool in ("gcc", "pkg-config"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not on this machine")
    flags = done("pkg-config", "--cflags", "--libs", "libmodbus")
    if flags.returncode:
        pytest.skip("libmodbus is not on this machine (Debian: libmodbus-dev)")
    program = tmp_path_factory.mktemp("c") / "small_plc"
    source = str(HERE / "small_plc.c")
    made = done("gcc", "-O1", "-Wall", "-Werror", "-o", str(program), source, *flags.stdout.split())
    assert made.returncode == 0, made.stderr
    return program


@pytest.fixture(scope="session")
def node_press() -> list[str]:
    """The press on node."""
    if shutil.which("node") is None:
        pytest.skip("node is not on this machine")
    if done("node", "-e", "require.resolve('modbus-serial')").returncode:
        pytest.skip("modbus-serial is not where node looks (npm install modbus-serial; NODE_PATH)")
    return ["node", str(HERE / "small_plc.js")]


@contextmanager
def running(command: list[str]) -> "Iterator[subprocess.Popen[str]]":
    """The press in a process of its own, listening."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def press_one_cell_on(command: list[str], line: Transport, where: str, folder: Path) -> None:
    """Press one cell on the press that serves `where`, at the other end of `line`."""
    clock = SharedClock(folder / "clock")
    events: list[str] = []
    with running([*command, str(folder / "clock"), where]) as process:
        press = press_on(line, clock, folder)
        press.connect()
        record = press.press_cell(3, PROTOCOL, journal=lambda event, detail: events.append(event))
        press.close()
        process.kill()
        starts = process.stdout.read() if process.stdout is not None else ""
    step = record.steps[0]
    assert starts == "start\n"
    assert step.hold_mean_mpa == pytest.approx(200.0, rel=1e-3)
    assert step.dwell_s == pytest.approx(10.0, abs=0.6)
    assert step.ramp_mpa_s == pytest.approx(50.0, rel=0.05)
    assert step.release_mpa_s == pytest.approx(40.0, rel=0.05)
    assert events == ["intent", "started", "hold_begin", "hold_end", "released"]


def test_a_cell_on_libmodbus_over_tcp(c_press: Path, tmp_path: Path) -> None:
    line = Transport(host="127.0.0.1", port=free_port())
    press_one_cell_on([str(c_press)], line, str(line.port), tmp_path)


def test_a_cell_on_libmodbus_over_a_serial_line(c_press: Path, tmp_path: Path) -> None:
    with serial_cable() as cable:
        line = Transport(
            kind="rtu", serial_port=cable.ours, baudrate=115200, timeout_s=1.0, quiet_s=0.2
        )
        press_one_cell_on([str(c_press)], line, cable.theirs, tmp_path)


def test_a_cell_on_modbus_serial(node_press: list[str], tmp_path: Path) -> None:
    line = Transport(host="127.0.0.1", port=free_port())
    press_one_cell_on(node_press, line, str(line.port), tmp_path)


def test_an_abort_on_libmodbus_releases(c_press: Path, tmp_path: Path) -> None:
    line, clock = Transport(host="127.0.0.1", port=free_port()), SharedClock(tmp_path / "clock")
    with running([str(c_press), str(tmp_path / "clock"), str(line.port)]):
        press = press_on(line, clock, tmp_path)
        press.connect()
        with pytest.raises(PressFaultError, match=r"abort asked for: enough.*has released"):
            press.press_cell(
                1,
                PROTOCOL,
                journal=lambda event, detail: None,
                watch=lambda seen: press.abort("enough") if seen.mpa > 100.0 else None,
            )
        assert press._machine.look().load == 0.0
        press.close()


def mbpoll(port: int, *words: str) -> str:
    if shutil.which("mbpoll") is None:
        pytest.skip("mbpoll is not on this machine (Debian: mbpoll)")
    line = ["mbpoll", "-m", "tcp", "-p", str(port), "-a", "1", "-0", "-1", *words, "127.0.0.1"]
    output = done(*line)
    assert output.returncode == 0, output.stdout + output.stderr
    return output.stdout


def test_mbpoll_reads_the_simulated_laboratory(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=tmp_path, clock=clock) as laboratory:
        clock.sleep(1.0)
        port = laboratory.port
        assert "[106]: \t0x1234" in mbpoll(port, "-r", "106", "-c", "1", "-t", "4:hex")
        assert "[107]: \t123.456" in mbpoll(port, "-r", "107", "-c", "1", "-t", "4:float", "-B")
        assert "[100]: \t1" in mbpoll(port, "-r", "100", "-c", "1", "-t", "4")
