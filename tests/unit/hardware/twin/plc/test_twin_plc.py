"""The simulated PLC, asked directly: map, handshake, force in time."""

import itertools
import math

import pytest
from support.presses.press_bench import DIE, Bench

from hardware.twin.plc.plc import PressModel
from hardware.twin.plc.registers import (
    Ack,
    Address,
    Command,
    State,
    words_float,
)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


# --- the map -------------------------------------------------------------------------------------


def test_constants_prove_address_and_word_order(bench):
    assert bench.word(106) == 0x1234
    assert words_float(bench.plc.read(107, 2)) == pytest.approx(123.456)
    assert bench.word(105) == 1
    assert bench.word(109) == 1  # says that it is simulated
    assert bench.state is State.IDLE


def test_the_plc_has_limits_of_its_own(bench):
    assert bench.number(Address.LIM_FORCE) == 100.0
    assert bench.number(Address.LIM_RAMP) == 10.0


@pytest.mark.parametrize("address", [30, 33, 100, 110, 139])
def test_what_is_read_only_cannot_be_written(bench, address):
    assert bench.plc.write(address, [1]) == 2
    assert bench.plc.write(28, [1, 2, 3]) == 2  # reaches into the limits


def test_heartbeat_counts_half_seconds(bench):
    before = bench.word(Address.PLC_HEARTBEAT)
    bench.clock.sleep(5.0)
    assert bench.word(Address.PLC_HEARTBEAT) == before + 10


def test_owner_token_keeps_others_out_until_the_owner_is_silent(bench):
    next(bench.look())
    assert bench.plc.write(Address.OWNER_TOKEN, [77]) == 0
    for _ in bench.look(1.0):
        pass
    assert bench.plc.write(Address.OWNER_TOKEN, [78]) == 3
    assert bench.word(Address.OWNER_TOKEN) == 77
    bench.clock.sleep(3.0)
    assert bench.plc.write(Address.OWNER_TOKEN, [78]) == 0


# --- the handshake -------------------------------------------------------------------------------


def test_a_cycle_runs_through_its_states(bench):
    bench.order()
    assert bench.command(Command.START) is Ack.OK
    seen = [State.IDLE]
    for state in bench.look(90.0):
        if state is not seen[-1]:
            seen.append(state)
    assert [state.name for state in seen] == [
        "IDLE", "APPROACH", "RAMP", "HOLD", "RELEASE", "DONE", "IDLE",
    ]  # fmt: skip


def test_the_same_sequence_number_acts_once(bench):
    bench.order()
    bench.command(Command.START, seq=9)
    bench.until(State.HOLD)
    force = bench.number(Address.PEAK_FORCE)
    assert bench.command(Command.START, seq=9) is Ack.OK
    assert bench.state is State.HOLD
    bench.until(State.IDLE)
    bench.command(Command.START, seq=9)
    for state in bench.look(3.0):
        assert state is State.IDLE
    assert bench.number(Address.PEAK_FORCE) >= force


def test_the_sequence_number_wraps(bench):
    assert bench.command(Command.TARE, seq=65535) is Ack.OK
    bench.order()
    assert bench.command(Command.START, seq=1) is Ack.OK
    assert bench.until(State.RAMP) is State.RAMP


def test_start_is_refused_while_a_stroke_is_on(bench):
    bench.order()
    bench.command(Command.START)
    bench.until(State.HOLD)
    assert bench.command(Command.START) is Ack.REFUSED_STATE
    assert bench.state is State.HOLD


@pytest.mark.parametrize(
    "orders",
    [
        {"mpa": 1300.0},
        {"mpa": -5.0},
        {"mpa": 0.0},
        {"mpa": math.nan},
        {"mpa": math.inf},
        {"ramp": 200.0},
        {"ramp": 0.0},
        {"release": 0.0},
        {"release": math.nan},
    ],
)
def test_the_plc_refuses_what_is_outside_its_limits_and_does_not_move(bench, orders):
    bench.order(**orders)
    assert bench.command(Command.START) is Ack.OUT_OF_LIMITS
    for state in bench.look(3.0):
        assert state is State.IDLE
    assert bench.number(Address.PEAK_FORCE) == 0.0


def test_an_unknown_command_is_refused(bench):
    assert bench.command(42) is Ack.REFUSED_STATE


# --- force in time -------------------------------------------------------------------------------


def trace(bench, seconds):
    return [
        (state, bench.number(Address.FORCE), bench.number(Address.POSITION))
        for state in bench.look(seconds)
    ]


def test_force_keeps_to_its_orders(bench):
    bench.order(mpa=400.0, dwell_s=30, ramp=40.0, release=10.0)
    bench.command(Command.START)
    rows = trace(bench, 90.0)
    wanted = DIE.force_kn(400.0)
    hold = [force for state, force, _ in rows if state is State.HOLD]
    allowed = 0.015 * wanted + DIE.force_kn(1.0)
    assert abs(sum(hold) / len(hold) - wanted) < allowed
    assert max(hold) - min(hold[20:]) < 0.02 * wanted
    assert len(hold) * 0.1 == pytest.approx(30.0, abs=0.2)
    ramp = [force for state, force, _ in rows if state is State.RAMP]
    rate = (ramp[-10] - ramp[10]) / ((len(ramp) - 20) * 0.1)
    assert rate == pytest.approx(DIE.force_kn(40.0), rel=0.03)
    release = [force for state, force, _ in rows if state is State.RELEASE]
    rate = (release[10] - release[-10]) / ((len(release) - 20) * 0.1)
    assert rate == pytest.approx(DIE.force_kn(10.0), rel=0.03)


