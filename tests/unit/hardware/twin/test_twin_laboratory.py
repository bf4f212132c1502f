"""The simulated laboratory as a whole: comes, serves, goes; faults that only a network shows."""

import socket
import threading
from dataclasses import replace

import numpy as np
import pytest
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException
from support.presses.press_bench import DIE

from hardware.clock import ScaledClock, SimulatedClock
from hardware.inspection import read_inspection
from hardware.press.protocol import PressProtocol, Step
from hardware.twin.laboratory import HOST, Laboratory, Setup, sample_label
from hardware.twin.plc.faults import FAULTS
from hardware.twin.plc.registers import Address, Command, State, float_words
from hardware.twin.plc.simulated_stroke import SimulatedStroke

PROTOCOL = PressProtocol((Step("copress", 480, 120, 20, 1.6), Step("anode", 120, 60, 20, 5)), 50)


class Line:
    """A pymodbus client in lock step with the laboratory; no second tries."""

    def __init__(self, laboratory, clock, timeout_s=3.0):
        self.client = ModbusTcpClient(HOST, port=laboratory.port, retries=0, timeout=timeout_s)
        assert self.client.connect()
        self.laboratory, self.clock, self.beat = laboratory, clock, 0
        clock.sleep(1.0)

    def read(self, address, count=1):
        return self.client.read_holding_registers(address, count=count, device_id=1)

    def write(self, address, words):
        return self.client.write_registers(address, words, device_id=1)

    def order(self, dwell_s=5):
        words = [*float_words(DIE.force_kn(300.0)), *float_words(4.0), 0, dwell_s]
        self.write(Address.SP_FORCE, [*words, *float_words(4.0), *float_words(0.5), 1])

    def state_after(self, seconds):
        """The press' state as somebody next to it sees it, heart beating."""
        for _ in range(round(seconds / 0.2)):
            self.clock.sleep(0.2)
            self.laboratory.plc.write(Address.PC_HEARTBEAT, [self.beat])
            self.beat += 1
        return self.laboratory.plc.inspect()


@pytest.fixture
def line(tmp_path):
    lines = []

    def opened(*faults, timeout_s=3.0):
        clock = SimulatedClock()
        laboratory = Laboratory(0, "sodium", tmp_path, clock, faults=faults).__enter__()
        lines.append((laboratory, Line(laboratory, clock, timeout_s)))
        return lines[-1][1]

    yield opened
    for laboratory, one in lines:
        one.client.close()
        laboratory.__exit__(None, None, None)


# --- coming and going --------------------------------------------------------------------------


def test_it_leaves_no_thread_and_no_port_behind(tmp_path):
    before = threading.active_count()
    with Laboratory(folder=tmp_path) as laboratory:
        port = laboratory.port
        with socket.create_connection((HOST, port)):
            assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with pytest.raises(OSError):
        socket.create_connection((HOST, port), timeout=1.0)


def test_a_client_that_is_still_there_does_not_hinder_leaving(tmp_path):
    with Laboratory(folder=tmp_path) as laboratory:
        client = ModbusTcpClient(HOST, port=laboratory.port, retries=0, timeout=1.0)
        assert client.connect()
        assert client.read_holding_registers(106, count=1, device_id=1).registers == [0x1234]
    with pytest.raises(ModbusException):
        client.read_holding_registers(106, count=1, device_id=1)
    client.close()


def test_two_laboratories_at_once_have_two_ports(tmp_path):
    with Laboratory(1, folder=tmp_path / "a") as one, Laboratory(2, folder=tmp_path / "b") as two:
        assert one.port != two.port
        boots = [laboratory.plc.read(Address.BOOT_ID, 1) for laboratory in (one, two)]
        assert boots[0] != boots[1]


def test_a_taken_port_is_said(tmp_path):
    with Laboratory(folder=tmp_path) as one:
        second = Laboratory(folder=tmp_path, port=one.port)
        with pytest.raises(OSError, match=f"port {one.port} of 127.0.0.1 cannot be served"):
            second.__enter__()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"preset": "potassium"}, "there are: sodium, lithium"),
        ({"instrument": "zahner"}, "there are: eclab, gamry"),
        ({"faults": ["gremlin"]}, "unknown fault 'gremlin'; there are: lost-start-reply"),
        ({"setup": Setup(powder="flour")}, "unknown powder 'flour'"),
    ],
)
def test_wrong_names_are_answered_with_the_right_ones(tmp_path, settings, message):
    with pytest.raises(ValueError, match=message):
        Laboratory(folder=tmp_path, **settings)


def test_labels_have_four_digits():
    assert [sample_label(n) for n in (1, 123, 12345)] == ["cell-0001", "cell-0123", "cell-12345"]


def test_time_can_run_faster(tmp_path):
    clock = ScaledClock(1000.0)
    laboratory = Laboratory(folder=tmp_path, clock=clock)
    clock.sleep(2.0)
    assert laboratory.plc.inspect() is State.IDLE
    assert laboratory.plc.read(Address.PLC_HEARTBEAT, 1)[0] >= 4


def test_truth_is_the_same_in_every_laboratory_of_a_kind(tmp_path):
    answers = {Laboratory(seed, folder=tmp_path).truth(PROTOCOL).asr_ohm_cm2 for seed in range(3)}
    assert len(answers) == 1
    assert answers != {Laboratory(0, "lithium", tmp_path).truth(PROTOCOL).asr_ohm_cm2}


