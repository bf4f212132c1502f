"""The worked examples of the documentation fit the devices that they are about."""

import socket
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from support.tables.table import Frame, Spoil, Table, framed, served, table, two_words

from hardware.clock import SimulatedClock
from hardware.press.commissioning.diagnostics import findings
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import Transport

DEVICES = Path(__file__).parents[2] / "docs" / "howto" / "devices"
NAMES = sorted(path.stem for path in DEVICES.glob("*.toml"))


def two(value: float, *, low_first: bool = False) -> list[int]:
    words = list(struct.unpack(">HH", struct.pack(">f", value)))
    return words[::-1] if low_first else words


LAUMAS = table(r6=0, r7=two_words(12), r9=[0, 0], r11=two_words(3), r13=[2, 0, 0])
LAUMAS |= table(r16=two_words(100000))
WORDS = {
    "laumas_tlu": LAUMAS,
    "omron_e5cc": LAUMAS,
    "wago_750": table(r0=[1 << 14 | 1, 0], r2=two(0.05), r4=two_words(1234567), r512=[0, 0])
    | table(r4096=20, r4102=1),
    "iai_scon": table(r36864=[0, 0, 0, 0, 0, 0x7008, 0, 0, 0, 15])
    | table(r36894=two_words(700), r39168=[0] * 9),
    "click_plc": table(r0=[0, 0, 7, 0, 0, 0], r28672=[0, 0, 0, 0])
    | table(r28676=two(0.02, low_first=True) + two(123.456, low_first=True)),
}
COILS = {16384: 0, 16385: 1}


def lively(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
    """A CLICK whose program counts; behind id 2 a temperature controller at 85.3 degC."""
    transaction, device_id, pdu = frame
    device.words[4] = (device.words.get(4, 0) + 1) & 0xFFFF
    address = int.from_bytes(pdu[1:3], "big")
    if device_id == 2:
        answer = bytes([3, 2]) + {0x2000: 853, 0x2410: 1}[address].to_bytes(2, "big")
    line.sendall(framed(transaction, device_id, answer))


def on(name: str, device: Table) -> PressMap:
    press_map = load_press_map(DEVICES / f"{name}.toml")
    line = Transport(host="127.0.0.1", port=device.port, max_block=press_map.transport.max_block)
    devices = {key: replace(line, device_id=it.device_id) for key, it in press_map.devices.items()}
    return replace(press_map, transport=line, devices=devices)


def spoil(name: str) -> Spoil | None:
    return lively if name in ("click_plc", "omron_e5cc") else None


@pytest.mark.parametrize("name", NAMES)
def test_an_example_fits_its_device(name: str) -> None:
    assert set(NAMES) == set(WORDS)
    with served(WORDS[name], COILS, spoil(name)) as device:
        found = findings(on(name, device), SimulatedClock())
    assert [finding.sentence for finding in found if finding.mark == "fault"] == []
    assert any(finding.what.startswith("probe") for finding in found)


def look(name: str, words: dict[int, int]) -> MachineSnapshot:
    with served({**WORDS[name], **words}, COILS, spoil(name)) as device:
        press_map = on(name, device)
        with Link(press_map.transport) as link:
            return Machine(press_map, link, SimulatedClock()).look()


def texts(seen: MachineSnapshot) -> list[str]:
    return [alarm.text for alarm in seen.alarms]


def test_a_laumas_weight_is_negative_by_its_bit() -> None:
    assert look("laumas_tlu", table(r7=two_words(640))).load == pytest.approx(6.4)
    assert look("laumas_tlu", table(r6=1 << 7, r7=two_words(31))).load == pytest.approx(-0.31)
    assert texts(look("laumas_tlu", table(r6=1))) == ["load cell error"]


def test_an_omron_controller_is_read_by_its_own_id_with_its_decimals() -> None:
    seen = look("omron_e5cc", {})
    assert (seen.die_degc, seen.load) == (pytest.approx(85.3), pytest.approx(0.12))


def test_a_wago_watchdog_that_is_set_but_not_active_is_a_fault() -> None:
    with served({**WORDS["wago_750"], 0x1006: 0}) as device:
        found = findings(on("wago_750", device), SimulatedClock())
    faults = [finding.sentence for finding in found if finding.mark == "fault"]
    assert len(faults) == 1
    assert "it is set to 2 s but does not run: watchdog_state is 0 instead of 1" in faults[0]


def test_a_wago_sensor_without_supply_is_an_inverted_alarm() -> None:
    assert texts(look("wago_750", table(r0=1))) == ["force sensor without supply"]


def test_an_iai_alarm_has_its_number_and_counts_in_newtons() -> None:
    seen = look("iai_scon", table(r36866=0xC0, r36894=two_words(123456)))
    assert texts(seen) == ["alarm 192 (not in the map)"]
    assert seen.load == pytest.approx(1.23456)


def test_an_iai_start_is_one_frame_and_nothing_is_written_before() -> None:
    with served(WORDS["iai_scon"]) as device:
        press_map = on("iai_scon", device)
        assert press_map.setpoints == ()
        with Link(press_map.transport) as link:
            machine = Machine(press_map, link, SimulatedClock())
            machine.command("start", 1, lambda: None, {"force": 2.5})
        writes = [pdu for _, _, pdu in device.frames if pdu[0] in (6, 16)]
        assert len(writes) == 1
        assert writes[0][1:5] == bytes.fromhex("99000009")
        assert device.words[0x9907] == 125


def test_a_click_numbers_its_commands_to_32767() -> None:
    assert load_press_map(DEVICES / "click_plc.toml").press.last_seq == 32767
