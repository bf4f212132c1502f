"""The register map of the simulated PLC: addresses, codes, and the words that carry them.

0-based holding registers; 32-bit values in two words, most significant first (ABCD).
"""

import struct
from collections.abc import Sequence
from enum import IntEnum, IntFlag

SIZE = 140  # registers; more than the highest address of the shipped map
LIMITS = range(30, 34)

MAP_VERSION = 1  # of the shipped register map
CONSTANT_WORD = 0x1234  # 0x1234: shows a swap of bytes
CONSTANT_FLOAT = 123.456  # shows a swap of words


class Address(IntEnum):
    """Where each value starts."""

    CMD = 0
    CMD_SEQ = 1
    PC_HEARTBEAT = 2
    OWNER_TOKEN = 3
    SP_FORCE = 10
    SP_RAMP = 12
    SP_DWELL = 14
    SP_RELEASE = 16
    SP_HOLD_TOL = 18
    SAMPLE = 20
    SP_STACK = 22
    SP_TEMPERATURE = 24
    SP_HEAT_RATE = 26
    LIM_FORCE = 30
    LIM_RAMP = 32
    STATE = 100
    ACK_SEQ = 101
    ACK_CODE = 102
    PLC_HEARTBEAT = 103
    BOOT_ID = 104
    MAP_VERSION = 105
    CONSTANT_WORD = 106
    CONSTANT_FLOAT = 107
    SIMULATED = 109
    FORCE = 110
    OIL_BAR = 112
    POSITION = 114
    TIME_IN_STATE = 116
    PEAK_FORCE = 118
    TEMPERATURE = 120
    STACK = 124
    ALARMS1 = 130
    ALARMS2 = 131
    INTERLOCKS = 132
    LAST_END = 133


class State(IntEnum):
    """The state word."""

    INIT = 0
    IDLE = 1
    APPROACH = 2
    RAMP = 3
    HOLD = 4
    RELEASE = 5
    DONE = 6
    ABORTED = 7
    FAULT = 8
    ESTOP = 9
    MANUAL = 10


class Command(IntEnum):
    """The command word."""

    NONE = 0
    START = 1
    STOP = 2
    RELEASE = 3
    RESET_ALARM = 4
    TARE = 5
    CLOSE_FIXTURE = 6


class Ack(IntEnum):
    """Answer to a command."""

    OK = 0
    REFUSED_STATE = 1
    OUT_OF_LIMITS = 2
    GUARD_OPEN = 3
    NOT_REMOTE = 4
    STALE = 5
    """The computer's heartbeat has stood still for longer than the deadman allows."""


class AlarmFlag(IntFlag):
    """Bits of alarm word 1."""

    ESTOP = 1 << 0
    GUARD = 1 << 1
    OVERPRESSURE = 1 << 2
    SENSOR = 1 << 3
    DEADMAN = 1 << 4
    RAMP_TIMEOUT = 1 << 5
    HOLD_LEAK = 1 << 6
    PUMP = 1 << 7
    OIL_LEVEL = 1 << 8
    TARE_DRIFT = 1 << 9
    LOCAL = 1 << 10
    ANY = 1 << 15


WARNINGS = AlarmFlag.HOLD_LEAK | AlarmFlag.TARE_DRIFT
"""Alarms that tell, but stop nothing; the next START clears them."""


class Interlock(IntFlag):
    """Bits of the interlock word; set means good."""

    REMOTE = 1 << 0
    GUARD_CLOSED = 1 << 1
    ESTOP_OUT = 1 << 2
    UNLOADED = 1 << 3
    FIXTURE_CLOSED = 1 << 4


FLOATS = frozenset(
    {
        Address.SP_FORCE,
        Address.SP_RAMP,
        Address.SP_RELEASE,
        Address.SP_HOLD_TOL,
        Address.SP_STACK,
        Address.SP_TEMPERATURE,
        Address.SP_HEAT_RATE,
        Address.LIM_FORCE,
        Address.LIM_RAMP,
        Address.CONSTANT_FLOAT,
        Address.FORCE,
        Address.OIL_BAR,
        Address.POSITION,
        Address.TIME_IN_STATE,
        Address.PEAK_FORCE,
        Address.TEMPERATURE,
        Address.STACK,
    }
)
DOUBLES = frozenset({Address.SP_DWELL})
"""Unsigned 32-bit whole numbers."""


def float_words(value: float) -> tuple[int, int]:
    """IEEE single in two words, most significant first."""
    high, low = struct.unpack(">HH", struct.pack(">f", value))
    return high, low


def words_float(words: Sequence[int]) -> float:
    """The float in two words."""
    return float(struct.unpack(">f", struct.pack(">HH", *words))[0])


def encode(address: Address, value: float) -> tuple[int, ...]:
    """Words of a value as its address wants them."""
    if address in FLOATS:
        return float_words(value)
    whole = int(value)
    return (whole >> 16 & 0xFFFF, whole & 0xFFFF) if address in DOUBLES else (whole & 0xFFFF,)
