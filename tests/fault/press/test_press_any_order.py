"""Acknowledge, done and release in any order: each stroke is driven to its end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import Bench, map_at

from hardware.clock import SimulatedClock
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.model import CommandStep, PressMap
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.plc import Plc
from hardware.twin.plc.registers import Address, State

STEP = Step("copress", target_mpa=60.0, dwell_s=6.0, ramp_mpa_s=20.0, release_mpa_s=20.0)
CELL = PressProtocol((STEP,))
BY_COMPUTER = {"by the PLC": False, "by the computer": True}


def timed_by_computer(press_map: PressMap) -> PressMap:
    """The same machine without a set-point for the dwell."""
    left = tuple(name for name in press_map.setpoints if name != "sp_dwell")
    return replace(press_map, setpoints=left)


def without_waits(press_map: PressMap) -> PressMap:
    """The same machine, whose commands wait for no acknowledgement."""
    commands: dict[str, tuple[CommandStep, ...]] = {
        name: tuple(step for step in steps if step.kind != "wait")[:1]
        for name, steps in press_map.commands.items()
    }
    return replace(press_map, commands=commands)


def acknowledges(shown: Callable[[Plc, int], int]) -> Callable[[Plc], None]:
    """A PLC that shows another number than the one it took."""

    def change(plc: Plc) -> None:
        values = plc._values

        def changed() -> Mapping[Address, float]:
            return {**values(), Address.ACK_SEQ: shown(plc, plc._ack_seq)}

        plc._values = changed  # type: ignore[method-assign, assignment]

    return change


def resting(plc: Plc) -> bool:
    return plc.machine.state in (State.IDLE, State.DONE, State.ABORTED)


PLCS: dict[str, Callable[[Plc], None]] = {
    "at once": lambda plc: None,
    "cleared when it is done": acknowledges(lambda plc, seq: 0 if resting(plc) else seq),
    "only when it is done": acknowledges(lambda plc, seq: seq if resting(plc) else 0),
    "never": acknowledges(lambda plc, seq: 0),
}


@contextmanager
def press_of(
    folder: Path, change: Callable[[Plc], None], *changes: Callable[[PressMap], PressMap]
) -> Iterator[Bench]:
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=folder, clock=clock) as lab:
        press_map = map_at(lab.port)
        for it in changes:
            press_map = it(press_map)
        change(lab.plc)
        lab.plc._written[Address.SP_DWELL + 1] = 0xFFFF  # where nobody writes it, it holds on
        settings = PressSettings(lock_folder=folder)
        die = press_map.die("steel-10")
        press = ModbusPlcPress(press_map, die, clock=clock, settings=settings)
        press.connect()
        try:
            yield Bench(lab, press, clock)
        finally:
            press.close()


@pytest.mark.parametrize("plc", PLCS.values(), ids=PLCS.keys())
@pytest.mark.parametrize("by_computer", BY_COMPUTER.values(), ids=BY_COMPUTER.keys())
def test_whenever_the_number_is_shown_the_stroke_comes_to_its_end(
    tmp_path: Path, plc: Callable[[Plc], None], by_computer: bool
) -> None:
    changes = [without_waits, *([timed_by_computer] if by_computer else [])]
    with press_of(tmp_path, plc, *changes) as b:
        for sample in (1, 2):  # the second begins where the first has left the numbers
            record = b.run(CELL, sample)
            assert record.steps[0].dwell_s == pytest.approx(6.0, abs=0.5)
            assert record.steps[0].hold_mean_mpa == pytest.approx(60.0, rel=0.03)
        assert b.true_kn < 0.2
    assert len(b.begun) == 2


def test_a_plc_that_waits_for_its_acknowledgement_and_whose_dwell_we_time(tmp_path: Path) -> None:
    with press_of(tmp_path, PLCS["at once"], timed_by_computer) as b:
        record = b.run(CELL)
    assert record.steps[0].dwell_s == pytest.approx(6.0, abs=0.5)
    assert b.names == ["intent", "started", "hold_begin", "hold_end", "released"]


def test_a_release_that_is_refused_at_first_is_asked_for_with_a_newer_number(
    tmp_path: Path,
) -> None:
    with press_of(tmp_path, PLCS["at once"], timed_by_computer) as b:
        machine, release, deaf = b.lab.plc.machine, b.lab.plc.machine.release, [True, True]

        def deaf_at_first(*args: State) -> None:
            if deaf:
                deaf.pop()
                return
            release(*args)

        machine.release = deaf_at_first  # type: ignore[method-assign]
        record = b.run(CELL)
    assert deaf == []
    assert 6.0 < record.steps[0].dwell_s < 10.0
