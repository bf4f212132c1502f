"""Tables of devices in other styles can be described, pass `check`, and read what they hold."""

import socket
import tomllib
from collections.abc import Mapping
from dataclasses import replace

import pytest
from support.instruments.device_style import Device
from support.instruments.driven_devices import DRIVEN_DEVICES
from support.presses.monitored_devices import MONITORED_DEVICES
from support.tables.table import Frame, Spoil, Table, framed, served

from hardware.clock import SimulatedClock
from hardware.press.commissioning.diagnostics import at
from hardware.press.commissioning.press_check import check
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.load import press_map_from
from hardware.press.register_map.model import PressMap

DEVICES = MONITORED_DEVICES | DRIVEN_DEVICES
NAMES = sorted(DEVICES)
LINE_S = 0.05


def behaviour(device: Device) -> Spoil:
    """A device that counts, knows its neighbours, and gives out whole blocks only."""

    def answered(held: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        transaction, device_id, pdu = frame
        place = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        if device.counts is not None:
            held.words[device.counts] = (held.words[device.counts] + 1) & 0xFFFF
        if device.whole and place not in device.whole:
            answer = bytes([pdu[0] | 0x80, 2])
        if device_id in device.others:
            answer = Table(device.others[device_id], {}, None).answer(pdu)
        line.sendall(framed(transaction, device_id, answer))

    return answered


def map_of(text: str, port: int) -> PressMap:
    return at(press_map_from(tomllib.loads(text), "device.toml"), None, port)


def checked(device: Device, text: str, words: Mapping[int, int]) -> list[str]:
    """What `copress press check` calls a fault."""
    with served(words, device.coils, behaviour(device)) as table:
        found = check(map_of(text, table.port), SimulatedClock(), LINE_S)
    return [f"{finding.what}: {finding.sentence}" for finding in found if finding.mark == "fault"]


def look(device: Device) -> MachineSnapshot:
    with served(device.words, device.coils, behaviour(device)) as table:
        press_map = map_of(device.text, table.port)
        with Link(press_map.transport) as link:
            return Machine(press_map, link, SimulatedClock()).look()


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_described_checked_and_read(name: str) -> None:
    device = DEVICES[name]
    assert checked(device, device.text, device.words) == []
    seen = look(device)
    assert seen.load == pytest.approx(device.kn, rel=1e-6)
    assert [alarm.text for alarm in seen.alarms] == list(device.alarms)
    assert seen.invalid == ()


OTHER = {"big": "little", "little": "big"}


@pytest.mark.parametrize("name", NAMES)
def test_the_other_order_of_words_is_refused_with_the_reason(name: str) -> None:
    device = DEVICES[name]
    order = tomllib.loads(device.text).get("word_order", "big")
    plain = device.text.replace(f'word_order = "{order}"\n', "")
    faults = checked(device, f'word_order = "{OTHER[order]}"\n{plain}', device.words)
    assert any(fault.startswith("probe") for fault in faults)


def test_a_reading_that_the_device_calls_none_is_not_a_number() -> None:
    device = DEVICES["gateway_of_two"]
    seen = look(replace(device, words={**device.words, 30: 0x8000}))
    assert seen.invalid[0].endswith("raw value -32768 is the machine's 'no reading'")


def test_a_second_device_behind_the_gateway_is_read_by_its_own_id() -> None:
    assert look(DEVICES["gateway_of_two"]).line_bar == pytest.approx(0.3)


def test_degrees_fahrenheit_of_a_machine_are_degrees_celsius_here() -> None:
    assert look(DEVICES["double_words_degf"]).die_degc == pytest.approx(23.0)


def test_a_watchdog_that_is_set_but_not_running_is_a_fault() -> None:
    device = DEVICES["watchdog_in_ms"]
    (fault,) = checked(device, device.text, {**device.words, 51: 1})
    assert "watchdog_state is 1 instead of 2" in fault
