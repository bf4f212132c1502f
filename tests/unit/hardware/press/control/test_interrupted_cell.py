"""The verdict on an interrupted trial, row by row."""

import math

import pytest

from hardware.press.control.interrupted_cell import silent_verdict, verdict
from hardware.press.interface import InterruptedFate, JournalEvent, Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.model import Alarm

MAP = load_press_map("generic_plc")
IDLE = MachineSnapshot(
    now_s=0.0,
    phase=Phase.IDLE,
    load=0.0,
    line_bar=0.0,
    position_mm=25.0,
    in_phase_s=5.0,
    peak_load=30.0,
    die_degc=25.0,
    stack_kn=0.0,
    ack_seq=7,
    ack_code=0,
    boot_id=77,
    simulated=False,
    beat=1,
    alarms=(),
    invalid=(),
)
INTENT: JournalEvent = (
    "intent",
    {"seq": 8, "boot_id": 77, "ack_before": 7, "peak_before_kn": 30.0},
)
STARTED: JournalEvent = ("started", {"seq": 8})
RELEASED: JournalEvent = ("released", {})
DEADMAN = Alarm("alarms1", 4, "deadman", "abort")

ROWS: dict[str, tuple[list[JournalEvent], dict[str, object], InterruptedFate, bool]] = {
    "nothing was even intended": ([], {}, InterruptedFate.NOT_PRESSED, True),
    "intended, never sent": ([INTENT], {}, InterruptedFate.NOT_PRESSED, True),
    "sent, never taken": ([INTENT, STARTED], {}, InterruptedFate.NOT_PRESSED, True),
    "never taken, no peak memory": (
        [INTENT, STARTED],
        {"peak_load": math.nan},
        InterruptedFate.NOT_PRESSED,
        True,
    ),
    "never taken, yet the peak moved": (
        [INTENT, STARTED],
        {"peak_load": 45.0},
        InterruptedFate.UNKNOWN,
        True,
    ),
    "taken and over": ([INTENT, STARTED], {"ack_seq": 8}, InterruptedFate.PRESSED, True),
    "taken, still in the hold": (
        [INTENT, STARTED],
        {"ack_seq": 8, "phase": Phase.HOLD, "load": 30.0},
        InterruptedFate.LOADED,
        False,
    ),
    "force though idle": (
        [INTENT, STARTED],
        {"ack_seq": 8, "load": 3.0},
        InterruptedFate.LOADED,
        False,
    ),
    "force unknown": (
        [INTENT, STARTED],
        {"ack_seq": 8, "load": math.nan},
        InterruptedFate.LOADED,
        False,
    ),
    "broken off by the deadman": (
        [INTENT, STARTED],
        {"ack_seq": 8, "phase": Phase.FAULT, "alarms": (DEADMAN,)},
        InterruptedFate.INTERRUPTED,
        False,
    ),
    "the PLC has started again": (
        [INTENT, STARTED],
        {"boot_id": 78, "ack_seq": 0},
        InterruptedFate.UNKNOWN,
        True,
    ),
    "somebody used it meanwhile": (
        [INTENT, STARTED],
        {"ack_seq": 12},
        InterruptedFate.UNKNOWN,
        True,
    ),
    "a press that tells no command": (
        [INTENT, STARTED],
        {"ack_seq": None},
        InterruptedFate.UNKNOWN,
        True,
    ),
    "ended, result not kept": (
        [INTENT, STARTED, RELEASED],
        {"ack_seq": 8},
        InterruptedFate.PRESSED,
        True,
    ),
    "aborted": (
        [INTENT, STARTED, ("aborted", {})],
        {"ack_seq": 9},
        InterruptedFate.INTERRUPTED,
        True,
    ),
    "between two strokes": (
        [INTENT, STARTED, RELEASED, ("intent", {"seq": 9, "boot_id": 77, "ack_before": 8})],
        {"ack_seq": 8},
        InterruptedFate.INTERRUPTED,
        True,
    ),
    "second stroke never taken": (
        [
            INTENT,
            STARTED,
            RELEASED,
            ("intent", {"seq": 9, "boot_id": 77, "ack_before": 8, "peak_before_kn": 30.0}),
            ("started", {"seq": 9}),
        ],
        {"ack_seq": 8},
        InterruptedFate.INTERRUPTED,
        True,
    ),
    "while the fixture closed": (
        [INTENT, STARTED, RELEASED, ("fixture_intent", {})],
        {"ack_seq": 9},
        InterruptedFate.PRESSED,
        True,
    ),
}


@pytest.mark.parametrize(("events", "seen", "fate", "free"), ROWS.values(), ids=ROWS.keys())
def test_the_verdict_table(
    events: list[JournalEvent], seen: dict[str, object], fate: InterruptedFate, free: bool
) -> None:
    judged = verdict(events, IDLE._replace(**seen), MAP)  # type: ignore[arg-type]
    assert judged.fate is fate
    assert judged.press_is_free is free
    assert judged.sentence.endswith(".")
    assert judged.may_press_again is (fate is InterruptedFate.NOT_PRESSED)


def test_a_silent_press_may_be_loaded_once_start_was_sent() -> None:
    judged = silent_verdict([INTENT, STARTED], "no answer")
    assert judged.fate is InterruptedFate.UNKNOWN
    assert "may be loaded" in judged.sentence
    assert not judged.press_is_free


def test_a_silent_press_has_not_pressed_what_was_never_started() -> None:
    assert silent_verdict([INTENT], "no answer").fate is InterruptedFate.NOT_PRESSED
    assert not silent_verdict([INTENT], "no answer").press_is_free


def test_a_force_that_cannot_be_read_is_no_number_for_the_person() -> None:
    found = verdict([INTENT, STARTED], IDLE._replace(load=math.nan, ack_seq=8), MAP)
    assert "the force of the press cannot be read" in found.sentence
    assert "may be loaded" in found.sentence
    assert "nan" not in found.sentence
