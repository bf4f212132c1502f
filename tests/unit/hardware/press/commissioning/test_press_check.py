"""`press check` measures the line and names the true cause; each line is a real socket."""

import contextlib
import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from support.presses.line_check import BLOCK, LINE_S, checked, faults, notes
from support.presses.table_map import plain
from support.tables.table import Frame, Spoil, Table, framed, table

from hardware.clock import SimulatedClock
from hardware.errors import PressUnreachableError
from hardware.press.commissioning import line_survey
from hardware.press.commissioning.press_check import check
from hardware.press.register_map.load import press_map_from


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_survey, "PATIENCE_S", 0.15)
    monkeypatch.setattr(line_survey, "HURRY_S", 0.06)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch, _hurried: None) -> None:
    """Every request is answered at once: a busy computer is no lost line."""
    monkeypatch.setattr(line_survey, "PATIENCE_S", 3.0)
    monkeypatch.setattr(line_survey, "HURRY_S", 3.0)


@pytest.mark.usefixtures("answered")
def test_a_good_line_fits_and_its_times_are_stated() -> None:
    found = checked(transport={"timeout_s": 0.9})
    assert faults(found) == {}
    answers = next(finding.sentence for finding in found if finding.what == "answers")
    assert "requests answered; median" in answers
    assert "largest block 2 (max_block = 125)" in answers


def transaction(change: Callable[[int], int]) -> Spoil:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(change(frame[0]) & 0xFFFF, frame[1], answer))

    return spoil


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda asked: 0, "the transaction id of its answers is always 0"),
        (lambda asked: asked + 1, "it counts transaction ids by itself and is one ahead"),
        (lambda asked: (asked & 255) << 8 | asked >> 8, "the two bytes of the transaction id"),
        (lambda asked: asked - 1, "it is one answer behind"),
        (lambda asked: asked + 700, "its answers carry foreign transaction ids"),
    ],
)
def test_a_wrong_transaction_id_is_not_a_missing_device(
    change: Callable[[int], int], sentence: str
) -> None:
    constant = {"registers": CONSTANT, **PROBE}
    found = faults(checked(transaction(change), **constant))
    assert sentence in found["transaction id"]
    assert "nothing can be proved on this line" in found["map"]


def test_another_id_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(frame[0], 44, answer))

    assert "State [transport] device_id = 44" in faults(checked(spoil))["device id"]


def test_nothing_but_silence_is_an_id_or_another_protocol() -> None:
    found = faults(checked(lambda device, line, frame, answer: None))
    assert "no device with id 1 is there" in found["silence"]


def test_garbage_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(b"\x55\xaa" * 6)

    assert (
        "is no whole frame (12 bytes that are no frame: 55 aa"
        in faults(checked(spoil))["spoilt answers"]
    )


def test_a_length_field_that_lies_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        head = struct.pack(">HHHB", frame[0], 0, len(answer) + 2, frame[1])
        line.sendall(head + answer)

    sentence = faults(checked(spoil))["spoilt answers"]
    assert "its length field says 8 bytes, 7 came" in sentence


def test_a_short_answer_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        short = device.asked % 20 == 0 and len(answer) > 4
        answer = bytes([answer[0], answer[1] - 2]) + answer[2:-2] if short else answer
        line.sendall(framed(frame[0], frame[1], answer))

    assert (
        "fewer or more registers than asked (2 bytes, 4 asked)"
        in faults(checked(spoil))["spoilt answers"]
    )


def test_the_crc_of_a_serial_line_that_a_gateway_leaves_on_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(frame[0], frame[1], answer + b"\x12\x34"))

    assert "are the CRC of a serial line" in faults(checked(spoil))["spoilt answers"]


@pytest.mark.usefixtures("answered")
def test_addresses_as_a_manual_counts_them_name_the_key() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(frame[0], frame[1], bytes([frame[2][0] | 0x80, 2])))

    found = faults(checked(spoil, transport={"timeout_s": 0.9}))
    assert "from 40001: 'modicon'" in found["blocks"]


