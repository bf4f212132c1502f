"""What has changed in a campaign since a line of its audit chain: every row has one."""

from __future__ import annotations

from sqlalchemy import select

from campaigns.store import schema
from campaigns.store.campaign_store import Store

MOST = 500
"""More new lines than that: reading everything again is as quick."""


def touched(store: Store, since: int) -> set[int] | None:
    """Numbers of the trials of which something was added; None where these are too many to tell.

    Args:
        store: The campaign's memory.
        since: The last line of the chain that was known.
    """
    audit, trial = schema.audit, schema.trial
    lines = select(audit.c.table_name, audit.c.row_id).where(audit.c.id > since)
    numbers: set[int] = set()
    with store.connect() as connection:
        added = connection.execute(lines.limit(MOST + 1)).all()
        if len(added) > MOST:
            return None
        for name in {line.table_name for line in added}:
            table = schema.metadata.tables.get(name)
            if table is None or (table is not trial and "trial_id" not in table.c):
                continue
            rows = [line.row_id for line in added if line.table_name == name]
            of_campaign = select(trial.c.number).where(trial.c.campaign_id == store.campaign_id)
            if table is not trial:
                of_campaign = of_campaign.join(table, table.c.trial_id == trial.c.id)
            numbers |= set(connection.scalars(of_campaign.where(table.c.id.in_(rows))))
    return numbers
