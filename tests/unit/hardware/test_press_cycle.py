"""The cycle's table, and what can be proved of it.

Many more sequences of events: COPRESS_SEQUENCES=50000 pytest -k sequence on this file.
"""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.press_cycle import (
    MAYBE_LOADED,
    TRANSITIONS,
    Cycle,
    CycleError,
    CycleEvent,
    CyclePhase,
)

SEQUENCES = int(os.environ.get("COPRESS_SEQUENCES", "500"))
GOOD = [
    CycleEvent.ARM,
    CycleEvent.START,
    CycleEvent.SEE_RAMP,
    CycleEvent.SEE_HOLD,
    CycleEvent.SEE_RELEASE,
    CycleEvent.SEE_DONE,
]
FORCE_SEEN = {CycleEvent.SEE_RAMP, CycleEvent.SEE_HOLD, CycleEvent.SEE_RELEASE}
FORCE_OFF = {CycleEvent.SEE_DONE, CycleEvent.SEE_UNLOADED, CycleEvent.REFUSED}


def test_a_good_stroke_goes_from_unloaded_to_done() -> None:
    cycle = Cycle()
    for event in GOOD:
        cycle.feed(event)
    assert cycle.phase is CyclePhase.DONE
    assert not cycle.maybe_loaded


@pytest.mark.parametrize("phase", CyclePhase)
def test_a_release_may_be_asked_for_in_every_phase(phase: CyclePhase) -> None:
    assert TRANSITIONS[phase][CycleEvent.ASK_RELEASE] is CyclePhase.ABORTING


@pytest.mark.parametrize("phase", CyclePhase)
def test_every_phase_has_a_row_and_survives_a_lost_line(phase: CyclePhase) -> None:
    assert CycleEvent.LOSE in TRANSITIONS[phase]


def test_only_an_armed_cycle_can_start() -> None:
    starters = [phase for phase, row in TRANSITIONS.items() if CycleEvent.START in row]
    assert starters == [CyclePhase.ARMED]
    armers = [phase for phase, row in TRANSITIONS.items() if CycleEvent.ARM in row]
    assert armers == [CyclePhase.UNLOADED]


def test_an_impossible_event_is_a_sentence_and_changes_nothing() -> None:
    cycle = Cycle()
    with pytest.raises(CycleError, match="'see_hold' cannot happen while the stroke is 'unloaded'"):
        cycle.feed(CycleEvent.SEE_HOLD)
    assert cycle.phase is CyclePhase.UNLOADED


def fed(events: list[CycleEvent]) -> tuple[Cycle, list[CycleEvent]]:
    """A cycle after these events, and those it took."""
    cycle, taken = Cycle(), []
    for event in events:
        try:
            cycle.feed(event)
        except CycleError:
            continue
        taken.append(event)
    return cycle, taken


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.lists(st.sampled_from(CycleEvent), max_size=30))
def test_no_sequence_of_events_starts_twice(events: list[CycleEvent]) -> None:
    _, taken = fed(events)
    assert taken.count(CycleEvent.START) <= 1


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.lists(st.sampled_from(CycleEvent), max_size=30))
def test_no_sequence_of_events_leaves_the_press_loaded_unsaid(events: list[CycleEvent]) -> None:
    cycle, taken = fed(events)
    started = CycleEvent.START in taken
    since = taken[taken.index(CycleEvent.START) :] if started else []
    last_off = max((i for i, e in enumerate(since) if e in FORCE_OFF), default=-1)
    last_on = max((i for i, e in enumerate(since) if e in FORCE_SEEN), default=-1)
    if started and (last_off < 0 or last_on > last_off):
        assert cycle.phase in MAYBE_LOADED
