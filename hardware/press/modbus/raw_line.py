"""A conversation in Modbus by hand: what really comes back, before a library sorts it out.

Only read requests exist here. `copress press check` asks with them and names what is wrong with a
line; a library can only say that no good answer came.
"""

import math
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import serial

from hardware.press.register_map.transport import SERIAL, Transport

READ_FUNCTION = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}
MBAP = struct.Struct(">HHHB")
"""Transaction, protocol (0), length from the unit id on, unit id: Modbus over TCP V1.0b, 3.1.3."""
LONGEST_BODY = 254
"""Unit id and PDU of the longest frame: the same, section 4.1."""
SETTLE_S = 0.03
"""After an answer: so long is listened for what nobody asked for."""
OPEN_WITHIN_S = 3.0  # chosen: a device in the same building answers within milliseconds

Kind = Literal[
    "good", "exception", "silence", "closed", "other id", "other transaction", "short", "garbled"
]


@dataclass(frozen=True)
class Request:
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
    """On a serial line: what came after it."""
    strays: int = 0
    """Frames that nobody asked for."""
    twice: int = 0
    """Answers that came once more."""


class Channel(Protocol):
    """Bytes to and from a device."""

    def send(self, sent: bytes) -> None:
        """Send all.

        Raises:
            OSError: if the other side is gone.
        """

    def receive(self, within_s: float) -> bytes:
        """What comes next; empty if nothing comes in time.

        Raises:
            EOFError: if the other side has closed.
        """

    def close(self) -> None:
        """Close."""


class Socket:
    """A TCP connection.

    Raises:
        OSError: if nobody is there.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=OPEN_WITHIN_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, sent: bytes) -> None:
        """Send all."""
        self._socket.sendall(sent)

    def receive(self, within_s: float) -> bytes:
        """What comes next."""
        self._socket.settimeout(max(within_s, 0.001))
        try:
            got = self._socket.recv(1024)
        except TimeoutError:
            return b""
        except OSError as error:
            raise EOFError(str(error)) from error
        if not got:
            raise EOFError("the connection was closed")
        return got

    def close(self) -> None:
        """Close."""
        self._socket.close()


class SerialPort:
    """A serial port of this computer.

    Raises:
        OSError: if it is not there or is held by another program.
    """

    def __init__(self, transport: Transport) -> None:
        self._port = serial.Serial(
            transport.serial_port,
            transport.baudrate,
            transport.bytesize,
            transport.parity,
            transport.stopbits,
            exclusive=True,
        )

    def send(self, sent: bytes) -> None:
        """Send all."""
        self._port.write(sent)

    def receive(self, within_s: float) -> bytes:
        """What comes next."""
        self._port.timeout = max(within_s, 0.001)
        try:
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except serial.SerialException as error:
            raise EOFError(str(error)) from error

    def close(self) -> None:
        """Close."""
        self._port.close()


@dataclass
class RawLine:
    """One connection and the requests on it.

    Args:
        transport: how to reach the device; not Modbus ASCII.
    """

    transport: Transport
    _channel: Channel | None = None
    _transaction: int = 0
    _answered: tuple[int, bytes] = (0, b"")
    """Transaction and PDU of the last good answer: it may come twice."""
    _heard_s: float = -math.inf

    def open(self) -> None:
        """Open the line.

        Raises:
            OSError: if nobody is there.
        """
        serial_port = self.transport.kind in SERIAL
        self._channel = (
            SerialPort(self.transport)
            if serial_port
            else Socket(self.transport.host, self.transport.port)
        )

    def close(self) -> None:
        """Close the line."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def ask(self, request: Request, patience_s: float) -> Heard:
        """Ask once and listen for at most `patience_s`; opens the line if it is closed.

        Raises:
            OSError: if the line cannot be opened.
        """
        if self._channel is None:
            self.open()
        time.sleep(max(0.0, self._heard_s + self.transport.pause_s - time.monotonic()))
        tcp = self.transport.kind == "tcp"
        try:
            heard = (
                self._ask_tcp(request, patience_s) if tcp else self._ask_rtu(request, patience_s)
            )
        except (EOFError, OSError) as error:
            self.close()
            return Heard("closed", detail=str(error))
        self._heard_s = time.monotonic()
        if heard.kind == "garbled":  # what is left of it would spoil the next answer
            self.close()
        return heard

    def closed_within(self, seconds: float) -> float:
        """Seconds without a request after which the other side closes; nan if it does not."""
        if self._channel is None:
            return 0.0
        began_s = time.monotonic()
        while (left_s := began_s + seconds - time.monotonic()) > 0.0:
            try:
                self._channel.receive(left_s)
            except EOFError:
                self.close()
                return time.monotonic() - began_s
        return math.nan

    def _heard_until(self, until_s: float) -> bytes:
        channel = self._channel
        if channel is None:
            raise EOFError("the line is closed")
        left_s = until_s - time.monotonic()
        return channel.receive(left_s) if left_s > 0.0 else b""

    def _send(self, sent: bytes) -> float:
        if self._channel is None:
            raise EOFError("the line is closed")
        self._channel.send(sent)
        return time.monotonic()

    def _ask_tcp(self, request: Request, patience_s: float) -> Heard:
        self._transaction = self._transaction % 0xFFFF + 1
        mine = self._transaction
        unit = request.device_id
        began_s = self._send(MBAP.pack(mine, 0, len(request.pdu) + 1, unit) + request.pdu)
        buffer, other, strays, twice = b"", None, 0, 0
        while got := self._heard_until(began_s + patience_s):
            buffer += got
            frames, buffer, fault = _mbap_frames(buffer)
            mine_heard = None
            for transaction, device_id, pdu in frames:
                heard = _judged(request, device_id, pdu, time.monotonic() - began_s)
                if (transaction, pdu) == self._answered:
                    twice += 1
                elif transaction == mine and heard.kind != "other id":
                    mine_heard, self._answered = heard, (mine, pdu)
                elif heard.kind == "other id" and transaction != mine:
                    strays += 1
                elif heard.kind == "other id":
                    other = other or heard
                else:
                    distance, told = transaction - mine, str(transaction)
                    other = other or Heard("other transaction", heard.answer_s, distance, told)
            if mine_heard is not None:
                return replace(mine_heard, strays=strays, twice=twice)
            if fault:
                return Heard("garbled", detail=fault, strays=strays)
        if buffer:
            return Heard("garbled", detail=_incomplete(buffer), strays=strays)
        return other or Heard("silence", strays=strays, twice=twice)

    def _ask_rtu(self, request: Request, patience_s: float) -> Heard:
        sent = _with_checksum(bytes([request.device_id]) + request.pdu)
        began_s = self._send(sent)
        buffer = b""
        while got := self._heard_until(began_s + patience_s):
            buffer += got
            found = _rtu_answer(request, buffer, sent)
            if found is None:
                continue
            start, pdu = found
            answer_s = time.monotonic() - began_s
            end = start + len(pdu) + 3
            trail = buffer[end:] + self._heard_until(time.monotonic() + SETTLE_S)
            heard = _judged(request, request.device_id, pdu, answer_s)
            return Heard(heard.kind, answer_s, heard.code, heard.detail, buffer[:start], trail)
        if not buffer:
            return Heard("silence")
        if buffer == sent:
            return Heard("silence", lead=sent)
        return Heard("garbled", detail=f"{len(buffer)} bytes came: {buffer[:16].hex(' ')}")


