"""Notices that have not gone out yet, in the store: they outlive the process that has them to send.

Whoever sends one claims it for a while, so that others on the campaign leave it alone; a claim of a
process that died ends by itself. A notice leaves the outbox in the transaction that keeps what
became of it: it goes out at least once, and twice only where a process dies between the two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from campaigns.run.notify.notice import Notice
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.leases import at_now

CLAIM_S = 900.0
"""Longer than all attempts for one notice take."""


@dataclass(frozen=True)
class Letter:
    """A notice on its way; `row` is None for one that only this process knows of."""

    notice: Notice
    sender: str
    row: int | None = None


@dataclass(frozen=True)
class Outbox:
    """What a campaign has to send.

    Attributes:
        store: Of the campaign.
        sender: Name of this process: the worker, or nothing.
    """

    store: Store
    sender: str

    def put(self, notice: Notice, channels: Collection[str]) -> None:
        """Keep a notice for each of the channels.

        Raises:
            StoreError: the store cannot take it now.
        """
        row = {
            "campaign_id": self.store.campaign_id,
            "occasion": notice.occasion,
            "sentence": notice.sentence,
            "trial": notice.trial,
            "sender": self.sender,
            "until_s": 0.0,
            "at_utc": notice.at_utc,
        }
        with at_now(self.store) as (connection, _):
            rows = [{**row, "channel": channel} for channel in channels]
            connection.execute(insert(schema.outbox), rows)

    def take(self, channel: str) -> Letter | None:
        """Claim the oldest notice for that channel that nobody sends now.

        Raises:
            StoreError: the store cannot be asked now.
        """
        table = schema.outbox
        with at_now(self.store) as (connection, now_s):
            query = select(table).where(
                table.c.campaign_id == self.store.campaign_id,
                table.c.channel == channel,
                table.c.until_s < now_s,
            )
            if self.store.place.shared:
                query = query.with_for_update(skip_locked=True)
            row = connection.execute(query.order_by(table.c.id).limit(1)).first()
            if row is None:
                return None
            claim = update(table).where(table.c.id == row.id)
            connection.execute(claim.values(until_s=now_s + CLAIM_S, holder=self.sender))
        notice = Notice(row.occasion, row.sentence, row.trial, row.at_utc)
        return Letter(notice, row.sender, row.id)

    def take_back(self) -> None:
        """Claims of an earlier process of this name end: it is not there any more.

        Raises:
            StoreError: the store cannot be asked now.
        """
        table = schema.outbox
        mine = (table.c.campaign_id == self.store.campaign_id, table.c.holder == self.sender)
        with at_now(self.store) as (connection, _):
            connection.execute(update(table).where(*mine).values(until_s=0.0))

    def give_up_others(self, channels: Collection[str]) -> None:
        """What was for a way to people that the campaign file names no longer goes nowhere.

        Raises:
            StoreError: the store cannot be asked now.
        """
        table = schema.outbox
        mine = (table.c.campaign_id == self.store.campaign_id, table.c.channel.not_in(channels))
        with at_now(self.store, writes=False) as (connection, _):
            rows = connection.execute(select(table).where(*mine)).all()
        for row in rows:
            letter = Letter(Notice(row.occasion, row.sentence, row.trial, row.at_utc), "", row.id)
            self.done(letter, row.channel, "the campaign file no longer names this channel")

    def done(self, letter: Letter, channel: str, trouble: str | None) -> None:
        """Keep what became of a notice; it is in the outbox no more.

        Raises:
            StoreError: the store cannot take it; the notice goes out again some time.
        """
        notice = letter.notice
        row = {"kind": notice.occasion, "sentence": notice.sentence, "trouble": trouble}

        def keep(writer: Writer) -> None:
            campaign_id = self.store.campaign_id
            writer.add(schema.notice, campaign_id=campaign_id, channel=channel, **row)
            if letter.row is not None:
                table = schema.outbox
                writer.connection.execute(delete(table).where(table.c.id == letter.row))

        self.store.write(keep)


def unreached(store: Store) -> list[str]:
    """One sentence for each channel whose last notice did not go out."""
    table = schema.notice
    query = select(table).where(table.c.campaign_id == store.campaign_id).order_by(table.c.id)
    with store.connect() as connection:
        last = {row.channel: row for row in connection.execute(query).all()}
    return [
        f"{row.at_utc[:16]} UTC: {channel} could not be reached ({row.kind}): {row.trouble}. "
        "Try it: copress notify"
        for channel, row in last.items()
        if row.trouble
    ]
