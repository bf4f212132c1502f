"""The cycle's table, and what can be proved of it.

Many more sequences of events: COPRESS_SEQUENCES=50000 pytest -k sequence on this file.
"""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.effort import examples

from hardware.press.control.cycle_table import (
    MAYBE_LOADED,
    TRANSITIONS,
    Cycle,
    CycleError,
    CycleEvent,
    CyclePhase,
)

SEQUENCES = int(os.environ.get("COPRESS_SEQUENCES", examples(500)))
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


# Laws of the table. A stroke runs from START until the press says that it is over.
STROKE = (CyclePhase.RAMPING, CyclePhase.HOLDING, CyclePhase.RELEASING, CyclePhase.DONE)
SEEN = (CycleEvent.SEE_RAMP, CycleEvent.SEE_HOLD, CycleEvent.SEE_RELEASE, CycleEvent.SEE_DONE)
RUNNING = (CyclePhase.STARTING, *STROKE[:3], CyclePhase.ADRIFT)
AFTER_TROUBLE = (CyclePhase.ABORTING, CyclePhase.LOST)


@pytest.mark.parametrize("phase", RUNNING)
def test_while_a_stroke_runs_what_the_press_shows_is_believed_and_it_never_runs_back(
    phase: CyclePhase,
) -> None:
    begun = {CyclePhase.STARTING: 0, CyclePhase.ADRIFT: 1}.get(phase)
    reached = STROKE.index(phase) if begun is None else begun
    taken = {seen: TRANSITIONS[phase].get(seen) for seen in SEEN}
    for k, (seen, then) in enumerate(zip(SEEN, STROKE, strict=True)):
        assert taken[seen] is (None if k < reached else then)


@pytest.mark.parametrize("phase", AFTER_TROUBLE)
@pytest.mark.parametrize("seen", SEEN)
def test_a_stroke_in_trouble_is_not_over_by_what_it_shows(
    phase: CyclePhase, seen: CycleEvent
) -> None:
    assert TRANSITIONS[phase][seen] is phase


def test_only_force_off_and_at_rest_ends_a_trouble() -> None:
    ends = {phase for phase, row in TRANSITIONS.items() if CyclePhase.RELEASED in row.values()}
    assert ends == {*AFTER_TROUBLE, CyclePhase.STOPPED, CyclePhase.STARTING, CyclePhase.RELEASED}
    for phase in (*AFTER_TROUBLE, CyclePhase.STOPPED, CyclePhase.RELEASED):
        assert TRANSITIONS[phase][CycleEvent.SEE_UNLOADED] is CyclePhase.RELEASED
    for phase in (CyclePhase.UNLOADED, CyclePhase.ARMED, CyclePhase.DONE):
        assert TRANSITIONS[phase][CycleEvent.SEE_UNLOADED] is phase
    for phase in RUNNING:  # a stroke that runs is over only by its own word
        assert CycleEvent.SEE_UNLOADED not in TRANSITIONS[phase]


def test_a_press_that_stops_by_itself_is_stopped_until_its_force_is_off() -> None:
    stopped = {phase for phase, row in TRANSITIONS.items() if CycleEvent.SEE_STOP in row}
    assert stopped == {*RUNNING, *AFTER_TROUBLE, CyclePhase.STOPPED, CyclePhase.RELEASED}
    for phase in stopped - {CyclePhase.RELEASED}:
        assert TRANSITIONS[phase][CycleEvent.SEE_STOP] is CyclePhase.STOPPED
    assert TRANSITIONS[CyclePhase.RELEASED][CycleEvent.SEE_STOP] is CyclePhase.RELEASED
    assert not {*SEEN} & {*TRANSITIONS[CyclePhase.STOPPED]}  # nor does it start again


def test_a_lost_line_is_lost_only_where_force_may_be_on() -> None:
    then = {phase: row[CycleEvent.LOSE] for phase, row in TRANSITIONS.items()}
    assert then.pop(CyclePhase.HOLDING) is CyclePhase.ADRIFT
    assert then.pop(CyclePhase.ARMED) is CyclePhase.UNLOADED  # the set-points must be written again
    for phase, after in then.items():
        assert after is (CyclePhase.LOST if phase in MAYBE_LOADED else phase)


def test_a_refused_start_and_a_stroke_that_is_over_take_nothing_more() -> None:
    refused = [phase for phase, row in TRANSITIONS.items() if CycleEvent.REFUSED in row]
    assert refused == [CyclePhase.STARTING]
    assert TRANSITIONS[CyclePhase.STARTING][CycleEvent.REFUSED] is CyclePhase.RELEASED
    assert TRANSITIONS[CyclePhase.DONE][CycleEvent.SEE_DONE] is CyclePhase.DONE
    assert set(TRANSITIONS[CyclePhase.DONE]) == {
        CycleEvent.SEE_DONE,
        CycleEvent.SEE_UNLOADED,
        CycleEvent.LOSE,
        CycleEvent.ASK_RELEASE,
    }


@pytest.mark.parametrize("phase", CyclePhase)
def test_the_press_may_carry_force_from_start_until_it_is_proved_off(phase: CyclePhase) -> None:
    cycle = Cycle()
    cycle.phase = phase
    proved_off = {CyclePhase.UNLOADED, CyclePhase.ARMED, CyclePhase.DONE, CyclePhase.RELEASED}
    assert cycle.maybe_loaded is (phase not in proved_off)
    assert cycle.feed(CycleEvent.ASK_RELEASE) is cycle.phase is CyclePhase.ABORTING


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
