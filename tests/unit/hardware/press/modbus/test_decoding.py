"""The whole of a register is looked at: no bit of a 32-bit word is blind."""

import socket
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.tables.table import Frame, Table, framed, served, table, two_words

from hardware.clock import SimulatedClock
from hardware.errors import UnsafeProtocolError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.control.readiness import not_ready
from hardware.press.interface import Phase
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import MapError, press_map_from

SERIAL = 71_234_567
WIDE = f"""
[press]
name = "wide"
kind = "modbus_plc"
[transport]
kind = "tcp"
host = "127.0.0.1"
timeout_s = 1.0
[registers]
serial = {{ address = 0, type = "uint32" }}
state = {{ address = 2, type = "uint32" }}
alarms = {{ address = 4, type = "uint32" }}
force = {{ address = 6, type = "int16", scale = 0.01, unit = "kN", valid = [-1.0, 80.0] }}
beat = {{ address = 7, type = "uint32" }}
ack_seq = {{ address = 9, type = "uint32" }}
boot_id = {{ address = 11, type = "uint32" }}
sp_force = {{ address = 20, scale = 0.01, unit = "kN", valid = [0.0, 80.0], access = "rw" }}
cmd = {{ address = 21, access = "rw" }}
hb = {{ address = 22, access = "rw" }}
[state]
register = "state"
values = {{ 0 = "idle", 3 = "ramp", 0x10000 = "estop" }}
[alarms.alarms]
19 = {{ text = "emergency stop", severity = "estop" }}
2 = {{ text = "guard open", severity = "abort" }}
[setpoints]
write = ["sp_force"]
[commands]
start = [{{ write = "cmd", values = 1 }}]
release = [{{ write = "cmd", values = 2 }}]
[heartbeat]
kind = "counter"
register = "hb"
deadman_s = 2.0
machine = "beat"
[[probes]]
register = "serial"
equals = {SERIAL}
[limits]
max_force_kn = 70.0
max_mpa = 700.0
max_ramp_mpa_s = 100.0
max_release_mpa_s = 100.0
max_dwell_s = 600.0
max_stack_mpa = 100.0
[dies.steel-10]
diameter_mm = 10.0
max_force_kn = 54.0
max_mpa = 700.0
"""
AT_REST = table(
    r0=two_words(SERIAL),
    r2=[0, 0],
    r4=[0, 0],
    r6=3,
    r7=two_words(0x00050006),
    r9=two_words(0x00020001),
    r11=two_words(0x00030004),
    r20=[0, 0, 0],
)


def wide(**changes: Any) -> dict[str, Any]:
    """The document, with tables changed: `registers={"state": {"type": "int32"}}`."""
    document = tomllib.loads(WIDE)
    for name, change in changes.items():
        for key, value in change.items():
            held = document.setdefault(name, {}).get(key)
            if isinstance(held, dict) and isinstance(value, dict):
                held.update(value)
            else:
                document[name][key] = value
    return document


@contextmanager
def machine_with(words: dict[int, int], document: dict[str, Any]) -> Iterator[Machine]:
    with served({**AT_REST, **words}) as device:
        document["transport"]["port"] = device.port
        press_map = press_map_from(document, "wide.toml")
        clock = SimulatedClock()
        link = Link(press_map.transport, clock)
        link.open()
        try:
            yield Machine(press_map, link, clock)
        finally:
            link.close()


def look_at(words: dict[int, int], **changes: Any) -> tuple[MachineSnapshot, list[str]]:
    with machine_with(words, wide(**changes)) as machine:
        look = machine.look()
        return look, not_ready(look, machine.map)


def test_at_rest_the_wide_machine_is_ready() -> None:
    look, reasons = look_at({})
    assert look.phase is Phase.IDLE
    assert reasons == []
    assert (look.beat, look.ack_seq, look.boot_id) == (0x00050006, 0x00020001, 0x00030004)


def test_an_emergency_stop_in_the_upper_word_is_seen() -> None:
    look, reasons = look_at(table(r4=two_words(1 << 19)))
    assert [alarm.text for alarm in look.alarms] == ["emergency stop"]
    assert reasons == ["alarm: emergency stop"]


def test_an_alarm_in_the_lower_word_is_not_taken_from_the_upper_one() -> None:
    _, reasons = look_at(table(r4=two_words(1 << 2)))
    assert reasons == ["alarm: guard open"]
    assert look_at(table(r4=two_words(1 << 18)))[1] == []


