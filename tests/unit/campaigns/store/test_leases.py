"""Leases keep workers out of each other's way, and end by themselves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.stores.filled_store import PLAN

from campaigns.config.store_location import Place
from campaigns.store import leases
from campaigns.store.campaign_store import Store
from campaigns.store.journal import OPEN
from campaigns.store.leases import (
    LEASE_S,
    holder,
    leased_of,
    live_leases,
    release,
    renewed,
    take,
    worked_on,
)
from campaigns.store.open_store import open_store


@pytest.fixture
def now_s(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the database: its last entry is now."""
    moments = [1_000.0]
    monkeypatch.setattr(leases.time, "time", lambda: moments[-1])
    return moments


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A campaign with three planned trials."""
    with open_store(Place.of(tmp_path / "s.db"), "one") as opened:
        for _ in range(3):
            opened.plan(PLAN, simulated=False)
        yield opened


def rows(store: Store) -> list[int]:
    with store.connect() as connection:
        return [store.trial_id(connection, number) for number in (1, 2, 3)]


def test_the_first_free_one_of_a_list_is_taken(store: Store, now_s: list[float]) -> None:
    one, two, three = rows(store)
    assert take(store, [two, one], "left", OPEN) == two
    assert take(store, [two, one], "right", OPEN) == one
    assert take(store, [two, one], "third", OPEN) is None
    assert live_leases(store) == {one: "right", two: "left"}
    assert take(store, [], "third", OPEN) is None
    assert three not in live_leases(store)


def test_who_has_it_may_take_it_again(store: Store, now_s: list[float]) -> None:
    one, *_ = rows(store)
    assert take(store, [one], "left", OPEN) == one
    assert take(store, [one], "left", OPEN) == one


def test_only_in_the_states_that_are_asked_for(store: Store, now_s: list[float]) -> None:
    one, two, _ = rows(store)
    store.begin(1, {})
    assert take(store, [one, two], "left", OPEN) == two
    assert take(store, [one], "left", ("started",)) == one


def test_a_lease_ends_by_itself_and_another_takes_over(store: Store, now_s: list[float]) -> None:
    one, *_ = rows(store)
    take(store, [one], "left", OPEN)
    now_s.append(now_s[0] + LEASE_S - 1)
    assert take(store, [one], "right", OPEN) is None
    now_s.append(now_s[0] + LEASE_S + 1)
    assert live_leases(store) == {}
    assert take(store, [one], "right", OPEN) == one


def test_giving_back_is_for_the_holder_alone(store: Store, now_s: list[float]) -> None:
    one, *_ = rows(store)
    take(store, [one], "left", OPEN)
    release(store, one, "right")
    assert live_leases(store) == {one: "left"}
    release(store, one, "left")
    assert live_leases(store) == {}


def test_it_is_held_while_the_block_runs_and_given_back_after(
    store: Store, now_s: list[float]
) -> None:
    one, *_ = rows(store)
    take(store, [one], "left", OPEN)
    with renewed(store, one, "left"):
        assert worked_on(store)
        with store.connect() as connection:
            assert holder(store, connection, one) == "left"
    assert not worked_on(store)
    with store.connect() as connection:
        assert holder(store, connection, one) is None


def test_a_living_worker_renews_its_lease(
    store: Store, now_s: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = rows(store)
    monkeypatch.setattr(leases, "LEASE_S", 0.04)  # it renews after a quarter, in real time
    take(store, [one], "left", OPEN)
    now_s.append(now_s[0] + 1.0)
    assert live_leases(store) == {}
    give_up_s = time.monotonic() + 60.0
    with renewed(store, one, "left"):
        while not live_leases(store):
            assert time.monotonic() < give_up_s
        assert live_leases(store) == {one: "left"}


def test_the_store_is_asked_only_where_a_cell_is_begun(store: Store, now_s: list[float]) -> None:
    one, *_ = rows(store)
    take(store, [one], "left", OPEN)
    assert leased_of(store, ["planned", "closed"]) == frozenset()
    assert leased_of(store, ["started"]) == {one}
