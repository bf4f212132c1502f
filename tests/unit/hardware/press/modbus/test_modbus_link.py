"""The verified link refuses every wrong answer that pymodbus takes for a good one."""

import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pymodbus.framer import FramerType
from pymodbus.framer.rtu import FramerRTU
from pymodbus.pdu import DecodePDU

from hardware.press.modbus.link import Link
from hardware.press.register_map.transport import (
    IncoherentError,
    LinkError,
    LinkLostError,
    ModbusRefusedError,
    Transport,
)

Answer = Callable[[int, bytes], bytes | None]
"""(device id, request PDU) -> whole ADU without transaction id, or None for silence."""


def pdu_reply(pdu: bytes, device: int = 1) -> bytes:
    return struct.pack(">HHB", 0, len(pdu) + 1, device) + pdu


IMPATIENT_S = 0.1
"""Where no answer comes on purpose; elsewhere a busy machine has time to answer."""


@contextmanager
def raw_server(answer: Answer, timeout_s: float = 2.0) -> Iterator[tuple[Link, list[bytes]]]:
    """A TCP server that answers each request with whatever `answer` says; keeps the requests."""
    listener = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []
    over = threading.Event()

    def serve_one(line: socket.socket) -> None:
        while header := line.recv(7):
            tid, _, length, device = struct.unpack(">HHHB", header)
            pdu = line.recv(length - 1)
            asked.append(pdu)
            reply = answer(device, pdu)
            if reply is not None:
                line.sendall(struct.pack(">H", tid) + reply)

    def serve() -> None:
        while not over.is_set():
            if select.select([listener], [], [], 0.05)[0]:
                line, _ = listener.accept()
                with line:
                    try:
                        serve_one(line)
                    except OSError:
                        continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    link = Link(Transport(host="127.0.0.1", port=listener.getsockname()[1], timeout_s=timeout_s))
    link.open()
    try:
        yield link, asked
    finally:
        link.close()
        over.set()
        thread.join()
        listener.close()


def read_reply(words: list[int], function: int = 3) -> bytes:
    return struct.pack(f">BB{len(words)}H", function, 2 * len(words), *words)


def test_a_right_answer_is_taken() -> None:
    with raw_server(lambda device, pdu: pdu_reply(read_reply([7, 8]))) as (link, _):
        assert link.read("holding", 5, 2) == [7, 8]


WRONG_READS = {
    "fewer registers": read_reply([7]),
    "more registers": read_reply([7, 8, 9]),
    "no registers": read_reply([]),
    "another function": struct.pack(">BHH", 6, 5, 7),
    "input instead of holding": read_reply([7, 8], function=4),
    "coils instead of registers": struct.pack(">BBB", 1, 1, 3),
    "write answer": struct.pack(">BHH", 16, 5, 2),
}


@pytest.mark.parametrize("reply", WRONG_READS.values(), ids=WRONG_READS.keys())
def test_an_answer_that_cannot_be_the_answer_is_refused(reply: bytes) -> None:
    with raw_server(lambda device, pdu: pdu_reply(reply)) as (link, _):
        with pytest.raises(LinkError):
            link.read("holding", 5, 2)
        assert not link.is_open  # after any doubt the line is closed


def test_another_device_id_is_no_answer() -> None:
    with (
        raw_server(lambda device, pdu: pdu_reply(read_reply([7, 8]), device=9), IMPATIENT_S) as (
            link,
            _,
        ),
        pytest.raises(LinkLostError),
    ):
        link.read("holding", 5, 2)


def test_cut_off_bytes_are_no_answer() -> None:
    whole = pdu_reply(read_reply([7, 8]))
    with (
        raw_server(lambda device, pdu: whole[:-3], IMPATIENT_S) as (link, _),
        pytest.raises(LinkLostError),
    ):
        link.read("holding", 5, 2)


def test_garbage_ends_in_bounded_time() -> None:
    with (
        raw_server(lambda device, pdu: bytes(range(200)) * 5, IMPATIENT_S) as (link, _),
        pytest.raises(LinkError),
    ):
        link.read("holding", 5, 2)


def test_a_lost_read_is_asked_once_more_and_counted() -> None:
    replies = iter([None, pdu_reply(read_reply([7, 8]))])
    with raw_server(lambda device, pdu: next(replies), IMPATIENT_S * 5) as (link, asked):
        assert link.read("holding", 5, 2) == [7, 8]
        assert link.failures.lost == 1
    assert len(asked) == 2


def test_a_lost_write_is_never_asked_again() -> None:
    with raw_server(lambda device, pdu: None, IMPATIENT_S) as (link, asked):
        with pytest.raises(LinkLostError):
            link.write(0, [1, 7])
        with pytest.raises(LinkLostError):
            link.write_single(0, 1)
    assert len(asked) == 1  # the second was not even tried on a closed line


