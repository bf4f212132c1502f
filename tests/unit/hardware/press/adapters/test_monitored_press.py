"""A person presses by hand, the load cell is read over Modbus and guides them."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyModbusTCP.server import DataBank, ModbusServer

from hardware.clock import SimulatedClock
from hardware.errors import PressFaultError, PressSilentError, UnsafeProtocolError
from hardware.press.adapters.monitored import MonitoredPress
from hardware.press.interface import InterruptedFate, PressRecord
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import LinkLostError, Transport

STEP = Step("copress", target_mpa=300.0, dwell_s=30.0, ramp_mpa_s=20.0, release_mpa_s=20.0)
PROTOCOL = PressProtocol((STEP,))
TARGET_KN = 23.56


class Indicator(DataBank):
    """A load-cell indicator whose force is what a hand does at each second."""

    def __init__(self, clock: SimulatedClock, hand: Callable[[float], float]) -> None:
        super().__init__(h_regs_size=64)
        self.clock, self.hand, self.status, self.written = clock, hand, 0, 0

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        words = [0] * 64
        words[6] = self.status
        words[7:9] = struct.unpack(">HH", struct.pack(">i", round(self.hand_kn * 100.0)))
        words[16:18] = struct.unpack(">HH", struct.pack(">I", 100000))
        return words[address : address + number]

    @property
    def hand_kn(self) -> float:
        return self.hand(self.clock.now_s())

    def set_holding_registers(
        self, address: int, word_list: list[int], srv_info: object = None
    ) -> bool:
        self.written += 1
        return True


def good_hand(now_s: float) -> float:
    """Waits, pumps in steps, holds a little unsteadily, lets off slowly."""
    if now_s < 5.0:
        return 0.0
    if now_s < 25.0:
        return min(TARGET_KN, 1.5 * (now_s - 5.0))
    if now_s < 60.0:
        return TARGET_KN * (1.0 + 0.01 * ((int(now_s) % 3) - 1))
    return max(0.0, TARGET_KN - 1.0 * (now_s - 60.0))


@contextmanager
def monitored(
    hand: Callable[[float], float], *, signed: bool = False
) -> Iterator[tuple[MonitoredPress, Indicator, list[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock, seen = SimulatedClock(), list[str]()
    indicator = Indicator(clock, hand)
    server = ModbusServer("127.0.0.1", port, no_block=True, data_bank=indicator)
    server.start()
    line = Transport(host="127.0.0.1", port=port, timeout_s=0.3)
    press_map = replace(load_press_map("load_cell_indicator"), transport=line)
    if signed:
        force = replace(press_map.registers["force"], type="int32", low=-110.0)
        press_map = replace(press_map, registers={**press_map.registers, "force": force})
    settings = PressSettings(poll_s=0.1, tell=seen.append)
    press = MonitoredPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)
    try:
        press.connect()
        yield press, indicator, seen
    finally:
        press.close()
        server.stop()


def run(press: MonitoredPress, protocol: PressProtocol = PROTOCOL) -> PressRecord:
    return press.press_cell(1, protocol, journal=lambda event, detail: None)


def test_a_person_is_guided_and_what_they_did_is_recorded() -> None:
    with monitored(good_hand) as (press, indicator, spoken):
        record = run(press)
    step = record.steps[0]
    assert step.hold_mean_mpa == pytest.approx(300.0, rel=0.02)
    assert step.dwell_s == pytest.approx(40.0, abs=6.0)
    assert step.release_mpa_s == pytest.approx(12.7, rel=0.1)
    assert "pump to 23.56 kN" in spoken[0]
    assert any("hold 29 s more" in sentence for sentence in spoken)
    assert any("release slowly" in sentence for sentence in spoken)
    assert indicator.written == 0  # never a word to the line
    assert record.flags == ()


def test_the_own_gauge_of_the_press_is_named_where_its_ram_is_known() -> None:
    with monitored(good_hand) as (press, _, spoken):
        table = press.map.press.model_copy(update={"ram_area_cm2": 20.0})
        press._machine.map = replace(press.map, press=table)
        run(press)
    assert "pump to 23.56 kN, 118 bar on its own gauge (now 0.00 kN)" in spoken[0]


def test_a_hold_cut_short_is_flagged() -> None:
    with monitored(lambda now_s: good_hand(now_s if now_s < 35.0 else now_s + 25.0)) as (
        press,
        _,
        _,
    ):
        record = run(press)
    assert any("held" in flag for flag in record.flags)
    assert record.steps[0].dwell_s < 25.0


def test_too_high_is_stated_at_once_and_kept_as_the_peak() -> None:
    with monitored(lambda now_s: good_hand(now_s) * (1.2 if 22.0 < now_s < 24.0 else 1.0)) as (
        press,
        _,
        words,
    ):
        record = run(press)
    assert any("TOO HIGH" in sentence for sentence in words)
    assert record.steps[0].peak_mpa > 350.0


def test_a_load_cell_that_counts_down_under_load_stops_the_pumping() -> None:
    with (
        monitored(lambda now_s: -good_hand(now_s), signed=True) as (press, _, spoken),
        pytest.raises(PressSilentError, match=r"does \[registers.force\] need a negative scale"),
    ):
        run(press)
    assert spoken[-1].startswith("\aRELEASE SLOWLY NOW")


def test_a_reading_that_freezes_under_the_hand_rings_the_bell() -> None:
    def frozen(now_s: float) -> float:
        shown = 0.01 * (int(2.0 * now_s) % 2)  # a live sensor's noise at rest
        return good_hand(min(now_s, 12.0) if now_s < 30.0 else now_s) + (now_s < 5.0) * shown

    with monitored(frozen) as (press, _, spoken):
        run(press)
    warned = [sentence for sentence in spoken if "stands exactly still" in sentence]
    assert warned[0].startswith("\a")
    assert "Pump no further; read the press' own gauge" in warned[0]


def test_an_overloaded_load_cell_asks_the_person_to_release() -> None:
    with monitored(good_hand) as (press, indicator, spoken):

        def overload(seen: object) -> None:
            if indicator.clock.now_s() > 30.0:
                indicator.status = 1 << 2

        with pytest.raises(PressSilentError, match=r"above the maximum weight.*cannot release it"):
            press.press_cell(1, PROTOCOL, journal=lambda event, detail: None, watch=overload)
    assert spoken[-1].startswith("\aRELEASE SLOWLY NOW")


def test_an_abort_before_any_force_is_a_fault_without_force() -> None:
    with monitored(good_hand) as (press, _, _), pytest.raises(PressFaultError, match="no force"):
        press.press_cell(
            1,
            PROTOCOL,
            journal=lambda event, detail: None,
            watch=lambda seen: press.abort("wrong powder"),
        )


def test_the_envelope_refuses_before_anybody_is_asked() -> None:
    with monitored(good_hand) as (press, _, spoken), pytest.raises(UnsafeProtocolError):
        run(press, PressProtocol((replace(STEP, target_mpa=790.0),)))
    assert spoken == []


@pytest.mark.parametrize(
    ("now_s", "events", "fate"),
    [
        (0.0, [("intent", {})], InterruptedFate.NOT_PRESSED),
        (0.0, [("intent", {}), ("started", {})], InterruptedFate.UNKNOWN),
        (40.0, [("intent", {}), ("started", {})], InterruptedFate.LOADED),
    ],
)
def test_after_a_crash_only_what_was_never_asked_for_is_unpressed(
    now_s: float, events: list[tuple[str, dict[str, object]]], fate: InterruptedFate
) -> None:
    with monitored(good_hand) as (press, indicator, _):
        indicator.clock.sleep(now_s)
        assert press.settle(1, events).fate is fate


def test_another_word_order_is_noticed(tmp_path: Path) -> None:
    with monitored(good_hand) as (press, _, _):
        swapped = {
            name: replace(register, word_order="little")
            for name, register in press.map.registers.items()
        }
        settings = PressSettings(lock_folder=tmp_path)
        other = MonitoredPress(replace(press.map, registers=swapped), press.die, settings=settings)
        with pytest.raises(UnsafeProtocolError, match="does not fit the load cell"):
            other.connect()
        other.close()


# --- limits ---------------------------------------------------------------------------------------

CAP_KN = 58.90  # 750 MPa on 10 mm
FAR_OVER = 3.0 * TARGET_KN


def too_strong(now_s: float) -> float:
    """As a good hand, but for two seconds three times the target."""
    return good_hand(now_s) if not 26.0 < now_s < 28.0 else FAR_OVER


def test_above_the_limit_of_the_die_is_warned_of_with_a_bell_and_void() -> None:
    says = r"reached 70\.68 kN, above 58\.90 kN.*void.*die"
    with monitored(too_strong) as (press, _, words), pytest.raises(PressFaultError, match=says):
        run(press)
    urgent = [sentence for sentence in words if sentence.startswith("\a")]
    assert any("ABOVE THE LIMIT" in sentence for sentence in urgent)
    assert words[-1].endswith("released; this cell is void")


def test_near_the_limit_the_bell_rings_before_it_is_reached() -> None:
    with monitored(lambda now_s: 0.95 * CAP_KN if 26.0 < now_s < 28.0 else good_hand(now_s)) as (
        press,
        _,
        words,
    ):
        record = run(press)
    assert any(sentence.startswith("\a") and "NEAR THE LIMIT" in sentence for sentence in words)
    assert not any("ABOVE" in sentence for sentence in words)
    assert any("above the target" in flag for flag in record.flags)


@pytest.mark.parametrize("kn", [5.0, -3.0])
def test_a_press_that_is_loaded_before_the_stroke_is_refused(kn: float) -> None:
    journal: list[str] = []
    with (
        monitored(lambda now_s: kn) as (press, _, spoken),
        pytest.raises(UnsafeProtocolError, match=r"not unloaded.*Nobody was asked to press"),
    ):
        press.press_cell(1, PROTOCOL, journal=lambda event, detail: journal.append(event))
    assert journal == []
    assert spoken == []


def test_the_same_advice_comes_once_a_second_at_most() -> None:
    with monitored(good_hand) as (press, _, spoken):
        run(press)
    assert len(spoken) < 120  # of some 850 looks


@pytest.mark.parametrize(
    ("at_s", "kind", "says"),
    [(40.0, PressSilentError, "may be loaded.*own valve"), (3.0, PressFaultError, "no force")],
)
def test_a_fault_of_the_program_says_where_the_press_is(
    at_s: float, kind: type[Exception], says: str
) -> None:
    with monitored(good_hand) as (press, indicator, _):

        def broken(seen: object) -> None:
            if indicator.clock.now_s() > at_s:
                raise ZeroDivisionError

        with pytest.raises(kind, match=f"ZeroDivisionError.*{says}"):
            press.press_cell(1, PROTOCOL, journal=lambda event, detail: None, watch=broken)


# --- bad answers and lost lines -------------------------------------------------------------------

ANODE = replace(STEP, name="anode", target_mpa=120.0)


def test_one_look_of_zeros_in_the_hold_is_not_the_end_of_the_stroke() -> None:
    with monitored(lambda now_s: 0.0 if 40.0 <= now_s < 40.1 else good_hand(now_s)) as (
        press,
        _,
        spoken,
    ):
        record = run(press)
    assert record.steps[0].dwell_s == pytest.approx(40.0, abs=6.0)
    assert spoken[-1].endswith("released; well done")
    assert sum("well done" in sentence for sentence in spoken) == 1


def test_zeros_that_stay_are_not_believed_while_the_probe_is_zero_too() -> None:
    with monitored(good_hand) as (press, indicator, spoken):
        whole = indicator.get_holding_registers

        def off(address: int, number: int = 1, srv_info: object = None) -> list[int]:
            words = whole(address, number)
            return [0] * len(words) if indicator.clock.now_s() > 40.0 else words

        indicator.get_holding_registers = off  # type: ignore[method-assign]
        with pytest.raises(PressSilentError, match=r"cannot be believed.*may be loaded"):
            run(press)
    assert not any("well done" in sentence for sentence in spoken[-1:])


def test_a_refusal_between_two_strokes_voids_the_cell_that_has_had_one() -> None:
    def stays_up(now_s: float) -> float:
        return good_hand(now_s) if now_s < 90.0 else 3.0

    journal: list[str] = []

    def keep(event: str, detail: object) -> None:
        journal.append(event)
        if event == "released":
            indicator.clock.sleep(60.0)

    with (
        monitored(stays_up) as (press, indicator, _),
        pytest.raises(PressFaultError, match=r"Nobody was asked.*been through copress.*void"),
    ):
        press.press_cell(1, PressProtocol((STEP, ANODE)), journal=keep)
    assert journal == ["intent", "started", "released"]


def test_an_abort_between_two_cells_stands_until_the_press_is_connected_again() -> None:
    with monitored(good_hand) as (press, _, spoken):
        press.abort("the sleeve is cracked")
        with pytest.raises(UnsafeProtocolError, match=r"sleeve is cracked.*Nobody was asked"):
            run(press)
        assert len(spoken) == 1
        press.connect()
        assert run(press).flags == ()


def test_a_gap_over_the_end_of_pumping_leaves_the_dwell_not_sharp() -> None:
    with monitored(good_hand) as (press, indicator, _):
        look = press._machine.look

        def gone() -> MachineSnapshot:
            if 18.0 < indicator.clock.now_s() < 22.5:
                raise LinkLostError("no answer")
            return look()

        press._machine.look = gone  # type: ignore[method-assign]
        record = run(press)
    low_s, high_s = record.steps[0].between["dwell_s"]
    assert high_s - low_s > 3.0
    assert len(set(record.trace.time_s)) == record.trace.time_s.size


def test_after_a_crash_a_load_cell_without_a_valid_force_tells_nothing() -> None:
    with monitored(lambda now_s: 9000.0) as (press, _, _):
        found = press.settle(1, [("intent", {}), ("started", {})])
    assert found.fate is InterruptedFate.UNKNOWN
    assert not found.press_is_free
    assert "shows no valid force" in found.sentence
