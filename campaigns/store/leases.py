"""Who works on which trial now: leases, which end by themselves when their worker dies.

All moments are the database's own clock, so that clocks of workers may differ. A lease only keeps
workers out of each other's way; that no cell is pressed twice rests on the transaction which writes
`started` (`campaigns.store.campaign_store.Store.begin`).
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, delete, func, insert, select, update

from campaigns.errors import StoreError
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient, transaction
from campaigns.store.journal import state_of

LEASE_S = float(os.environ.get("COPRESS_LEASE_S", "60"))
"""A worker that has not renewed for so long is taken for dead."""


@patient
def take(store: Store, trial_ids: Sequence[int], worker: str, states: Sequence[str]) -> int | None:
    """Lease the first of these trials that is free; its row, or None.

    Args:
        store: Of the campaign.
        trial_ids: Candidates in order of preference.
        worker: Who takes it.
        states: States in which it may be taken; looked up again now.
    """
    table = schema.trial
    with at_now(store) as (connection, now_s):
        query = select(table.c.id).where(table.c.id.in_(trial_ids)).order_by(table.c.number)
        if store.place.shared:
            query = query.with_for_update(skip_locked=True)
        free = connection.scalars(query).all()
        for trial_id in sorted(free, key=list(trial_ids).index):
            mine = _holder(connection, trial_id, now_s) in (None, worker)
            if mine and state_of(connection, trial_id) in states:
                _give(connection, trial_id, worker, now_s + LEASE_S)
                return int(trial_id)
    return None


@patient
def live_leases(store: Store) -> dict[int, str]:
    """Rows of the trials that somebody works on now, and who."""
    table = schema.lease
    with at_now(store, writes=False) as (connection, now_s):
        rows = connection.execute(select(table).where(table.c.until_s > now_s)).all()
    return {row.trial_id: row.worker for row in rows}


def holder(store: Store, connection: Connection, trial_id: int) -> str | None:
    """Who works on a trial now, inside a transaction of the caller; None where nobody does."""
    return _holder(connection, trial_id, _now_s(store, connection))


def leased_of(store: Store, states: Iterable[str]) -> frozenset[int]:
    """Rows of the trials that somebody works on; the store is asked only where one is begun."""
    return frozenset(live_leases(store)) if "started" in states else frozenset()


def worked_on(store: Store) -> bool:
    """Some worker presses or measures a cell of this campaign now."""
    leases = live_leases(store)
    table = schema.trial
    query = select(table.c.id).where(table.c.campaign_id == store.campaign_id)
    with store.connect() as connection:
        return bool(leases) and bool(connection.scalar(query.where(table.c.id.in_(leases))))


def release(store: Store, trial_id: int, worker: str) -> None:
    """Give a lease back."""
    table = schema.lease
    with at_now(store) as (connection, _):
        connection.execute(
            delete(table).where(table.c.trial_id == trial_id, table.c.worker == worker)
        )


@contextmanager
def renewed(store: Store, trial_id: int, worker: str) -> Iterator[None]:
    """Keep a lease alive in the background for as long as the block runs, then give it back."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(LEASE_S / 4):
            _renew(store, trial_id, worker)

    thread = threading.Thread(target=keep, name=f"lease of trial row {trial_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        try:
            release(store, trial_id, worker)
        except StoreError:  # it ends by itself
            done.set()


def _renew(store: Store, trial_id: int, worker: str) -> None:
    table = schema.lease
    try:
        with at_now(store) as (connection, now_s):
            connection.execute(
                update(table)
                .where(table.c.trial_id == trial_id, table.c.worker == worker)
                .values(until_s=now_s + LEASE_S)
            )
    except StoreError:
        return  # the server is away; the press goes on, the next beat tries again


def _holder(connection: Connection, trial_id: int, now_s: float) -> str | None:
    table = schema.lease
    row = connection.execute(select(table).where(table.c.trial_id == trial_id)).first()
    return str(row.worker) if row is not None and row.until_s > now_s else None


def _give(connection: Connection, trial_id: int, worker: str, until_s: float) -> None:
    table = schema.lease
    connection.execute(delete(table).where(table.c.trial_id == trial_id))
    connection.execute(insert(table).values(trial_id=trial_id, worker=worker, until_s=until_s))


@contextmanager
def at_now(store: Store, *, writes: bool = True) -> Iterator[tuple[Connection, float]]:
    """A transaction outside the audit chain, and the store's clock in seconds."""
    with transaction(store.engine, store.place, writes=writes, chained=False) as connection:
        yield connection, _now_s(store, connection)


def _now_s(store: Store, connection: Connection) -> float:
    """The database's own clock."""
    if not store.place.shared:
        return time.time()
    clock = select(func.extract("epoch", func.clock_timestamp()))
    return float(connection.scalar(clock) or 0.0)
