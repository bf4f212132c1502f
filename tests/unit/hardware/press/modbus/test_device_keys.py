"""Keys that real devices need: each is tried on a device that needs it, over a real socket."""

import socket
from typing import Any

import pytest
from support.presses.table_map import WORDS, machine_on, plain
from support.tables.table import Frame, Spoil, Table, framed, served, table, two_words

from hardware.clock import SimulatedClock
from hardware.press.connect.heartbeat import watchdog
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.register_map.load import MapError, press_map_from
from hardware.press.register_map.transport import ModbusRefusedError


def refusal(**changes: Any) -> str:
    with pytest.raises(MapError) as caught:
        press_map_from(plain(**changes), "axis.toml")
    return str(caught.value)


def test_a_pause_is_kept_between_an_answer_and_the_next_request() -> None:
    clock = SimulatedClock()
    with (
        served(WORDS) as device,
        machine_on(device, plain(transport={"pause_s": 0.07}), clock) as machine,
    ):
        before_s = clock.now_s()
        for _ in range(4):
            machine.look()
        assert clock.now_s() - before_s == pytest.approx(3 * 0.07)


@pytest.mark.parametrize("device_id", [0, 248, 255])
def test_over_tcp_a_device_may_have_any_id(device_id: int) -> None:
    with (
        served(WORDS) as device,
        machine_on(device, plain(transport={"device_id": device_id})) as machine,
    ):
        assert machine.look().load == pytest.approx(1.5)
        assert device.frames[-1][1] == device_id


def test_on_a_serial_line_id_0_would_speak_to_all() -> None:
    serial = {"kind": "rtu", "serial_port": "COM3", "quiet_s": 1.0, "device_id": 0}
    assert "0 would speak to every device at once" in refusal(transport=serial)


