"""The whole memory from one place to another, row by row, with its audit chain as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, Table, delete, insert, select, text

from campaigns.config.store_location import Place
from campaigns.errors import StoreError, WrongInputError
from campaigns.store import schema
from campaigns.store.connection import open_engine, transaction
from campaigns.store.upgrade import copy_file, prepare

Row = Mapping[str, object]
_AT_ONCE = 200  # rows; chosen: spectra and traces of so many cells fit in memory


def read_all(connection: Connection, table: Table) -> Iterator[dict[str, object]]:
    """All rows of `table` by key, as Python values."""
    key = table.primary_key.columns[0]
    query = select(table).order_by(key)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings():
        yield dict(row)


def write_all(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Add rows as they are, keys and audit lines too."""
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            connection.execute(insert(table), some)
            some = []
    if some:
        connection.execute(insert(table), some)
    key = table.primary_key.columns[0].name
    if connection.dialect.name == "postgresql" and table is not schema.schema:
        count = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key}'), "
        connection.execute(text(f"{count}coalesce(max({key}), 0) + 1, false) FROM {table.name}"))


def empty_store(connection: Connection, place: Place) -> None:
    """Refuse a store that holds a campaign; take away the line that its making wrote.

    Raises:
        WrongInputError: it is not empty; nothing was changed.
    """
    if connection.scalar(select(schema.campaign.c.id).limit(1)) is not None:
        raise WrongInputError(
            f"{place} holds a campaign already. Nothing was changed. Name an empty place, or move "
            "that one away."
        )
    for table in (schema.audit, schema.schema):
        _allow(connection, table)
        connection.execute(delete(table))
        _forbid(connection, table)


def backup(place: Place, target: Path) -> None:
    """Copy the memory into a SQLite file, also while a campaign runs on it.

    Raises:
        StoreError: no store, no room, no right.
        WrongInputError: the target is there already.
    """
    if target.exists():
        raise WrongInputError(f"{target} is there already; nothing was copied")
    if not place.begun():
        raise StoreError(f"{place}: there is no store to copy")
    if place.path is not None:
        copy_file(place.path, target)
        return
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    _copy(place, Place.of(part))
    part.replace(target)


def restore(source: Path, place: Place) -> None:
    """Bring a backup back to an empty place.

    Raises:
        StoreError: no such backup, or it is damaged.
        WrongInputError: the place holds a campaign.
    """
    if not source.is_file():
        raise StoreError(f"{source}: there is no such backup")
    if place.path is None:
        _copy(Place.of(source), place)
        return
    if place.path.exists():
        raise WrongInputError(
            f"{place} is there already. Nothing was changed. Move it away first: what it holds may "
            "be newer than the backup."
        )
    copy_file(source, place.path)


def _copy(source: Place, target: Place) -> None:
    old, new = open_engine(source), open_engine(target)
    try:
        prepare(old, source)
        prepare(new, target)
        snapshot = (
            old if not source.shared else old.execution_options(isolation_level="REPEATABLE READ")
        )
        with (
            transaction(snapshot, source, writes=False) as reading,
            transaction(new, target, writes=True) as writing,
        ):
            empty_store(writing, target)
            for table in schema.metadata.sorted_tables:
                write_all(writing, table, read_all(reading, table))
    finally:
        old.dispose()
        new.dispose()


def _allow(connection: Connection, table: Table) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {table.name}_no_delete")
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")


def _forbid(connection: Connection, table: Table) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(schema.append_only_ddl(table.name, "sqlite")[1])
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
