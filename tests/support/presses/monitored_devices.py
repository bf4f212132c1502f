"""Registers of devices that are only read: weighing terminals, transmitters, gateways.

The numbers are ours; the styles are those of devices on the market, as their manuals show them.
"""

from support.instruments.device_style import KNOWN, Device, monitored, words_of
from support.tables.table import table, two_words

MONITORED_DEVICES: dict[str, Device] = {
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
}
