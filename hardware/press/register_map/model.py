"""What a press file says, once checked: the register map, the limits and the dies of one press."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hardware.press.interface import Phase
from hardware.press.load_unit import FORCE, PRESSURE, LoadKind
from hardware.press.protocol import Die, Envelope
from hardware.press.register_map.register import Register
from hardware.press.register_map.schema.base import Severity
from hardware.press.register_map.schema.cycle import HeartbeatTable
from hardware.press.register_map.schema.limits import PressTable, SupervisionTable
from hardware.press.register_map.schema.line import ProbeTable
from hardware.press.register_map.transport import Transport

# What the program means by a register's name, and in which unit it counts it. On an isostatic press
# `force` reads `pressure`, and kN reads MPa: see `hardware.press.load_unit`.
ROLE_UNITS: dict[str, str] = {
    "sp_force": "kN",
    "sp_ramp": "kN/s",
    "sp_dwell": "s",
    "sp_release": "kN/s",
    "sp_stack": "kN",
    "sp_temperature": "degC",
    "sp_heat_rate": "K/min",
    "hold_tol": "kN",
    "lim_force": "kN",
    "lim_ramp": "kN/s",
    "force": "kN",
    "peak_force": "kN",
    "stack": "kN",
    "line": "bar",
    "position": "mm",
    "t_in_state": "s",
    "watchdog_time": "s",
    "temperature": "degC",
}


def role_units(*, isostatic: bool) -> dict[str, str]:
    """`ROLE_UNITS` in the words of a kind of press."""
    kind = PRESSURE if isostatic else FORCE
    return {kind.of(role): kind.unit_of(unit) for role, unit in ROLE_UNITS.items()}


def register_of(name: str) -> str:
    """`status` of `status.4`."""
    return name.partition(".")[0]


def bit_of(name: str) -> int | None:
    """4 of `status.4`; None where the whole register is named.

    Raises:
        ValueError: if what follows the dot is not a number.
    """
    _, dot, bit = name.partition(".")
    return int(bit) if dot else None


class MapError(ValueError):
    """A press file that cannot be used; says where and why."""


Comparison = Literal["==", "!=", ">=", "<="]


@dataclass(frozen=True)
class WholeBlock:
    """Registers that the machine gives out together or not at all."""

    table: str
    address: int
    count: int
    device: str = ""

    def holds(self, register: Register) -> bool:
        """True if the register lies in it with all its words."""
        return self.touches(register) and (
            self.address <= register.address
            and register.address + register.size <= self.address + self.count
        )

    def touches(self, register: Register) -> bool:
        """True if at least one word of the register lies in it."""
        return (register.table, register.device) == (self.table, self.device) and (
            register.address < self.address + self.count
            and self.address < register.address + register.size
        )


@dataclass(frozen=True)
class CommandStep:
    """One act of a command."""

    kind: Literal["write", "pulse", "wait", "delay"]
    registers: tuple[str, ...]
    values: tuple[float | str, ...] = ()
    """A number, or `$seq`, `$force`, ... filled in when the command is given."""
    seconds: float = 0.0
    """Width of a pulse, the longest wait, or a delay."""
    until: Comparison = "=="
    """How what is waited for compares with the value."""


@dataclass(frozen=True)
class StateRule:
    """How the machine's own state is read."""

    register: str | None
    values: Mapping[int, Phase]
    cases: tuple[tuple[Phase, Mapping[str, float]], ...]
    mask: int | None = None
    """Bits of the register that are the state."""
    shift: int = 0

    def code(self, whole: int) -> int:
        """The state's own number in all that the register holds."""
        return whole if self.mask is None else (whole & self.mask) >> self.shift


@dataclass(frozen=True)
class Alarm:
    """One alarm: a bit of a word, or a number in a register of alarm codes."""

    register: str
    bit: int
    text: str
    severity: Severity
    inverted: bool = False
    """The bit is 0 while the alarm stands ("1 = data valid")."""


@dataclass(frozen=True)
class AlarmCodes:
    """A register that holds the number of the alarm."""

    register: str
    none: int
    """The number that means "no alarm"."""
    values: Mapping[int, tuple[str, Severity]]
    other: Severity
    """Severity of a number that the map does not list."""

    def alarm(self, code: int) -> Alarm:
        """The alarm of that number."""
        text, severity = self.values.get(code, ("not in the map", self.other))
        return Alarm(self.register, 0, f"alarm {code} ({text})", severity)


@dataclass(frozen=True)
class PressMap:
    """Everything a press file says."""

    source: str
    """The file, for messages."""
    press: PressTable
    transport: Transport
    max_gap: int
    registers: Mapping[str, Register]
    state: StateRule
    refusals: Mapping[int, str]
    """What the acknowledge code says when a command is refused."""
    refusal_register: str | None
    alarms: tuple[Alarm, ...]
    alarm_codes: tuple[AlarmCodes, ...]
    ready: tuple[tuple[str, int, str], ...]
    """Register, bit that must be 1 before START, and what is wrong while it is 0."""
    setpoints: tuple[str, ...]
    setpoints_cleared: bool
    """The machine sets them to 0 when it takes START."""
    commands: Mapping[str, tuple[CommandStep, ...]]
    heartbeat: HeartbeatTable
    owner_register: str | None
    probes: tuple[ProbeTable, ...]
    blocks: tuple[WholeBlock, ...]
    devices: Mapping[str, Transport]
    """Other devices than the press, by name, and how each is reached."""
    envelope: Envelope
    supervision: SupervisionTable
    dies: Mapping[str, Die]
    """Of an isostatic press its vessels."""

    @property
    def load_kind(self) -> LoadKind:
        """What this press loads with: force, or the pressure of a fluid."""
        return PRESSURE if self.press.isostatic else FORCE

    def die(self, name: str | None) -> Die:
        """The die of that name; the only one if no name is given.

        Raises:
            MapError: if there is no such die, or the choice is not clear.
        """
        known = ", ".join(self.dies) or "none"
        table, kind = ("vessels", "vessel") if self.press.isostatic else ("dies", "die")
        needs = "max_mpa" if self.press.isostatic else "diameter_mm, max_force_kn, max_mpa"
        if name is None and len(self.dies) == 1:
            return next(iter(self.dies.values()))
        if name is None:
            raise MapError(
                f"{self.source}: which {kind} is mounted? [{table}] has {known}. Name one."
            )
        if name not in self.dies:
            raise MapError(
                f"{self.source}: [{table}] has no {kind} {name!r}; it has {known}. Add "
                f"[{table}.{name}] with {needs}, or name another."
            )
        return self.dies[name]
