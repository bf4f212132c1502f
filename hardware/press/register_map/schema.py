"""The shape of a press.toml, as pydantic models: what may stand in the file and nothing else.

Only the shape is checked here; whether the parts fit each other is `press_map`'s business.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, FiniteFloat

from hardware.press.register_map.transport import Kind

Positive = Annotated[FiniteFloat, Field(gt=0)]
LARGEST_FRACTION = 0.5
"""A tolerance of half of the target is no tolerance: somebody typed per cent."""


def _fraction(value: float) -> float:
    if value > LARGEST_FRACTION:
        raise ValueError(f"a fraction of 1, not per cent: {value:g} % is {value / 100.0:g}")
    return value


Fraction = Annotated[FiniteFloat, Field(gt=0), AfterValidator(_fraction)]
NotNegative = Annotated[FiniteFloat, Field(ge=0)]
RegisterKind = Literal["holding", "input", "coil", "discrete"]
Severity = Literal["estop", "local", "abort", "warn"]
Order = Literal["big", "little"]
DeviceId = Annotated[int, Field(ge=0, le=255)]
Mask = Annotated[int, Field(ge=1, lt=1 << 64)]
Shift = Annotated[int, Field(ge=0, le=63)]
StepValue = FiniteFloat | str


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _or(name: str, isostatic: str) -> AliasChoices:
    """A load in kN; an isostatic press states the same key in MPa."""
    return AliasChoices(name, isostatic)


class PressTable(_Table):
    """[press]."""

    name: str
    kind: str
    description: str = ""
    ram_area_cm2: Positive | None = None
    cell_range_kn: Positive | None = None
    cell_error: Fraction = 0.005
    zero_mm: FiniteFloat | None = None
    """Reading of the travel with nothing between the punches; then the pellet's height is known."""
    frame_mm_per_kn: NotNegative = 0.0
    """Stretch of the press, from a stroke on a steel blank."""
    read_only: bool = False
    isostatic: bool = False
    """A vessel with a fluid: registers, limits and [vessels] count MPa; there is no die."""
    last_seq: Annotated[int, Field(ge=15, le=0xFFFF)] = 0xFFFF
    """Largest sequence number of a command that the machine keeps; after it comes 1 again."""
    phases: Literal["told", "from_force"] = "told"
    """`from_force`: the machine does not tell ramp, hold and release apart; the force does."""


class TransportTable(_Table):
    """[transport]."""

    kind: Kind
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 502
    device_id: DeviceId = 1
    serial_port: str = ""
    baudrate: Annotated[int, Field(gt=0)] = 19200
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Annotated[int, Field(ge=1, le=2)] = 1
    bytesize: Annotated[int, Field(ge=7, le=8)] = 8
    timeout_s: Positive = 0.5
    quiet_s: NotNegative = 0.0
    pause_s: NotNegative = 0.0
    echo: bool = False
    max_block: Annotated[int, Field(ge=1, le=125)] = 125
    max_gap: Annotated[int, Field(ge=0, le=124)] = 8
    one_word_fc6: bool = False
    single_writes: bool = False


class RegisterTable(_Table):
    """[registers.NAME]."""

    address: Annotated[int, Field(ge=0, le=465536)]
    table: RegisterKind = "holding"
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
    scale: FiniteFloat = 1.0
    offset: FiniteFloat = 0.0
    unit: str = ""
    access: Literal["ro", "rw"] = "ro"
    valid: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] | None = None
    invalid_codes: list[int] = []
    readback: Literal["exact", "scaled", "none"] = "exact"
    readback_tol: NotNegative = 0.0
    """In `unit`; what a machine that keeps its own steps may hold beside what was written."""
    eeprom: bool = False
    mask: Mask | None = None
    """Bits of the register that are this quantity, where it shares its words with others."""
    shift: Shift = 0
    """Places by which the masked bits are moved down."""
    sign: str | None = None
    """Bit, as `status.7`, that is 1 where the value is negative and its number a magnitude."""
    decimals: str | None = None
    """Register that holds the number of decimal places."""
    moves: bool = False
    """The machine moves when it is written: never while a stroke is prepared."""
    device: str = ""
    """Whose register it is: a name in [devices]; the press itself if empty."""
    word_order: Order | None = None
    byte_order: Order | None = None


class DeviceTable(_Table):
    """[devices.NAME]: a second device, on the same line or at another host."""

    device_id: DeviceId = 1
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 502


class BlockTable(_Table):
    """One [[blocks]]: registers that the machine gives out together or not at all."""

    address: Annotated[int, Field(ge=0, le=465536)]
    count: Annotated[int, Field(ge=1, le=125)]
    table: RegisterKind = "holding"
    device: str = ""


class CommandTable(_Table):
    """One step of a command: exactly one of write, pulse, wait, delay_s."""

    write: list[str] | str | None = None
    values: list[StepValue] | StepValue | None = None
    pulse: str | None = None
    width_s: Positive = 0.1
    wait: str | None = None
    equals: StepValue | None = None
    not_equals: StepValue | None = None
    at_least: StepValue | None = None
    at_most: StepValue | None = None
    within_s: Positive = 2.0
    delay_s: Positive | None = None


class StateCaseTable(_Table):
    """One [[state.when]]: the phase, if every named bit or register has its value."""

    phase: str
    bits: dict[str, FiniteFloat]


class StateTable(_Table):
    """[state]: either a register with values, or cases tried in order."""

    register_: str | None = Field(default=None, alias="register")
    values: dict[str, str] = {}
    mask: Mask | None = None
    """Bits of the register that are the state; the others mean something else."""
    shift: Shift = 0
    """Places by which the masked bits are moved down before they are compared."""
    when: list[StateCaseTable] = []