def _judged(request: Request, device_id: int, pdu: bytes, answer_s: float) -> Heard:
    function = READ_FUNCTION[request.table]
    if device_id != request.device_id:
        return Heard("other id", answer_s, device_id)
    if len(pdu) == 2 and pdu[0] == function | 0x80:
        return Heard("exception", answer_s, pdu[1])
    if pdu[:1] != bytes([function]):
        return Heard("garbled", answer_s, detail=f"function {pdu[0]} instead of {function}")
    if len(pdu) != request.answer_bytes + 2 or pdu[1] != request.answer_bytes:
        return Heard(
            "short", answer_s, detail=f"{len(pdu) - 2} bytes, {request.answer_bytes} asked"
        )
    return Heard("good", answer_s)


def _mbap_frames(buffer: bytes) -> tuple[list[tuple[int, int, bytes]], bytes, str]:
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


def _incomplete(buffer: bytes) -> str:
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


def _with_checksum(frame: bytes) -> bytes:
    return frame + checksum(frame)


def _rtu_answer(request: Request, buffer: bytes, sent: bytes) -> tuple[int, bytes] | None:
    """Where an answer of the asked device begins, and its PDU; the echo of the request is none."""
    for start, pdu in _rtu_pdus(request, buffer):
        if buffer[start : start + len(sent)] != sent:
            return start, pdu
    return None


def _rtu_pdus(request: Request, buffer: bytes) -> Iterator[tuple[int, bytes]]:
    function = READ_FUNCTION[request.table]
    for start in range(len(buffer) - 4):
        if buffer[start] != request.device_id or buffer[start + 1] & 0x7F != function:
            continue
        length = 2 if buffer[start + 1] & 0x80 else 2 + buffer[start + 2]
        frame = buffer[start : start + 1 + length]
        if buffer[start + 1 + length : start + 3 + length] == checksum(frame):
            yield start, frame[1:]
