"""What people elsewhere ask of a run: heard once, in order, and only what came after it began."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.campaign import write_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.requests import ABORT, RESUME, STOP, request, standing_request
from campaigns.errors import WrongInputError
from campaigns.run.stopping import remote_requests
from campaigns.run.stopping.remote_requests import RequestListener, last_request
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_campaign


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_campaign(load_settings(write_campaign(tmp_path))) as opened:
        yield opened


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the listener: its last entry is now."""
    times = [0.0]
    monkeypatch.setattr(remote_requests.time, "monotonic", lambda: times[-1])
    return times


def listener_of(tmp_path: Path, store: Store, since: int = 0) -> RequestListener:
    return RequestListener(store, load_settings(tmp_path / "quick.toml"), since=since)


def test_a_request_is_new_once(tmp_path: Path, store: Store, moments: list[float]) -> None:
    listener = listener_of(tmp_path, store)
    request(store, STOP, "Ada", "")
    assert listener.new(press_moves=False) == STOP
    moments.append(1.0)
    assert listener.new(press_moves=False) is None


def test_it_looks_at_most_every_tenth_of_a_second(
    tmp_path: Path, store: Store, moments: list[float]
) -> None:
    listener = listener_of(tmp_path, store)
    assert listener.new(press_moves=True) is None
    request(store, ABORT, "Ada", "smoke")
    moments.append(0.09)
    assert listener.new(press_moves=True) is None
    moments.append(0.11)
    assert listener.new(press_moves=True) == ABORT


def test_what_was_asked_before_the_run_is_old(
    tmp_path: Path, store: Store, moments: list[float]
) -> None:
    request(store, STOP, "Ada", "")
    listener = listener_of(tmp_path, store, since=last_request(store))
    assert listener.new(press_moves=False) is None
    request(store, STOP, "Ben", "")
    moments.append(1.0)
    assert listener.new(press_moves=False) == STOP


def test_an_abort_stands_until_a_person_resumes(tmp_path: Path, store: Store) -> None:
    listener = listener_of(tmp_path, store)
    assert listener.standing_abort() is None
    request(store, ABORT, "Ada", "smell of oil")
    stop = listener.standing_abort()
    assert stop is not None
    assert (stop.kind, stop.exit_code) == ("aborted", 4)
    assert "aborted by Ada: smell of oil" in stop.sentence
    assert "copress resume quick.toml" in stop.sentence
    request(store, RESUME, "Ben", "hose changed")
    assert listener.standing_abort() is None
    assert standing_request(store) is None


def test_a_stop_does_not_stand_against_the_next_run(tmp_path: Path, store: Store) -> None:
    request(store, STOP, "Ada", "")
    assert listener_of(tmp_path, store).standing_abort() is None


@pytest.mark.parametrize("what", [ABORT, RESUME])
def test_an_abort_and_a_resume_need_a_reason(store: Store, what: str) -> None:
    with pytest.raises(WrongInputError, match="needs a reason"):
        request(store, what, "Ada", "  ")
    assert standing_request(store) is None
