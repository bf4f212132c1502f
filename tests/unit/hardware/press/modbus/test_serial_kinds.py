"""Modbus ASCII, and an adapter that echoes: a slave by hand at the other end of a serial cable."""

import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from support.systems import pseudo_terminal

from hardware.clock import SimulatedClock
from hardware.press.commissioning import line_survey
from hardware.press.commissioning.line_findings import line_findings
from hardware.press.modbus.link import Link
from hardware.press.modbus.raw_frames import ReadRequest, checksum
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Kind, Transport

WORD = 4711


def lrc(frame: bytes) -> int:
    """Modbus over Serial Line V1.02, 6.2.1."""
    return -sum(frame) & 0xFF


def ascii_slave(asked: bytes) -> bytes:
    frame = bytes.fromhex(asked.strip().strip(b":").decode())
    assert lrc(frame[:-1]) == frame[-1]
    answer = bytes([frame[0], frame[1], 2]) + WORD.to_bytes(2, "big")
    return b":" + (answer + bytes([lrc(answer)])).hex().upper().encode() + b"\r\n"


def rtu_answer(asked: bytes) -> bytes:
    answer = bytes([asked[0], asked[1], 2]) + WORD.to_bytes(2, "big")
    return answer + checksum(answer)


@contextmanager
def slave(answer: Callable[[bytes], bytes], whole: Callable[[bytes], bool]) -> Iterator[str]:
    ours, theirs, port_name = pseudo_terminal()
    over = threading.Event()

    def serve() -> None:
        asked = b""
        while not over.is_set():
            if select.select([ours], [], [], 0.02)[0]:
                asked += os.read(ours, 300)
                if whole(asked):
                    os.write(ours, answer(asked))
                    asked = b""

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield port_name
    finally:
        over.set()
        thread.join(5.0)
        os.close(ours)
        os.close(theirs)


def line(port: str, kind: Kind, *, echo: bool = False) -> Transport:
    return Transport(kind=kind, serial_port=port, timeout_s=2.0, quiet_s=0.1, echo=echo)


def test_a_device_that_speaks_modbus_ascii_is_read() -> None:
    with (
        slave(ascii_slave, lambda asked: asked.endswith(b"\r\n")) as port,
        Link(line(port, "ascii"), SimulatedClock()) as link,
    ):
        assert link.read("holding", 7, 1) == [WORD]


def echoing(asked: bytes) -> bytes:
    return asked + rtu_answer(asked)


def test_an_adapter_that_echoes_is_read_where_the_map_says_so() -> None:
    with (
        slave(echoing, lambda asked: len(asked) >= 8) as port,
        Link(line(port, "rtu", echo=True), SimulatedClock()) as link,
    ):
        assert link.read("holding", 7, 1) == [WORD]


def surveyed(answer: Callable[[bytes], bytes]) -> dict[str, str]:
    press_map = load_press_map("load_cell_indicator")
    with slave(answer, lambda asked: len(asked) >= 8) as port:
        found = line_survey.survey(line(port, "rtu"), [ReadRequest(1, "holding", 6, 1)], 0.3)
    return {finding.what: finding.sentence for finding in line_findings(found, press_map, 0)}


def test_the_true_cause_on_a_serial_line_is_named() -> None:
    assert "which is what was sent: the adapter echoes" in surveyed(echoing)["echo"]
    zero = surveyed(lambda asked: b"\0" + rtu_answer(asked))
    assert "answers follow 00, which belongs to no frame" in zero["garbage"]
    other = bytes([9, 3, 2, 0, 1])
    foreign = surveyed(lambda asked: other + checksum(other) + rtu_answer(asked))
    assert "a frame of device id 9" in foreign["other device"]
    after = surveyed(lambda asked: rtu_answer(asked) + b"\0\0")
    assert "are followed by 00 00" in after["garbage"]
