"""Whether a store is whole: every row as it was written, every line of the chain in its place."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import DBAPIError

from campaigns.config.store_location import Place
from campaigns.errors import StoreError
from campaigns.store import schema
from campaigns.store.audit_chain import BEGINNING, digest, link
from campaigns.store.connection import open_engine, transaction
from campaigns.store.upgrade import prepare, revision, schema_version

_AT_ONCE = 200  # rows; chosen: spectra and traces of so many cells fit in memory


@dataclass(frozen=True)
class Verdict:
    """What `copress verify` found.

    Attributes:
        rows: Rows of the memory that were checked.
        head: Hash of the chain's last line: whoever noted it can tell if lines were cut off later.
        faults: One sentence for each thing that is not as it was written; empty when whole.
    """

    rows: int
    head: str
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Everything is as it was written."""
        return not self.faults


def verify_place(place: Place) -> Verdict:
    """Check every row, the chain and the database itself.

    Raises:
        StoreError: there is no store, or not even its schema can be read.
    """
    if not place.begun():
        raise StoreError(f"{place}: there is no store to verify.")
    engine = open_engine(place)
    try:
        prepare(engine, place)
        with transaction(engine, place, writes=False) as connection:
            return _verdict(connection)
    finally:
        engine.dispose()


def _verdict(connection: Connection) -> Verdict:
    faults: list[str] = []
    head, lines, rows = BEGINNING, dict[tuple[str, int], str](), 0
    checks = (_database(connection), _schema(connection))
    try:
        for check in checks:
            faults += check
        head, lines, broken = _chain(connection)
        faults += broken
        rows = len(lines)
        for table in schema.metadata.sorted_tables:
            if table is not schema.audit:
                faults += _table(connection, table, lines)
    except (DBAPIError, UnicodeDecodeError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        faults.append(f"the file cannot be read to its end: {said}")
    else:
        faults += [f"{name} row {row} is in the chain, but not there" for name, row in lines]
    return Verdict(rows, head, tuple(faults))


def _database(connection: Connection) -> Iterator[str]:
    """What the database says of itself."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"SQLite: {said}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"SQLite: {row[0]} row {row[1]} points to a row of {row[2]} that is not there"


def _schema(connection: Connection) -> Iterator[str]:
    """Two places name the schema; and the database must refuse changes as it was set up to."""
    version = schema_version(connection)
    named = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if version is None or list(named) != [revision(version)]:
        yield f"the schema is called {version} in one place and {list(named)} in another"
    if connection.dialect.name == "sqlite":
        yield from _triggers(connection)


def _triggers(connection: Connection) -> Iterator[str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there = {row.name: row.sql for row in found}
    for table in schema.metadata.tables:
        for statement in schema.append_only_ddl(table, "sqlite"):
            if there.get(statement.split()[2]) != statement:
                yield f"{table} no longer refuses changes: its trigger is missing or altered"


def _chain(connection: Connection) -> tuple[str, dict[tuple[str, int], str], list[str]]:
    """Head, the digest that each row must have, and what is wrong with the lines."""
    faults: list[str] = []
    lines: dict[tuple[str, int], str] = {}
    previous = BEGINNING
    for line in _rows(connection, schema.audit):
        key = (str(line["table_name"]), int(str(line["row_id"])))
        if line["previous"] != previous or line["sha256"] != link(line):
            faults.append(f"line {line['id']} of the chain was altered, or the one before is gone")
        if key in lines:
            faults.append(f"{key[0]} row {key[1]} has two lines in the chain")
        previous = str(line["sha256"])
        lines[key] = str(line["row_sha256"])
    return previous, lines, faults


def _table(
    connection: Connection, table: Table, lines: dict[tuple[str, int], str]
) -> Iterator[str]:
    """Rows of `table` that are not as the chain has them; takes the lines of all others away."""
    key = table.primary_key.columns[0].name
    for row in _rows(connection, table):
        name = f"{table.name} row {row[key]}"
        expected = lines.pop((table.name, int(str(row[key]))), None)
        if expected is None:
            yield f"{name} was added without a line in the chain"
        elif digest(row) != expected:
            yield f"{name} is not as it was written"
        yield from _content(table, row, name)


def _content(table: Table, row: Mapping[str, object], name: str) -> Iterator[str]:
    """A file or trace must have the hash that stands next to it."""
    for blob, hash_column in (("trace", "trace_sha256"), ("raw", "sha256")):
        raw = row.get(blob)
        if isinstance(raw, bytes) and hash_column in row:
            try:
                whole = zlib.decompress(raw) if table is schema.spectrum else raw
            except zlib.error:
                yield f"{name}: its file cannot be unpacked"
                continue
            if hashlib.sha256(whole).hexdigest() != row[hash_column]:
                yield f"{name}: its {blob} does not have the hash that was noted for it"


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, object]]:
    """All rows as the database keeps them, without SQLAlchemy's types: a changed byte shows."""
    key = table.primary_key.columns[0]
    last: object = None
    while True:
        query = select(key).order_by(key).limit(_AT_ONCE)
        keys = connection.scalars(query if last is None else query.where(key > last)).all()
        if not keys:
            return
        text = f"SELECT * FROM {table.name} WHERE {key.name} BETWEEN {keys[0]} AND {keys[-1]}"  # noqa: S608
        for row in connection.exec_driver_sql(f"{text} ORDER BY {key.name}").mappings():
            yield {name: _plain(value) for name, value in row.items()}
        last = keys[-1]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
