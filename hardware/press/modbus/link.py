"""The verified Modbus link: the only file that imports pymodbus' client.

pymodbus 3.16 takes an answer of the wrong length, of another function or with another echo for a
good one, and on a serial line takes a late answer for the answer of the next request. It repeats
writes by itself unless it is set not to, and reconnects silently. None of that may reach a press:

- `retries=0`; only reads are tried again, once, counted, and on a fresh connection;
- an answer must be of the asked function, length and echo, or it is refused and the line closed;
- after any doubt the line is closed and kept quiet until a stale answer has died;
- a line is closed so that nothing that was sent on it can still arrive (see `lines`);
- a write of several words goes out in one frame (fc16), so that a float is never torn, and is read
back;
- function codes 1, 2, 3, 4, 5, 6 and 16 only: no others are portable.
"""

import copy
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Self

from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsResponse,
    ReadDiscreteInputsResponse,
    WriteSingleCoilResponse,
)
from pymodbus.pdu.register_message import WriteSingleRegisterResponse

from hardware.clock import Clock, SystemClock
from hardware.press.modbus.answers import HoldingAnswer, InputAnswer, WrittenAnswer
from hardware.press.modbus.exchange import Exchange, Words
from hardware.press.modbus.line_history import LineFailures, Wire
from hardware.press.modbus.lines import client_for
from hardware.press.register_map.register import Table
from hardware.press.register_map.transport import (
    IncoherentError,
    LinkLostError,
    ModbusRefusedError,
    Transport,
)

log = logging.getLogger(__name__)
logging.getLogger("pymodbus").addHandler(logging.NullHandler())  # our own errors say it all

ONE_WORD_REFUSED = "function 16; [transport] one_word_fc6 = true takes function 6"
MORE_WORDS_REFUSED = "a device that takes fewer registers in one write wants [transport] max_write"
BIT_TABLES = ("coil", "discrete")


