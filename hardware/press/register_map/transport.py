"""How to reach a machine over Modbus, and what can go wrong on the line."""

from dataclasses import dataclass
from typing import Literal

from typing_extensions import override

Kind = Literal["tcp", "rtu", "rtu-over-tcp", "ascii"]
SERIAL = ("rtu", "ascii")
"""Kinds that go through a serial port of this computer."""
EXCEPTION_WORDS = {
    1: "illegal function",
    2: "illegal address",
    3: "illegal value",
    4: "device failure (or its watchdog has expired)",
    5: "acknowledged, still working",
    6: "device busy",
    10: "gateway path unavailable",
    11: "gateway: no device with this id answers",
}


PASSING_CODES = (5, 6, 10, 11)
"""Exceptions that say "not now": reading again may do."""
MAP_FAULT_CODES = (1, 2, 3)
"""Exceptions by which a machine says that it cannot do what was asked (MODBUS Application Protocol
1.1b3, section 7)."""


class LinkError(Exception):
    """Root of what can go wrong on the line."""

    @property
    def passing(self) -> bool:
        """True if the same request may well be answered a moment later."""
        return True


class LinkLostError(LinkError):
    """No answer: nothing is known about the machine."""


class ModbusRefusedError(LinkError):
    """The machine answered with a Modbus exception code.

    Args:
        code: the Modbus exception code.
        what: the request in words.
    """

    def __init__(self, code: int, what: str) -> None:
        self.code = code
        self.is_write = what.startswith("write")
        words = EXCEPTION_WORDS.get(code, "unknown code")
        super().__init__(f"{what}: the machine answered exception {code} ({words})")

    @property
    @override
    def passing(self) -> bool:
        return self.code in PASSING_CODES

    @property
    def is_map_fault(self) -> bool:
        """True if the same request will never be taken: correct the register map."""
        return self.code in MAP_FAULT_CODES


class IncoherentError(LinkError):
    """An answer that cannot be the answer; nothing of it was used."""


@dataclass(frozen=True)
class Transport:
    """How to reach the machine."""

    kind: Kind = "tcp"
    host: str = ""
    port: int = 502
    device_id: int = 1
    serial_port: str = ""
    baudrate: int = 19200
    parity: Literal["N", "E", "O"] = "N"
    stopbits: int = 1
    bytesize: int = 8
    timeout_s: float = 0.5
    pause_s: float = 0.0
    """Shortest time between an answer and the next request."""
    echo: bool = False
    """The serial adapter sends back what it is sent."""
    quiet_s: float = 0.0
    """Silence after a doubtful answer; on a serial line longer than the slowest answer."""
    max_block: int = 125
    """Most registers in one read that the machine can take."""
    max_write: int = 123
    """Most registers in one write that the machine can take."""
    one_word_fc6: bool = False
    """One word is written with function 6; several still go out in one frame."""
    single_writes: bool = False
    """The machine knows function 6 only, one word a frame: no float can be written to it."""

    @property
    def address_of_line(self) -> str:
        """Port of the computer, or host and port: devices with the same one share a wire."""
        return self.serial_port if self.kind in SERIAL else f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """Where the machine is, for messages and lock files."""
        return f"{self.address_of_line} id {self.device_id}"
