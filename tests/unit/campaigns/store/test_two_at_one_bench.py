"""One proposes, the other records: who comes second waits for what is done in a moment."""

from pathlib import Path
from threading import Event, Thread

import pytest

from campaigns.errors import CampaignBusyError
from campaigns.store import run_lock
from campaigns.store.run_lock import hold

LONGEST_S = 20.0  # that a thread of a machine with other work takes


def test_a_command_waits_for_one_that_is_done_in_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, held, let_go, order = tmp_path / "c.db", Event(), Event(), []
    monkeypatch.setattr(run_lock, "_PATIENCE_S", -1.0)  # whoever is not worth waiting for is busy
    monkeypatch.setattr(run_lock.time, "sleep", lambda _: let_go.set())

    def propose() -> None:
        with hold(store, brief=True):
            held.set()
            assert let_go.wait(LONGEST_S)
            order.append("propose")

    other = Thread(target=propose)
    other.start()
    assert held.wait(LONGEST_S)
    with hold(store, brief=True):
        order.append("record")
    other.join()
    assert order == ["propose", "record"]


def test_a_run_is_not_waited_for(tmp_path: Path) -> None:
    store = tmp_path / "c.db"
    with (
        hold(store),
        pytest.raises(CampaignBusyError, match=r"c.db is in use: process \d+ works"),
        hold(store, brief=True),
    ):
        pass
