"""`press check` names what answers there: another protocol, another program, a second device."""

import socket
import struct

import pytest
from support.presses.line_check import checked, faults, notes
from support.tables.table import Frame, Table, framed

from hardware.press.commissioning import line_survey
from hardware.press.modbus.raw_frames import ReadRequest, other_protocol, with_checksum


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_survey, "PATIENCE_S", 0.15)
    monkeypatch.setattr(line_survey, "HURRY_S", 0.06)


def test_a_serial_server_that_passes_bytes_on_is_named_with_its_key() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(with_checksum(bytes([frame[1]]) + answer))

    assert "State [transport] kind = 'rtu-over-tcp'" in faults(checked(spoil))["protocol"]


def test_a_server_of_web_pages_is_another_program() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        line.shutdown(socket.SHUT_RDWR)

    sentence = faults(checked(spoil))["protocol"]
    assert "text comes ('HTTP/1.1 400 Bad Request'): another program listens" in sentence


def test_a_protocol_number_that_is_not_of_modbus_is_named() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(struct.pack(">HHHB", frame[0], 7, len(answer) + 1, frame[1]) + answer)

    sentence = faults(checked(spoil))["protocol"]
    assert "the protocol number in the head of its frames is 7; of Modbus it is 0" in sentence


def test_two_devices_with_the_same_id_are_a_fault() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        other = answer[:2] + bytes(byte ^ 1 for byte in answer[2:])
        line.sendall(framed(frame[0], frame[1], answer) + framed(frame[0], frame[1], other))

    found = checked(spoil)
    assert "Two devices have the same id" in faults(found)["two answers"]
    assert "double answers" not in notes(found)


def test_an_answer_that_comes_late_twice_is_no_second_device() -> None:
    def spoil(device: Table, line: socket.socket, frame: Frame, answer: bytes) -> None:
        line.sendall(2 * framed(frame[0], frame[1], answer))

    found = checked(spoil)
    assert "answers came twice" in notes(found)["double answers"]
    assert "two answers" not in faults(found)


@pytest.mark.parametrize("came", [b"", b"\0", bytes(4), bytes.fromhex("000100000007010304")])
def test_the_beginning_of_an_answer_is_no_other_protocol(came: bytes) -> None:
    assert other_protocol(ReadRequest(1, "holding", 0, 2), came) == ""