def test_inspection_and_cell_say_the_same(tmp_path):
    clock = SimulatedClock()
    with Laboratory(0, "sodium", tmp_path, clock) as laboratory:
        line = Line(laboratory, clock)
        line.order()
        line.write(Address.CMD, [Command.START, 1])
        line.state_after(60.0)
        line.write(Address.SP_STACK, float_words(4.0))
        line.write(Address.CMD, [Command.CLOSE_FIXTURE, 2])
        line.state_after(10.0)
        line.client.close()
        cell = laboratory.bench.cells[1]
    seen = read_inspection(tmp_path, "cell-0001")
    assert seen is not None
    assert (seen.damage, seen.shorted) == (cell.damage, cell.shorted)
    assert seen.note.startswith("simulated")


# --- faults of the line ------------------------------------------------------------------------


def test_a_lost_reply_to_start_still_starts_and_once(line):
    at = line("lost-start-reply", timeout_s=0.3)
    at.order(dwell_s=60)
    with pytest.raises(ModbusException):
        at.write(Address.CMD, [Command.START, 1])
    assert at.state_after(30.0) is State.HOLD
    assert not at.write(Address.CMD, [Command.START, 1]).isError()
    assert at.read(Address.ACK_SEQ, 2).registers == [1, 0]
    assert at.laboratory.plc.inspect() is State.HOLD


def test_a_lost_reply_to_release_still_releases(line):
    at = line("lost-release-reply", timeout_s=0.3)
    at.order(dwell_s=600)
    assert not at.write(Address.CMD, [Command.START, 1]).isError()
    assert at.state_after(30.0) is State.HOLD
    with pytest.raises(ModbusException):
        at.write(Address.CMD, [Command.RELEASE, 2])
    assert at.state_after(1.0) is State.RELEASE


@pytest.mark.parametrize(("fault", "code"), [("busy", 6), ("device-failure", 4)])
def test_exceptions_come_in_the_hold(line, fault, code):
    at = line(fault)
    at.order(dwell_s=60)
    at.write(Address.CMD, [Command.START, 1])
    codes = []
    for _ in range(60):
        at.state_after(0.2)
        codes.append(at.read(Address.STATE).exception_code)
    assert set(codes) == {0, code}
    assert codes[0] == 0


def test_a_map_error_refuses_every_address(line):
    assert line("illegal-address").read(Address.STATE).exception_code == 2


def test_another_device_id_is_refused(line):
    at = line()
    answer = at.client.read_holding_registers(Address.STATE, count=1, device_id=7)
    assert answer.isError()


def test_a_cut_line_can_be_opened_again_while_the_press_holds(line):
    at = line("cut", timeout_s=0.5)
    at.order(dwell_s=60)
    at.write(Address.CMD, [Command.START, 1])
    at.state_after(12.0)
    failures = 0
    for _ in range(12):
        state = at.state_after(0.2)
        try:
            at.read(Address.STATE)
        except (ModbusException, OSError):  # pymodbus lets a reset through, and keeps that socket
            at.client.close()
            failures += 1
    assert failures == 1
    assert state is State.HOLD


def test_a_silent_plc_goes_on_pressing(line):
    at = line("silent", timeout_s=0.2)
    at.order(dwell_s=60)
    at.write(Address.CMD, [Command.START, 1])
    assert at.state_after(12.0) is State.HOLD
    with pytest.raises(ModbusException):
        at.read(Address.STATE)


def test_slow_answers_come_too_late_for_an_impatient_client(line):
    at = line("slow", timeout_s=0.3)
    at.order(dwell_s=60)
    at.write(Address.CMD, [Command.START, 1])
    at.state_after(2.6)
    with pytest.raises(ModbusException):
        at.read(Address.STATE)
    at.laboratory.heal()


def test_a_fault_can_be_armed_and_ended_while_it_serves(line):
    at = line()
    at.laboratory.inject("illegal-address")
    assert at.read(Address.STATE).isError()
    at.laboratory.heal()
    assert at.read(Address.STATE).registers == [State.IDLE]


def test_every_fault_is_stated_in_words():
    assert all(fault.text and fault.effects for fault in FAULTS.values())
    assert len({fault.text for fault in FAULTS.values()}) == len(FAULTS)


def test_a_cell_of_a_series_stays_in_its_fixture_when_the_program_ends(tmp_path):
    """A driven analyser reads it afterwards as before; the next stroke takes it out."""
    stroke = SimulatedStroke(2, DIE.force_kn(300), DIE.force_kn(301), 60.0, 1.0, 0.5)
    setup = Setup(analyser="hioki_im3590", series=True)

    def begun():
        return Laboratory(3, folder=tmp_path, clock=SimulatedClock(), setup=setup)

    before = begun()
    assert before.bench.probe(np.array([1e4, 1e2])) is None
    before.bench.struck(stroke)
    before.bench.fixture_closed(2, DIE.force_kn(50))
    read = before.bench.probe(np.array([1e4, 1e2]))
    after = begun()
    assert after.plc.machine.stack_kn == DIE.force_kn(50)
    np.testing.assert_array_equal(after.bench.probe(np.array([1e4, 1e2])), read)
    after.bench.struck(replace(stroke, hold_kn=DIE.force_kn(350), peak_kn=DIE.force_kn(351)))
    assert begun().bench.probe(np.array([1e4, 1e2])) is None
