"""Registers of devices in other styles: what their manuals say, a map of it, and what it must read.

The numbers are ours; the styles are those of weighing terminals, drives, PLCs and gateways on the
market. Each is a map in TOML (what differs from `MONITORED` or `DRIVEN`), the words of the device,
and the load in kN that they are.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from support.table import table, two_words

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

DEVICES: dict[str, Device] = {
    # a weighing terminal: 1-based, two's complement of 32 bits, net weight apart
    "terminal_net_gross": Device(
        monitored(
            """
[registers]
status = { address = 1 }
force = { address = 2, type = "int32", scale = 0.001, unit = "kN", valid = [-1.0, 60.0] }
net = { address = 4, type = "int32" }
set_point = { address = 201, type = "uint32" }
[alarms.status]
2 = { text = "overload", severity = "abort" }
[[probes]]
register = "set_point"
equals = 7654321
""",
            head="address_base = 1\n",
        ),
        table(r0=0, r1=words_of("i", -31), r3=[0, 0], r200=KNOWN),
        -0.031,
    ),
    # kgf as float, unit as text in two words, a counter that runs
    "terminal_kgf_text": Device(
        monitored(
            """
[registers]
force = { address = 0x1000, type = "float32", unit = "kgf", valid = [-1.0, 60.0] }
unit_text = { address = 0x0911, type = "uint32" }
counter = { address = 0 }
[[probes]]
register = "unit_text"
equals = 0x206B6720
""",
            beat='machine = "counter"',
        ),
        table(r0=0, r2321=[0x206B, 0x6720], r4096=words_of("f", 3.2)),
        3.2 * 9.80665e-3,
        counts=0,
    ),
    # 17 bits of weight beside seven status bits in two words
    "weight_of_17_bits": Device(
        monitored(
            """
[registers]
force.address = 10
force.type = "uint32"
force.mask = 0x0001FFFF
force.scale = 0.00001
force.unit = "kN"
force.valid = [-1.0, 60.0]
status = { address = 10, mask = 0xFF00, shift = 8 }
serial = { address = 20, type = "uint32" }
[alarms.status]
6 = { text = "cell broken", severity = "abort" }
[[probes]]
register = "serial"
equals = 7654321
"""
        ),
        table(r10=[0x2001, 0x0010], r20=KNOWN),
        0.65552,
    ),
    # 24 bits with a sign, the status in the lowest byte
    "weight_of_24_bits": Device(
        monitored(
            """
[registers]
force.address = 0
force.type = "int32"
force.mask = 0xFFFFFF00
force.shift = 8
force.scale = 0.0005
force.unit = "kN"
force.valid = [-1.0, 60.0]
status = { address = 0, type = "uint32", mask = 0xFF }
serial = { address = 2, type = "uint32" }
[alarms.status]
3 = { text = "out of range", severity = "abort" }
[[probes]]
register = "serial"
equals = 7654321
"""
        ),
        table(r0=words_of("i", (-123 << 8) | 0x08), r2=KNOWN),
        -0.0615,
        alarms=("out of range",),
    ),
    # blocks that are given out whole or not at all
    "only_whole_blocks": Device(
        monitored(
            """
[registers]
status = { address = 81 }
force = { address = 82, type = "int32", scale = 0.001, unit = "kN", valid = [-1.0, 60.0] }
serial = { address = 181, type = "uint32" }
[[blocks]]
address = 81
count = 6
[[blocks]]
address = 181
count = 2
[[probes]]
register = "serial"
equals = 7654321
""",
            head="address_base = 1\n",
        ),
        table(r80=[0, *two_words(77), 0, 0, 0], r180=KNOWN),
        0.077,
        whole=((80, 6), (180, 2)),
    ),
    # floats with the low word first
    "low_word_first": Device(
        monitored(
            """
[registers]
force = { address = 85, type = "float32", unit = "kN", valid = [-1.0, 60.0] }
counts = { address = 87, type = "uint32" }
[[probes]]
register = "counts"
equals = 7654321
""",
            head='word_order = "little"\n',
        ),
        table(r85=words_of("f", 0.11, low_first=True), r87=KNOWN[::-1]),
        0.11,
    ),
    # bytes swapped within each word
    "swapped_bytes": Device(
        monitored(
            """
