"""A notice that was on its way when its process was killed goes out all the same."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from support.campaign import write_campaign
from support.stores.postgres import postgres
from support.web.post import web_server

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.run.notify.channels import NoticeContext, channels_of, in_words
from campaigns.run.notify.notice import Notice
from campaigns.run.notify.outbox import Outbox
from campaigns.run.notify.sender import Post
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_campaign, open_store

pytestmark = pytest.mark.slow

LONGEST_S = 120.0
COPRESS = [sys.executable, "-c", "from campaigns.commands.cli import main; main()"]


def rows_of(settings: Settings, table: str) -> list[tuple[str, str]]:
    """Kind and channel of each row of `outbox` or `notice`."""
    asked = {"outbox": schema.outbox, "notice": schema.notice}[table]
    kind = asked.c.occasion if table == "outbox" else asked.c.kind
    with open_campaign(settings, create=False) as store, store.connect() as connection:
        query = select(kind, asked.c.channel).order_by(asked.c.id)
        return [(row[0], row[1]) for row in connection.execute(query)]


def waits_in(store: Path) -> bool:
    """Whether a notice waits in a store that is just being made."""
    try:
        with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])
    except sqlite3.OperationalError:
        return False


def hooked(folder: Path, **more: str) -> Path:
    text = 'autonomy = "approve"\n[notify.webhook]\nurl_env = "LAB_HOOK"\n'
    return write_campaign(folder, campaign=text, **more)  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_the_next_run_sends_what_a_killed_one_could_not(tmp_path: Path) -> None:
    file = hooked(tmp_path)
    settings = load_settings(file)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes calls, says nothing
        hook = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        run = subprocess.Popen(
            [*COPRESS, "run", str(file)],
            env={**os.environ, "LAB_HOOK": hook},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until_s = time.monotonic() + LONGEST_S
        while not waits_in(file.with_suffix(".db")):
            assert run.poll() is None
            assert time.monotonic() < until_s
            time.sleep(0.05)
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert rows_of(settings, "outbox") == [("approval wanted", "webhook")]
    assert rows_of(settings, "notice") == []
    with web_server() as live:
        said = subprocess.run(
            [*COPRESS, "run", str(file)], env={**os.environ, "LAB_HOOK": live.url}, check=False
        )
    assert said.returncode == 4
    assert [body["occasion"] for body in live.bodies] == ["approval wanted"] * 2
    assert live.bodies[0]["at_utc"] < live.bodies[1]["at_utc"]
    assert rows_of(settings, "outbox") == []
    assert len(rows_of(settings, "notice")) == 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s.db", "one") as store:
        yield store


def test_two_processes_do_not_send_the_same_and_a_dead_ones_claim_ends(store: Store) -> None:
    bay, other = Outbox(store, "bay-1"), Outbox(store, "bay-2")
    bay.put(Notice("alarm", "hot", 3), ["mail", "webhook"])
    letter = bay.take("mail")
    assert letter is not None
    assert (letter.notice.sentence, letter.notice.trial, letter.sender) == ("hot", 3, "bay-1")
    assert bay.take("mail") is None
    assert other.take("mail") is None
    other.take_back()
    assert other.take("mail") is None, "bay-1 may live"
    bay.take_back()  # a new process of that name
    again = other.take("mail")
    assert again is not None
    assert again.sender == "bay-1", "who had it to say is said, whoever sends it"
    other.done(again, "mail", None)
    other.take_back()
    assert other.take("mail") is None
    assert bay.take("webhook") is not None


def test_what_was_for_a_way_that_is_named_no_longer_is_given_up(store: Store) -> None:
    outbox = Outbox(store, "")
    outbox.put(Notice("alarm", "hot"), ["pager", "webhook"])
    outbox.give_up_others(["webhook"])
    assert outbox.take("pager") is None
    assert outbox.take("webhook") is not None
    with store.connect() as connection:
        (row,) = connection.execute(select(schema.notice)).all()
    assert (row.channel, row.kind) == ("pager", "alarm")
    assert "no longer" in row.trouble


def test_a_store_that_is_away_keeps_no_notice_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.store.campaign_store.PATIENCE_S", 0.3)
    with postgres() as server, web_server() as hook:
        monkeypatch.setenv("LAB_HOOK", hook.url)
        text = f'store = "{server.url("away")}"\n[notify.webhook]\nurl_env = "LAB_HOOK"\n'
        settings = load_settings(write_campaign(tmp_path, campaign=text))
        with open_campaign(settings) as store:
            post = Post(store, NoticeContext("quick", True, ""), channels_of(settings.notify))
            server.stop()
            post.hand_in(Notice("alarm", "the press is silent"))
            post.close()
    assert [body["sentence"] for body in hook.bodies] == ["the press is silent"]


def test_a_notice_that_comes_late_says_when_it_was() -> None:
    about = NoticeContext("quick", False, "")
    old = Notice("alarm", "hot", at_utc="2026-01-02T03:04:05.678+00:00")
    assert in_words(old, about).endswith("hot (This was at 2026-01-02T03:04 UTC.)")
    assert in_words(Notice("alarm", "hot"), about).endswith("hot")
