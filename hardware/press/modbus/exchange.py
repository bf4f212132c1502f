"""One request and its answer on one line: what is believed, and what closes the line."""

import struct
from collections.abc import Callable
from typing import TypeVar

from pymodbus.exceptions import ConnectionException, ModbusException, ModbusIOException
from pymodbus.pdu import ExceptionResponse, ModbusPDU

from hardware.clock import Clock
from hardware.press.modbus.line_history import LineFailures, Wire
from hardware.press.modbus.lines import SerialLine, TcpLine
from hardware.press.register_map.transport import (
    IncoherentError,
    LinkLostError,
    ModbusRefusedError,
    Transport,
)

Answer = TypeVar("Answer", bound=ModbusPDU)
Words = Callable[[], str]
"""What was asked, for a message: put into words only where something goes wrong."""
# what escapes pymodbus without being a ModbusException (test_modbus_link.py)
ESCAPED = (struct.error, OverflowError, ValueError, TypeError, AttributeError)


class Exchange:
    """Asks on one line for one device.

    Args:
        client: the line.
        transport: how it is reached, and the device.
        clock: for pauses and the quiet time.
        failures: counts what goes wrong.
        wire: what is known of the line; all devices on it share this.
    """

    def __init__(
        self,
        client: TcpLine | SerialLine,
        transport: Transport,
        clock: Clock,
        failures: LineFailures,
        wire: Wire,
    ) -> None:
        self.failures = failures
        self._client = client
        self._transport = transport
        self._clock = clock
        self._wire = wire

    def to(self, transport: Transport) -> "Exchange":
        """The same line to another device on it."""
        return Exchange(self._client, transport, self._clock, self.failures, self._wire)

    def open(self) -> None:
        """Open the line.

        Raises:
            LinkLostError: if nobody is there.
        """
        try:
            reached = bool(self._client.connect())
        except (ModbusException, OSError, *ESCAPED) as error:
            raise LinkLostError(f"{self._transport.address}: {error}") from error
        if not reached:
            raise LinkLostError(f"nothing can be reached at {self._transport.address}")
        self._wire.opened()

    def ask(self, call: Callable[[], ModbusPDU], want: type[Answer], what: Words) -> Answer:
        """Send a request, once, and take its answer.

        Args:
            call: sends it and waits.
            want: what may come.
            what: the request, for messages.

        Raises:
            LinkLostError: no answer, or no line.
            ModbusRefusedError: a Modbus exception.
            IncoherentError: an answer that cannot be the answer.
        """
        self._renew()
        if not self._client.connected:  # else pymodbus would reconnect without a word
            raise LinkLostError(f"{what()}: the line to {self._transport.address} is closed")
        self._keep_pause()
        try:
            answer = call()
        except (ModbusException, OSError) as error:
            if isinstance(error, ConnectionException | ConnectionError):
                self._wire.ended()
            self._drop()
            raise LinkLostError(f"{what()}: {self._in_words(error)}") from error
        except ESCAPED as error:
            self._drop()
            raise IncoherentError(f"{what()}: not a Modbus conversation ({error})") from error
        self._wire.answered(self._clock.now_s())
        if isinstance(answer, ExceptionResponse):
            raise ModbusRefusedError(int(answer.exception_code), what())
        if type(answer) is not want:
            raise self.doubt(f"{what()}: a {type(answer).__name__} came")
        return answer

    def _renew(self) -> None:
        """Another connection, where the machine has closed this one, or is about to.

        Between two requests nothing is lost by it, and what is sent next meets no closing line.
        """
        if self._wire.used_up:
            self._client.close()
            self.open()
        elif self._client.ended_by_peer():
            self._wire.ended()
            self._client.close()
            self.open()
            self.failures.reopened += 1

    def _keep_pause(self) -> None:
        """Some devices do not hear a request that follows their answer too soon."""
        if not self._transport.pause_s:
            return
        wait_s = self._wire.heard_s + self._transport.pause_s - self._clock.now_s()
        if wait_s > 0.0:
            self._clock.sleep(wait_s)

    def _in_words(self, error: Exception) -> str:
        if isinstance(error, ModbusIOException):
            return f"no answer within {self._transport.timeout_s:g} s"
        if isinstance(error, ConnectionException):
            return "the connection was closed"
        return str(error)

    def doubt(self, message: str) -> IncoherentError:
        """The error for an answer that cannot be the answer; the line is closed."""
        self._drop()
        return IncoherentError(f"{message}; the answer was refused and the line closed")

    def _drop(self) -> None:
        self.failures.lost += 1
        self._client.close()
        self._clock.sleep(self._transport.quiet_s)