def test_with_the_low_word_first_the_bits_are_counted_all_the_same() -> None:
    _, reasons = look_at(table(r4=[0, 1 << 3]), registers={"alarms": {"word_order": "little"}})
    assert reasons == ["alarm: emergency stop"]


def test_a_state_in_the_upper_word_is_seen() -> None:
    look, reasons = look_at(table(r2=two_words(0x10000)))
    assert look.phase is Phase.ESTOP
    assert "its state is 'estop', not idle" in reasons


def test_a_reboot_that_only_the_lower_word_shows_is_seen() -> None:
    assert look_at(table(r11=two_words(0x00030005)))[0].boot_id == 0x00030005


def test_a_state_is_a_field_of_a_word() -> None:
    document = wide()
    values = {"3": "ramp", "0": "idle"}
    document["state"] = {"register": "state", "mask": 0x000F_0000, "shift": 16, "values": values}
    with machine_with(table(r2=two_words(0xABC3_0F00)), document) as machine:
        assert machine.look().phase is Phase.RAMP


def test_an_alarm_may_be_inverted() -> None:
    valid = {"alarms": {"5": {"text": "no valid data", "severity": "abort", "inverted": True}}}
    assert look_at(table(r4=two_words(1 << 5)), alarms=valid)[1] == []
    assert look_at({}, alarms=valid)[1] == ["alarm: no valid data"]


def test_an_alarm_code_has_its_number_and_its_text() -> None:
    codes = {"code": {"values": {"0x13": {"text": "emergency stop", "severity": "estop"}}}}
    registers = {"code": {"address": 13}}
    assert look_at(table(r13=0), alarm_codes=codes, registers=registers)[1] == []
    look, reasons = look_at(table(r13=0x13), alarm_codes=codes, registers=registers)
    assert reasons == ["alarm: alarm 19 (emergency stop)"]
    assert look.alarms[0].severity == "estop"
    _, reasons = look_at(table(r13=7), alarm_codes=codes, registers=registers)
    assert reasons == ["alarm: alarm 7 (not in the map)"]


def test_a_heartbeat_may_be_one_bit() -> None:
    beat = {"machine": "alarms.21", "register": "hb.3", "kind": "toggle"}
    with machine_with(table(r4=two_words(1 << 21)), wide(heartbeat=beat)) as machine:
        assert machine.look().beat == 1
        machine.link.write(22, [0x0101])
        machine.beat()
        assert machine.value("hb") == 0x0109
        machine.beat()
        assert machine.value("hb") == 0x0101
    assert look_at({}, heartbeat=beat)[0].beat == 0


def test_a_sign_may_be_a_flag() -> None:
    force = {"force": {"type": "uint16", "sign": "alarms.7"}}
    assert look_at(table(r6=50), registers=force)[0].load == pytest.approx(0.5)
    negative = table(r6=50, r4=two_words(1 << 7))
    assert look_at(negative, registers=force)[0].load == pytest.approx(-0.5)


def test_a_sign_twice_is_no_reading() -> None:
    words = table(r6=0xFFCE, r4=two_words(1 << 7))
    look, _ = look_at(words, registers={"force": {"sign": "alarms.7"}})
    assert "is negative and its sign bit 'alarms.7' is set too" in look.invalid[0]


def test_the_decimal_places_may_be_in_a_register() -> None:
    registers = {"force": {"scale": 1.0, "decimals": "places"}, "places": {"address": 13}}
    assert look_at(table(r6=125, r13=3), registers=registers)[0].load == pytest.approx(0.125)
    look, _ = look_at(table(r6=125, r13=0xFFFF), registers=registers)
    assert "65535 decimal places" in look.invalid[0]


def test_a_weight_is_packed_next_to_status_bits() -> None:
    weight = {"address": 13, "type": "uint32", "mask": 0x0001_FFFF, "scale": 0.001}
    registers = {"force": weight, "flags": {"address": 13}}
    alarms = {"overload": {"13": {"text": "overload", "severity": "abort"}}}
    words = table(r13=two_words(0x2001_0010))
    look, _ = look_at(words, registers=registers)
    assert look.load == pytest.approx(65.552)
    _, reasons = look_at(words, registers=registers, alarms={"flags": alarms["overload"]})
    assert "alarm: overload" in reasons


def test_a_packed_weight_may_be_signed() -> None:
    weight = {"address": 13, "type": "int32", "mask": 0x00FF_FFFF, "scale": 0.001}
    look, _ = look_at(table(r13=two_words(0xA5FF_FE0C)), registers={"force": weight})
    assert look.load == pytest.approx(-0.5)