def test_a_needed_pause_is_measured() -> None:
    class Slow:
        answered_s = 0.0

        def __call__(self, device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
            if time.monotonic() - self.answered_s > 0.015:
                line.sendall(framed(frame[0], frame[1], answer))
                self.answered_s = time.monotonic()

    found = faults(checked(Slow()))
    assert "none is lost with a pause of" in found["pause"]
    assert "State [transport] pause_s = " in found["pause"]
    assert "pause" not in faults(checked(Slow(), transport={"pause_s": 0.05}))


def close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_is_closed_after_each_answer_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(frame[0], frame[1], answer))
        close(line)

    found = checked(spoil, transport={"timeout_s": 0.9})
    assert "connection" not in faults(found)
    assert (
        "closed after each answer: each request of a stroke opens a" in notes(found)["connection"]
    )


def test_connections_that_are_closed_and_not_taken_again_at_once_are_a_fault() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        if device.asked % 3:
            line.sendall(framed(frame[0], frame[1], answer))
        close(line)

    assert "a stroke cannot be watched on it" in faults(checked(spoil))["connection"]


def test_a_connection_that_is_closed_without_an_answer_is_named() -> None:
    found = faults(checked(lambda device, line, frame, answer: close(line)))
    assert "another program holds the only connection" in found["connection"]


