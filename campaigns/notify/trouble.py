"""Whom a campaign could not reach, as its store remembers it."""

from __future__ import annotations

from sqlalchemy import select

from campaigns import store_schema as schema
from campaigns.store import Store


def unreached(store: Store) -> list[str]:
    """One sentence for each channel whose last notice did not go out."""
    table = schema.notice
    query = select(table).where(table.c.campaign_id == store.campaign_id).order_by(table.c.id)
    with store.connect() as connection:
        last = {row.channel: row for row in connection.execute(query).all()}
    return [
        f"{row.at_utc[:16]} UTC: {channel} could not be told ({row.kind}): {row.trouble}. "
        "Try it: copress notify"
        for channel, row in last.items()
        if row.trouble
    ]
