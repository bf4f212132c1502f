"""Bytes to and from a device, as they are: a TCP connection or a serial port."""

import socket
from typing import Protocol

import serial

from hardware.press.modbus.lines import RESET_ON_CLOSE
from hardware.press.register_map.transport import Transport

OPEN_WITHIN_S = 3.0  # chosen: a device in the same building answers within milliseconds


class ByteChannel(Protocol):
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
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

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
