"""Devices that close the connection after each answer: a stroke on them is supervised like any."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from support.presses.press import COPRESS, ONE_STROKE, PATIENT_S, bench, map_at

from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.commissioning.press_check import measure
from hardware.press.options import PressSettings


@contextmanager
def one_answer_each(server_port: int) -> Iterator[int]:
    """The port of a proxy that closes each connection after one answer."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = socket.create_connection(("127.0.0.1", server_port))
    over = threading.Event()

    def pass_one(line: socket.socket) -> None:
        for source, sink in ((line, server), (server, line)):
            head = source.recv(6, socket.MSG_WAITALL)
            if len(head) < 6:
                return
            rest = source.recv(struct.unpack(">HHH", head)[2], socket.MSG_WAITALL)
            sink.sendall(head + rest)

    def serve() -> None:
        while not over.is_set():
            with suppress(OSError):
                line, _ = listener.accept()
                with line:
                    pass_one(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        over.set()
        with suppress(OSError), socket.create_connection(listener.getsockname()):
            thread.join(PATIENT_S)
        listener.close()
        server.close()


def test_a_stroke_is_supervised_and_started_once(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b, one_answer_each(b.lab.port) as port:
        press_map = map_at(port)
        settings = PressSettings(lock_folder=tmp_path / "locks")
        b.press = ModbusPlcPress(
            press_map, press_map.die("steel-10"), clock=b.clock, settings=settings
        )
        b.press.connect()
        record = b.press.press_cell(1, ONE_STROKE, journal=b.journal)
        b.press.close()
    assert len(b.begun) == 1
    assert abs(record.steps[0].dwell_s - COPRESS.dwell_s) < 0.3
    # it is the device's habit, not a bad line: nothing to tell of each cell
    assert not any("interrupted" in flag for flag in record.flags)
    assert "interrupted" not in b.names


def test_the_check_says_so_too(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b, one_answer_each(b.lab.port) as port:
        found = measure(map_at(port), 0.4)
    words = {finding.what: finding for finding in found}
    assert [finding for finding in found if finding.mark == "fault"] == []
    assert "each request of a stroke opens a new one" in words["connection"].sentence
    assert "one poll of a stroke takes" in words["supervision"].sentence