def test_a_closed_line_is_not_reopened_without_a_word() -> None:
    with raw_server(lambda device, pdu: pdu_reply(read_reply([7]))) as (link, asked):
        link.close()
        with pytest.raises(LinkLostError, match="is closed"):
            link.write(0, [1])
    assert asked == []


WRONG_ECHOES = {
    "another address": struct.pack(">BHH", 16, 6, 2),
    "another count": struct.pack(">BHH", 16, 5, 1),
    "a read answer": read_reply([1, 2]),
}


@pytest.mark.parametrize("reply", WRONG_ECHOES.values(), ids=WRONG_ECHOES.keys())
def test_a_wrong_echo_is_refused(reply: bytes) -> None:
    with (
        raw_server(lambda device, pdu: pdu_reply(reply)) as (link, _),
        pytest.raises(IncoherentError),
    ):
        link.write(5, [1, 2])


def test_a_write_that_did_not_stick_is_refused() -> None:
    def answer(device: int, pdu: bytes) -> bytes:
        return pdu_reply(read_reply([1, 9]) if pdu[0] == 3 else struct.pack(">BHH", 16, 5, 2))

    with (
        raw_server(answer) as (link, asked),
        pytest.raises(IncoherentError, match=r"wrote \[1, 2\], the machine holds \[1, 9\]"),
    ):
        link.write(5, [1, 2])
    assert [request[0] for request in asked] == [16, 3]


def test_two_words_go_out_in_one_frame() -> None:
    def answer(device: int, pdu: bytes) -> bytes:
        return pdu_reply(read_reply([1, 2]) if pdu[0] == 3 else struct.pack(">BHH", 16, 5, 2))

    with raw_server(answer) as (link, asked):
        link.write(5, [1, 2])
    assert asked[0] == struct.pack(">BHHBHH", 16, 5, 2, 4, 1, 2)


@pytest.mark.parametrize(
    ("reply", "right"),
    [(struct.pack(">BHH", 6, 5, 7), True), (struct.pack(">BHH", 6, 5, 8), False)],
)
def test_the_echo_of_a_single_word_is_compared(reply: bytes, right: bool) -> None:
    with raw_server(lambda device, pdu: pdu_reply(reply)) as (link, _):
        if right:
            link.write_single(5, 7, read_back=False)
        else:
            with pytest.raises(IncoherentError):
                link.write_single(5, 7, read_back=False)


def test_coils_are_written_and_compared() -> None:
    def answer(device: int, pdu: bytes) -> bytes:
        return pdu_reply(struct.pack(">BBB", 1, 1, 1) if pdu[0] == 1 else pdu)

    with raw_server(answer) as (link, _):
        link.write_coil(5, True)
        with pytest.raises(IncoherentError):
            link.write_coil(5, False)
        assert link.read("coil", 5, 3) == [1, 0, 0]


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 6, 10, 11])
def test_exceptions_are_stated_in_words(code: int) -> None:
    with (
        raw_server(lambda device, pdu: pdu_reply(bytes([pdu[0] | 0x80, code]))) as (link, asked),
        pytest.raises(ModbusRefusedError, match=rf"exception {code} \(") as caught,
    ):
        link.read("holding", 5, 2)
    assert caught.value.code == code
    assert len(asked) == (2 if code in (5, 6, 10, 11) else 1)


@pytest.mark.parametrize("word", [70000, -1, 1.5, True, "1", None])
def test_what_is_no_word_is_not_sent(word: object) -> None:
    with (
        raw_server(lambda device, pdu: None, IMPATIENT_S) as (link, asked),
        pytest.raises(ValueError, match="nothing was sent"),
    ):
        link.write(0, [word])  # type: ignore[list-item]
    assert asked == []


@pytest.mark.parametrize(("address", "count"), [(0, 126), (70000, 1), (0, 0)])
def test_what_escapes_pymodbus_is_translated(address: int, count: int) -> None:
    with raw_server(lambda device, pdu: None, IMPATIENT_S) as (link, _), pytest.raises(LinkError):
        link.read("holding", address, count)


def test_a_serial_port_that_does_not_exist_is_said() -> None:
    link = Link(Transport(kind="rtu", serial_port="/dev/there-is-no-such-port", quiet_s=0.1))
    with pytest.raises(LinkLostError, match="there-is-no-such-port"):
        link.open()


def test_rtu_frames_over_tcp() -> None:
    framer = FramerRTU(DecodePDU(False))
    body = bytes([1, 3, 2, 0, 42])
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            assert len(line.recv(256)) == 8
            line.sendall(body + struct.pack(">H", framer.compute_CRC(body)))
            with pytest.raises(ConnectionResetError):  # nothing queued can follow a reset
                line.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    link = Link(Transport(kind="rtu-over-tcp", host="127.0.0.1", port=port, timeout_s=0.5))
    link.open()
    assert link.read("holding", 3, 1) == [42]
    link.close()
    thread.join()
    listener.close()
    assert FramerType.RTU  # the framer that pymodbus was asked to use
