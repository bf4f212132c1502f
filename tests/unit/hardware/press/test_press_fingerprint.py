"""The compaction curve stands next to the trial, where travel, mass and density are known."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import COPRESS, WHOLE, Bench, bench

from campaigns.store.json_codec import record_of, to_json
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import PressRecord, StepRecord
from hardware.press.options import PowderFill
from hardware.press.protocol import PressProtocol

DENSITY_G_CM3, OPEN_MM, DENSE_MM = 2.0, 25.0, 0.57
FRAME_MM_PER_KN = 0.004


def known(b: Bench, mass_mg: float, *, zero: bool = True) -> ModbusPlcPress:
    """The same press with its travel gauged and its powder weighed."""
    loose_mm = DENSE_MM / (1.0 - b.lab.design.powder.e0)
    gauged = {"zero_mm": OPEN_MM + loose_mm, "frame_mm_per_kn": FRAME_MM_PER_KN} if zero else {}
    press_map = replace(b.press.map, press=b.press.map.press.model_copy(update=gauged))
    settings = replace(b.press._settings, powder=PowderFill(mass_mg, DENSITY_G_CM3))
    b.press.close()
    b.press = ModbusPlcPress(press_map, b.press.die, clock=b.clock, settings=settings)
    b.press.connect()
    return b.press


def weighed(b: Bench) -> float:
    """Mass of the simulated pellet, mg: 0.57 mm if it had no pores."""
    return DENSE_MM * b.press.die.area_mm2 * DENSITY_G_CM3


def pressed(b: Bench, mass_mg: float, protocol: PressProtocol = WHOLE, **more: bool) -> PressRecord:
    press = known(b, mass_mg, **more)
    record = b.run(protocol)
    press.close()
    return record


def test_the_step_that_densified_has_the_curve_of_its_powder(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = pressed(b, weighed(b))
        yield_mpa = b.lab.design.powder.yield_mpa
    found = record.steps[0].compaction
    assert found is not None
    assert record.steps[1].compaction is None  # the anode is pressed onto a pellet already dense
    assert found.heckel_r2 > 0.9
    assert found.yield_mpa == pytest.approx(yield_mpa, rel=1.0)  # of the powder's own order
    assert found.springback > 0.0
    assert record.flags == ()


def test_the_same_powder_pressed_twice_gives_the_same_curve(tmp_path: Path) -> None:
    found = []
    for target_mpa in (300.0, 310.0):
        with bench(tmp_path / str(target_mpa)) as b:
            protocol = PressProtocol((replace(COPRESS, target_mpa=target_mpa),))
            found.append(pressed(b, weighed(b), protocol).steps[0].compaction)
    first, second = found
    assert first is not None and second is not None
    assert second.yield_mpa == pytest.approx(first.yield_mpa, rel=0.05)


def test_it_is_kept_with_the_trial(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        step = pressed(b, weighed(b)).steps[0]
    kept = json.loads(to_json(step))
    assert record_of(StepRecord, kept) == step
    del kept["compaction"]  # as written before there were curves
    assert record_of(StepRecord, kept).compaction is None


def test_a_travel_without_its_zero_gives_no_curve(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = pressed(b, weighed(b), zero=False)
    assert record.steps[0].compaction is None
    assert record.flags == ()


def test_a_wrong_mass_is_said_and_gives_no_curve(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        record = pressed(b, 3.0 * weighed(b))
    assert record.steps[0].compaction is None
    assert any(
        "no compaction curve" in flag and "denser than the solid" in flag for flag in record.flags
    )
