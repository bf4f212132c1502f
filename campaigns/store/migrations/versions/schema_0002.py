"""The audit chain; permits, edits, bets, photos, makings, notices; decisions know their campaign.

Rows that were there get their lines in the chain now: what stood in them before is not vouched for.
"""

from alembic import op
from sqlalchemy import inspect

from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer, digest

revision = "0002"
down_revision = "0001"

_NEW = ("edit", "permit", "bet", "photo", "making", "notice", "audit")
_WHY = "adopted when the store was brought to schema 2"


def upgrade() -> None:
    """Add the tables, then chain every row that is there."""
    connection = op.get_bind()
    op.execute("ALTER TABLE decision ADD COLUMN campaign_id INTEGER REFERENCES campaign (id)")
    op.create_index("ix_decision_campaign_id", "decision", ["campaign_id"])
    schema.metadata.create_all(
        connection, tables=[schema.metadata.tables[n] for n in _NEW], checkfirst=False
    )
    schema.live.create_all(connection)
    writer = Writer(connection, Author(), _WHY)
    there = schema.metadata.tables.keys() & set(inspect(connection).get_table_names())
    for name in sorted(there - {"audit"}):
        key = schema.metadata.tables[name].primary_key.columns[0].name
        found = connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY {key}")  # noqa: S608
        for row in found.mappings().all():
            writer.append(name, row[key], digest(dict(row)))
    writer.add(schema.schema, version=2)
