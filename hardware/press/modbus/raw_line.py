"""A conversation in Modbus by hand: what really comes back, before a library sorts it out.

Only read requests exist here. `copress press check` asks with them and names what is wrong with a
line; a library can only say that no good answer came.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hardware.press.modbus.byte_channels import ByteChannel, SerialPort, Socket
from hardware.press.modbus.raw_frames import (
    MBAP,
    Heard,
    ReadRequest,
    incomplete,
    judged,
    mbap_frames,
    other_protocol,
    rtu_answer,
    with_checksum,
)
from hardware.press.register_map.transport import SERIAL, Transport

SETTLE_S = 0.03
"""After an answer: so long is listened for what nobody asked for."""


@dataclass
class _Sorted:
    """The frames that came of one request over TCP, each to whom it belongs.

    Args:
        request: what was asked.
        transaction: its number.
        answered: transaction and PDU of the last good answer.
    """

    request: ReadRequest
    transaction: int
    answered: tuple[int, bytes]
    mine: Heard | None = None
    other: Heard | None = None
    """The first answer that is not ours."""
    strays: int = 0
    twice: int = 0
    rivals: int = 0

    def take(self, frames: Iterable[tuple[int, int, bytes]], answer_s: float) -> None:
        """Sort frames that came `answer_s` after the request."""
        for transaction, device_id, pdu in frames:
            heard = judged(self.request, device_id, pdu, answer_s)
            foreign = heard.kind == "other id"
            if (transaction, pdu) == self.answered:
                self.twice += 1
            elif self.answered[1] and transaction == self.answered[0] and not foreign:
                self.rivals += 1
            elif transaction == self.transaction and not foreign:
                self.mine, self.answered = heard, (transaction, pdu)
            elif transaction == self.transaction:
                self.other = self.other or heard
            elif foreign:
                self.strays += 1
            else:
                distance = transaction - self.transaction
                late = Heard("other transaction", answer_s, distance, str(transaction))
                self.other = self.other or late

    def counted(self, heard: Heard) -> Heard:
        """What was heard, with what came in addition."""
        return replace(heard, strays=self.strays, twice=self.twice, rivals=self.rivals)


@dataclass
class RawLine:
    """One connection and the requests on it.

    Args:
        transport: how to reach the device; not Modbus ASCII.
    """

    transport: Transport
    _channel: ByteChannel | None = None
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

    def ask(self, request: ReadRequest, patience_s: float) -> Heard:
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
        if heard.kind in (
            "garbled",
            "other protocol",
        ):  # what is left of it would spoil the next answer
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

    def _ask_tcp(self, request: ReadRequest, patience_s: float) -> Heard:
        self._transaction = self._transaction % 0xFFFF + 1
        head = MBAP.pack(self._transaction, 0, len(request.pdu) + 1, request.device_id)
        began_s = self._send(head + request.pdu)
        sorted_ = _Sorted(request, self._transaction, self._answered)
        buffer, came = b"", b""
        while got := self._heard_until(began_s + patience_s):
            came += got
            frames, buffer, fault = mbap_frames(buffer + got)
            sorted_.take(frames, time.monotonic() - began_s)
            if sorted_.mine is not None:
                self._answered = sorted_.answered
                return sorted_.counted(sorted_.mine)
            if other := other_protocol(request, came) if fault or buffer else "":
                return sorted_.counted(Heard("other protocol", detail=other))
            if fault:
                return sorted_.counted(Heard("garbled", detail=fault))
        if buffer:
            return sorted_.counted(Heard("garbled", detail=incomplete(buffer)))
        return sorted_.counted(sorted_.other or Heard("silence"))

    def _ask_rtu(self, request: ReadRequest, patience_s: float) -> Heard:
        sent = with_checksum(bytes([request.device_id]) + request.pdu)
        began_s = self._send(sent)
        buffer = b""
        while got := self._heard_until(began_s + patience_s):
            buffer += got
            found = rtu_answer(request, buffer, sent)
            if found is None:
                continue
            start, pdu = found
            answer_s = time.monotonic() - began_s
            end = start + len(pdu) + 3
            trail = buffer[end:] + self._heard_until(time.monotonic() + SETTLE_S)
            heard = judged(request, request.device_id, pdu, answer_s)
            return Heard(heard.kind, answer_s, heard.code, heard.detail, buffer[:start], trail)
        if not buffer:
            return Heard("silence")
        if buffer == sent:
            return Heard("silence", lead=sent)
        return Heard("garbled", detail=f"{len(buffer)} bytes came: {buffer[:16].hex(' ')}")
