"""The tables of a campaign's memory. Rows are only ever added; the database itself refuses more.

The state of a trial is read from its journal (`event`): nothing is overwritten, so nothing that
was once known can be lost. All moments are UTC, ISO 8601. JSON keys carry units in their names.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

SCHEMA_VERSION = 1

metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _at() -> Column[str]:
    return Column("at_utc", String(40), nullable=False)


def _trial() -> Column[int]:
    return Column("trial_id", ForeignKey("trial.id"), nullable=False, index=True)


schema = Table("schema", metadata, Column("version", Integer, primary_key=True), _at())

campaign = Table(
    "campaign", metadata, _id(), Column("name", String(80), nullable=False, unique=True), _at()
)

campaign_file = Table(  # one row each time a campaign is run with a file that changed
    "campaign_file",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    _at(),
)

trial = Table(
    "trial",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("planned", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("simulated", Boolean, nullable=False),
    _at(),
    UniqueConstraint("campaign_id", "number"),
)

journal = Table(
    "event",
    metadata,
    _id(),
    _trial(),
    Column("kind", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    _at(),
)

press_record = Table(
    "press_record",
    metadata,
    _id(),
    _trial(),
    Column("achieved", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("stack_mpa", Float),
    Column("trace", LargeBinary, nullable=False),
    Column("trace_sha256", String(64), nullable=False),
    Column("simulated", Boolean, nullable=False),
    _at(),
)

cut_trace = Table(  # of a cell that was not pressed to its end
    "cut_trace",
    metadata,
    _id(),
    _trial(),
    Column("trace", LargeBinary, nullable=False),
    Column("trace_sha256", String(64), nullable=False),
    _at(),
)

spectrum = Table(
    "spectrum",
    metadata,
    _id(),
    _trial(),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("raw", LargeBinary, nullable=False),  # the file's bytes, zlib'ed
    Column("refused", Text),  # why it cannot be used; then there is no sweep and no fit
    Column("sweep", LargeBinary),
    Column("fit", Text),
    Column("area_cm2", Float, nullable=False),
    _at(),
)

inspection = Table(
    "inspection",
    metadata,
    _id(),
    _trial(),
    Column("damage", Integer, nullable=False),
    Column("shorted", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    _at(),
)

outcome = Table(  # a later row corrects an earlier one; both stay
    "outcome",
    metadata,
    _id(),
    _trial(),
    Column("outcome", String(40), nullable=False),
    Column("observation", Text),
    Column("sentence", Text, nullable=False),
    _at(),
)

decision = Table(
    "decision",
    metadata,
    _id(),
    Column("trial_id", ForeignKey("trial.id"), index=True),
    Column("person", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    _at(),
)


def _append_only(table: Table) -> None:
    """Let the database refuse to change or delete a row of `table`."""
    for act in ("UPDATE", "DELETE"):
        event.listen(
            table,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]
                f"CREATE TRIGGER {table.name}_no_{act.lower()} BEFORE {act} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
            ).execute_if(dialect="sqlite"),
        )


for _table in metadata.tables.values():
    _append_only(_table)
