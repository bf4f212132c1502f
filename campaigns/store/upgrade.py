"""A store of any age becomes one of today: made when absent, migrated when old, left when newer.

The steps are alembic's, in `campaigns.store.migrations`. A file is copied before it is changed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files
from io import StringIO
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from campaigns.config.store_location import Place
from campaigns.errors import StoreError
from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer
from campaigns.store.connection import transaction

_VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def prepare(engine: Engine, place: Place) -> None:
    """Make the tables of a fresh store, bring an older one up to date.

    Raises:
        StoreError: a newer Copress wrote it, or it cannot be written; nothing was changed.
    """
    with transaction(engine, place, writes=False) as connection:
        found = schema_version(connection)
    if found == schema.SCHEMA_VERSION:
        return
    if found is not None and found > schema.SCHEMA_VERSION:
        raise StoreError(
            f"{place.name} was written by a newer Copress (schema {found}, this one knows "
            f"{schema.SCHEMA_VERSION}). Nothing was changed. Update Copress."
        )
    if found is not None and place.readable_only():
        raise StoreError(
            f"{place.name} was written by an older Copress and must be brought up to date, but may "
            "only be read here. Nothing was changed. Copy it to where it may be written."
        )
    if found is not None and place.path is not None:
        copy_file(place.path, place.path.with_name(f"{place.path.name}.schema-{found}.bak"))
    with transaction(engine, place, writes=True) as connection:
        again = schema_version(connection)  # another process may have been faster
        if again is None:
            _make(connection)
        elif again < schema.SCHEMA_VERSION:
            _migrate(connection, again)


def schema_version(connection: Connection) -> int | None:
    """The newest schema that the store has had; None for an empty one."""
    if not inspect(connection).has_table(schema.schema.name):
        return None
    found = connection.scalar(select(func.max(schema.schema.c.version)))
    return None if found is None else int(found)


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite store, also one that is written to just now; the copy is whole in itself.

    Raises:
        StoreError: no room, no right, or the file is damaged.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(part)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{target}: the copy could not be made ({error}).") from error


def _make(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    schema.live.create_all(connection)
    Writer(connection, Author()).add(schema.schema, version=schema.SCHEMA_VERSION)
    connection.execute(text(_VERSION_TABLE))
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:now)"), {"now": revision(schema.SCHEMA_VERSION)}
    )


def _migrate(connection: Connection, found: int) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(files("campaigns.store") / "migrations"))
    config.attributes["connection"] = connection
    if not inspect(connection).has_table("alembic_version"):
        command.stamp(config, revision(found))
    command.upgrade(config, revision(schema.SCHEMA_VERSION))


def revision(version: int) -> str:
    """Alembic's name of a schema."""
    return f"{version:04d}"
