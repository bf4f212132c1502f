"""The same memory on a PostgreSQL: same rows, same refusals, and a server that goes away."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.stores.filled_store import PLAN, SEEN, fill
from support.stores.postgres import Server, postgres

from campaigns.config.store_location import Place
from campaigns.errors import CampaignBusyError, StoreError
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_store
from campaigns.store.run_lock import hold, is_held
from campaigns.store.schema import metadata
from campaigns.store.verify_store import verify_place

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.fixture
def url(server: Server, request: pytest.FixtureRequest) -> str:
    return server.url(f"t{abs(hash(request.node.name))}")


def test_what_is_kept_comes_back_and_verifies(url: str) -> None:
    with open_store(url, "one") as store:
        fill(store)
        assert observations(read_trials(store)) == [SEEN, replace(SEEN, asr_ohm_cm2=211.0)]
    with open_store(url, "one", create=False) as store:
        assert [trial.state for trial in read_trials(store)] == ["closed"]
    verdict = verify_place(Place.of(url))
    assert verdict.faults == ()
    assert verdict.rows > 15


def test_nothing_can_be_changed_deleted_or_emptied(url: str) -> None:
    with open_store(url, "one") as store:
        fill(store)
        for table in sorted(metadata.tables):
            for act in (f"UPDATE {table} SET at_utc = 'x'", f"DELETE FROM {table}"):  # noqa: S608
                _refused(store, act)
            _refused(store, f"TRUNCATE {table} CASCADE")


def _refused(store: Store, act: str) -> None:
    with (
        pytest.raises(DBAPIError, match="append-only"),
        store.engine.begin() as connection,
    ):
        connection.execute(text(act))


def test_many_writers_make_one_chain_and_no_number_twice(url: str) -> None:
    with open_store(url, "one"):
        pass

    def write(_: int) -> list[int]:
        with open_store(url, "one") as store:
            return [store.plan(PLAN, simulated=True) for _ in range(5)]

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for some in pool.map(write, range(6)) for number in some]
    assert sorted(numbers) == list(range(1, 31))
    assert verify_place(Place.of(url)).faults == ()


def test_a_server_that_restarts_delays_and_loses_nothing(server: Server, url: str) -> None:
    with open_store(url, "one") as store:
        store.plan(PLAN, simulated=True)
        server.stop()
        threading.Timer(0.5, server.start).start()
        store.plan(PLAN, simulated=True)
        assert [trial.number for trial in read_trials(store)] == [1, 2]
    assert verify_place(Place.of(url)).whole


def test_a_commit_that_was_cut_off_is_not_made_twice(url: str) -> None:
    """The answer to a commit is lost on the way: the store looks whether it was kept."""
    with open_store(url, "one") as store:
        store.plan(PLAN, simulated=True)
        commit, lost = store.engine.dialect.do_commit, []

        def cut_off(connection: Any) -> None:
            commit(connection)
            if not lost:
                lost.append(True)
                connection.dbapi_connection.close()
                connection.dbapi_connection.execute("SELECT 1")

        store.engine.dialect.do_commit = cut_off  # type: ignore[method-assign]
        assert store.plan(PLAN, simulated=True) == 2
        assert lost
        assert [trial.number for trial in read_trials(store)] == [1, 2]


def test_a_campaign_is_held_by_one_process(url: str) -> None:
    with hold(Place.of(url), "one"):
        assert is_held(Place.of(url), "one")
        assert not is_held(Place.of(url), "two")
        with pytest.raises(CampaignBusyError, match="another process"), hold(Place.of(url), "one"):
            pass
    assert not is_held(Place.of(url), "one")


def test_no_server_is_one_clear_message_without_the_password() -> None:
    url = "postgresql://ada:secret@127.0.0.1:1/x"
    with pytest.raises(StoreError, match="cannot be reached") as caught, open_store(url, "one"):
        pass
    assert "secret" not in str(caught.value)