def test_a_connection_that_is_closed_when_idle_is_named() -> None:
    class Impatient:
        timer: threading.Timer | None = None

        def __call__(self, device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
            if self.timer is not None:
                self.timer.cancel()
            line.sendall(framed(frame[0], frame[1], answer))
            self.timer = threading.Timer(0.04, close, (line,))
            self.timer.start()

    impatient = Impatient()
    found = checked(impatient, transport={"timeout_s": 0.9})
    assert "a stroke is looked at every 0.1 s" in notes(found)["idle connection"]
    assert "connection" not in faults(found)
    assert impatient.timer is not None
    impatient.timer.join()


def limited(most: int, code: int) -> Spoil:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        if int.from_bytes(frame[2][3:5], "big") > most:
            answer = bytes([frame[2][0] | 0x80, code])
        line.sendall(framed(frame[0], frame[1], answer))

    return spoil


def test_the_largest_block_is_measured() -> None:
    wide = {"temperature": {"address": 9, "unit": "degC", "valid": [0, 90]}}
    found = faults(checked(limited(7, 3), registers=wide))
    assert "10 at holding 0 is not answered; the first 7 are" in found["blocks"]
    assert "State [transport] max_block = 7" in found["blocks"]


def test_a_hole_between_two_addresses_is_no_limit_of_blocks() -> None:
    wide = {"temperature": {"address": 9, "unit": "degC", "valid": [0, 90]}}
    holed = {address: word for address, word in BLOCK.items() if address != 5}
    found = faults(checked(words=holed, registers=wide))
    assert (
        "the first 5 are, the next address is one that the device does not have" in found["blocks"]
    )
    assert "max_gap = 0" in found["blocks"]


def test_a_function_that_the_device_does_not_know_is_no_block() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(framed(frame[0], frame[1], bytes([frame[2][0] | 0x80, 1])))

    found = faults(checked(spoil))
    assert "exception 1 (illegal function): 2 at holding 0" in found["exceptions"]
    assert "try the other table" in found["exceptions"]


def test_answers_later_than_the_timeout_name_the_key() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        time.sleep(0.08)
        line.sendall(framed(frame[0], frame[1], answer))

    found = faults(checked(spoil))
    assert "were answered later than timeout_s = 0.05" in found["late answers"]
    assert "State [transport] timeout_s = 0." in found["late answers"]


def test_a_poll_that_is_too_slow_for_the_deadman_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        time.sleep(0.04)
        line.sendall(framed(frame[0], frame[1], answer))

    beat = {"kind": "counter", "register": "beat", "deadman_s": 0.2, "period_s": 0.05}
    registers = {"beat": {"address": 4, "access": "rw"}}
    found = faults(
        checked(spoil, heartbeat=beat, registers=registers, transport={"timeout_s": 0.1})
    )
    assert "the deadman waits 0.2 s. A stroke could not be supervised" in found["supervision"]


def test_a_busy_device_is_a_note_and_not_a_fault() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        if device.asked % 9 == 0:
            answer = bytes([frame[2][0] | 0x80, 6])
        line.sendall(framed(frame[0], frame[1], answer))

    found = checked(spoil, transport={"timeout_s": 0.9})
    assert faults(found) == {}
    assert "exception 6 (device busy). They are read again" in notes(found)["exceptions"]


def test_frames_that_nobody_asked_for_and_double_answers_are_notes() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        good = framed(frame[0], frame[1], answer)
        line.sendall(framed(0x6543, 88, b"\x03\x02\x00\x07") + good + good)

    found = notes(checked(spoil, transport={"timeout_s": 0.9}))
    assert "frames came that nobody asked for" in found["foreign frames"]
    assert "answers came twice" in found["double answers"]


def test_nobody_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    document = plain()
    document["transport"]["port"] = port
    with pytest.raises(PressUnreachableError, match=r"cannot be reached at 127\.0\.0\.1"):
        check(press_map_from(document, "axis.toml"), SimulatedClock(), LINE_S)


FLOAT = {"force": {"type": "float32", "address": 2, "scale": 1.0}}
PROBE = {"probes": [{"register": "constant", "equals": 4711}]}
CONSTANT = {"constant": {"address": 4, "type": "uint32"}}


def loaded(newtons: Callable[[], float]) -> Spoil:
    """The sensor gives N where the map says kN."""

    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        words = struct.unpack(">HH", struct.pack(">f", newtons()))
        device.words.update({2: words[0], 3: words[1], 4: 0, 5: 4711})
        line.sendall(framed(frame[0], frame[1], device.answer(frame[2])))

    return spoil


def test_newtons_show_in_the_noise_of_a_quiet_press() -> None:
    noise = itertools.cycle((0.4, -1.9, 1.6, -0.3, 0.9))
    changes: dict[str, Any] = {"registers": {**FLOAT, **CONSTANT}, **PROBE}
    changes["transport"] = {"timeout_s": 0.9}
    found = checked(loaded(lambda: next(noise)), **changes)
    assert "of noise at rest is" in faults(found)["noise of the force"]
    assert "N for kN" in faults(found)["noise of the force"]


def test_newtons_show_in_the_offset_of_a_press_at_rest() -> None:
    changes: dict[str, Any] = {"registers": {**FLOAT, **CONSTANT}, **PROBE}
    changes["transport"] = {"timeout_s": 0.9}
    found = faults(checked(loaded(lambda: 11.0), **changes))
    assert "11.00 kN at rest is 16% of the range" in found["force at rest"]
    found = notes(checked(loaded(lambda: 0.9), **changes))
    assert (
        "0.90 kN at rest. Is it loaded, is the tare off, does [registers.force] lack its"
        in found["force at rest"]
    )
    found = faults(checked(loaded(lambda: 59.0), **changes))
    assert "more than the weakest die bears (54.00 kN)" in found["force at rest"]


def test_a_sensor_that_reads_exactly_nothing_proves_nothing() -> None:
    found = checked(words={**BLOCK, 1: 0}, transport={"timeout_s": 0.9})
    assert faults(found) == {}
    assert "Put a known load on" in notes(found)["force at rest"]


def test_counts_that_are_too_coarse_are_another_unit() -> None:
    found = checked(registers={"force": {"scale": 1.5}}, words={**BLOCK, 1: 0})
    assert "one count is 1.500 kN, 2% of the range" in faults(found)["step of the force"]


def test_a_limit_of_the_plc_in_another_unit_is_named() -> None:
    limit = {"address": 4, "type": "uint32", "unit": "kN", "valid": [0, 1e6]}
    changes: dict[str, Any] = {"registers": {"lim_force": limit}}
    changes["probes"] = [{"register": "lim_force", "equals": 70000}]
    words = {**BLOCK, **table(r4=[1, 4464])}
    found = faults(checked(words=words, transport={"timeout_s": 0.9}, **changes))
    assert "70000 kN is 1000 times [limits]" in found["limit of force"]
