"""Answers that come many times a second: looks, decoded at once, and heartbeats.

pymodbus turns them word by word, and into text for a log that is switched off; together that is a
sixth of what a read costs. What is accepted and what is refused stays as it is in pymodbus.
"""

import struct

from pymodbus.exceptions import ModbusIOException
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
        if length >= len(data):
            raise ModbusIOException(f"{length} bytes announced, {len(data) - 1} came")
        words = length // 2
        self.registers = list(struct.unpack_from(f">{words}H", data, 1))

    @override
    def __str__(self) -> str:
        return type(self).__name__


class InputAnswer(HoldingAnswer, ReadInputRegistersResponse):
    """Words of function 4."""

    function_code = ReadInputRegistersResponse.function_code


class WrittenAnswer(WriteMultipleRegistersResponse):
    """The echo of function 16, as a heartbeat gets it."""

    @override
    def __str__(self) -> str:
        return type(self).__name__