[registers]
force = { address = 4, table = "input", type = "float32", unit = "N", valid = [-1.0, 60.0] }
constant = { address = 6, table = "input", type = "float32" }
[[probes]]
register = "constant"
equals = 123.25
""",
            head='byte_order = "little"\n',
        ),
        table(r4=words_of("f", 62.5, swapped=True), r6=words_of("f", 123.25, swapped=True)),
        0.0625,
    ),
    # a number of 64 bits, and a bit that is 1 while the weight may be used
    "double_with_valid_bit": Device(
        monitored(
            """
[registers]
force = { address = 100, type = "float64", unit = "kg", valid = [-1.0, 60.0] }
status = { address = 104 }
constant = { address = 110, type = "float64" }
[alarms.status]
0 = { text = "weight not valid", severity = "abort", inverted = true }
[[probes]]
register = "constant"
equals = 2.5
"""
        ),
        table(r100=words_of("d", 12.0), r104=1, r110=words_of("d", 2.5)),
        12.0 * 9.80665e-3,
    ),
    # "1 = data ok", and a number of an error in the three highest bits of the same word
    "data_ok_and_error_number": Device(
        monitored(
            """
[registers]
force = { address = 0, type = "int32", scale = 0.01, unit = "kN", valid = [-1.0, 60.0] }
status = { address = 2 }
error = { address = 2, mask = 0xE000, shift = 13 }
tare = { address = 3, type = "uint32" }
[alarms.status]
1 = { text = "data not ok", severity = "abort", inverted = true }
[alarm_codes.error]
values = { 1 = { text = "AD converter", severity = "abort" } }
[[probes]]
register = "tare"
equals = 7654321
"""
        ),
        table(r0=two_words(12), r2=0x2000, r3=KNOWN),
        0.12,
        alarms=("data not ok", "alarm 1 (AD converter)"),
    ),
    # overload and underload are bits 17 and 16 of a status of 32 bits
    "status_of_32_bits": Device(
        monitored(
            """
[registers]
status = { address = 0, type = "uint32" }
force = { address = 2, type = "int32", scale = 0.01, unit = "kN", valid = [-1.0, 60.0] }
serial = { address = 4, type = "uint32" }
[alarms.status]
16 = { text = "underload", severity = "abort" }
17 = { text = "overload", severity = "abort" }
[[probes]]
register = "serial"
equals = 7654321
"""
        ),
        table(r0=two_words(1 << 17), r2=two_words(12), r4=KNOWN),
        0.12,
        alarms=("overload",),
    ),
    # sign as a flag, decimal places in a register, addresses of six digits, pounds
    "magnitude_decimals_pounds": Device(
        monitored(
            """
[registers]
force.address = 400101
force.type = "uint16"
force.sign = "flags.3"
force.decimals = "places"
force.unit = "lbf"
force.valid = [-1.0, 60.0]
flags = { address = 400102 }
places = { address = 400103 }
serial = { address = 400110, type = "uint32" }
[[probes]]
register = "serial"
equals = 7654321
""",
            head='address_base = "modicon"\n',
        ),
        table(r100=[215, 1 << 3, 1], r109=KNOWN),
        -21.5 * 4.4482216152605e-3,
    ),
    # a gateway: the load by id 11, the oil by id 12, behind one address
    "gateway_of_two": Device(
        driven(
            """
[devices.gauge]
device_id = 12
[registers]
force.address = 30
force.type = "int16"
force.scale = 0.01
force.unit = "kN"
force.valid = [-1.0, 60.0]
force.invalid_codes = [-32768]
line.address = 5
line.table = "input"
line.type = "int16"
line.scale = 0.1
line.unit = "bar"
line.valid = [-2.0, 700.0]
line.device = "gauge"
serial = { address = 40, type = "uint32" }
state = { address = 32 }
sp_force = { address = 60, scale = 0.01, unit = "kN", valid = [0.0, 60.0], access = "rw" }
cmd = { address = 61, access = "rw" }
[state]
register = "state"
values = { 0 = "idle", 1 = "ramp", 2 = "hold", 3 = "release" }
[setpoints]
write = ["sp_force"]
[commands]
start = [{ write = "cmd", values = 1 }]
release = [{ write = "cmd", values = 0 }]
[heartbeat]
kind = "none"
acknowledged_risk = "somebody stays"
[[probes]]
register = "serial"
equals = 7654321
""",
            line="device_id = 11",
            press="ram_area_cm2 = 12.0",
        ),
        table(r30=[4, 0, 0], r40=KNOWN, r60=[0, 0]),
        0.04,
        others={12: table(r5=3)},
    ),
    # a servo drive: its jog speed moves it, so START writes speed and torque limit together
    "drive_with_jog": Device(
        driven(
            """
