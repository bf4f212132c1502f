"""How to reach a machine over Modbus, and what can go wrong on the line. No I/O."""

from dataclasses import dataclass
from typing import Literal

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


class LinkError(Exception):
    """Root of what can go wrong on the line."""


class LinkLostError(LinkError):
    """No answer: nothing is known about the machine."""


class RefusedError(LinkError):
    """The machine answered with a Modbus exception code.

    Args:
        code: the Modbus exception code.
        what: the request in words.
    """

    def __init__(self, code: int, what: str) -> None:
        self.code = code
        words = EXCEPTION_WORDS.get(code, "unknown code")
        super().__init__(f"{what}: the machine answered exception {code} ({words})")


class IncoherentError(LinkError):
    """An answer that cannot be the answer; nothing of it was used."""


@dataclass(frozen=True)
class Transport:
    """How to reach the machine."""

    kind: Literal["tcp", "rtu", "rtu-over-tcp"] = "tcp"
    host: str = ""
    port: int = 502
    device_id: int = 1
    serial_port: str = ""
    baudrate: int = 19200
    parity: Literal["N", "E", "O"] = "N"
    stopbits: int = 1
    bytesize: int = 8
    timeout_s: float = 0.5
    quiet_s: float = 0.0
    """Silence after a doubtful answer; on a serial line longer than the slowest answer."""
    max_block: int = 125
    """Most registers in one read that the machine can take."""
    single_writes: bool = False
    """The machine knows function 6 only, one word a frame: no float can be written to it."""

    @property
    def address(self) -> str:
        """Where the machine is, for messages and lock files."""
        place = self.serial_port if self.kind == "rtu" else f"{self.host}:{self.port}"
        return f"{place} id {self.device_id}"