REFUSED = {
    "alarm bit beyond the register": (
        {"alarms": {"alarms": {"32": {"text": "overload", "severity": "abort"}}}},
        "[alarms.alarms] 32: register 'alarms' (holding 4, uint32) has bits 0 to 31, not '32'",
    ),
    "negative alarm bit": (
        {"alarms": {"alarms": {"-1": {"text": "overload", "severity": "abort"}}}},
        "[alarms.alarms] -1: register 'alarms' (holding 4, uint32) has bits 0 to 31, not '-1'",
    ),
    "alarm on a float": (
        {"registers": {"alarms": {"type": "float32"}}},
        "[alarms.alarms] 19: register 'alarms' (holding 4, float32) is a float and has no bits",
    ),
    "ready bit beyond": (
        {"ready": {"state": {"40": "remote"}}},
        "[ready.state] 40: register 'state' (holding 2, uint32) has bits 0 to 31",
    ),
    "float state": (
        {"registers": {"state": {"type": "float32"}}},
        "[state] register: register 'state' (holding 2, float32) is a float",
    ),
    "float boot id": (
        {"registers": {"boot_id": {"type": "float32"}}},
        "[registers.boot_id]: register 'boot_id' (holding 11, float32) is a float",
    ),
    "scaled count": (
        {"registers": {"ack_seq": {"scale": 0.1}}},
        "has a scale or an offset, which a whole number does not take",
    ),
    "bit of a state case beyond": (
        {"state": {"when": [{"phase": "idle", "bits": {"state.33": 1}}]}},
        "[[state.when]] bits 'state.33': register 'state' (holding 2, uint32) has bits 0 to 31",
    ),
    "bit of a state case that is not a number": (
        {"state": {"when": [{"phase": "idle", "bits": {"state.-1": 1}}]}},
        "not '-1'",
    ),
    "heartbeat bit beyond": ({"heartbeat": {"register": "hb.16"}}, "has bits 0 to 15, not '16'"),
    "heartbeat bit of a long word": (
        {"heartbeat": {"machine": "beat.31", "register": "serial.3"}},
        "'serial.3' is not a bit of a 16 bit word",
    ),
    "mask beyond": (
        {"registers": {"force": {"type": "uint16", "mask": 0x1FFFF}}},
        "[registers.force] mask = 0x1ffff reaches beyond",
    ),
    "mask that needs a shift": (
        {"registers": {"force": {"type": "uint16", "mask": 0xFF00}}},
        "State shift = 8",
    ),
    "mask of a written register": (
        {"registers": {"sp_force": {"mask": 0xFF}}},
        "its neighbours would be overwritten",
    ),
    "state that its mask never shows": (
        {"state": {"mask": 0xFF}},
        "[state] values 65536: no register masked with 0xff",
    ),
    "sign without a bit": (
        {"registers": {"force": {"sign": "alarms"}}},
        "[registers.force] sign = 'alarms' names no bit",
    ),
    "decimals in a register that is not there": (
        {"registers": {"force": {"decimals": "places"}}},
        "[registers.force] decimals names register 'places'",
    ),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_could_not_be_seen_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(MapError) as caught:
        press_map_from(wide(**change), "wide.toml")
    assert message in str(caught.value)


def lively(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
    """A machine whose program runs: its counter at 7 advances."""
    device.words[8] = (device.words[8] + 1) & 0xFFFF
    line.sendall(framed(frame[0], frame[1], device.answer(frame[2])))


def test_start_is_not_written_while_the_upper_word_shows_an_emergency_stop(tmp_path: Path) -> None:
    words = {**AT_REST, **table(r4=two_words(1 << 19))}
    with served(words, spoil=lively) as device:
        document = wide()
        document["transport"]["port"] = device.port
        press_map = press_map_from(document, "wide.toml")
        press = ModbusPlcPress(
            press_map,
            press_map.die("steel-10"),
            clock=SimulatedClock(),
            settings=PressSettings(lock_folder=tmp_path),
        )
        press.connect()
        step = Step("copress", 100.0, 10.0, 20.0, 20.0)
        with pytest.raises(UnsafeProtocolError, match="alarm: emergency stop"):
            press.press_cell(1, PressProtocol((step,)), journal=lambda event, detail: None)
        press.close()
        assert device.words[21] == 0
        assert not any(pdu[0] == 16 and pdu[1:3] == b"\0\x15" for _, _, pdu in device.frames)
