"""The first schema: what stores were made with before there were migrations."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing to do: a store of this schema is there, or it would be made with today's."""
