"""One register of a map: how a quantity becomes words on the line and comes back. No I/O.

Two rules live here. A value that cannot be the quantity (not finite, denormal, a vendor's invalid
code, outside `valid`) is refused and never replaced. A value that does not fit its register is
refused and never clipped; rounding to the register's own step is the only change ever made, and
`quantised` tells it.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from typing_extensions import override

from hardware.units import ZERO_OF, factor_to

Table = Literal["holding", "input", "coil", "discrete"]
Order = Literal["big", "little"]
Readback = Literal["exact", "scaled", "none"]
"""`scaled`: the machine keeps a written value in steps of its own, within `readback_tol`."""

# type -> struct code; a word is 16 bit
CODES = {
    "bool": "",
    "uint16": "H",
    "int16": "h",
    "uint32": "I",
    "int32": "i",
    "uint64": "Q",
    "int64": "q",
    "float32": "f",
    "float64": "d",
}
FLOATS = ("float32", "float64")
SMALLEST_CREDIBLE = 1e-12
"""Swapped words of an ordinary float32 read as a denormal such as 2.4e-41, inside any naive
range. Sensor noise of 1e-3 around zero falls below this once in 1e9 readings."""
MOST_DECIMALS = 9
"""No 32-bit count has more digits."""


class InvalidReadingError(Exception):
    """The words on the line cannot be the quantity; no value was used."""


@dataclass(frozen=True)
class Register:
    """Where a quantity lives and how it is coded; the canonical unit follows from its role."""

    name: str
    table: Table
    address: int
    """0-based protocol address."""
    type: str = "uint16"
    scale: float = 1.0
    """value in `unit` = raw * scale + offset"""
    offset: float = 0.0
    unit: str = ""
    canonical: str = ""
    """Unit of the value in the program: kN, kN/s, s, mm, bar, degC or none."""
    low: float = -math.inf
    """Lowest credible value, canonical unit."""
    high: float = math.inf
    invalid_codes: tuple[int, ...] = ()
    """Raw values by which the machine says "no reading"."""
    writable: bool = False
    readback: Readback = "exact"
    readback_tol: float = 0.0
    """Largest difference between written and held, canonical unit; for `scaled` only."""
    eeprom: bool = False
    """Written to a memory that wears out: never written cyclically."""
    word_order: Order = "big"
    byte_order: Order = "big"
    mask: int | None = None
    """Bits of the register that are this quantity, where it shares its words with others."""
    shift: int = 0
    """Places by which the masked bits are moved down."""
    sign: str | None = None
    """Bit (`status.7`) that is 1 where the value is negative and the number is a magnitude."""
    decimals: str | None = None
    """Register that holds the number of decimal places."""
    moves: bool = False
    """The machine moves when it is written: never while a stroke is prepared."""
    device: str = ""
    """Whose register it is: a name in [devices], or the press itself."""

    def __post_init__(self) -> None:
        if self.type not in CODES:
            raise ValueError(f"type {self.type!r} is not one of {', '.join(CODES)}")
        factor_to(self.canonical, self.unit)

    @cached_property
    def factor(self) -> float:
        """From `unit` to the canonical unit."""
        return factor_to(self.canonical, self.unit)

    @cached_property
    def zero(self) -> float:
        """The zero of `unit` in the canonical unit: 0 degF is -17.8 degC."""
        return ZERO_OF.get(self.unit, 0.0)

    @cached_property
    def size(self) -> int:
        """Words (or bits, in a coil table) it occupies."""
        return 1 if self.type == "bool" else struct.calcsize(CODES[self.type]) // 2

    @property
    def is_bit(self) -> bool:
        """True in the coil and discrete tables."""
        return self.table in ("coil", "discrete")

    @cached_property
    def _is_flag(self) -> bool:
        return self.is_bit or self.type == "bool"

    @cached_property
    def _is_float(self) -> bool:
        return self.type in FLOATS

    @cached_property
    def has_partners(self) -> bool:
        """True if other registers say its sign or its decimal places."""
        return self.sign is not None or self.decimals is not None

    @cached_property
    def structs(self) -> tuple[struct.Struct, struct.Struct]:
        """Words to bytes, and bytes to a number."""
        mark = ">" if self.byte_order == "big" else "<"
        return struct.Struct(f"{mark}{self.size}H"), struct.Struct(f">{CODES[self.type]}")

    @property
    def bits(self) -> int:
        """Number of bits that can be named in it; 0 in a float."""
        if self.type in FLOATS:
            return 0
        return 1 if self.is_bit or self.type == "bool" else 16 * self.size

    def whole(self, words: Sequence[int]) -> int:
        """All of a register of whole numbers, shape (size,), or the field that `mask` cuts out.

        Raises:
            InvalidReadingError: if there are not as many words as the register has.
        """
        self._check_length(words)
        if self._is_flag:
            return int(bool(words[0]))
        raw = _unpack(self, words)
        return int(raw if self.mask is None else self._field(raw, self.mask))

    def decode(self, words: Sequence[int], *, negative: bool = False, decimals: int = 0) -> float:
        """Words (or bits), shape (size,), to a value in the canonical unit.

        Args:
            words: what the line brought.
            negative: what the bit that `sign` names shows.
            decimals: what the register that `decimals` names holds.

        Raises:
            InvalidReadingError: if the words cannot be this quantity.
        """
        self._check_length(words)
        if self._is_flag:
            return float(bool(words[0]))
        raw = _unpack(self, words)
        if self.mask is not None:
            raw = self._field(raw, self.mask)
        if raw in self.invalid_codes:
            raise InvalidReadingError(f"{self}: raw value {raw} is the machine's 'no reading'")
        if self._is_float and not SMALLEST_CREDIBLE <= abs(raw) < math.inf and raw != 0.0:
            self._check_float(raw, words)
        counted = raw
        if self.has_partners:
            self._check_partners(raw, negative=negative, decimals=decimals)
            counted = (-raw if negative else raw) * 10.0**-decimals
        value = (counted * self.scale + self.offset) * self.factor + self.zero
        if not self.low <= value <= self.high:
            raise InvalidReadingError(
                f"{self}: {value:g} {self.canonical} (words {list(words)}) is outside "
                f"[{self.low:g}, {self.high:g}], the range the map calls valid"
            )
        return value

    def _check_length(self, words: Sequence[int]) -> None:
        if len(words) != self.size:
            raise InvalidReadingError(f"{self}: {len(words)} words instead of {self.size}")

    def _check_partners(self, raw: float, *, negative: bool, decimals: int) -> None:
        if not 0 <= decimals <= MOST_DECIMALS:
            raise InvalidReadingError(
                f"{self}: register {self.decimals!r} says {decimals} decimal places; 0 to "
                f"{MOST_DECIMALS} can be real"
            )
        if negative and raw < 0:
            raise InvalidReadingError(
                f"{self}: {raw:g} is negative and its sign bit {self.sign!r} is set too; the map "
                "has one of the two wrong"
            )

    def _field(self, raw: float, mask: int) -> float:
        """The bits that `mask` cuts out; of a signed type its highest bit is the sign."""
        field = (int(raw) & mask) >> self.shift
        width = (mask >> self.shift).bit_length()
        signed = self.type.startswith("int") and field >> (width - 1) & 1
        return field - (1 << width) if signed else field

    def _check_float(self, raw: float, words: Sequence[int]) -> None:
        if not math.isfinite(raw):
            raise InvalidReadingError(f"{self}: {raw} is not a number (words {list(words)})")
        if 0.0 < abs(raw) < SMALLEST_CREDIBLE:
            raise InvalidReadingError(
                f"{self}: {raw:g} is too small to be real (words {list(words)}); the word order of "
                "the map is probably wrong"
            )

    def encode(self, value: float) -> list[int]:
        """A value in the canonical unit to words, shape (size,).

        Raises:
            ValueError: if it is not a finite number inside `valid` that the register can hold.
        """
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise ValueError(f"{self}: {value!r} is not a finite number")
        if not self.low <= value <= self.high:
            raise ValueError(
                f"{self}: {value:g} {self.canonical} is outside [{self.low:g}, {self.high:g}]"
            )
        if self.is_bit or self.type == "bool":
            return [int(bool(value))]
        raw = ((value - self.zero) / self.factor - self.offset) / self.scale
        return _pack(self, raw)

    def quantised(self, value: float) -> float:
        """The value the machine will really hold after `encode`.

        Raises:
            ValueError: as `encode`.
        """
        return self.decode(self.encode(value))

    @override
    def __str__(self) -> str:
        return f"register {self.name!r} ({self.table} {self.address}, {self.type})"


def _unpack(register: Register, words: Sequence[int]) -> float:
    if register.type == "uint16" and register.byte_order == "big":
        return words[0]  # most of what is looked at, twenty times a second
    to_bytes, to_number = register.structs
    ordered = words if register.word_order == "big" else words[::-1]
    raw: float = to_number.unpack(to_bytes.pack(*ordered))[0]
    return raw


def _pack(register: Register, raw: float) -> list[int]:
    to_bytes, to_number = register.structs
    number = raw if register.type in FLOATS else round(raw)
    try:
        packed = to_number.pack(number)
    except (struct.error, OverflowError) as error:
        raise ValueError(f"{register}: raw value {raw:g} does not fit ({error})") from error
    words = list(to_bytes.unpack(packed))
    return words if register.word_order == "big" else words[::-1]
