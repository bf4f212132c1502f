"""Answers that come many times a second: looks, decoded at once, and heartbeats.

pymodbus turns them word by word, and into text for a log that is switched off; together that is a
sixth of what a read costs. pymodbus also takes an answer with more bytes than it announces, as of a
gateway that leaves the CRC of the serial line on; here it is refused.
"""

import struct

from pymodbus.exceptions import ModbusIOException
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersResponse,
    ReadInputRegistersResponse,
    WriteMultipleRegistersResponse,
)
from typing_extensions import override


class HoldingAnswer(ReadHoldingRegistersResponse):
    """Words of function 3."""

    @override
    def decode(self, data: bytes) -> None:
        """Take the words out of a frame, after its function code."""
        length = data[0]
        if length != len(data) - 1:
            raise ModbusIOException(f"{length} bytes announced, {len(data) - 1} came")
        words = length // 2
        self.registers = list(struct.unpack_from(f">{words}H", data, 1))

    @override
    def __str__(self) -> str:
        return type(self).__name__


class InputAnswer(HoldingAnswer, ReadInputRegistersResponse):
    """Words of function 4."""

    function_code = ReadInputRegistersResponse.function_code


_HEAD = struct.Struct(">HHHBBB")
"""Transaction, protocol (0), bytes that follow, device, function, bytes of words
(MODBUS Messaging on TCP/IP 1.0b, 3.1.3; MODBUS Application Protocol 1.1b3, 6.3 and 6.4)."""

_OF_WORDS: dict[int, type[HoldingAnswer]] = {3: HoldingAnswer, 4: InputAnswer}


def exact_words(request: ModbusPDU, came: bytes) -> HoldingAnswer | None:
    """The answer to a read of registers over TCP, if `came` is just that, to the last bit.

    Everything else (None) is for pymodbus to judge.
    """
    kind, size = _OF_WORDS.get(request.function_code), 2 * request.count
    if kind is None or len(came) != _HEAD.size + size:
        return None
    right = (request.transaction_id, 0, 3 + size, request.dev_id, request.function_code, size)
    if _HEAD.unpack_from(came) != right:
        return None
    answer = kind(request.dev_id, request.transaction_id)
    answer.registers = list(struct.unpack_from(f">{request.count}H", came, _HEAD.size))
    return answer


class WrittenAnswer(WriteMultipleRegistersResponse):
    """The echo of function 16, as a heartbeat gets it."""

    @override
    def __str__(self) -> str:
        return type(self).__name__
