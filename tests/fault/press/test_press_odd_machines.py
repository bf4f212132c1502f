"""Machines that count, clear, round, regulate or repeat in ways of their own."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import COPRESS, ONE_STROKE, Bench, bench

from hardware.errors import PressFaultError, PressSilentError, UnsafeProtocolError
from hardware.press.commissioning.diagnostics import findings
from hardware.press.protocol import PressProtocol
from hardware.twin.plc.registers import Ack, Address, Command, State
from hardware.twin.plc.simulated_stroke import Orders

Image = dict[int, int]
SHORT = PressProtocol((replace(COPRESS, dwell_s=5.0),))


def floats(value: float) -> tuple[int, int]:
    high, low = struct.unpack(">HH", struct.pack(">f", value))
    return high, low


def shown(b: Bench, change: Callable[[Image], None]) -> None:
    """What the machine shows is changed on its way to the line."""
    read = b.lab.plc.read

    def spoilt(address: int, count: int) -> list[int]:
        image = dict(enumerate(read(address, count), start=address))
        change(image)
        return [image[place] for place in range(address, address + count)]

    b.lab.plc.read = spoilt  # type: ignore[method-assign]


def put(image: Image, address: Address, value: float) -> None:
    for place, word in enumerate(floats(value), start=address):
        if place in image:
            image[place] = word


def ordered(b: Bench, change: Callable[[Orders], Orders]) -> None:
    """The machine takes its orders otherwise than they were meant."""
    start = b.lab.plc.machine.start
    b.lab.plc.machine.start = lambda orders: start(change(orders))  # type: ignore[method-assign]


def faults(b: Bench) -> dict[str, str]:
    found = findings(b.press.map, b.clock)
    return {finding.what: finding.sentence for finding in found if finding.mark == "fault"}


# --- what `press check` finds before anything moves -----------------------------------------------


@pytest.mark.parametrize(("factor", "unit"), [(1000.0, "ms"), (1.0 / 60.0, "min")])
def test_a_count_of_time_in_another_unit_is_found_at_rest(
    tmp_path: Path, factor: float, unit: str
) -> None:
    with bench(tmp_path, connect=False) as b:
        shown(b, lambda image: put(image, Address.TIME_IN_STATE, b.clock.now_s() * factor))
        assert f"'{unit}'" in faults(b)["time in state"]


def test_a_boot_id_that_counts_by_itself_is_found(tmp_path: Path) -> None:
    def counts(image: Image) -> None:
        if Address.BOOT_ID in image:
            image[Address.BOOT_ID] = 500 + int(2.0 * b.clock.now_s())

    with bench(tmp_path, connect=False) as b:
        shown(b, counts)
        assert "Does [registers.boot_id] count time or beats?" in faults(b)["boot id"]


def test_zeros_everywhere_are_a_gateway_without_a_device(tmp_path: Path) -> None:
    with bench(tmp_path, connect=False) as b:
        shown(b, lambda image: image.update(dict.fromkeys(image, 0)))
        assert "a gateway answer for a device that is off" in faults(b)["probes"]


# --- set-points -----------------------------------------------------------------------------------


def clearing(b: Bench) -> None:
    """The machine clears its set-points when it takes START."""
    obey = b.lab.plc._obey

    def obeyed(code: int, seq: int) -> None:
        obey(code, seq)
        if code == Command.START:
            b.lab.plc._written[Address.SP_FORCE : Address.SP_HOLD_TOL] = [0] * 8

    b.lab.plc._obey = obeyed  # type: ignore[method-assign]


def test_set_points_that_the_machine_clears_are_told_from_a_stranger_and_can_be_stated(
    tmp_path: Path,
) -> None:
    with bench(tmp_path) as b:
        clearing(b)
        with pytest.raises(PressFaultError, match=r"\[setpoints\] cleared_by_start = true"):
            b.run()
    with bench(tmp_path) as b:
        clearing(b)
        b.press._machine.map = replace(b.press.map, setpoints_cleared=True)
        assert b.run(SHORT).steps[0].dwell_s == pytest.approx(5.0, abs=0.3)


def test_a_stranger_is_seen_where_the_machine_clears_its_set_points_too(tmp_path: Path) -> None:
    with bench(tmp_path, "second-writer") as b:
        b.press._machine.map = replace(b.press.map, setpoints_cleared=True)
        with pytest.raises(PressFaultError, match=r"somebody else writes.*sp_force"):
            b.run()


def test_set_points_that_the_machine_rounds_are_shown_in_their_unit(tmp_path: Path) -> None:
    def rounds(image: Image) -> None:
        put(image, Address.SP_FORCE, 23.5)

    with bench(tmp_path) as b:
        shown(b, rounds)
        match = r"wrote 23\.5619 kN, the machine holds 23\.5 kN \(.*readback = 'scaled'\)"
        with pytest.raises(UnsafeProtocolError, match=match):
            b.run()
    assert b.begun == []


def test_a_machine_that_takes_few_registers_in_a_write(tmp_path: Path) -> None:
    longest: list[int] = []
    with bench(tmp_path) as b:
        write = b.lab.plc.write

        def few(address: int, words: Sequence[int]) -> int:
            longest.append(len(words))
            return 3 if len(words) > 4 else write(address, words)

        b.lab.plc.write = few  # type: ignore[method-assign]
        with pytest.raises(UnsafeProtocolError, match=r"\[transport\] max_write\): .* exception 3"):
            b.run()
        line = replace(b.press.map.transport, max_write=4)
        b.press._machine._writes._map = replace(b.press.map, transport=line)
        longest.clear()
        assert b.run(SHORT, sample=2).steps[0].dwell_s == pytest.approx(5.0, abs=0.3)
    assert max(longest) == 4


# --- orders that were taken otherwise -------------------------------------------------------------


def test_a_dwell_in_another_unit_is_released_soon(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        ordered(b, lambda orders: replace(orders, dwell_s=60.0 * orders.dwell_s))
        with pytest.raises(PressFaultError, match=r"has held for 15\..* 5 s were asked for"):
            b.run(SHORT)
        assert b.true_kn < 0.2


@pytest.mark.parametrize(("name", "word"), [("ramp_kn_s", "ramp"), ("release_kn_s", "release")])
def test_a_rate_in_another_unit_is_said(tmp_path: Path, name: str, word: str) -> None:
    with bench(tmp_path) as b:
        ordered(b, lambda orders: replace(orders, **{name: 0.6 * getattr(orders, name)}))
        record = b.run(SHORT)
    (flag,) = [flag for flag in record.flags if "another unit" in flag]
    assert f"the {word} rate was 1" in flag and "not 20 MPa/s" in flag


# --- what the machine shows while it presses ------------------------------------------------------


def test_a_regulator_that_leaves_its_band_for_a_moment_costs_no_cell(tmp_path: Path) -> None:
    def flickers(image: Image) -> None:
        plc = b.lab.plc.machine
        if plc.state is State.HOLD and 0.4 < plc.in_state_s < 0.9 and Address.STATE in image:
            image[Address.STATE] = State.RAMP

    with bench(tmp_path) as b:
        shown(b, flickers)
        record = b.run(SHORT)
    assert record.steps[0].dwell_s == pytest.approx(5.0, abs=0.3)
    assert any("went back to its ramp for a moment" in flag for flag in record.flags)


def test_a_second_ramp_after_the_release_began_is_released(tmp_path: Path) -> None:
    def again(image: Image) -> None:
        if b.lab.plc.machine.state is State.RELEASE and b.true_kn < 12.0 and Address.STATE in image:
            image[Address.STATE] = State.RAMP

    with bench(tmp_path) as b:
        shown(b, again)
        with pytest.raises(PressFaultError, match="was releasing and now shows 'ramp'"):
            b.run(SHORT)


def test_a_state_that_the_map_does_not_know_is_named(tmp_path: Path) -> None:
    def unknown(image: Image) -> None:
        if b.lab.plc.machine.state is State.HOLD and Address.STATE in image:
            image[Address.STATE] = 55

    with bench(tmp_path) as b:
        shown(b, unknown)
        with pytest.raises(PressFaultError, match=r"state 55 is not in the map's \[state\] values"):
            b.run(SHORT)


def test_one_look_of_zeros_in_the_hold_is_not_the_end_of_the_stroke(tmp_path: Path) -> None:
    """A gateway whose device is busy may answer a look with idle and no force."""
    looks: list[int] = []

    def zeros(image: Image) -> None:
        if b.lab.plc.machine.state is State.HOLD and Address.STATE in image and len(looks) < 2:
            looks.append(1)
            image[Address.STATE] = State.IDLE
            put(image, Address.FORCE, 0.0)
            put(image, Address.OIL_BAR, 0.0)

    with bench(tmp_path) as b:
        shown(b, zeros)
        record = b.run(SHORT)
        assert b.true_kn < 0.2
    assert record.steps[0].dwell_s == pytest.approx(5.0, abs=0.3)
    assert len(looks) == 2


def test_zeros_that_stay_are_not_believed_while_the_probes_are_zero_too(tmp_path: Path) -> None:
    def off(image: Image) -> None:
        if b.lab.plc.machine.state in (State.HOLD, State.RELEASE):
            shown_still = {Address.STATE: State.IDLE, Address.BOOT_ID: image.get(Address.BOOT_ID)}
            for place in image:
                if place >= Address.STATE:
                    image[place] = shown_still.get(Address(place), 0) if place in known else 0

    known = {Address.STATE, Address.BOOT_ID}
    with bench(tmp_path) as b:
        shown(b, off)
        with pytest.raises((PressFaultError, PressSilentError), match="cannot be believed"):
            b.run(SHORT)


def test_a_press_that_loads_again_after_its_stroke_is_released(tmp_path: Path) -> None:
    """A valve that leaks, a pump that runs on."""

    def leaks(image: Image) -> None:
        if b.lab.plc.machine.state is State.DONE:
            over_s.append(b.clock.now_s())
        if over_s and not released and b.clock.now_s() > over_s[0] + 0.25:
            put(image, Address.FORCE, 3.0)

    over_s: list[float] = []
    released: list[int] = []
    with bench(tmp_path) as b:
        obey = b.lab.plc._obey

        def obeyed(code: int, seq: int) -> None:
            released.extend([seq] * (code == Command.RELEASE))
            obey(code, seq)

        b.lab.plc._obey = obeyed  # type: ignore[method-assign]
        shown(b, leaks)
        with pytest.raises(PressFaultError, match=r"was over, and the press shows 3.00 kN again"):
            b.run(SHORT)


def test_a_release_that_the_machine_refuses_is_said_with_its_reason(tmp_path: Path) -> None:
    def refuses(image: Image) -> None:
        if b.lab.plc._ack_seq == seqs[-1] and Address.ACK_CODE in image:
            image[Address.ACK_CODE] = Ack.REFUSED_STATE

    seqs = [-1]
    with bench(tmp_path) as b:
        obey = b.lab.plc._obey

        def obeyed(code: int, seq: int) -> None:
            if code == Command.RELEASE:
                b.lab.plc._ack_seq = seq
                seqs.append(seq)
                return
            obey(code, seq)

        b.lab.plc._obey = obeyed  # type: ignore[method-assign]
        ordered(b, lambda orders: replace(orders, dwell_s=1000.0))
        shown(b, refuses)
        with pytest.raises(PressSilentError, match=r"may be loaded") as caught:
            b.press.press_cell(
                1,
                ONE_STROKE,
                journal=b.journal,
                watch=lambda seen: b.press.abort("enough") if seen.mpa > 150.0 else None,
            )
    assert "the press refused RELEASE" in str(caught.value)


def test_a_force_of_the_wrong_sign_is_named(tmp_path: Path) -> None:
    def pulls(image: Image) -> None:
        plc = b.lab.plc.machine
        put(image, Address.FORCE, -plc.ram.force_kn)

    with bench(tmp_path) as b:
        shown(b, pulls)
        with pytest.raises(PressFaultError, match="need a negative scale"):
            b.run(SHORT)


def test_a_restart_before_start_is_the_cause_that_is_named(tmp_path: Path) -> None:
    """A PLC that has just started refuses START for set-points that it has forgotten."""
    boots = [0]

    def restarted(image: Image) -> None:
        if Address.BOOT_ID in image:
            image[Address.BOOT_ID] += boots[0]

    def obeyed(code: int, seq: int) -> None:
        b.lab.plc._ack_seq, b.lab.plc._ack_code = seq, Ack.REFUSED_STATE
        boots[0] = 1

    with bench(tmp_path) as b:
        b.lab.plc._obey = obeyed  # type: ignore[method-assign]
        shown(b, restarted)
        match = r"PLC has started again \(boot id .*, and the press refused START.*did not move"
        with pytest.raises(PressFaultError, match=match):
            b.run(SHORT)


def test_a_sensor_that_breaks_in_the_hold_of_a_press_without_oil_gauge_ends_it(
    tmp_path: Path,
) -> None:
    def broken(image: Image) -> None:
        if b.lab.plc.machine.state is State.HOLD and b.lab.plc.machine.in_state_s > 1.0:
            put(image, Address.FORCE, 0.0)

    with bench(tmp_path) as b:
        table = b.press.map.press.model_copy(update={"ram_area_cm2": None})
        b.press._machine.map = replace(b.press.map, press=table)
        shown(b, broken)
        with pytest.raises(PressFaultError, match=r"force reads 0\.00 kN in the hold"):
            b.run()
        assert b.true_kn < 0.2


@pytest.mark.parametrize("state", [State.IDLE, State.RELEASE])
def test_a_force_that_stays_after_the_hold_is_not_waited_for_as_long_as_the_dwell(
    tmp_path: Path, state: State
) -> None:
    stuck_s: list[float] = []

    def stuck(image: Image) -> None:
        if b.lab.plc.machine.state is State.HOLD and b.lab.plc.machine.in_state_s > 20.0:
            stuck_s.append(b.clock.now_s())
        if stuck_s and b.lab.plc.machine.state is not State.RELEASE and Address.STATE in image:
            image[Address.STATE] = state

    with bench(tmp_path) as b:
        shown(b, stuck)
        long = PressProtocol((replace(COPRESS, dwell_s=3000.0),))
        match = r"the press says .* and still shows 23\.\d+ kN"
        with pytest.raises((PressFaultError, PressSilentError), match=match):
            b.run(long)
        assert b.clock.now_s() - stuck_s[0] < 200.0


def test_a_press_that_takes_start_and_does_not_move_may_do_so_yet(tmp_path: Path) -> None:
    with bench(tmp_path) as b:
        obey = b.lab.plc._obey

        def waits(code: int, seq: int) -> None:
            if code == Command.START:
                b.lab.plc._ack_seq, b.lab.plc._ack_code = seq, 0
                return
            obey(code, seq)

        b.lab.plc._obey = waits  # type: ignore[method-assign]
        with pytest.raises(PressFaultError, match=r"does not begin to ramp.*may do so yet.*key"):
            b.run(SHORT)
