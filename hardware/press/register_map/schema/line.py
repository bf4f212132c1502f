"""Tables about the line: how the machine is reached, and where each quantity lives."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from hardware.press.register_map.schema.base import (
    Address,
    DeviceId,
    Mask,
    NotNegative,
    Order,
    Pair,
    Port,
    Positive,
    PressFileTable,
    RegisterKind,
    Shift,
)
from hardware.press.register_map.transport import Kind


class TransportTable(PressFileTable):
    """[transport]: how the machine is reached."""

    kind: Kind
    """Modbus TCP, RTU or ASCII on a serial port, or RTU frames through a serial server. Example:
    "tcp"."""
    host: str = ""
    """Address of the machine in the network of the press; never a public one. Example:
    "192.168.0.10"."""
    port: Port = 502
    """TCP port. Example: 502."""
    device_id: DeviceId = 1
    """Unit id: 0 to 255 over TCP, 1 to 247 on a serial line. Example: 1."""
    serial_port: str = ""
    """Serial port of this computer. Example: "COM3"."""
    baudrate: Annotated[int, Field(gt=0)] = 19200
    """Bits a second on the serial line. Example: 9600."""
    parity: Literal["N", "E", "O"] = "N"
    """None, even or odd. Example: "E"."""
    stopbits: Annotated[int, Field(ge=1, le=2)] = 1
    """Stop bits; without parity Modbus wants 2, many devices 1. Example: 1."""
    bytesize: Annotated[int, Field(ge=7, le=8)] = 8
    """Data bits: 8 with RTU, 7 with most ASCII devices. Example: 8."""
    timeout_s: Positive = 0.5
    """An answer that takes longer is lost; at most half of deadman_s. Example: 0.5."""
    quiet_s: NotNegative = 0.0
    """Silence after a doubtful answer; on a serial line longer than the slowest answer. Example:
    1.0."""
    pause_s: NotNegative = 0.0
    """Shortest time between an answer and the next request; `press check` measures it. Example:
    0.05."""
    echo: bool = False
    """The serial adapter sends back what it is sent. Example: true."""
    max_block: Annotated[int, Field(ge=1, le=125)] = 125
    """Most registers in one read; `press check` measures it. Example: 32."""
    max_write: Annotated[int, Field(ge=1, le=123)] = 123
    """Most registers in one write; more go out in several. Example: 10."""
    max_gap: Annotated[int, Field(ge=0, le=124)] = 8
    """Registers that may be read for nothing to save a request; 0 where gaps are refused. Example:
    0."""
    one_word_fc6: bool = False
    """A single word is written with function 6, several with 16. Example: true."""
    single_writes: bool = False
    """The machine knows function 6 only: no float can be written. Example: true."""


class RegisterTable(PressFileTable):
    """[registers.NAME]: where a quantity lives and how it is coded."""

    address: Address
    """As the manual counts; see address_base. Example: 40008."""
    table: RegisterKind = "holding"
    """Which of the four Modbus tables. Example: "input"."""
    type: Literal[
        "bool",
        "uint16",
        "int16",
        "uint32",
        "int32",
        "uint64",
        "int64",
        "float32",
        "float64",
    ] = "uint16"
    """How its words are a number. Example: "float32"."""
    scale: FiniteFloat = 1.0
    """value = raw * scale + offset, in `unit`. Example: 0.01."""
    offset: FiniteFloat = 0.0
    """Added after the scale, in `unit`. Example: -273.15."""
    unit: str = ""
    """Unit of the register: kN N kg kgf lbf tonne, bar MPa psi, mm um inch, s ms, degC degF K.
    Example: "kg"."""
    access: Literal["ro", "rw"] = "ro"
    """Read only, or written too. Example: "rw"."""
    valid: Pair | None = None
    """Lowest and highest credible value, in kN, MPa, mm, s, bar or degC whatever `unit` is.
    Example: [-1.0, 110.0]."""
    invalid_codes: list[int] = Field(default_factory=list)
    """Raw values by which the machine says that it has no reading. Example: [32767, -32768]."""
    readback: Literal["exact", "scaled", "none"] = "exact"
    """What a written value is compared with; `scaled`: the machine keeps its own steps. Example:
    "scaled"."""
    readback_tol: NotNegative = 0.0
    """Largest difference between written and held, in `unit`; for `scaled`. Example: 0.005."""
    eeprom: bool = False
    """It lives in a memory that wears out: never written cyclically. Example: true."""
    mask: Mask | None = None
    """Bits that are this quantity, where it shares its words with others. Example: 0x0001FFFF."""
    shift: Shift = 0
    """Places by which the masked bits are moved down. Example: 13."""
    sign: str | None = None
    """Bit that is 1 where the value is negative and its number a magnitude. Example: "status.7"."""
    decimals: str | None = None
    """Register that holds the number of decimal places. Example: "decimal_point"."""
    moves: bool = False
    """The machine moves when it is written: never while a stroke is prepared. Example: true."""
    device: str = ""
    """Whose register it is: a name in [devices]; the press itself if empty. Example: "heater"."""
    word_order: Order | None = None
    """Instead of the file's word_order. Example: "little"."""
    byte_order: Order | None = None
    """Instead of the file's byte_order. Example: "little"."""


class DeviceTable(PressFileTable):
    """[devices.NAME]: a second device, on the same line or at another host."""

    device_id: DeviceId = 1
    """Its unit id. Example: 2."""
    host: str = ""
    """Its own address; the press's line if empty. Example: "192.168.0.11"."""
    port: Port = 502
    """Its TCP port. Example: 502."""


class BlockTable(PressFileTable):
    """[[blocks]]: registers that the machine gives out together or not at all."""

    address: Address
    """First register, as the manual counts. Example: 81."""
    count: Annotated[int, Field(ge=1, le=125)]
    """Number of registers. Example: 6."""
    table: RegisterKind = "holding"
    """Which of the four Modbus tables. Example: "input"."""
    device: str = ""
    """A name in [devices]; the press itself if empty. Example: "gauge"."""


class ProbeTable(PressFileTable):
    """[[probes]]: a constant that proves address base, word order and version."""

    register_: str = Field(alias="register")
    """Its register. Example: "serial_number"."""
    equals: FiniteFloat
    """What it holds. Example: 123.456."""
    tol: NotNegative = 0.0
    """Largest difference. Example: 0.001."""
