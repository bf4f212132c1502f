"""Without an oil gauge a frozen or saturated sensor is seen in a hold only by its peace."""

from dataclasses import replace
from pathlib import Path

from support.presses.press import Bench, map_at

from hardware.clock import SimulatedClock
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.registers import State

CELL = PressProtocol((Step("copress", 60.0, 6.0, 20.0, 20.0),))


def flags(tmp_path: Path, shown_kn: "dict[State, float]", most_kn: float = 1e9) -> tuple[str, ...]:
    """Flags of a cell whose reading stands at a value in some states, or saturates."""
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=tmp_path, clock=clock) as lab:
        read = lab.plc._sensors.force_kn

        def shown() -> float:
            true = read()
            return min(shown_kn.get(lab.plc.machine.state, true), most_kn)

        lab.plc._sensors.force_kn = shown  # type: ignore[method-assign]
        press_map = map_at(lab.port)
        press_map = replace(
            press_map, press=press_map.press.model_copy(update={"ram_area_cm2": None})
        )
        die = press_map.die("steel-10")
        settings = PressSettings(lock_folder=tmp_path)
        press = ModbusPlcPress(press_map, die, clock=clock, settings=settings)
        press.connect()
        try:
            return Bench(lab, press, clock).run(CELL).flags
        finally:
            press.close()


def test_a_live_sensor_raises_no_flag(tmp_path: Path) -> None:
    assert not any("sensor" in flag for flag in flags(tmp_path, {}))


def test_a_reading_that_freezes_in_the_hold_is_suspected(tmp_path: Path) -> None:
    found = flags(tmp_path, {State.HOLD: 4.7})
    assert any("stood exactly still in the hold" in flag for flag in found)


def test_a_reading_that_freezes_in_the_release_is_suspected(tmp_path: Path) -> None:
    found = flags(tmp_path, {State.RELEASE: 4.7})
    assert any("stood exactly still in the release" in flag for flag in found)


def test_a_saturated_sensor_is_suspected_by_the_mean_of_the_hold(tmp_path: Path) -> None:
    found = flags(tmp_path, {}, most_kn=3.0)
    assert any("its mean is 36% below the target" in flag for flag in found)
    assert any("stood exactly still in the hold" in flag for flag in found)