def whole_only(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
    """Gives 80 to 85 out together or not at all."""
    transaction, device_id, pdu = frame
    address = int.from_bytes(pdu[1:3], "big")
    if address >= 80 and pdu[1:5] != bytes([0, 80, 0, 6]):
        answer = bytes([pdu[0] | 0x80, 2])
    line.sendall(framed(transaction, device_id, answer))


def test_a_block_is_read_whole() -> None:
    words = {**WORDS, **table(r80=[0, *two_words(2345), 0, 0, 0])}
    changes: dict[str, Any] = {
        "registers": {
            "force": {"address": 81, "type": "int32"},
            "constant": {"address": 80, "type": "uint16"},
            "tens": {"address": 81, "type": "uint32"},
        },
        "probes": [{"register": "tens", "equals": 2345}],
    }
    with served(words, spoil=whole_only) as device:
        with (
            machine_on(device, plain(**changes)) as machine,
            pytest.raises(ModbusRefusedError, match="illegal address"),
        ):
            machine.look()
        changes["blocks"] = [{"address": 80, "count": 6}]
        with machine_on(device, plain(**changes)) as machine:
            assert machine.look().load == pytest.approx(23.45)
            assert machine.value("tens") == 2345


def test_a_register_half_in_a_block_is_refused() -> None:
    changes: dict[str, Any] = {"blocks": [{"address": 1, "count": 1}]}
    changes["registers"] = {"force": {"type": "int32"}}
    assert "lies only partly in [[blocks]] 1" in refusal(**changes)


def test_a_written_register_of_a_block_cannot_be_read_back() -> None:
    assert "Set readback = 'none'" in refusal(blocks=[{"address": 20, "count": 2}])


def by_device(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
    """A heater with id 7 on the same line: its registers hold 2105."""
    transaction, device_id, pdu = frame
    if device_id == 7 and pdu[0] == 3:
        answer = bytes([3, 2]) + (2105).to_bytes(2, "big")
    line.sendall(framed(transaction, device_id, answer))


HEATED = {
    "temperature": {
        "address": 1,
        "type": "int16",
        "scale": 0.1,
        "unit": "degC",
        "valid": [-10.0, 300.0],
        "device": "heater",
    }
}


def test_a_second_device_on_the_same_line_has_its_own_id() -> None:
    changes: dict[str, Any] = {"registers": HEATED, "devices": {"heater": {"device_id": 7}}}
    with served(WORDS, spoil=by_device) as device, machine_on(device, plain(**changes)) as machine:
        look = machine.look()
        assert (look.die_degc, look.load) == (pytest.approx(210.5), pytest.approx(1.5))


def test_a_second_device_may_have_its_own_host() -> None:
    with served(WORDS) as device, served({1: 853}) as heater:
        changes: dict[str, Any] = {
            "registers": HEATED,
            "devices": {"heater": {"host": "127.0.0.1", "port": heater.port}},
        }
        with machine_on(device, plain(**changes)) as machine:
            assert machine.look().die_degc == pytest.approx(85.3)
        assert heater.asked == 1


def test_a_set_point_goes_to_the_device_whose_it_is() -> None:
    warm = {"address": 20, "scale": 0.1, "unit": "degC", "valid": [0, 300], "access": "rw"}
    changes: dict[str, Any] = {
        "registers": {**HEATED, "sp_temperature": {**warm, "device": "heater"}},
        "devices": {"heater": {"device_id": 7}},
        "setpoints": {"write": ["sp_force", "sp_temperature"]},
        "limits": {"max_die_degc": 250.0, "max_heat_k_min": 10.0},
    }
    with served(WORDS) as device, machine_on(device, plain(**changes)) as machine:
        machine.write_setpoints({"sp_force": 2.0})
        machine.write_setpoints({"sp_temperature": 85.0})
        writes = [(unit, pdu[1:3].hex()) for _, unit, pdu in device.frames if pdu[0] == 16]
    assert writes == [(1, "0014"), (7, "0014")]


def test_a_device_that_is_not_there_is_refused() -> None:
    assert "device = 'heater' is not in [devices]" in refusal(registers=HEATED)


MOVING = {
    "registers": {"sp_force": {"moves": True}},
    "setpoints": {"write": []},
    "commands": {"start": [{"write": ["sp_force", "cmd"], "values": ["$force", 6]}]},
}


def test_what_moves_the_axis_is_written_by_start_alone_in_one_frame() -> None:
    with served(WORDS) as device, machine_on(device, plain(**MOVING)) as machine:
        assert machine.write_setpoints({}) == {}
        machine.command("start", 1, lambda: None, {"force": 12.5})
        writes = [pdu for _, _, pdu in device.frames if pdu[0] in (6, 16)]
        assert [pdu.hex() for pdu in writes] == ["10001400020404e20006"]


def test_what_moves_the_axis_may_not_be_a_set_point() -> None:
    moving = {**MOVING, "setpoints": {"write": ["sp_force"]}}
    assert "[registers.sp_force] moves = true" in refusal(**moving)


def test_a_target_that_is_never_written_is_refused() -> None:
    assert "the target would never reach the press" in refusal(setpoints={"write": []})


def test_one_word_goes_out_by_function_6_where_16_takes_no_single_word() -> None:
    def fussy(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        transaction, device_id, pdu = frame
        if pdu[0] == 16 and pdu[3:5] == b"\0\1":
            answer = b"\x90\x02"
        line.sendall(framed(transaction, device_id, answer))

    with served(WORDS, spoil=fussy) as device:
        with (
            machine_on(device, plain()) as machine,
            pytest.raises(ModbusRefusedError, match="one_word_fc6 = true takes function 6"),
        ):
            machine.command("release", 1, lambda: None, {})
        with machine_on(device, plain(transport={"one_word_fc6": True})) as machine:
            machine.command("release", 1, lambda: None, {})
        assert device.words[21] == 2


def counting(words: dict[int, int]) -> Spoil:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        device.words[0] += 1
        line.sendall(framed(frame[0], frame[1], answer))

    return spoil


@pytest.mark.parametrize(
    ("step", "reads"),
    [
        ({"at_least": 5}, 6),
        ({"not_equals": 0}, 2),
        ({"at_most": 0}, 1),
        ({"equals": 3}, 4),
    ],
)
def test_a_command_waits_for_more_than_equality(step: dict[str, Any], reads: int) -> None:
    steps = {"tare": [{"wait": "state", "within_s": 5.0, **step}]}
    with (
        served(WORDS, spoil=counting(WORDS)) as device,
        machine_on(device, plain(commands=steps)) as machine,
    ):
        machine.command("tare", 1, lambda: None, {})
        assert device.asked == reads


def test_a_wait_in_vain_says_what_was_waited_for() -> None:
    steps = {"tare": [{"wait": "state", "at_least": 5, "within_s": 0.5}]}
    clock = SimulatedClock()
    with (
        served(WORDS) as device,
        machine_on(device, plain(commands=steps), clock) as machine,
        pytest.raises(CommandTimeoutError, match=r"state = 0 did not become >=5 within 0.5 s"),
    ):
        machine.command("tare", 1, lambda: clock.sleep(0.2), {})


def test_a_wait_has_one_comparison() -> None:
    steps = {"tare": [{"wait": "state", "at_least": 5, "equals": 3}]}
    assert "has equals and at_least of" in refusal(commands=steps)


def test_a_delay_is_watched() -> None:
    clock = SimulatedClock()
    pauses: list[float] = []

    def pause() -> None:
        pauses.append(clock.now_s())
        clock.sleep(0.1)

    steps = {"tare": [{"delay_s": 0.45}, {"write": "cmd", "values": 4}]}
    with served(WORDS) as device, machine_on(device, plain(commands=steps), clock) as machine:
        machine.command("tare", 1, pause, {})
        assert len(pauses) == 6  # five in the delay, one before the next step
        assert device.words[21] == 4


WATCHED = {
    "registers": {
        "watchdog_time": {"address": 30, "scale": 0.1, "unit": "s", "valid": [0.0, 60.0]},
        "watchdog_state": {"address": 31},
    },
    "heartbeat": {"kind": "watchdog", "deadman_s": 2.0, "running": "watchdog_state.0"},
}


@pytest.mark.parametrize(("shown", "mark"), [(1, "ok"), (2, "fault"), (0, "fault")])
def test_a_watchdog_is_seen_running_and_not_only_set(shown: int, mark: str) -> None:
    words = {**WORDS, **table(r30=[20, shown])}
    with served(words) as device, machine_on(device, plain(**WATCHED)) as machine:
        (finding,) = watchdog(machine)
        assert finding.mark == mark
        assert ("but does not run" in finding.sentence) == (mark == "fault")


def test_kg_and_degf_are_units() -> None:
    words = table(r0=[0, 5000], r20=[0, 0], r40=3920)
    warm = {"address": 40, "scale": 0.1, "unit": "degF", "valid": [-20.0, 400.0]}
    changes = {"registers": {"force": {"unit": "kg", "scale": 1.0}, "temperature": warm}}
    with served(words) as device, machine_on(device, plain(**changes)) as machine:
        look = machine.look()
        assert look.load == pytest.approx(49.03325)  # 5000 kg * 9.80665 m/s2
        assert look.die_degc == pytest.approx(200.0)
        register = machine.map.registers["temperature"]
        assert register.encode(200.0) == [3920]


def test_two_names_may_stand_on_one_address() -> None:
    registers = {"flags": {"address": 1, "type": "int16"}}
    with served(WORDS) as device, machine_on(device, plain(registers=registers)) as machine:
        assert (machine.value("flags"), machine.value("force")) == (150.0, pytest.approx(1.5))


def test_two_names_for_one_written_word_are_refused() -> None:
    again = {"again": {"address": 21, "access": "rw"}}
    assert "overlap" in refusal(registers=again)


@pytest.mark.parametrize(("given", "wire"), [(400001, 0), (400009, 8), (428673, 28672), (40001, 0)])
def test_holding_addresses_of_six_digits(given: int, wire: int) -> None:
    base = {"state": 400003, "force": 400002, "sp_force": 400021, "cmd": 400022}
    registers = {name: {"address": address} for name, address in base.items()}
    registers["state"]["address"] = given if given not in base.values() else 400050
    press_map = press_map_from(plain(registers=registers, address_base="modicon"), "axis.toml")
    assert press_map.registers["state"].address == wire
