"""A whole press.toml."""

from typing import Literal

from pydantic import Field

from hardware.press.register_map.schema.base import Order, PressFileTable
from hardware.press.register_map.schema.cycle import (
    AcknowledgeTable,
    AlarmCodesTable,
    AlarmTable,
    CommandTable,
    HeartbeatTable,
    OwnerTable,
    SetpointsTable,
    StateTable,
)
from hardware.press.register_map.schema.limits import (
    DieTable,
    LimitsTable,
    PressTable,
    SupervisionTable,
    VesselTable,
)
from hardware.press.register_map.schema.line import (
    BlockTable,
    DeviceTable,
    ProbeTable,
    RegisterTable,
    TransportTable,
)


class PressFile(PressFileTable):
    """The head of the file, and its tables."""

    address_base: Literal[0, 1, "modicon"] = 0
    """How the manual counts: from 0, from 1, or as 40001. Example: "modicon"."""
    word_order: Order = "big"
    """Which word of a 32-bit value comes first: the high one is big. Example: "little"."""
    byte_order: Order = "big"
    """Which byte of a word comes first; nearly always the high one. Example: "big"."""
    press: PressTable
    """What stands there. Example: see [press]."""
    transport: TransportTable
    """How it is reached. Example: see [transport]."""
    registers: dict[str, RegisterTable]
    """Each quantity by its name; force, sp_force, state and others have a meaning. Example: see
    [registers.NAME]."""
    state: StateTable = StateTable()
    """What it is doing. Example: see [state]."""
    acknowledge: AcknowledgeTable | None = None
    """What it says when it refuses a command. Example: see [acknowledge]."""
    alarms: dict[str, dict[str, AlarmTable]] = Field(default_factory=dict)
    """Alarms that are bits, or coils (bit 0). Example: see [alarms.REGISTER]."""
    alarm_codes: dict[str, AlarmCodesTable] = Field(default_factory=dict)
    """Alarms that are numbers. Example: see [alarm_codes.REGISTER]."""
    setpoints: SetpointsTable = SetpointsTable(write=[])
    """What is written before START. Example: see [setpoints]."""
    commands: dict[str, list[CommandTable]] = Field(default_factory=dict)
    """start and release are needed; stop, offer, confirm, close_fixture may be there. Example: see
    [commands]."""
    heartbeat: HeartbeatTable
    """Who lives. Example: see [heartbeat]."""
    ready: dict[str, dict[str, str]] = Field(default_factory=dict)
    """[ready.REGISTER] BIT: what is wrong while the bit is 0; all must be 1 before START. Example:
    { interlocks = { 1 = "its guard is open" } }."""
    owner: OwnerTable | None = None
    """Who drives. Example: see [owner]."""
    probes: list[ProbeTable] = Field(default_factory=list)
    """Constants that are compared before anything is believed. Example: see [[probes]]."""
    blocks: list[BlockTable] = Field(default_factory=list)
    """Registers that are read together or not at all. Example: see [[blocks]]."""
    devices: dict[str, DeviceTable] = Field(default_factory=dict)
    """Other devices than the press. Example: see [devices.NAME]."""
    limits: LimitsTable
    """What the press bears. Example: see [limits]."""
    supervision: SupervisionTable = SupervisionTable()
    """When the computer lets go. Example: see [supervision]."""
    dies: dict[str, DieTable] = Field(default_factory=dict)
    """What each die bears. Example: see [dies.NAME]."""
    vessels: dict[str, VesselTable] = Field(default_factory=dict)
    """What each vessel of an isostatic press bears. Example: see [vessels.NAME]."""
