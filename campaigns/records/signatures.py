"""Signatures under a recommendation: who, when, under which protocol after how many cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from campaigns.store import schema
from campaigns.store.campaign_store import Store

SIGNED = "signed"
_TEXT = re.compile(r"protocol ([0-9a-f]{16}) after (\d+) cells(?:: (.*))?", re.DOTALL)


@dataclass(frozen=True)
class Signature:
    """One name under one recommendation.

    Attributes:
        person: Who.
        at_utc: When.
        mark: Which protocol, after which cells.
        cells: How many cells it rested on.
        why: In their words; may be empty.
    """

    person: str
    at_utc: str
    mark: str
    cells: int
    why: str


def sign(store: Store, mark: str, cells: int, person: str, why: str) -> None:
    """Keep that `person` stands for the recommendation with that mark."""
    said = f": {why}" if why else ""
    store.decide(None, person, SIGNED, f"protocol {mark} after {cells} cells{said}")


def signatures(store: Store) -> list[Signature]:
    """All of the campaign, newest first."""
    table = schema.decision
    query = (
        select(table.c.person, table.c.at_utc, table.c.reason)
        .where(table.c.campaign_id == store.campaign_id, table.c.action == SIGNED)
        .order_by(table.c.id.desc())
    )
    with store.connect() as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        if said := _TEXT.fullmatch(row.reason):
            found.append(Signature(row.person, row.at_utc, said[1], int(said[2]), said[3] or ""))
    return found
