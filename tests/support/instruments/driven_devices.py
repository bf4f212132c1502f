"""Registers of machines that are driven: drives, PLCs, presses.

The numbers are ours; the styles are those of devices on the market, as their manuals show them.
"""

from support.instruments.device_style import KNOWN, Device, driven, words_of
from support.tables.table import table, two_words

DRIVEN_DEVICES: dict[str, Device] = {
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
