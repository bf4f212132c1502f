"""A wrong device id shows in four forms; all say the same to a person."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.presses.press import map_at
from support.systems import stop_listening

from hardware.errors import PressUnreachableError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.twin.laboratory import Laboratory


@contextmanager
def gateway(exception_code: int | None) -> Iterator[int]:
    """Answers every request with one exception, or not at all; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line, contextlib.suppress(ConnectionResetError):  # how a client of ours ends
                while header := line.recv(7):
                    tid, _, length, device = struct.unpack(">HHHB", header)
                    function = line.recv(length - 1)[0]
                    if exception_code is not None:
                        pdu = bytes([function | 0x80, exception_code])
                        line.sendall(struct.pack(">HHHB", tid, 0, 3, device) + pdu)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop_listening(listener)
        thread.join(1.0)


def message_of(port: int, folder: Path) -> str:
    press_map = map_at(port, device_id=7)
    settings = PressSettings(lock_folder=folder)
    press = ModbusPlcPress(press_map, press_map.die("steel-10"), settings=settings)
    with pytest.raises(PressUnreachableError) as caught:
        press.connect()
    return str(caught.value)


@pytest.mark.parametrize("code", [2, 4, 10, 11])
def test_fault_09_wrong_id_a_gateway_or_server_answers_with_an_exception(
    tmp_path: Path, code: int
) -> None:
    with gateway(code) as port:
        sentence = message_of(port, tmp_path)
    assert "no device with id 7" in sentence
    assert f"exception {code}" in sentence
    assert "Nothing was sent" in sentence


def test_fault_09_wrong_id_nobody_answers(tmp_path: Path) -> None:
    with gateway(None) as port:
        assert "No device with id 7 answers" in message_of(port, tmp_path)


def test_fault_09_wrong_id_of_the_simulated_plc(tmp_path: Path) -> None:
    with Laboratory(seed=1, folder=tmp_path) as laboratory:
        assert "device with id 7" in message_of(laboratory.port, tmp_path)
