"""A device by its register table: a map in TOML, the words it holds, the load that they are."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from support.tables.table import two_words

BORNE = """
[limits]
max_force_kn = 50.0
max_mpa = 600.0
max_ramp_mpa_s = 100.0
max_release_mpa_s = 100.0
max_dwell_s = 600.0
max_stack_mpa = 100.0
min_force_kn = 1.0
[dies.steel-10]
diameter_mm = 10.0
max_force_kn = 47.0
max_mpa = 600.0
"""
MONITORED = """
[press]
name = "device"
kind = "monitored"
read_only = true
cell_range_kn = 50.0
[transport]
kind = "tcp"
host = "127.0.0.1"
max_gap = 0
{line}
[heartbeat]
kind = "none"
{beat}
"""
DRIVEN = """
[press]
name = "device"
kind = "modbus_plc"
cell_range_kn = 50.0
{press}
[transport]
kind = "tcp"
host = "127.0.0.1"
max_gap = 0
{line}
"""


@dataclass(frozen=True)
class Device:
    """One device: its map, what it holds, and what must be read out of that."""

    text: str
    words: Mapping[int, int]
    kn: float
    alarms: tuple[str, ...] = ()
    coils: Mapping[int, int] = field(default_factory=dict)
    counts: int | None = None
    """Address of a word that counts up with each read."""
    whole: tuple[tuple[int, int], ...] = ()
    """Blocks, address and number: anything else is refused."""
    others: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    """What stands behind other device ids."""


def monitored(body: str, *, head: str = "", line: str = "", beat: str = "") -> str:
    """A map of a device that is only read."""
    return head + MONITORED.format(line=line, beat=beat) + body + BORNE


def driven(body: str, *, head: str = "", line: str = "", press: str = "") -> str:
    """A map of a machine that is driven."""
    return head + DRIVEN.format(line=line, press=press) + body + BORNE


def words_of(
    code: str, value: float, *, low_first: bool = False, swapped: bool = False
) -> list[int]:
    """The words of a number; `low_first` of words, `swapped` the bytes within each."""
    packed = struct.pack(f">{code}", value)
    mark = "<" if swapped else ">"
    words = list(struct.unpack(f"{mark}{len(packed) // 2}H", packed))
    return words[::-1] if low_first else words


KNOWN = two_words(7654321)
"""A serial number, as a probe."""
