"""Connections to a store, and what can go wrong with them said in one sentence.

SQLite: write-ahead log, every commit synced, a transaction that writes takes its place at once.
PostgreSQL: writers queue at one advisory lock, so that the audit chain has one order.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from campaigns.config.network_drive import sqlite_uri
from campaigns.config.store_location import Place
from campaigns.errors import StoreAwayError, StoreError

PATIENCE_S = 60.0
"""So long a server may be away (a restart) before the campaign stops."""

_BUSY_S = 10.0
"""So long another process may keep a file busy."""

_READER_WAITS_S = 2.0
"""So long a reader tries again while an owner comes or goes, which takes milliseconds."""

_PRIMARY = 0xFF
"""The primary code in an extended one of SQLite (https://sqlite.org/rescode.html)."""

_OF_RIGHTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_LOOK_AGAIN_S = 0.01  # chosen: writing one cell takes a few milliseconds
_PAUSE_S = 0.25  # chosen: four tries a second while a server restarts
_WRITES = "copress_writes"
_CHAIN_LOCK = 0x636F7072657373  # "copress"
_MOST_THREADS = 60  # chosen: above the 40 worker threads of the web server (anyio)
_SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c idle_in_transaction_session_timeout=60s",
}
"""Nobody waits for ever for a server, or for a computer, whose plug was pulled: seconds, ms."""


def open_engine(place: Place) -> Engine:
    """Connections to `place`; nothing is opened yet.

    Raises:
        StoreError: a server is asked for and its driver is not installed.
    """
    if place.path is None:
        return _server_engine(place)
    path = place.path.absolute()
    if place.readable_only():
        engine = create_engine("sqlite://", creator=lambda: _reader(path), poolclass=NullPool)
        event.listen(engine, "begin", _begin_reading)
        return engine
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False),
        poolclass=QueuePool,  # the usual one here closes connections that threads use
        max_overflow=_MOST_THREADS,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _reader(path: Path) -> sqlite3.Connection:
    """For one transaction of somebody who may not write there; it has begun.

    Whenever an owner comes or goes, the write-ahead log does: between two looks at it SQLite asks
    for rights that a reader lacks. Then both looks are repeated. A transaction that has read once
    keeps the log in its place.
    """
    until_s = time.monotonic() + _READER_WAITS_S
    while True:
        connection = _opened_for_reading(path)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & _PRIMARY not in _OF_RIGHTS or time.monotonic() > until_s:
                raise
            time.sleep(_LOOK_AGAIN_S)
        else:
            return connection


def _opened_for_reading(path: Path) -> sqlite3.Connection:
    """Nothing is read yet.

    Without a write-ahead log nobody writes now, and SQLite, which may not make one, wants to know
    that (`immutable`). It never looks at the file again then; so the next transaction asks again.
    """
    log = path.with_name(f"{path.name}-wal")
    mode = "?mode=ro" if log.exists() else "?mode=ro&immutable=1"
    uri = sqlite_uri(path, mode)
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, check_same_thread=False)
    connection.isolation_level = None
    return connection


def _server_engine(place: Place) -> Engine:
    try:
        engine = create_engine(
            make_url(place.url),
            pool_pre_ping=True,
            connect_args=_SERVER,
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{place}: a store on PostgreSQL needs one more part. Install it: "
            'pip install "copress[postgres]"'
        ) from error
    return engine


def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; wait while another process makes the same file.

    SQLite refuses this one change at once where it waits for every other lock.
    """
    until_s = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                raise
        time.sleep(_LOOK_AGAIN_S)


def _begin(connection: Connection) -> None:
    """Our own BEGIN: a read that turns into a write must not lose its place to another process."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_reading(connection: Connection) -> None:
    """The first transaction of a reader has begun when its connection was made."""
    opened = connection.connection.dbapi_connection
    if isinstance(opened, sqlite3.Connection) and not opened.in_transaction:
        connection.exec_driver_sql("BEGIN")


