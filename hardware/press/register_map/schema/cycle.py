"""Tables about the cycle: states, alarms, commands, who is alive and who owns the press."""

from typing import Literal

from pydantic import Field, FiniteFloat

from hardware.press.register_map.schema.base import (
    Mask,
    Positive,
    PressFileTable,
    Severity,
    Shift,
    StepValue,
)


class StateCaseTable(PressFileTable):
    """[[state.when]]: the phase, if every named bit or register has its value; the first counts."""

    phase: str
    """init, idle, approach, ramp, hold, release, done, aborted, fault, estop or manual. Example:
    "idle"."""
    bits: dict[str, FiniteFloat]
    """Values of whole registers, or of bits. Example: { "status.5" = 1 }."""


class StateTable(PressFileTable):
    """[state]: either a register with values, or cases tried in order."""

    register_: str | None = Field(default=None, alias="register")
    """The register whose number is the state. Example: "state"."""
    values: dict[str, str] = Field(default_factory=dict)
    """Number and phase. Example: { 1 = "idle", 4 = "hold" }."""
    mask: Mask | None = None
    """Bits of the register that are the state; the others mean something else. Example: 0x0F00."""
    shift: Shift = 0
    """Places by which the masked bits are moved down before they are compared. Example: 8."""
    when: list[StateCaseTable] = Field(default_factory=list)
    """Cases instead of a register; see [[state.when]]. Example: see there."""


class AcknowledgeTable(PressFileTable):
    """[acknowledge]: what the machine says when it refuses a command."""

    register_: str = Field(alias="register")
    """The register of the refusal; 0 is none. Example: "ack_code"."""
    values: dict[str, str]
    """Number and reason. Example: { 3 = "the guard is open" }."""


class AlarmTable(PressFileTable):
    """[alarms.REGISTER] BIT: an alarm that is a bit."""

    text: str
    """What a person reads. Example: "guard open"."""
    severity: Severity
    """estop, local: nothing more is written; abort: release; warn: said. Example: "abort"."""
    inverted: bool = False
    """The bit is 0 while the alarm stands, as in "1 = data valid". Example: true."""


class AlarmCodeTable(PressFileTable):
    """[alarm_codes.REGISTER] values.NUMBER: one alarm of a register of alarm numbers."""

    text: str
    """What a person reads, after the number. Example: "overload"."""
    severity: Severity
    """As of an alarm bit. Example: "abort"."""


class AlarmCodesTable(PressFileTable):
    """[alarm_codes.REGISTER]: the register holds the number of the alarm."""

    none: int = 0
    """The number that means "no alarm". Example: 0."""
    other: Severity = "abort"
    """Severity of a number that is not listed. Example: "abort"."""
    values: dict[str, AlarmCodeTable] = Field(default_factory=dict)
    """Number, text and severity. Example: { 0x13 = { text = "emergency stop", severity = "estop" }
    }."""


class SetpointsTable(PressFileTable):
    """[setpoints]: what is written before START, and read back."""

    write: list[str]
    """Registers; neighbours go out in one frame. Example: ["sp_force", "sp_dwell"]."""
    cleared_by_start: bool = False
    """The machine sets them to 0 when it takes START; else a change of theirs releases the press.
    Example: true."""


class CommandTable(PressFileTable):
    """[commands] NAME: steps in order; each is one of write, pulse, wait, delay_s.

    A machine with sequence numbers obeys only a number newer than the one it acknowledged, and
    START is void when the machine has not heard a heartbeat within its deadman.
    """

    write: list[str] | str | None = None
    """Registers or bits of a word that are written; neighbours in one frame. Example: ["cmd",
    "cmd_seq"]."""
    values: list[StepValue] | StepValue | None = None
    """Numbers, or $seq $force $pressure $ramp $dwell $release $stack. Example: [1, "$seq"]."""
    pulse: str | None = None
    """A coil or a bit that is written 0, 1, 0. Example: "coil_start"."""
    width_s: Positive = 0.1
    """How long the pulse is 1. Example: 0.2."""
    wait: str | None = None
    """A register or a bit that is waited for. Example: "ack_seq"."""
    equals: StepValue | None = None
    """Wait until it is this. Example: "$seq"."""
    not_equals: StepValue | None = None
    """Wait until it is not this any more. Example: 0."""
    at_least: StepValue | None = None
    """Wait until it is this or more. Example: 2."""
    at_most: StepValue | None = None
    """Wait until it is this or less. Example: 0.5."""
    within_s: Positive = 2.0
    """Longest wait; then the command was not taken. Example: 3.0."""
    delay_s: Positive | None = None
    """Nothing is sent for so long; the press is watched. Example: 0.5."""


class HeartbeatTable(PressFileTable):
    """[heartbeat]: how machine and computer learn that the other one lives."""

    kind: Literal["counter", "toggle", "watchdog", "none"]
    """`watchdog`: the maker's own, fed by any request; its time is the register watchdog_time.
    Example: "counter"."""
    register_: str | None = Field(default=None, alias="register")
    """Register or bit that the computer writes. Example: "pc_heartbeat"."""
    period_s: Positive = 0.5
    """How often it is written; at most half of deadman_s. Example: 0.5."""
    deadman_s: Positive | None = None
    """After so long without a heartbeat the machine releases by itself. Example: 2.0."""
    machine: str | None = None
    """Register or bit that changes while the machine's program runs. Example: "plc_heartbeat"."""
    running: str | None = None
    """Register or bit that shows that a watchdog runs, and not only that its time is set. Example:
    "watchdog_state.0"."""
    running_equals: FiniteFloat = 1.0
    """What `running` is then. Example: 1."""
    acknowledged_risk: str = ""
    """With kind = "none": who accepts that the press keeps its load without a line. Example:
    "attended only"."""


class OwnerTable(PressFileTable):
    """[owner]: a second computer is seen."""

    register_: str = Field(alias="register")
    """A register of the machine that keeps our random token. Example: "owner_token"."""