def test_hold_sags_and_is_topped_up(bench):
    bench.order(mpa=400.0, dwell_s=120)
    bench.command(Command.START)
    bench.until(State.HOLD)
    true = [bench.plc.machine.ram.force_kn for state in bench.look(110.0) if state is State.HOLD]
    later = true[30:]
    steps = [after - before for before, after in itertools.pairwise(later)]
    assert min(steps) < 0 < max(steps)
    assert max(later) / min(later) < 1.006


def test_powder_gives_way_for_good_and_springs_back_a_little(bench):
    bench.order(mpa=400.0, dwell_s=10)
    bench.command(Command.START)
    rows = trace(bench, 70.0)
    loaded = [mm for state, _, mm in rows if state is State.HOLD]
    released = [mm for state, _, mm in rows if state is State.RELEASE]
    begun = [mm for state, _, mm in rows if state is State.RAMP]
    assert loaded[0] > begun[0] + 0.2
    assert 0.01 < loaded[-1] - released[-1] < 0.2
    assert loaded[-1] >= loaded[5] - 0.005


def test_a_cell_that_cracks_shows_in_force_and_travel(tmp_path):
    bench = Bench(tmp_path)
    bench.order(mpa=780.0, dwell_s=5, release=20.0)
    bench.command(Command.START)
    rows = [row for row in trace(bench, 90.0) if row[0] is State.RELEASE]
    drops = [a[1] - b[1] for a, b in itertools.pairwise(rows)]
    usual = DIE.force_kn(20.0) * bench.poll_s
    assert max(drops) > 3 * usual
    assert sum(drop > 3 * usual for drop in drops) == 1
    assert bench.laboratory.bench.strokes[1][0].peak_kn > 60
    bench.order(mpa=100.0, dwell_s=5, release=20.0)  # the anode on the cracked cell
    bench.command(Command.START)
    rows = [row for row in trace(bench, 30.0) if row[0] is State.RELEASE]
    drops = [a[1] - b[1] for a, b in itertools.pairwise(rows)]
    assert max(drops) < 2 * usual


def test_what_is_read_does_not_depend_on_how_often(tmp_path):
    readings = []
    for poll_s in (0.1, 0.5):
        bench = Bench(tmp_path, poll_s=poll_s)
        bench.order(mpa=300.0, dwell_s=20)
        bench.command(Command.START)
        for _ in bench.look(25.0):
            pass
        readings.append((bench.number(Address.FORCE), bench.number(Address.POSITION), bench.state))
    assert readings[0] == readings[1]


def test_same_seed_presses_the_same_and_another_does_not(tmp_path):
    peaks = []
    for seed in (3, 3, 4):
        bench = Bench(tmp_path, seed=seed)
        bench.press()
        peaks.append(bench.number(Address.PEAK_FORCE))
    assert peaks[0] == peaks[1] != peaks[2]


def test_a_new_sample_is_another_cell_and_a_new_error_of_the_regulator(bench):
    peaks = []
    for sample in (1, 2):
        bench.press(sample=sample)
        peaks.append(bench.number(Address.PEAK_FORCE))
    assert peaks[0] != peaks[1]
    assert sorted(bench.laboratory.bench.strokes) == [1, 2]


def test_a_cycle_that_nobody_watched_is_the_cycle_that_was_watched(tmp_path):
    def stroke(name, poll_s, seconds=120.0):
        bench = Bench(tmp_path / name, press=PressModel(deadman_s=1000.0))
        bench.plc.write(Address.PC_HEARTBEAT, [1])
        bench.order(dwell_s=60)
        assert bench.command(Command.START) is Ack.OK
        for _ in range(round(seconds / poll_s)):
            bench.clock.sleep(poll_s)
            bench.plc.read(Address.STATE, 34)
        return bench.laboratory.bench.strokes[1]

    assert stroke("leapt", 120.0) == stroke("polled", 0.05)


# --- what came too late is void ------------------------------------------------------------------


def test_only_a_number_newer_than_the_acknowledged_one_is_obeyed(bench):
    bench.order()
    bench.heartbeat()
    assert bench.command(Command.RELEASE, seq=12) is Ack.OK
    assert bench.plc.write(Address.CMD, [Command.START, 11]) == 0  # was held up on its way
    assert bench.word(Address.ACK_SEQ) == 12
    assert bench.state is State.IDLE
    assert bench.command(Command.START, seq=13) is Ack.OK


def test_newer_survives_the_wrap(bench):
    assert bench.command(Command.RELEASE, seq=65535) is Ack.OK
    bench.order()
    bench.heartbeat()
    assert bench.plc.write(Address.CMD, [Command.START, 65534]) == 0
    assert bench.state is State.IDLE
    assert bench.command(Command.START, seq=1) is Ack.OK


def test_a_start_older_than_the_deadman_is_void(bench):
    bench.order()
    bench.heartbeat()
    bench.clock.sleep(PressModel().deadman_s + 0.1)
    assert bench.command(Command.START) is Ack.STALE
    assert bench.state is State.IDLE
    bench.heartbeat()
    assert bench.command(Command.START) is Ack.OK
