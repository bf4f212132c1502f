"""Answers to reads that cannot be the answer, as gateways and poor Modbus stacks really send."""

import struct

_HEADER = struct.Struct(">HHHB")
_READ_HOLDING, _READ_INPUT = 3, 4
_WORD = 2


def spoiled(packet: bytes, how: str) -> bytes:
    """A Modbus TCP frame as it would arrive; `how` as in `Upset.spoil`, nothing changed if empty.

    Only answers to a read of holding registers are spoiled; lengths stay consistent, so that no
    framer can see what is wrong.
    """
    tid, protocol, _, device = _HEADER.unpack_from(packet)
    function, content = packet[_HEADER.size], packet[_HEADER.size + 2 :]
    if not how or function != _READ_HOLDING:
        return packet
    if how == "function":
        function = _READ_INPUT
    elif how == "empty":
        content = b""
    elif how == "short":
        content = content[:-_WORD]
    else:
        content += bytes(_WORD)
    pdu = bytes([function, len(content)]) + content
    return _HEADER.pack(tid, protocol, len(pdu) + 1, device) + pdu
