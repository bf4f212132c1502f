"""What was said of a cell, second readings, how a cell failed, and the day on which it was made."""

import sqlalchemy as sa
from alembic import op

from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer

revision = "0004"
down_revision = "0003"

_COLUMNS = (("inspection", "failure", sa.Text()), ("making", "made_on", sa.String(10)))


def upgrade() -> None:
    """Add the tables, and the columns that the steps before have not made."""
    connection = op.get_bind()
    for table, name, kind in _COLUMNS:
        there = {column["name"] for column in sa.inspect(connection).get_columns(table)}
        if name not in there:
            op.add_column(table, sa.Column(name, kind))
    tables = [schema.result, schema.reading]
    schema.metadata.create_all(connection, tables=tables, checkfirst=False)
    Writer(connection, Author()).add(schema.schema, version=4)