[registers]
fault = { address = 1 }
status = { address = 2 }
force = { address = 16, type = "int32", scale = 0.1, unit = "N", valid = [-1.0, 60.0] }
serial = { address = 30, type = "uint32" }
jog_speed.address = 300
jog_speed.type = "int16"
jog_speed.scale = 0.01
jog_speed.access = "rw"
jog_speed.readback = "none"
jog_speed.moves = true
sp_force.address = 301
sp_force.scale = 0.01
sp_force.unit = "kN"
sp_force.valid = [0.0, 60.0]
sp_force.access = "rw"
sp_force.readback = "none"
sp_force.moves = true
[[state.when]]
phase = "estop"
bits = { "status.7" = 1 }
[[state.when]]
phase = "ramp"
bits = { "status.0" = 1 }
[[state.when]]
phase = "idle"
bits = { "status.0" = 0 }
[alarms.status]
7 = { text = "safe torque off", severity = "estop" }
[alarm_codes.fault]
values = { 0x13 = { text = "emergency stop", severity = "estop" } }
[commands]
start = [{ write = ["jog_speed", "sp_force"], values = [2.0, "$force"] }]
release = [{ write = ["jog_speed"], values = [-5.0] }]
[heartbeat]
kind = "none"
acknowledged_risk = "somebody stays"
[[probes]]
register = "serial"
equals = 7654321
""",
            head='word_order = "little"\n',
            line="max_block = 10",
            press='phases = "from_force"',
        ),
        table(r1=[0, 0], r16=words_of("i", 410, low_first=True), r30=KNOWN[::-1], r300=[0, 0]),
        0.041,
    ),
    # a PLC of small words: function 6 only, state of three bits, heartbeat of one bit
    "single_words_toggle": Device(
        driven(
            """
[registers]
status = { address = 0, table = "input" }
force.address = 1
force.table = "input"
force.type = "int16"
force.scale = 2.0
force.offset = -10.0
force.unit = "N"
force.valid = [-1.0, 60.0]
boot_id = { address = 2, table = "input", type = "uint32" }
control = { address = 0, access = "rw" }
sp_force.address = 1
sp_force.scale = 0.01
sp_force.unit = "kN"
sp_force.valid = [0.0, 60.0]
sp_force.access = "rw"
sp_force.readback = "scaled"
sp_force.readback_tol = 0.02
version = { address = 9, table = "input", type = "uint32" }
[state]
register = "status"
mask = 0x70
shift = 4
values = { 0 = "idle", 1 = "ramp", 2 = "hold", 3 = "release", 4 = "fault" }
[alarms.status]
15 = { text = "guard", severity = "abort", inverted = true }
[setpoints]
write = ["sp_force"]
[commands]
start = [{ write = "control.0", values = 1 }, { wait = "status", not_equals = 0, within_s = 2.0 }]
release = [{ write = "control.0", values = 0 }]
[heartbeat]
kind = "toggle"
register = "control.15"
deadman_s = 2.0
[[probes]]
register = "version"
equals = 7654321
""",
            line="single_writes = true",
        ),
        table(r0=[1 << 15, 30, 0, 3], r9=KNOWN),
        0.05,
    ),
    # a maker's watchdog in ms, running when its state is 2
    "watchdog_in_ms": Device(
        driven(
            """
