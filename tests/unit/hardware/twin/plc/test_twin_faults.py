"""Every named fault of the simulated laboratory shows as it should."""

import math

import pytest
from support.presses.press_bench import DIE, Bench

from hardware.twin.plc.plc import PressModel
from hardware.twin.plc.registers import (
    Ack,
    Address,
    AlarmFlag,
    Command,
    Interlock,
    State,
    float_words,
)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def reading(bench, seconds):
    return [bench.number(Address.FORCE) for _ in bench.look(seconds)]


def test_frozen_force_stands_still_while_the_oil_rises(tmp_path):
    bench = Bench(tmp_path, "frozen-force")
    bench.order(dwell_s=60)
    bench.command(Command.START)
    bench.until(State.HOLD)
    assert len(set(reading(bench, 5.0))) == 1
    assert bench.number(Address.OIL_BAR) > 10 * bench.number(Address.FORCE)


def test_a_dead_sensor_reads_not_a_number(tmp_path):
    bench = Bench(tmp_path, "nan-force")
    bench.order(dwell_s=60)
    bench.command(Command.START)
    bench.until(State.HOLD)
    assert math.isnan(reading(bench, 3.0)[-1])


def test_tare_off_shows_at_rest_and_taring_mends_it(tmp_path):
    bench = Bench(tmp_path, "tare-off")
    assert bench.number(Address.FORCE) == pytest.approx(3.0, abs=0.05)
    assert bench.command(Command.TARE) is Ack.OK
    assert bench.number(Address.FORCE) == pytest.approx(0.0, abs=0.05)


def test_drift_grows_at_rest(tmp_path):
    bench = Bench(tmp_path, "drift")
    first, last = bench.number(Address.FORCE), reading(bench, 20.0)[-1]
    assert last - first == pytest.approx(1.0, abs=0.1)


def test_oil_and_force_disagree(tmp_path):
    bench = Bench(tmp_path, "oil-disagrees")
    bench.order(dwell_s=60)
    bench.command(Command.START)
    bench.until(State.HOLD)
    by_oil = bench.number(Address.OIL_BAR) * 15.0 / 100.0
    assert bench.number(Address.FORCE) == pytest.approx(0.8 * by_oil, rel=0.02)


def test_a_leak_is_shown_and_does_not_block_the_next_stroke(tmp_path):
    bench = Bench(tmp_path, "leak")
    bench.order(dwell_s=120)
    bench.command(Command.START)
    bench.until(State.RELEASE)
    assert bench.alarms & AlarmFlag.HOLD_LEAK
    assert bench.number(Address.FORCE) < 0.93 * DIE.force_kn(400.0)
    bench.until(State.IDLE)
    bench.laboratory.heal()
    assert bench.press() is State.DONE
    assert bench.alarms == 0


def test_overshoot_is_seen_in_the_peak(tmp_path):
    bench = Bench(tmp_path, "overshoot")
    bench.press()
    assert bench.number(Address.PEAK_FORCE) > 1.06 * DIE.force_kn(400.0)


def test_no_rise_ends_in_a_timeout_of_the_ramp(tmp_path):
    bench = Bench(tmp_path, "no-rise")
    assert bench.press() is State.FAULT
    assert bench.alarms & AlarmFlag.RAMP_TIMEOUT


def test_emergency_stop_latches_and_letting_go_does_not_restart(tmp_path):
    bench = Bench(tmp_path, "estop")
    assert bench.press(dwell_s=60) is State.ESTOP
    for _ in bench.look(20.0):
        pass
    assert bench.number(Address.FORCE) == pytest.approx(0.0, abs=0.05)
    assert bench.command(Command.RESET_ALARM) is Ack.REFUSED_STATE
    bench.laboratory.heal()
    for state in bench.look(5.0):
        assert state is State.ESTOP
    assert bench.command(Command.START) is Ack.REFUSED_STATE
    assert bench.command(Command.RESET_ALARM) is Ack.OK
    assert bench.state is State.IDLE


def test_opening_the_guard_releases_and_blocks(tmp_path):
    bench = Bench(tmp_path, "guard")
    assert bench.press(dwell_s=60) is State.FAULT
    assert bench.alarms & AlarmFlag.GUARD
    assert bench.command(Command.START) is Ack.GUARD_OPEN


