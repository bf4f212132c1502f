"""One process runs a campaign at a time: a lock of the operating system next to its store.

The system lets go of it when the process dies, however it dies; nothing stays behind to clean up.
On a server it is the server's own lock, which goes with the connection.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from campaigns.config.network_drive import make_local_folder
from campaigns.config.store_location import Place
from campaigns.errors import CampaignBusyError, StoreError
from campaigns.store.connection import open_engine
from hardware.file_lock import try_lock

_PATIENCE_S = 0.3  # a reader that only asks "is it running?" holds the lock for a moment


_BRIEF_S = 30.0  # chosen: a proposal from many cells takes some seconds on a slow computer
_BRIEF = " for a moment"


@contextmanager
def hold(place: Place | Path, campaign: str = "", *, brief: bool = False) -> Iterator[None]:
    """Hold the campaign at `place` for as long as the block runs; on a server, that campaign only.

    Args:
        place: Of the store.
        campaign: Its name.
        brief: This is done in a moment, so that who comes meanwhile waits for it: two people at
            one bench, one proposes and the other records.

    Raises:
        CampaignBusyError: another process holds it.
        StoreError: the lock file cannot be written.
    """
    place = Place.of(place)
    if place.path is None:
        with hold_on_server(place, campaign):
            yield
        return
    store = place.path
    try:
        make_local_folder(store)
        file = _lock_path(store).open("a+", encoding="ascii")
    except OSError as error:
        raise StoreError(
            f"{store.parent} cannot be written ({error}). Nothing was done."
        ) from error
    with file:
        begun = time.monotonic()
        while not try_lock(file):
            file.seek(0)
            pid, moment, _ = file.read().partition(_BRIEF)
            if time.monotonic() > begun + (_BRIEF_S if moment else _PATIENCE_S):
                raise CampaignBusyError(_busy(store, pid))
            time.sleep(0.02)
        file.truncate(0)
        file.write(f"{os.getpid()}{_BRIEF * brief}")
        file.flush()
        yield


def is_held(place: Place | Path, campaign: str = "") -> bool:
    """Whether another process works on the campaign now."""
    place = Place.of(place)
    if place.path is None:
        return held_on_server(place, campaign)
    store = place.path
    if place.readable_only():
        return False  # who may not write here cannot ask; nobody with these rights can run it
    if not _lock_path(store).exists():
        return False
    with _lock_path(store).open("a+", encoding="ascii") as file:
        return not try_lock(file)


def _lock_path(store: Path) -> Path:
    return store.with_name(f"{store.name}.lock")


def _busy(store: Path, pid: str) -> str:
    who = f"process {pid}" if pid else "another process"
    return (
        f"{store.name} is in use: {who} works on this campaign. Nothing was done. "
        "Wait until it has ended, or stop it with Ctrl-C in its window."
    )


@contextmanager
def hold_on_server(place: Place, campaign: str) -> Iterator[None]:
    """Hold `campaign` until the block or its process ends.

    Raises:
        CampaignBusyError: another process holds it.
        StoreError: the server cannot be reached.
    """
    with _connection(place) as connection:
        if not _try(connection, campaign):
            raise CampaignBusyError(
                f"{campaign} is in use: another process works on this campaign in {place}. Nothing "
                "was done. Wait until it has ended, or stop it with Ctrl-C in its window."
            )
        yield


def held_on_server(place: Place, campaign: str) -> bool:
    """Whether another process holds `campaign` now."""
    with _connection(place) as connection:
        return not _try(connection, campaign)  # what was got goes back with the connection


@contextmanager
def _connection(place: Place) -> Iterator[Connection]:
    engine = open_engine(place).execution_options(isolation_level="AUTOCOMMIT")
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise StoreError(f"{place}: the database cannot be reached ({error.orig}).") from error
    try:
        yield connection
    finally:
        connection.invalidate()  # really closed, not kept for the next one
        connection.close()
        engine.dispose()


def _try(connection: Connection, campaign: str) -> bool:
    key = int.from_bytes(hashlib.sha256(campaign.encode()).digest()[:8], "big", signed=True)
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
