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

SCHEMA_VERSION = 5  # one more with each step in campaigns/store/migrations/versions

metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _at() -> Column[str]:
    return Column("at_utc", String(40), nullable=False)


def _trial() -> Column[int]:
    return Column("trial_id", ForeignKey("trial.id"), nullable=False, index=True)


def _rung() -> Column[int]:
    """Of a pressure series, the rung that the row is of; none for a cell with one measurement."""
    return Column("rung", Integer)


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
    Column("rungs", Text),  # of a pressure series: the points at which the cell is measured
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
    _rung(),
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
    _rung(),
)

inspection = Table(
    "inspection",
    metadata,
    _id(),
    _trial(),
    Column("damage", Integer, nullable=False),
    Column("shorted", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("failure", Text),  # how it failed, words joined by blanks; none before schema 4
    _at(),
    _rung(),
)

result = Table(  # what was said of a cell, each time somebody said something
    "result",
    metadata,
    _id(),
    _trial(),
    Column("said", Text, nullable=False),  # the fields that were named now
    Column("after", Text, nullable=False),  # all that is known since then
    Column("way", String(20), nullable=False),  # terminal, sheet, page, table
    Column("overruled", Text),  # questions that the person answered with yes
    _at(),
    _rung(),
)

reading = Table(  # the same cell measured once more
    "reading",
    metadata,
    _id(),
    _trial(),
    Column("asr_ohm_cm2", Float, nullable=False),
    Column("asr_std_ohm_cm2", Float),
    Column("file_name", Text),
    _at(),
)

rung = Table(  # one pressure of a series; a later row of the same number corrects an earlier one
    "rung",
    metadata,
    _id(),
    _trial(),
    Column("number", Integer, nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("observation", Text),
    Column("sentence", Text, nullable=False),
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
    Column("campaign_id", ForeignKey("campaign.id"), index=True),  # none before schema 2
    Column("trial_id", ForeignKey("trial.id"), index=True),
    Column("person", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    _at(),
)

edit = Table(  # a person's other values for a trial; the proposed ones stay in `trial`
    "edit",
    metadata,
    _id(),
    _trial(),
    Column("planned", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _at(),
    Column("rungs", Text),
)

permit = Table(  # what a person allows: one trial, a batch, or whatever stays in an envelope
    "permit",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("limits", Text, nullable=False),
    Column("expires_utc", String(40)),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _at(),
)

bet = Table(  # what people expect of a trial before it is measured
    "bet",
    metadata,
    _id(),
    _trial(),
    Column("person", Text, nullable=False),
    Column("asr_ohm_cm2", Float, nullable=False),
    _at(),
)

photo = Table(
    "photo",
    metadata,
    _id(),
    _trial(),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    _at(),
)

making = Table(  # of what, on what and by whom a cell was made
    "making",
    metadata,
    _id(),
    _trial(),
    Column("lot", Text),
    Column("die", Text),
    Column("operator", Text),
    Column("press", Text),
    Column("made_on", String(10)),  # the day, ISO 8601; none before schema 4
    _at(),
)

notice = Table(  # who was notified that a person is needed, and whether it went out
    "notice",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("trouble", Text),
    _at(),
)

audit = Table(  # one row for each row of every other table, chained by hash
    "audit",
    metadata,
    _id(),
    Column("table_name", String(40), nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("row_sha256", String(64), nullable=False),
    Column("person", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("version", String(40), nullable=False),
    Column("seed", Integer),
    Column("token", String(32), nullable=False, index=True),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    _at(),
)

live = MetaData()
"""What is true only now and is overwritten: who works on which trial, what is still to be sent. No
part of the memory."""

lease = Table(
    "lease",
    live,
    Column("trial_id", Integer, primary_key=True, autoincrement=False),
    Column("worker", Text),
    Column("until_s", Float, nullable=False),
)

outbox = Table(  # notices that have not gone out; then each is a row of `notice`
    "outbox",
    live,
    _id(),
    Column("campaign_id", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("occasion", String(40), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("trial", Integer),
    Column("sender", Text, nullable=False),
    Column("holder", Text),
    Column("until_s", Float, nullable=False),
    _at(),
)


_REFUSE = DDL(  # type: ignore[no-untyped-call]
    "CREATE OR REPLACE FUNCTION copress_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
)
event.listen(metadata, "before_create", _REFUSE.execute_if(dialect="postgresql"))


def append_only_ddl(table: str, dialect: str) -> list[str]:
    """Statements that let the database itself refuse to change or delete a row of `table`."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION copress_refuse()",
        f"CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table} "
        "EXECUTE FUNCTION copress_refuse()",
    ]


for _table in metadata.tables.values():
    for _dialect in ("sqlite", "postgresql"):
        for _statement in append_only_ddl(_table.name, _dialect):
            _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
            event.listen(_table, "after_create", _ddl.execute_if(dialect=_dialect))
