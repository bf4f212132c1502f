"""An isostatic press, served by modbus-tk: pressure is pressure, and nobody hears of a force."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from modbus_tk import modbus_tcp
from support.presses.peers import SmallPlc, free_port, hooked, reached

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, UnsafeProtocolError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.commissioning.diagnostics import findings
from hardware.press.interface import InterruptedFate
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Transport

pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")
STEP = Step("copress", target_mpa=400.0, dwell_s=30.0, ramp_mpa_s=8.0, release_mpa_s=5.0)
PROTOCOL = PressProtocol((STEP,))


@contextmanager
def isostatic(folder: Path) -> Iterator[tuple[ModbusPlcPress, SmallPlc]]:
    clock = SimulatedClock()
    plc, transport = SmallPlc(clock), Transport(host="127.0.0.1", port=free_port())
    plc.put(30, 480.0)
    plc.put(32, 10.0)
    server = modbus_tcp.TcpServer(port=transport.port, address="127.0.0.1")
    with hooked(server, plc):
        reached(transport)
        press_map = replace(load_press_map("isostatic_press"), transport=transport)
        settings = PressSettings(lock_folder=folder)
        press = ModbusPlcPress(press_map, press_map.die(None), clock=clock, settings=settings)
        try:
            yield press, plc
        finally:
            press.close()


def run(press: ModbusPlcPress, protocol: PressProtocol = PROTOCOL, **how: object) -> object:
    return press.press_cell(1, protocol, journal=lambda event, detail: None, **how)  # type: ignore[arg-type]


def test_a_whole_cell_at_the_pressure_that_was_asked_for(tmp_path: Path) -> None:
    with isostatic(tmp_path) as (press, plc):
        press.connect()
        record = run(press, replace(PROTOCOL, stack_mpa=20.0))
    (step,) = record.steps  # type: ignore[attr-defined]
    assert np.isnan(record.trace.force_kn).all()  # type: ignore[attr-defined]
    assert plc.get(10) == 400.0  # the words on the line are MPa
    assert plc.get(12) == 8.0
    assert plc.starts == 1
    assert step.hold_mean_mpa == pytest.approx(400.0, rel=1e-3)
    assert step.ramp_mpa_s == pytest.approx(8.0, rel=0.05)
    assert step.release_mpa_s == pytest.approx(5.0, rel=0.05)
    assert step.dwell_s == pytest.approx(30.0, abs=0.6)
    assert record.flags == (  # type: ignore[attr-defined]
        "the fixture is closed by hand: the press has no command for it",
    )


def test_an_abort_speaks_of_pressure(tmp_path: Path) -> None:
    with isostatic(tmp_path) as (press, plc):
        press.connect()
        with pytest.raises(PressFaultError, match=r"shows 0\.00 MPa") as raised:
            run(press, watch=lambda seen: press.abort("enough") if seen.mpa > 100.0 else None)
    assert "kN" not in str(raised.value)
    assert "die" not in str(raised.value)
    assert plc.get(118) < 110.0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"target_mpa": 490.0}, "480.000 MPa, the lowest limit"),
        ({"target_mpa": 550.0}, "press [limits] max_mpa"),
        ({"target_mpa": 610.0}, "vessel 'vessel-1' max_mpa"),
        ({"target_mpa": 3.0}, "below min_mpa = 5 MPa"),
        ({"ramp_mpa_s": 11.0}, "max_ramp_mpa_s"),
    ],
)
def test_what_vessel_press_or_plc_cannot_bear_is_refused_in_mpa(
    tmp_path: Path, changed: dict[str, float], words: str
) -> None:
    with isostatic(tmp_path) as (press, plc):
        press.connect()
        with pytest.raises(UnsafeProtocolError) as raised:
            run(press, PressProtocol((replace(STEP, **changed),)))
    assert words in str(raised.value)
    assert "kN" not in str(raised.value)
    assert plc.starts == 0


def test_the_check_of_the_map_tells_pressures(tmp_path: Path) -> None:
    with isostatic(tmp_path) as (press, _):
        found = findings(press.map, SimulatedClock())
    words = " ".join(finding.sentence for finding in found)
    assert "the PLC's own limit is 480 MPa" in words
    assert "pressure 0.00 MPa" in words
    assert "kN" not in words


def test_its_journal_holds_pressures(tmp_path: Path) -> None:
    events: list[tuple[str, Mapping[str, object]]] = []
    with isostatic(tmp_path) as (press, _):
        press.connect()
        press.press_cell(1, PROTOCOL, journal=lambda name, detail: events.append((name, detail)))
        verdict = press.settle(1, events[:2])  # as if we had died behind START
    keys = {key for _, detail in events for key in detail}
    assert {"pressure_mpa", "peak_mpa", "peak_before_mpa"} <= keys
    assert not [key for key in keys if key.endswith("_kn")]
    assert verdict.fate is InterruptedFate.PRESSED