def test_local_mode_releases_and_refuses(tmp_path):
    bench = Bench(tmp_path, "local")
    bench.order(dwell_s=60)
    bench.command(Command.START)
    assert bench.until(State.MANUAL) is State.MANUAL
    assert not Interlock(bench.word(Address.INTERLOCKS)) & Interlock.REMOTE
    assert bench.command(Command.START) is Ack.NOT_REMOTE


def test_a_reboot_forgets_everything_but_the_cell(tmp_path):
    bench = Bench(tmp_path, "reboot")
    boot = bench.word(Address.BOOT_ID)
    bench.order(dwell_s=60)
    bench.command(Command.START)
    bench.until(State.INIT)
    assert bench.word(Address.BOOT_ID) == boot + 1
    assert bench.word(Address.ACK_SEQ) == 0
    assert bench.number(Address.SP_FORCE) == 0.0
    bench.until(State.IDLE)
    assert len(bench.laboratory.bench.strokes[1]) == 1


def test_swapped_words_break_the_probe_both_ways(tmp_path):
    bench = Bench(tmp_path, "swapped-words")
    assert bench.word(106) == 0x1234
    assert not math.isclose(bench.number(Address.CONSTANT_FLOAT), 123.456, rel_tol=1e-3)
    bench.plc.write(Address.SP_FORCE, list(float_words(20.0))[::-1])
    assert bench.plc._float(Address.SP_FORCE) == 20.0


@pytest.mark.parametrize(("fault", "probe"), [("swapped-bytes", 0x3412), ("off-by-one", 0x42F6)])
def test_wrong_bytes_and_addresses_break_the_probe(tmp_path, fault, probe):
    assert Bench(tmp_path, fault).word(106) == probe


def test_another_program_version_is_stated(tmp_path):
    assert Bench(tmp_path, "wrong-map").word(105) == 99


def test_a_clamped_set_point_shows_in_the_read_back(tmp_path):
    bench = Bench(tmp_path, "clamp")
    bench.order(mpa=400.0)
    assert bench.number(Address.SP_FORCE) == 10.0


def test_a_second_writer_shows_in_the_set_points(tmp_path):
    bench = Bench(tmp_path, "second-writer")
    bench.order(dwell_s=60)
    wrote = bench.number(Address.SP_FORCE)
    bench.command(Command.START)
    bench.until(State.HOLD)
    for _ in bench.look(2.0):
        pass
    assert bench.number(Address.SP_FORCE) == pytest.approx(wrote + 2.0)


def test_a_hung_program_shows_old_values(tmp_path):
    bench = Bench(tmp_path, "heartbeat-stops")
    bench.order(dwell_s=60)
    bench.command(Command.START)
    bench.until(State.HOLD)
    for _ in bench.look(2.0):
        pass
    before = bench.plc.read(100, 33)
    bench.clock.sleep(1.0)
    assert bench.plc.read(100, 33) == before


@pytest.mark.parametrize(
    ("fault", "names"),
    [
        ("no-spectrum", ["cell-0001.inspection.json"]),
        ("other-spectrum", ["cell-0001.inspection.json", "cell-0002.mpt"]),
        ("half-spectrum", ["cell-0001.inspection.json", "cell-0001.mpt"]),
    ],
)
def test_spectra_that_go_astray(tmp_path, fault, names):
    bench = Bench(tmp_path / fault, fault)
    bench.press()
    bench.command(Command.CLOSE_FIXTURE)
    bench.until(State.DONE)
    assert sorted(path.name for path in bench.laboratory.folder.iterdir()) == names


def test_a_half_spectrum_is_half(tmp_path):
    lengths = []
    for name, faults in (("whole", ()), ("half", ("half-spectrum",))):
        bench = Bench(tmp_path / name, *faults)
        bench.press()
        bench.command(Command.CLOSE_FIXTURE)
        bench.until(State.DONE)
        lengths.append((bench.laboratory.folder / "cell-0001.mpt").stat().st_size)
    assert lengths[1] < 0.7 * lengths[0]


def test_an_overloaded_press_releases_by_itself(tmp_path):
    bench = Bench(tmp_path, "overshoot", press=PressModel(lim_force_kn=33.0))
    assert bench.press(mpa=415.0) is State.FAULT
    assert bench.alarms & AlarmFlag.OVERPRESSURE