@contextmanager
def transaction(
    engine: Engine, place: Place, *, writes: bool, chained: bool = True
) -> Iterator[Connection]:
    """One transaction; all of it is kept, or nothing.

    Args:
        engine: Of `open_engine`.
        place: For messages.
        writes: It may write.
        chained: What it writes belongs to the audit chain, which has one order.

    Raises:
        StoreAwayError: the server has gone; whether the last commit was kept is not known.
        StoreError: the disk or the file does not let us.
    """
    try:
        with engine.connect() as opened:
            connection = opened.execution_options(**{_WRITES: writes})
            with connection.begin():
                if writes and chained and place.shared:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
                yield connection
    except DBAPIError as error:
        raise _in_words(error, place) from error
    except sqlite3.Error as error:  # while a connection was being opened
        wrapped = DBAPIError("open", None, error)
        raise _in_words(wrapped, place) from error


def patiently(place: Place, patience_s: float) -> Iterator[None]:
    """Yields once for each attempt; the caller leaves when one worked.

    Waits between attempts while a server is away; a file is tried once.
    """
    until_s = time.monotonic() + (patience_s if place.shared else 0.0)
    yield
    while time.monotonic() < until_s:
        time.sleep(_PAUSE_S)
        yield


def _in_words(error: DBAPIError, place: Place) -> StoreError:
    if place.shared:
        return _server_in_words(error, place)
    said = str(error.orig)
    start = f"{place}: the campaign's memory cannot be used ({error.orig}). "
    kept = "What was kept before is untouched. "
    if "disk is full" in said or "disk I/O" in said:
        return StoreError(f"{start}{kept}The disk is full or failing: make room, then go on.")
    if "readonly" in said or "unable to open" in said:
        return StoreError(f"{start}{kept}It may only be read here: check the rights.")
    if "malformed" in said or "not a database" in said:
        return StoreError(start + _damaged(place))
    if "locked" in said:
        busy = f"Another process has kept it busy for {_BUSY_S:.0f} s; try again."
        return StoreError(f"{start}{kept}{busy}")
    return StoreError(
        f"{start}{kept}Check the disk (full? read-only? a network drive?) and the file."
    )


def _damaged(place: Place) -> str:
    if place.readable_only():
        return (
            "Its owner may have written to it just now: look again. When that does not help, ask "
            "the owner for copress verify."
        )
    return (
        "The file is damaged; nothing was written to it. Copy it away for a look (copress verify "
        "names what is damaged), then copress restore the last backup."
    )


def _server_in_words(error: DBAPIError, place: Place) -> StoreError:
    away = error.connection_invalidated or isinstance(error, OperationalError)
    line = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if away:
        return StoreAwayError(
            f"{place}: the database cannot be reached ({line}). What was kept before is untouched. "
            "Is the server up, is the address right, may you log in?"
        )
    kind = "" if isinstance(error, DatabaseError) else "driver: "
    return StoreError(
        f"{place}: the campaign's memory cannot be used ({kind}{line}). What was kept before is "
        "untouched."
    )


class PatientStore(Protocol):
    """What a read is called with: a store that says how long a server may be away."""

    @property
    def place(self) -> Place:
        """Where it is, for messages."""

    @property
    def patience_s(self) -> float:
        """So long attempts are repeated, s."""


P = ParamSpec("P")
Found = TypeVar("Found")
Kept = TypeVar("Kept", bound=PatientStore)


def patient(read: Callable[Concatenate[Kept, P], Found]) -> Callable[Concatenate[Kept, P], Found]:
    """`read`, tried again while the server is away; its error when that takes too long."""

    @wraps(read)
    def call(store: Kept, /, *args: P.args, **kwargs: P.kwargs) -> Found:
        away: StoreAwayError | None = None
        for _ in patiently(store.place, store.patience_s):
            try:
                return read(store, *args, **kwargs)
            except StoreAwayError as error:
                away = error
        raise away or StoreAwayError(f"{store.place}: nothing was tried")

    return call
