"""What people have allowed: the last word counts, envelopes end, and each limit is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.stores.filled_store import PLAN

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import approve_envelope, approve_trials, withdraw_envelope
from campaigns.records.approvals import (
    Permit,
    StandingApproval,
    broken_in_a_row,
    inside,
    permit_of,
    read_permits,
    standing_envelope,
    why_not_inside,
)
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_campaign
from campaigns.trial.outcome import Outcome, PressedCell, judge
from doe.domain.arrays import BROKEN_RUN
from hardware.inspection import Inspection

LIMITS = StandingApproval(low={"copress_mpa": 300.0}, high={"copress_mpa": 450.0})
PROTOCOL = {
    "copress_mpa": 400.0,
    "copress_dwell_s": 5.0,
    "ramp_mpa_s": 80.0,
    "release_mpa_s": 10.0,
    "anode_mpa": 120.0,
    "anode_dwell_s": 5.0,
    "stack_mpa": 60.0,
}
POINT = {"copress_mpa": 400.0, "anode_mpa": 120.0}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A campaign with three planned trials."""
    settings = load_settings(write_campaign(tmp_path, campaign='autonomy = "envelope"\n'))
    with open_campaign(settings) as opened:
        for _ in range(3):
            opened.plan(replace(PLAN, point=POINT, protocol=PROTOCOL), simulated=False)
        yield opened


def broke(store: Store, number: int) -> None:
    """The cell of that trial is pressed and found cracked."""
    cell = PressedCell(number, POINT, POINT)
    store.close_trial(number, judge(cell, Inspection(f"cell-{number:04}", 2, shorted=False), None))


def trial(store: Store, number: int) -> TrialRecord:
    return read_trials(store)[number - 1]


def why(store: Store, permit: Permit, number: int) -> str:
    return why_not_inside(store, permit, trial(store, number), read_trials(store))


def test_the_last_word_on_a_trial_counts(tmp_path: Path, store: Store) -> None:
    settings = load_settings(tmp_path / "quick.toml")
    approve_trials(store, settings, [1, 2], "Ada", "fine")
    approve_trials(store, settings, [2], "Ben", "looked at it again")
    permits = read_permits(store)
    said = [permit_of(permits, number) for number in (1, 2, 3)]
    assert [None if one is None else one.person for one in said] == ["Ada", "Ben", None]


def test_an_envelope_stands_until_it_is_withdrawn_or_replaced(store: Store) -> None:
    assert standing_envelope(read_permits(store)) is None
    approve_envelope(store, LIMITS, "Ada", "night run")
    approve_envelope(store, replace(LIMITS, cells=5), "Ben", "shorter")
    standing = standing_envelope(read_permits(store))
    assert standing is not None
    assert standing.person == "Ben"
    assert standing.envelope == replace(LIMITS, cells=5)
    withdraw_envelope(store, "Ada", "press is serviced")
    assert standing_envelope(read_permits(store)) is None


@pytest.mark.parametrize(
    ("value", "says"),
    [(400.0, ""), (300.0, ""), (450.0, ""), (299.0, "299 is below 300"), (451.0, "above 450")],
)
def test_a_value_outside_is_named_with_its_limit(value: float, says: str) -> None:
    found = LIMITS.outside({**PROTOCOL, "copress_mpa": value})
    assert found == "" if not says else says in found


def test_a_permit_expires_at_its_moment() -> None:
    permit = Permit(1, "envelope", (), LIMITS, "2026-11-27T18:00:00+00:00", "Ada", "")
    assert not permit.expired(datetime(2026, 11, 27, 17, 59, 59, tzinfo=UTC))
    assert permit.expired(datetime(2026, 11, 27, 18, 0, 0, tzinfo=UTC))
    assert not replace(permit, expires_utc=None).expired()


def test_what_the_envelope_does_not_cover_is_said(store: Store) -> None:
    approve_envelope(store, LIMITS, "Ada", "night run")
    permit = standing_envelope(read_permits(store))
    assert permit is not None
    assert why(store, permit, 1) == ""
    narrow = replace(permit, envelope=StandingApproval({}, {"anode_mpa": 100.0}))
    assert "does not cover this cell: anode_mpa = 120 is above 100" in why(store, narrow, 1)
    assert "expired at" in why(store, replace(permit, expires_utc="2026-01-01T00:00+00:00"), 1)
    assert why(store, replace(permit, envelope=None), 1) == "is no envelope"


def test_so_many_cells_and_no_more(store: Store) -> None:
    approve_envelope(store, replace(LIMITS, cells=1), "Ada", "one only")
    permit = standing_envelope(read_permits(store))
    assert permit is not None
    store.decide(1, "Ada", "approved", inside(permit))
    assert why(store, permit, 1) == "", "the cell itself is not counted against it"
    assert why(store, permit, 2) == "is used up: 1 cells"


def test_so_many_broken_cells_and_no_more(store: Store) -> None:
    approve_envelope(store, replace(LIMITS, broken=0), "Ada", "none may break")
    permit = standing_envelope(read_permits(store))
    assert permit is not None
    store.decide(1, "Ada", "approved", inside(permit))
    broke(store, 1)
    assert why(store, permit, 2) == "is used up: broken cells 1, allowed 0"


def test_after_cells_that_broke_one_after_another_a_person_is_asked(store: Store) -> None:
    approve_envelope(store, LIMITS, "Ada", "night run")
    permit = standing_envelope(read_permits(store))
    assert permit is not None
    for number in range(1, BROKEN_RUN + 1):
        broke(store, number)
    store.plan(replace(PLAN, point=POINT, protocol=PROTOCOL), simulated=False)
    assert broken_in_a_row(read_trials(store)) == BROKEN_RUN
    assert "broke one after another" in why(store, permit, BROKEN_RUN + 1)


def test_cells_in_a_row_are_counted_by_when_they_ended(store: Store) -> None:
    whole = judge(PressedCell(2, POINT, POINT), Inspection("cell-0002", 0, shorted=False), None)
    broke(store, 3)
    store.close_trial(2, whole)
    broke(store, 1)
    trials = read_trials(store)
    assert trials[0].outcome is Outcome.RECIPE_FAILED
    assert broken_in_a_row(trials) == 1
    assert broken_in_a_row(trials[1:]) == 0
