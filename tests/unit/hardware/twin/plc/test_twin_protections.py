"""The simulated press: stop, release, deadman, fixture."""

import pytest
from support.presses.press_bench import DIE, Bench

from hardware.twin.plc.registers import Ack, Address, AlarmFlag, Command, Interlock, State


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


# --- stop, release, protections ------------------------------------------------------------------


def test_release_in_the_hold_ends_aborted_at_the_release_rate(bench):
    bench.order(mpa=400.0, dwell_s=600, release=10.0)
    bench.command(Command.START)
    bench.until(State.HOLD)
    began = bench.clock.now_s()
    assert bench.command(Command.RELEASE) is Ack.OK
    assert bench.until(State.ABORTED) is State.ABORTED
    assert bench.clock.now_s() - began == pytest.approx(40.0, abs=2.0)
    assert bench.until(State.IDLE) is State.IDLE
    assert bench.word(Address.LAST_END) == State.ABORTED
    assert len(bench.laboratory.bench.strokes[1]) == 1


def test_release_is_always_allowed_and_harmless_at_rest(bench):
    assert bench.command(Command.RELEASE) is Ack.OK
    assert bench.state is State.IDLE


def test_stop_holds_the_present_force_until_released(bench):
    bench.order(mpa=400.0, dwell_s=1)
    bench.command(Command.START)
    bench.until(State.RAMP)
    for _ in bench.look(4.0):
        pass
    assert bench.command(Command.STOP) is Ack.OK
    held = bench.plc.machine.ram.force_kn
    for state in bench.look(60.0):
        assert state is State.HOLD
    assert bench.plc.machine.ram.force_kn == pytest.approx(held, rel=0.01)
    bench.command(Command.RELEASE)
    assert bench.until(State.ABORTED) is State.ABORTED


def test_without_heartbeat_the_deadman_releases(bench):
    bench.order(mpa=400.0, dwell_s=600, release=20.0)
    bench.command(Command.START)
    bench.until(State.HOLD)
    bench.clock.sleep(1.5)
    assert bench.state is State.HOLD
    bench.clock.sleep(1.0)
    assert bench.state is State.RELEASE
    bench.clock.sleep(40.0)
    assert bench.state is State.FAULT
    assert bench.alarms == AlarmFlag.DEADMAN | AlarmFlag.ANY
    assert bench.number(Address.FORCE) == pytest.approx(0.0, abs=0.05)


def test_a_fault_stays_until_it_is_reset(bench):
    test_without_heartbeat_the_deadman_releases(bench)
    bench.order()
    assert bench.command(Command.START) is Ack.REFUSED_STATE
    assert bench.command(Command.RESET_ALARM) is Ack.OK
    assert bench.alarms == 0
    assert bench.press() is State.DONE


def test_a_supervisor_that_waits_long_at_rest_does_not_trip_the_deadman(bench):
    bench.clock.sleep(1e6)
    assert bench.state is State.IDLE
    assert bench.alarms == 0
    assert bench.press() is State.DONE


# --- fixture -------------------------------------------------------------------------------------


def test_closing_the_fixture_brings_the_stack_force_and_the_files(bench):
    bench.press(stack=50.0)
    assert bench.command(Command.CLOSE_FIXTURE) is Ack.OK
    assert list(bench.laboratory.folder.iterdir()) == []
    assert bench.until(State.DONE) is State.DONE
    wanted = DIE.force_kn(50.0)
    assert abs(bench.number(Address.STACK) - wanted) < 0.015 * wanted + DIE.force_kn(1.0)
    names = sorted(path.name for path in bench.laboratory.folder.iterdir())
    assert names == ["cell-0001.inspection.json", "cell-0001.mpt"]
    assert Interlock(bench.word(Address.INTERLOCKS)) & Interlock.FIXTURE_CLOSED


def test_the_next_stroke_opens_the_fixture(bench):
    bench.press()
    bench.command(Command.CLOSE_FIXTURE)
    bench.until(State.IDLE)
    bench.press(sample=2)
    assert bench.number(Address.STACK) == 0.0


def test_an_empty_fixture_writes_nothing(bench):
    bench.order(sample=5)
    bench.command(Command.CLOSE_FIXTURE)
    bench.until(State.DONE)
    assert list(bench.laboratory.folder.iterdir()) == []


def test_a_fixture_beyond_its_springs_is_refused(bench):
    bench.press(stack=400.0)
    assert bench.command(Command.CLOSE_FIXTURE) is Ack.OUT_OF_LIMITS


def test_strokes_are_stated_apart_by_their_force(bench):
    """Pre-press, co-press, anode: whatever is hardest co-pressed the cell."""
    for mpa in (250.0, 480.0, 120.0):
        bench.press(mpa=mpa, dwell_s=20)
    bench.command(Command.CLOSE_FIXTURE)
    bench.until(State.DONE)
    strokes = bench.laboratory.bench.strokes[1]
    history = bench.laboratory.bench._history(strokes, 50.0)
    assert float(history.copress_mpa) == pytest.approx(480, rel=0.02)
    assert float(history.anode_mpa) == pytest.approx(120, rel=0.03)
    assert float(history.prepress_mpa) == pytest.approx(250, rel=0.03)
    assert float(history.copress_dwell_s) == pytest.approx(20, abs=0.1)


def test_a_worn_die_presses_less(tmp_path):
    bench = Bench(tmp_path, wear_mm_per_cell=0.01)
    felt = []
    for sample in (1, 100):
        bench.press(mpa=400.0, sample=sample)
        history = bench.laboratory.bench._history(bench.laboratory.bench.strokes[sample], 50.0)
        felt.append(float(history.copress_mpa))
    assert felt[1] < 0.9 * felt[0]


def test_measuring_again_gives_another_sweep_of_the_same_cell(bench):
    bench.press()
    texts = []
    for _ in range(2):
        bench.command(Command.CLOSE_FIXTURE)
        bench.until(State.IDLE)
        texts.append((bench.laboratory.folder / "cell-0001.mpt").read_bytes())
    assert texts[0] != texts[1]
    assert bench.laboratory.bench.measured == {1: 2}
