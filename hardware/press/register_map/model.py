"""What a press file says, once checked: the register map, the limits and the dies of one press."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hardware.press.interface import Phase
from hardware.press.load_unit import FORCE, PRESSURE, Load
from hardware.press.protocol import Die, Envelope
from hardware.press.register_map.register import Register
from hardware.press.register_map.schema import (
    HeartbeatTable,
    PressTable,
    ProbeTable,
    SupervisionTable,
)
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
    load = PRESSURE if isostatic else FORCE
    return {load.of(role): load.unit_of(unit) for role, unit in ROLE_UNITS.items()}


class MapError(ValueError):
    """A press file that cannot be used; says where and why."""


@dataclass(frozen=True)
class CommandStep:
    """One act of a command."""

    kind: Literal["write", "pulse", "wait"]
    registers: tuple[str, ...]
    values: tuple[float | str, ...] = ()
    """A number, or `$seq`, `$force`, ... filled in when the command is given."""
    seconds: float = 0.0
    """Width of a pulse, or the longest wait."""


@dataclass(frozen=True)
class StateRule:
    """How the machine's own state is read."""

    register: str | None
    values: Mapping[int, Phase]
    cases: tuple[tuple[Phase, Mapping[str, float]], ...]


@dataclass(frozen=True)
class Alarm:
    """One alarm bit."""

    register: str
    bit: int
    text: str
    severity: Literal["estop", "local", "abort", "warn"]


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
    ready: tuple[tuple[str, int, str], ...]
    """Register, bit that must be 1 before START, and what is wrong while it is 0."""
    setpoints: tuple[str, ...]
    commands: Mapping[str, tuple[CommandStep, ...]]
    heartbeat: HeartbeatTable
    owner_register: str | None
    probes: tuple[ProbeTable, ...]
    envelope: Envelope
    supervision: SupervisionTable
    dies: Mapping[str, Die]
    """Of an isostatic press its vessels."""

    @property
    def load(self) -> Load:
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
