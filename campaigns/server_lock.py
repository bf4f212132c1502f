"""The lock of a campaign on a PostgreSQL server: an advisory lock that goes with its connection."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from campaigns.faults import CampaignBusyError, StoreError
from campaigns.place import Place
from campaigns.store_engine import open_engine


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
