"""A full disk, a store that may only be read, a damaged page, two writers: one clear message."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.stores.filled_store import PLAN
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.store_location import Place
from campaigns.errors import StoreError
from campaigns.records.load_trials import read_trials
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_store
from campaigns.store.verify_store import verify_place

resource = pytest.importorskip("resource", reason="limits of POSIX")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of POSIX")

PAGE = 4096
NOBODY = 65534


@contextmanager
def no_room_above(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: what a full disk does to a store."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def until_full(store: Store) -> list[int]:
    kept = []
    with pytest.raises(StoreError, match=r"full or failing: make room"):
        for _ in range(1000):
            kept.append(store.plan(PLAN, simulated=True))
    return kept


def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one") as store:
        store.plan(PLAN, simulated=True)
        room = path.with_name("s.db-wal").stat().st_size + 40 * PAGE
        with no_room_above(room):
            kept = until_full(store)
        assert kept, "there was room for some"
        assert [trial.number for trial in read_trials(store)] == [1, *kept]
        assert store.plan(PLAN, simulated=True) == kept[-1] + 1, "goes on once there is room"
    assert verify_place(Place.of(path)).whole


@pytest.fixture
def readonly() -> Iterator[Path]:
    """A campaign whose files and folder may only be read by who we are."""
    folder = Path(tempfile.mkdtemp())
    file = write_campaign(folder)
    for command in ("propose", "status", "verify"):  # imports everything while we may still
        assert CliRunner().invoke(app, [command, str(file)]).exit_code == 0
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    if root := os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield file
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_store_that_may_only_be_read_can_be_read(readonly: Path) -> None:
    before = {path.name: path.read_bytes() for path in readonly.parent.iterdir()}
    for command in ("status", "verify"):
        seen = CliRunner().invoke(app, [command, str(readonly)])
        assert seen.exit_code == 0, seen.output
    refused = CliRunner().invoke(app, ["approve", str(readonly), "--trial", "1"])
    assert refused.exit_code == 1
    assert "may only be read here" in refused.stderr
    refused = CliRunner().invoke(app, ["propose", str(readonly)])
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr
    assert {path.name: path.read_bytes() for path in readonly.parent.iterdir()} == before


@pytest.mark.parametrize("first", [0, 1], ids=["header", "pages"])
def test_a_damaged_file_is_one_message_and_stays_as_it_is(tmp_path: Path, first: int) -> None:
    file = write_campaign(tmp_path)
    assert CliRunner().invoke(app, ["propose", str(file)]).exit_code == 0
    store = tmp_path / "quick.db"
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = store.read_bytes()
    damaged = raw[: first * PAGE] + b"\x5a" * (len(raw) - first * PAGE)
    store.write_bytes(damaged)
    for command in ("status", "verify", "propose"):
        seen = CliRunner().invoke(app, [command, str(file)])
        assert seen.exit_code == 1, seen.output
        assert "The file is damaged" in seen.output
        assert "Traceback" not in seen.output
    assert store.read_bytes() == damaged


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from support.stores.filled_store import PLAN
from campaigns.store.open_store import open_store
with open_store(sys.argv[2], "one") as store:
    for _ in range(10):
        store.plan(PLAN, simulated=True)
"""


@pytest.mark.slow
def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    helpers = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", WRITER, helpers, str(path)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    with open_store(path, "one", create=False) as store:
        assert [trial.number for trial in read_trials(store)] == list(range(1, 21))
    assert verify_place(Place.of(path)).whole


def test_a_store_opens_while_another_process_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.commit)
        done.start()
        with open_store(path, "one") as store:
            assert store.plan(PLAN, simulated=True) == 1
        done.join()