class AcknowledgeTable(_Table):
    """[acknowledge]."""

    register_: str = Field(alias="register")
    values: dict[str, str]


class AlarmTable(_Table):
    """[alarms.REGISTER] BIT."""

    text: str
    severity: Severity
    inverted: bool = False
    """The bit is 0 while the alarm stands, as in "1 = data valid"."""


class AlarmCodeTable(_Table):
    """One number of an [alarm_codes.REGISTER]."""

    text: str
    severity: Severity


class AlarmCodesTable(_Table):
    """[alarm_codes.REGISTER]: the register holds the number of the alarm."""

    none: int = 0
    """The number that means "no alarm"."""
    other: Severity = "abort"
    """Severity of a number that is not listed."""
    values: dict[str, AlarmCodeTable] = {}


class SetpointsTable(_Table):
    """[setpoints]."""

    write: list[str]


class HeartbeatTable(_Table):
    """[heartbeat]."""

    kind: Literal["counter", "toggle", "watchdog", "none"]
    """`watchdog`: the maker's own, fed by any request; `watchdog_time` tells that it is on."""
    register_: str | None = Field(default=None, alias="register")
    period_s: Positive = 0.5
    deadman_s: Positive | None = None
    machine: str | None = None
    running: str | None = None
    """Register or bit that shows that a watchdog runs, and not only that its time is set."""
    running_equals: FiniteFloat = 1.0
    acknowledged_risk: str = ""


class OwnerTable(_Table):
    """[owner]."""

    register_: str = Field(alias="register")


class ProbeTable(_Table):
    """One [[probes]]."""

    register_: str = Field(alias="register")
    equals: FiniteFloat
    tol: NotNegative = 0.0


class LimitsTable(_Table):
    """[limits]: the envelope of the press; see hardware/press/protocol.py."""

    max_force_kn: Positive | None = None
    """Must be there, but not on an isostatic press: its force is nobody's business."""
    max_mpa: Positive
    max_ramp_mpa_s: Positive
    max_release_mpa_s: Positive
    max_dwell_s: Positive
    max_stack_mpa: Positive
    min_force_kn: NotNegative = Field(default=0.0, validation_alias=_or("min_force_kn", "min_mpa"))
    max_die_degc: Positive | None = None
    max_heat_k_min: Positive | None = None


class SupervisionTable(_Table):
    """[supervision]: when the computer lets go; fractions are of the target."""

    unloaded_kn: Positive = Field(default=0.2, validation_alias=_or("unloaded_kn", "unloaded_mpa"))
    hold_tolerance: Fraction = 0.02
    overshoot: Fraction = 0.05
    out_of_band_s: Positive = 5.0
    no_rise_s: Positive = 5.0
    ramp_time_factor: Annotated[FiniteFloat, Field(gt=1)] = 1.5
    ramp_slack_s: NotNegative = 5.0
    release_slack_s: NotNegative = 20.0
    frozen_samples: Annotated[int, Field(ge=3)] = 12
    line_tolerance: Fraction = 0.1
    drift_kn: Positive = Field(default=0.1, validation_alias=_or("drift_kn", "drift_mpa"))
    idle_drift_kn_s: Positive = Field(
        default=0.02, validation_alias=_or("idle_drift_kn_s", "idle_drift_mpa_s")
    )
    idle_watch_s: Positive = 2.0
    min_travel_mm: NotNegative = 0.0
    """Least travel by half of the target; 0 where nobody knows it."""
    heat_tolerance_degc: Positive = 2.0
    soak_s: NotNegative = 60.0
    heat_within_s: Positive = 3600.0
    start_mm: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] | None = None
    """Where the piston stands before START; nobody looks where it is not stated."""
    max_travel_mm: Positive | None = None
    """More travel than this before the target is reached: no sample, or a broken die."""
    ramp_rate_factor: Annotated[FiniteFloat, Field(gt=1)] = 2.0
    """The force may rise so many times faster than was asked for."""
    top_up_per_min: Fraction = 0.03
    """Of the target: a pump that tops up more in a hold works against a leak."""
    position_jump_mm: Positive = 0.02
    force_drop: Fraction = 0.015
    back_within_s: Positive = 5.0


class DieTable(_Table):
    """[dies.NAME]."""

    diameter_mm: Positive
    max_force_kn: Positive
    max_mpa: Positive
    serial: str = ""


class VesselTable(_Table):
    """[vessels.NAME] of an isostatic press."""

    max_mpa: Positive
    serial: str = ""


class PressFile(_Table):
    """A whole press.toml."""

    address_base: Literal[0, 1, "modicon"] = 0
    word_order: Order = "big"
    byte_order: Order = "big"
    press: PressTable
    transport: TransportTable
    registers: dict[str, RegisterTable]
    state: StateTable = StateTable()
    acknowledge: AcknowledgeTable | None = None
    alarms: dict[str, dict[str, AlarmTable]] = {}
    alarm_codes: dict[str, AlarmCodesTable] = {}
    setpoints: SetpointsTable = SetpointsTable(write=[])
    commands: dict[str, list[CommandTable]] = {}
    heartbeat: HeartbeatTable
    ready: dict[str, dict[str, str]] = {}
    """[ready.REGISTER] BIT: what is wrong while the bit is 0; all must be 1 before START."""
    owner: OwnerTable | None = None
    probes: list[ProbeTable] = []
    blocks: list[BlockTable] = []
    devices: dict[str, DeviceTable] = {}
    limits: LimitsTable
    supervision: SupervisionTable = SupervisionTable()
    dies: dict[str, DieTable] = {}
    vessels: dict[str, VesselTable] = {}
