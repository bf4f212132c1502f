"""The outbox: notices to people outlive the process that has them to send."""

from alembic import op

from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table, unless the step before has made it with its like."""
    connection = op.get_bind()
    schema.live.create_all(connection)
    Writer(connection, Author()).add(schema.schema, version=3)