class Link:
    """Reads and writes that are what they say, or an error. Safe to share between threads.

    Args:
        transport: how to reach the machine.
        clock: used for the quiet time only.
    """

    def __init__(self, transport: Transport, clock: Clock | None = None) -> None:
        self.transport = transport
        self.failures = LineFailures()
        """Of this line and of those to other devices of the press."""
        self._clock: Clock = clock if clock is not None else SystemClock()
        self._client = client_for(transport)
        self.exchange = Exchange(self._client, transport, self._clock, self.failures, Wire())
        """How one request is asked and answered."""
        self._reads: dict[Table, tuple[Callable[..., ModbusPDU], type[ModbusPDU]]] = {
            "coil": (self._client.read_coils, ReadCoilsResponse),
            "discrete": (self._client.read_discrete_inputs, ReadDiscreteInputsResponse),
            "holding": (self._client.read_holding_registers, HoldingAnswer),
            "input": (self._client.read_input_registers, InputAnswer),
        }
        self._lock = threading.RLock()
        self.is_companion = False
        """A line of its own to another device than the press."""
        self._companions: list[Link] = []

    def __enter__(self) -> Self:
        """Open the line for the length of a block."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def is_open(self) -> bool:
        """True if a line is open; says nothing about whether the machine answers."""
        return bool(self._client.connected)

    def to(self, transport: Transport) -> "Link":
        """The line to another device; it is closed with this one.

        On the same wire it is this line with another device id; else a line of its own, which is
        opened when it is first read or written.
        """
        if transport.address_of_line == self.transport.address_of_line:
            same = copy.copy(self)
            same.transport = transport
            same.exchange = self.exchange.to(transport)
            return same
        other = Link(transport, self._clock)
        other.is_companion = True
        other.failures = other.exchange.failures = self.failures
        self._companions.append(other)
        return other

    def open(self) -> None:
        """Open the line.

        Raises:
            LinkLostError: if nobody is there.
        """
        with self._lock:
            self.exchange.open()

    def close(self) -> None:
        """Close the line."""
        with self._lock:
            self._client.close()
        for companion in self._companions:
            companion.close()

    def read(self, table: Table, address: int, count: int, *, attempts: int = 2) -> list[int]:
        """Read `count` words (or bits as 0 and 1); shape (count,).

        Raises:
            LinkLostError: no answer after `attempts`.
            ModbusRefusedError: a Modbus exception; one that may pass only after `attempts`.
            IncoherentError: an answer that cannot be the answer.
        """
        for attempt in range(1, attempts + 1):
            try:
                return self._read_once(table, address, count)
            except LinkLostError:
                if attempt == attempts:
                    raise
                self.open()
            except ModbusRefusedError as error:
                if attempt == attempts or not error.passing:
                    raise
                self._clock.sleep(self.transport.timeout_s / 10.0)
            log.debug("read %s %d again", table, address)
        raise LinkLostError(f"no attempt was allowed to read {table} {address}")

    def write(self, address: int, words: Sequence[int], *, read_back: bool = True) -> None:
        """Write consecutive holding registers in one frame (fc16), then compare what they hold.

        Never repeated: whoever loses the answer must read the machine to learn what happened.

        Raises:
            LinkLostError: no answer; the words may or may not have arrived.
            ModbusRefusedError: a Modbus exception.
            IncoherentError: wrong echo, or the registers hold something else.
        """
        wanted = [_word(word) for word in words]
        transport = self.transport
        if transport.single_writes or (transport.one_word_fc6 and len(wanted) == 1):
            (word,) = wanted  # the map's check lets nothing longer through
            self.write_single(address, word, read_back=read_back)
            return

        def what() -> str:
            return f"write of {wanted} to holding {address}"

        with self._lock:
            try:
                answer = self.exchange.ask(
                    lambda: self._client.write_registers(
                        address, wanted, device_id=transport.device_id
                    ),
                    WrittenAnswer,
                    what,
                )
            except ModbusRefusedError as error:
                if not error.is_map_fault:
                    raise
                hint = ONE_WORD_REFUSED if len(wanted) == 1 else MORE_WORDS_REFUSED
                raise ModbusRefusedError(error.code, f"{what()} ({hint})") from error
            if (answer.address, answer.count) != (address, len(wanted)):
                raise self.exchange.doubt(
                    f"{what()}: echo names {answer.count} words at {answer.address}"
                )
            if read_back:
                self._compare("holding", address, wanted, what)

    def write_single(self, address: int, word: int, *, read_back: bool = True) -> None:
        """Write one holding register with fc6, for machines that have no fc16.

        Raises:
            LinkLostError: no answer; the word may or may not have arrived.
            ModbusRefusedError: a Modbus exception.
            IncoherentError: wrong echo, or the register holds something else.
        """
        wanted = [_word(word)]

        def what() -> str:
            return f"write of {wanted[0]} to holding {address}"

        with self._lock:
            answer = self.exchange.ask(
                lambda: self._client.write_register(
                    address, wanted[0], device_id=self.transport.device_id
                ),
                WriteSingleRegisterResponse,
                what,
            )
            if (answer.address, list(answer.registers)) != (address, wanted):
                raise self.exchange.doubt(
                    f"{what()}: echo is {answer.registers} at {answer.address}"
                )
            if read_back:
                self._compare("holding", address, wanted, what)

    def write_coil(self, address: int, on: bool, *, read_back: bool = True) -> None:
        """Write one coil (fc5), then compare what it holds.

        Raises:
            LinkLostError: no answer; the bit may or may not have arrived.
            ModbusRefusedError: a Modbus exception.
            IncoherentError: wrong echo, or the coil holds something else.
        """

        def what() -> str:
            return f"write of {int(on)} to coil {address}"

        with self._lock:
            answer = self.exchange.ask(
                lambda: self._client.write_coil(address, on, device_id=self.transport.device_id),
                WriteSingleCoilResponse,
                what,
            )
            if (answer.address, bool(answer.bits[0])) != (address, on):
                raise self.exchange.doubt(f"{what()}: echo is {answer.bits} at {answer.address}")
            if read_back:
                self._compare("coil", address, [int(on)], what)

    def _compare(self, table: Table, address: int, wanted: list[int], what: Words) -> None:
        held = self.read(table, address, len(wanted))
        if held != wanted:
            raise IncoherentError(f"{what()}: wrote {wanted}, the machine holds {held}")

    def _read_once(self, table: Table, address: int, count: int) -> list[int]:
        call, want = self._reads[table]

        def what() -> str:
            return f"read of {count} at {table} {address}"

        with self._lock:
            answer = self.exchange.ask(
                lambda: call(address, count=count, device_id=self.transport.device_id), want, what
            )
            if table in BIT_TABLES:
                if len(answer.bits) != 8 * ((count + 7) // 8):  # padded to whole bytes
                    raise self.exchange.doubt(f"{what()}: {len(answer.bits)} bits came")
                return [int(bit) for bit in answer.bits[:count]]
            if len(answer.registers) != count:
                raise self.exchange.doubt(f"{what()}: {len(answer.registers)} registers came")
            return list(answer.registers)


def _word(word: int) -> int:
    if isinstance(word, bool) or not isinstance(word, int) or not 0 <= word <= 0xFFFF:
        raise ValueError(f"{word!r} is not a 16 bit word; nothing was sent")
    return word
