"""The line itself, made so that nothing that was sent can arrive after it was closed.

A closed TCP socket goes on delivering what is still in its queue: with the cable pulled at START,
the kernel sends the START seconds later, when the cable is back and nobody supervises any more. So
each socket is closed with a reset (SO_LINGER on, 0 s: RFC 9293 section 3.9.1 ABORT), which throws
the queue away, also when the process dies. A serial line throws its output buffer away; without
that, closing waits until the adapter has sent it.
"""

import contextlib
import os
import select
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import cast

from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusIOException
from pymodbus.framer import FramerSocket
from pymodbus.pdu import ModbusPDU
from typing_extensions import override

from hardware.press.modbus.answers import HoldingAnswer, InputAnswer, WrittenAnswer, exact_words
from hardware.press.register_map.transport import SERIAL, Transport

try:
    import termios

    GONE: tuple[type[Exception], ...] = (OSError, termios.error)
except ImportError:  # no terminals of this kind on this system: pyserial raises OSError there
    GONE = (OSError,)

# struct linger has two int (socket(7)), on Windows two u_short (winsock2.h)
RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)

MOST_BYTES = 4096
"""Taken at a time; the longest Modbus frame has 260 (MODBUS Messaging on TCP/IP 1.0b, 4.1)."""


class TcpLine(ModbusTcpClient):
    """A TCP client whose socket ends with a reset, on every path that closes it."""

    _readable: Callable[[float], bool]

    @override
    def execute(self, no_response_expected: bool, request: ModbusPDU) -> ModbusPDU:
        """Send a request and wait for its answer, once.

        What pymodbus does in three layers, for lines that repeat by themselves or wait for nothing;
        it takes and refuses the same. A request is 12 bytes long and goes out whole.
        """
        if not isinstance(self.transaction.framer, FramerSocket):
            return super().execute(no_response_expected, request)
        request.transaction_id = number = self.transaction.getNextTID()
        self.send(self.transaction.framer.buildFrame(request))
        within_s = self.comm_params.timeout_connect or 0.0
        until_s, came = time.monotonic() + within_s, b""
        while True:
            if not (more := self.recv(None)):
                raise ModbusIOException("no answer")
            came += more
            if (words := exact_words(request, came)) is not None:
                return words
            used, answer = self.transaction.framer.handleFrame(came, request.dev_id, number)
            came = came[used:]
            if answer is not None:
                break
            if time.monotonic() >= until_s:
                raise ModbusIOException("no answer")
        if (answer.dev_id, answer.transaction_id) != (request.dev_id, number):
            raise ModbusIOException(f"answer {answer.transaction_id} of device {answer.dev_id}")
        return answer

    @override
    def connect(self) -> bool:
        """Connect; the socket is marked before the first byte is sent."""
        if self.socket is not None:  # pymodbus asks before each request
            return True
        if not super().connect():  # type: ignore[no-untyped-call]
            return False
        line = cast(socket.socket, self.socket)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        line.setblocking(False)
        self._readable = _readable_on(line)
        return True

    @override
    def recv(self, size: int | None) -> bytes:
        """Wait for bytes and take them; empty when none came in time.

        What pymodbus does in its own, without its loop for a known length: it asks for none here.
        """
        if self.socket is None:
            raise ConnectionException("the line is closed")
        if not self._readable(self.comm_params.timeout_connect or 0.0):
            return b""
        if not (came := bytes(self.socket.recv(size or MOST_BYTES))):
            self.close()  # type: ignore[no-untyped-call]
            raise ConnectionException("the other side closed the connection")
        return came

    def ended_by_peer(self) -> bool:
        """True if the machine has closed the connection; nothing is sent on such a one.

        Many devices close after each answer, or when nothing was asked for a while.
        """
        if self.socket is None or not self._readable(0.0):
            return False
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            return True


def _readable_on(line: socket.socket) -> Callable[[float], bool]:
    """Tells whether bytes have come on a line, after at most so many seconds.

    Asked twice a request, twenty times a second: `poll` takes two thirds of what `select` takes.
    """
    if sys.platform == "win32":
        return lambda wait_s: bool(select.select([line], [], [], wait_s)[0])
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return lambda wait_s: bool(poll.poll(1000.0 * wait_s))


class SerialLine(ModbusSerialClient):
    """A serial client that throws unsent bytes away when it closes its port."""

    @override
    def close(self) -> None:
        """Close the port; what has not left the computer yet never will."""
        if self.socket is not None and self.socket.is_open:
            with contextlib.suppress(*GONE):  # the adapter is gone, and its buffer with it
                self.socket.reset_output_buffer()
        super().close()  # type: ignore[no-untyped-call]

    def ended_by_peer(self) -> bool:
        """A port ends with an error only."""
        return False


def client_for(transport: Transport) -> TcpLine | SerialLine:
    """The pymodbus client of a transport; nothing is opened yet, and it repeats nothing itself."""
    line = _serial(transport) if transport.kind in SERIAL else _tcp(transport)
    for answer in (HoldingAnswer, InputAnswer, WrittenAnswer):
        line.register(answer)
    return line


def _serial(transport: Transport) -> SerialLine:
    return SerialLine(
        transport.serial_port,
        framer=FramerType.ASCII if transport.kind == "ascii" else FramerType.RTU,
        handle_local_echo=transport.echo,
        baudrate=transport.baudrate,
        parity=transport.parity,
        stopbits=transport.stopbits,
        bytesize=transport.bytesize,
        timeout=transport.timeout_s,
        retries=0,
    )


def _tcp(transport: Transport) -> TcpLine:
    return TcpLine(
        transport.host,
        port=transport.port,
        framer=FramerType.RTU if transport.kind == "rtu-over-tcp" else FramerType.SOCKET,
        timeout=transport.timeout_s,
        retries=0,
    )