[registers]
force = { address = 0, type = "int32", scale = 0.001, unit = "kN", valid = [-1.0, 60.0] }
busy = { address = 2, mask = 0x0001 }
serial = { address = 4, type = "uint32" }
watchdog_time = { address = 50, unit = "ms", valid = [0.0, 60.0] }
watchdog_state = { address = 51 }
sp_force = { address = 60, type = "float32", unit = "kN", valid = [0.0, 60.0], access = "rw" }
go = { address = 7, table = "coil", access = "rw" }
[[state.when]]
phase = "ramp"
bits = { busy = 1 }
[[state.when]]
phase = "idle"
bits = { busy = 0 }
[setpoints]
write = ["sp_force"]
[commands]
start = [{ write = "go", values = 1 }]
release = [{ write = "go", values = 0 }, { delay_s = 0.2 }]
[heartbeat]
kind = "watchdog"
deadman_s = 1.5
running = "watchdog_state"
running_equals = 2
[[probes]]
register = "serial"
equals = 7654321
""",
            press='phases = "from_force"',
        ),
        table(r0=two_words(21), r2=0, r4=KNOWN, r50=[1500, 2], r60=[0, 0]),
        0.021,
        coils={7: 0},
    ),
    # a small PLC over TCP: its D registers from 0x1000, its M bits from 0x0800
    "plc_d_and_m": Device(
        driven(
            """
[registers]
state = { address = 0x1000 }
force = { address = 0x1010, type = "float32", unit = "kN", valid = [-1.0, 60.0] }
constant = { address = 0x1012, type = "float32" }
beat = { address = 0x1014 }
hb = { address = 0x1002, access = "rw" }
sp_force = { address = 0x1020, type = "float32", unit = "kN", valid = [0.0, 60.0], access = "rw" }
m_start = { address = 0x0800, table = "coil", access = "rw" }
m_stop = { address = 0x0801, table = "coil" }
[state]
register = "state"
values = { 0 = "idle", 1 = "ramp", 2 = "hold", 3 = "release" }
[alarms.m_stop]
0 = { text = "emergency stop", severity = "estop" }
[setpoints]
write = ["sp_force"]
[commands]
start = [{ pulse = "m_start" }, { wait = "state", at_least = 1, within_s = 2.0 }]
release = [{ write = "m_start", values = 0 }]
[heartbeat]
kind = "counter"
register = "hb"
deadman_s = 2.0
machine = "beat"
[[probes]]
register = "constant"
equals = 123.456
tol = 0.001
""",
            head='word_order = "little"\n',
        ),
        table(r4096=[0, 0, 0], r4128=[0, 0])
        | table(
            r4112=words_of("f", 0.02, low_first=True) + words_of("f", 123.456, low_first=True),
            r4116=0,
        ),
        0.02,
        coils={0x800: 0, 0x801: 0},
        counts=0x1014,
    ),
    # states, alarms and restarts of 32 bits, a temperature in degF
    "double_words_degf": Device(
        driven(
            """
[registers]
serial = { address = 0, type = "uint32" }
state = { address = 2, type = "uint32" }
alarm = { address = 4, type = "uint32" }
force = { address = 6, type = "float32", unit = "kN", valid = [-1.0, 60.0] }
boot_id = { address = 8, type = "uint32" }
temperature = { address = 10, type = "int16", scale = 0.1, unit = "degF", valid = [-20.0, 300.0] }
sp_force = { address = 20, type = "float32", unit = "kN", valid = [0.0, 60.0], access = "rw" }
cmd = { address = 22, access = "rw" }
cmd_seq = { address = 23, access = "rw" }
ack_seq = { address = 24 }
[state]
register = "state"
values = { 65536 = "idle", 131072 = "ramp", 196608 = "hold", 262144 = "release" }
[alarms.alarm]
20 = { text = "light curtain", severity = "abort" }
31 = { text = "filter", severity = "warn" }
[setpoints]
write = ["sp_force"]
[commands]
release = [{ write = ["cmd", "cmd_seq"], values = [2, "$seq"] }]
[[commands.start]]
write = ["cmd", "cmd_seq"]
values = [1, "$seq"]
[[commands.start]]
wait = "ack_seq"
equals = "$seq"
[heartbeat]
kind = "none"
acknowledged_risk = "somebody stays"
[[probes]]
register = "serial"
equals = 7654321
""",
            press="last_seq = 255",
        ),
        table(r0=KNOWN, r2=[1, 0], r4=[1 << 15, 0], r6=words_of("f", 0.03))
        | table(r8=two_words(70000), r10=734, r20=[0, 0, 0, 0, 0]),
        0.03,
        alarms=("filter",),
    ),
}
