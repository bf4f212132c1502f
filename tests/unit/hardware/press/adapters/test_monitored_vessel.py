"""An isostatic press pumped by hand: its gauge is read, and guides in MPa; nothing is written."""

import socket
import struct
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pyModbusTCP.server import DataBank, ModbusServer

from hardware.clock import SimulatedClock
from hardware.errors import PressSilentError, UnsafeProtocolError
from hardware.press.adapters.monitored import MonitoredPress
from hardware.press.interface import InterruptedFate, PressRecord
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import SHIPPED, press_map_from
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import Transport

STEP = Step("copress", target_mpa=300.0, dwell_s=30.0, ramp_mpa_s=5.0, release_mpa_s=5.0)
PROTOCOL = PressProtocol((STEP,), stack_mpa=20.0)
IN_MPA = {
    "cell_range_kn = 100.0\n": "isostatic = true\n",
    "cell_error = 0.002\n": "",
    "[registers.force]": "[registers.pressure]",
    "[registers.peak_force]": "[registers.peak_pressure]",
    'unit = "kN"': 'unit = "bar"',
    "scale = 0.01": "scale = 0.1",
    "valid = [-1.0, 110.0]": "valid = [-1.0, 760.0]",
    "max_force_kn = 95.0\n": "",
    "min_force_kn = 1.0": "min_mpa = 5.0",
    "unloaded_kn = 0.2": "unloaded_mpa = 0.5",
    "[dies.steel-10]\ndiameter_mm = 10.0\nmax_force_kn = 63.0\nmax_mpa = 800.0": (
        "[vessels.vessel-1]\nmax_mpa = 500.0"
    ),
}
"""What a person changes in the shipped map of a load cell to have that of a gauge in bar."""


def gauge_map() -> PressMap:
    text = (SHIPPED / "load_cell_indicator.toml").read_text(encoding="utf-8")
    for old, new in IN_MPA.items():
        assert old in text
        text = text.replace(old, new)
    return press_map_from(tomllib.loads(text), "gauge.toml")


class Gauge(DataBank):
    """Shows what a hand does to the fluid: pumps for a minute, holds, lets off."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(h_regs_size=64)
        self.clock, self.status, self.written = clock, 0, 0

    @property
    def mpa(self) -> float:
        now_s = self.clock.now_s()
        return max(0.0, min(5.0 * (now_s - 5.0), 300.0, 300.0 - 5.0 * (now_s - 100.0)))

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        words = [0] * 64
        words[6] = self.status
        words[7:9] = struct.unpack(">HH", struct.pack(">i", round(self.mpa * 100.0)))
        words[16:18] = struct.unpack(">HH", struct.pack(">I", 100000))
        return words[address : address + number]

    def set_holding_registers(
        self, address: int, word_list: list[int], srv_info: object = None
    ) -> bool:
        self.written += 1
        return True


@contextmanager
def gauge() -> Iterator[tuple[MonitoredPress, Gauge, list[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock, seen = SimulatedClock(), list[str]()
    shown = Gauge(clock)
    server = ModbusServer("127.0.0.1", port, no_block=True, data_bank=shown)
    server.start()
    line = Transport(host="127.0.0.1", port=port, timeout_s=0.3)
    press_map = replace(gauge_map(), transport=line)
    settings = PressSettings(poll_s=0.2, tell=seen.append)
    press = MonitoredPress(press_map, press_map.die("vessel-1"), clock=clock, settings=settings)
    try:
        press.connect()
        yield press, shown, seen
    finally:
        press.close()
        server.stop()


def run(press: MonitoredPress, protocol: PressProtocol = PROTOCOL) -> PressRecord:
    return press.press_cell(1, protocol, journal=lambda event, detail: None)


def test_a_hand_at_the_pump_is_guided_in_mpa() -> None:
    with gauge() as (press, shown, spoken):
        record = run(press)
    (step,) = record.steps
    assert step.hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert step.ramp_mpa_s == pytest.approx(5.0, rel=0.1)
    assert step.release_mpa_s == pytest.approx(5.0, rel=0.1)
    assert spoken[0] == "copress: pump to 300.00 MPa (now 0.00 MPa)"
    assert any("hold 29 s more" in sentence for sentence in spoken)
    assert not any("kN" in sentence for sentence in spoken)
    assert record.flags == ("the fixture is closed by hand and not measured",)
    assert shown.written == 0


def test_an_alarm_speaks_of_the_gauge_and_of_mpa() -> None:
    with gauge() as (press, shown, spoken):

        def fail(seen: object) -> None:
            if shown.clock.now_s() > 40.0:
                shown.status = 1

        with pytest.raises(PressSilentError, match=r"\d MPa when last seen") as caught:
            press.press_cell(1, PROTOCOL, journal=lambda event, detail: None, watch=fail)
        assert press.settle(1, [("started", {})]).fate is InterruptedFate.LOADED
    assert "alarm of the pressure gauge" in str(caught.value)
    assert "kN" not in str(caught.value)
    assert spoken[-1].startswith("\aRELEASE SLOWLY NOW")


def test_what_the_vessel_cannot_bear_is_refused_before_anybody_pumps() -> None:
    with (
        gauge() as (press, _, spoken),
        pytest.raises(UnsafeProtocolError, match="vessel 'vessel-1'"),
    ):
        run(press, PressProtocol((replace(STEP, target_mpa=510.0),)))
    assert spoken == []
