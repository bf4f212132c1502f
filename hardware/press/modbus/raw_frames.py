"""Frames of Modbus by hand: a read request, and what an answer to it is worth. Pure; no I/O."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

READ_FUNCTION = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}
MBAP = struct.Struct(">HHHB")
"""Transaction, protocol (0), length from the unit id on, unit id: Modbus over TCP V1.0b, 3.1.3."""
LONGEST_BODY = 254
"""Unit id and PDU of the longest frame: the same, section 4.1."""
Kind = Literal[
    "good",
    "exception",
    "silence",
    "closed",
    "other id",
    "other transaction",
    "other protocol",
    "short",
    "garbled",
]
LONGEST_LINE = 24
"""So much is shown of a text that is no Modbus at all."""


@dataclass(frozen=True)
class ReadRequest:
    """One read."""

    device_id: int
    table: str
    address: int
    count: int

    @property
    def pdu(self) -> bytes:
        """Function, address, count."""
        return struct.pack(">BHH", READ_FUNCTION[self.table], self.address, self.count)

    @property
    def answer_bytes(self) -> int:
        """Bytes of registers or bits in a whole answer."""
        bits = self.table in ("coil", "discrete")
        return (self.count + 7) // 8 if bits else 2 * self.count


@dataclass(frozen=True)
class Heard:
    """What came of one request."""

    kind: Kind
    answer_s: float = math.nan
    code: int = 0
    """Exception code, the id that answered, or the transaction's distance from ours."""
    detail: str = ""
    lead: bytes = b""
    """On a serial line: what came before the answer."""
    trail: bytes = b""
    """What came after it."""
    strays: int = 0
    """Frames that nobody asked for."""
    twice: int = 0
    """Answers that came once more."""
    rivals: int = 0
    """Other answers to the same request."""


def judged(request: ReadRequest, device_id: int, pdu: bytes, answer_s: float) -> Heard:
    """What a whole answer is worth; it took `answer_s`."""
    function = READ_FUNCTION[request.table]
    if device_id != request.device_id:
        return Heard("other id", answer_s, device_id)
    if len(pdu) == 2 and pdu[0] == function | 0x80:
        return Heard("exception", answer_s, pdu[1])
    if pdu[:1] != bytes([function]):
        return Heard("garbled", answer_s, detail=f"function {pdu[0]} instead of {function}")
    if len(pdu) != request.answer_bytes + 2 or pdu[1] != request.answer_bytes:
        detail = f"{len(pdu) - 2} bytes, {request.answer_bytes} asked"
        trail = pdu[request.answer_bytes + 2 :] if pdu[1] == request.answer_bytes else b""
        return Heard("short", answer_s, detail=detail, trail=trail)
    return Heard("good", answer_s)


def mbap_frames(buffer: bytes) -> tuple[list[tuple[int, int, bytes]], bytes, str]:
    """Whole frames at the head of what came, the rest, and what is wrong with it."""
    frames: list[tuple[int, int, bytes]] = []
    while len(buffer) >= MBAP.size:
        transaction, protocol, length, device_id = MBAP.unpack(buffer[: MBAP.size])
        if protocol != 0 or not 3 <= length <= LONGEST_BODY:
            return frames, b"", f"{len(buffer)} bytes that are no frame: {buffer[:16].hex(' ')}"
        if len(buffer) < 6 + length:
            break
        frames.append((transaction, device_id, buffer[MBAP.size : 6 + length]))
        buffer = buffer[6 + length :]
    return frames, buffer, ""


def other_protocol(request: ReadRequest, buffer: bytes) -> str:
    """Which protocol the bytes on a TCP line are, and what to do; empty if they are Modbus TCP."""
    if rtu_answer(request, buffer, b"\0") is not None:
        return (
            "an RTU frame with its checksum comes over TCP: what listens there is a serial server. "
            "State [transport] kind = 'rtu-over-tcp'"
        )
    protocol = MBAP.unpack(buffer[: MBAP.size])[1] if len(buffer) >= MBAP.size else 0
    if line := _text(buffer):
        return (
            f"text comes ({line!r}): another program listens on that port. Correct [transport] "
            "host and port"
        )
    if protocol and MBAP.unpack(buffer[: MBAP.size])[2] == len(buffer) - 6:
        return (
            f"the protocol number in the head of its frames is {protocol}; of Modbus it is 0. "
            "Correct the gateway"
        )
    return ""


def _text(buffer: bytes) -> str:
    line = buffer.splitlines()[0][:LONGEST_LINE] if buffer.strip() else b""
    shown = line.decode("ascii", errors="replace")
    return shown if len(shown) >= MBAP.size and shown.isprintable() and shown.isascii() else ""


def incomplete(buffer: bytes) -> str:
    """What came instead of a whole frame, in words."""
    if len(buffer) < MBAP.size:
        return f"{len(buffer)} bytes came: {buffer.hex(' ')}"
    length = MBAP.unpack(buffer[: MBAP.size])[2]
    return f"its length field says {length} bytes, {len(buffer) - 6} came"


def checksum(frame: bytes) -> bytes:
    """CRC-16 of an RTU frame, low byte first: Modbus over Serial Line V1.02, 6.2.2."""
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return struct.pack("<H", crc)


def with_checksum(frame: bytes) -> bytes:
    """An RTU frame as it goes over the line."""
    return frame + checksum(frame)


def rtu_answer(request: ReadRequest, buffer: bytes, sent: bytes) -> tuple[int, bytes] | None:
    """Where an answer of the asked device begins, and its PDU; the echo of the request is none."""
    for start, pdu in _rtu_pdus(request, buffer):
        if buffer[start : start + len(sent)] != sent:
            return start, pdu
    return None


def _rtu_pdus(request: ReadRequest, buffer: bytes) -> Iterator[tuple[int, bytes]]:
    function = READ_FUNCTION[request.table]
    for start in range(len(buffer) - 4):
        if buffer[start] != request.device_id or buffer[start + 1] & 0x7F != function:
            continue
        length = 2 if buffer[start + 1] & 0x80 else 2 + buffer[start + 2]
        frame = buffer[start : start + 1 + length]
        if buffer[start + 1 + length : start + 3 + length] == checksum(frame):
            yield start, frame[1:]
