"""The simulated PLC answers Modbus clients that have nothing to do with pymodbus."""

import struct

import modbus_tk
import pytest
from modbus_tk import modbus_tcp
from modbus_tk.defines import READ_HOLDING_REGISTERS, WRITE_MULTIPLE_REGISTERS
from pyModbusTCP.client import ModbusClient
from support.presses.press_bench import DIE

from hardware.clock import SimulatedClock
from hardware.twin.laboratory import HOST, Laboratory
from hardware.twin.plc.registers import State


class PyModbusTcp:
    """pyModbusTCP."""

    def __init__(self, port):
        self._client = ModbusClient(host=HOST, port=port, unit_id=1, auto_open=True, timeout=5)

    def read(self, address, count):
        return self._client.read_holding_registers(address, count)

    def write(self, address, words):
        return self._client.write_multiple_registers(address, words)

    def code_of_forbidden_write(self, address):
        assert not self._client.write_multiple_registers(address, [1])
        return self._client.last_except

    def close(self):
        self._client.close()


class ModbusTk:
    """modbus-tk."""

    def __init__(self, port):
        self._master = modbus_tcp.TcpMaster(HOST, port, timeout_in_sec=5.0)

    def read(self, address, count):
        return list(self._master.execute(1, READ_HOLDING_REGISTERS, address, count))

    def write(self, address, words):
        answer = self._master.execute(1, WRITE_MULTIPLE_REGISTERS, address, output_value=words)
        return answer == (address, len(words))

    def code_of_forbidden_write(self, address):
        with pytest.raises(modbus_tk.modbus.ModbusError) as refused:
            self._master.execute(1, WRITE_MULTIPLE_REGISTERS, address, output_value=[1])
        return refused.value.get_exception_code()

    def close(self):
        self._master.close()


@pytest.fixture(params=[PyModbusTcp, ModbusTk], ids=["pyModbusTCP", "modbus-tk"])
def at_the_press(request, tmp_path):
    clock = SimulatedClock()
    with Laboratory(0, "lithium", tmp_path, clock, "gamry") as laboratory:
        clock.sleep(1.0)
        client = request.param(laboratory.port)
        yield client, clock, laboratory
        client.close()


def number(words):
    return struct.unpack(">f", struct.pack(">HH", *words))[0]


def words(value):
    return list(struct.unpack(">HH", struct.pack(">f", value)))


def watch_until(client, clock, wanted, within_s=200.0):
    for tick in range(int(within_s * 5)):
        clock.sleep(0.2)
        if tick % 2 == 0:
            client.write(2, [tick + 1])
        snapshot = client.read(100, 33)
        if snapshot[0] == wanted:
            return snapshot
    raise AssertionError(f"state {snapshot[0]} after {within_s} s")


def test_the_constants_are_where_the_map_says(at_the_press):
    client, _, _ = at_the_press
    assert client.read(106, 1) == [0x1234]
    assert number(client.read(107, 2)) == pytest.approx(123.456)
    assert client.read(100, 1) == [State.IDLE]


def test_a_cell_is_pressed_and_measured(at_the_press):
    client, clock, laboratory = at_the_press
    setpoints = [*words(DIE.force_kn(400.0)), *words(3.0), 0, 5, *words(2.0), *words(0.5), 7, 0]
    setpoints += words(DIE.force_kn(40.0))
    assert client.write(10, setpoints)
    assert client.read(10, 14) == setpoints
    assert client.write(0, [1, 1])
    assert client.read(101, 2) == [1, 0]
    held = watch_until(client, clock, State.HOLD)
    assert number(held[10:12]) == pytest.approx(DIE.force_kn(400.0), rel=0.02)
    watch_until(client, clock, State.DONE)
    assert client.write(0, [6, 2])
    watch_until(client, clock, State.DONE)
    names = sorted(path.name for path in laboratory.folder.iterdir())
    assert names == ["cell-0007.DTA", "cell-0007.inspection.json"]


def test_status_registers_refuse_to_be_written(at_the_press):
    client, _, _ = at_the_press
    assert client.code_of_forbidden_write(100) == 2
