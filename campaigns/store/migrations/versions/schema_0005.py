"""Pressure series: the rungs of a trial, a result each, and of which rung other rows are."""

import sqlalchemy as sa
from alembic import op

from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer

revision = "0005"
down_revision = "0004"

_COLUMNS: tuple[tuple[str, str, sa.Integer | sa.Text], ...] = (
    *((table, "rung", sa.Integer()) for table in ("press_record", "spectrum", "inspection")),
    ("result", "rung", sa.Integer()),
    ("trial", "rungs", sa.Text()),
    ("edit", "rungs", sa.Text()),
)


def upgrade() -> None:
    """Add the table, and the columns that the steps before have not made."""
    connection = op.get_bind()
    for table, name, kind in _COLUMNS:
        there = {column["name"] for column in sa.inspect(connection).get_columns(table)}
        if name not in there:
            op.add_column(table, sa.Column(name, kind))
    schema.metadata.create_all(connection, tables=[schema.rung], checkfirst=False)
    Writer(connection, Author()).add(schema.schema, version=5)
