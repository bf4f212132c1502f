"""The audit trail: every row of the memory has a line in one chain, each line hashed with the last.

A line says who wrote the row, when, why, with which version and seed. Changing, removing or adding
a row breaks the chain or leaves a row without its line; `copress verify` finds it. A value that is
None is no part of a row's digest, so that a later column does not change what was hashed before.
"""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import uuid4

from sqlalchemy import Boolean, Connection, Float, Integer, Table, insert, select

from campaigns.store import schema

BEGINNING = "0" * 64
"""What the first line is chained to."""

_LINE = ("table_name", "row_id", "row_sha256", "person", "why", "version", "seed", "token")

NAMED_BY = "COPRESS_PERSON"
"""An environment variable for shared logins: the person's name."""


def who() -> str:
    """The person at this terminal; `unknown` where the system knows no name."""
    if named := os.environ.get(NAMED_BY, "").strip():
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without users
        return "unknown"


@dataclass(frozen=True)
class Author:
    """Who writes, with what: part of every line of the chain.

    Attributes:
        person: A name, or the worker that acts.
        seed: Of the campaign's strategy.
        version: Of Copress.
    """

    person: str = field(default_factory=who)
    seed: int | None = None
    version: str = field(default_factory=lambda: version("copress"))


def utc_now() -> str:
    """This moment, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Writer:
    """Adds rows in one transaction, each with its line in the chain."""

    def __init__(self, connection: Connection, author: Author, why: str = "") -> None:
        self.connection = connection
        self.author = author
        self.why = why
        self.token = uuid4().hex

    def add(self, table: Table, **row: object) -> int:
        """Insert a row and its line; the row's number."""
        whole = normal(table, {**row, "at_utc": row.get("at_utc") or utc_now()})
        result = self.connection.execute(insert(table).values(**whole))
        key = result.inserted_primary_key
        row_id = int(key[0]) if key else 0
        name = table.primary_key.columns[0].name
        self.append(table.name, row_id, digest({**whole, name: row_id}))
        return row_id

    def append(self, table_name: str, row_id: int, row_sha256: str) -> None:
        """Add the chain's line for a row that is there."""
        table = schema.audit
        last = self.connection.scalar(select(table.c.sha256).order_by(table.c.id.desc()).limit(1))
        line: dict[str, object] = {
            "table_name": table_name,
            "row_id": row_id,
            "row_sha256": row_sha256,
            "person": self.author.person,
            "why": self.why,
            "version": self.author.version,
            "seed": self.author.seed,
            "token": self.token,
            "previous": last or BEGINNING,
            "at_utc": utc_now(),
        }
        self.connection.execute(insert(table).values(**line, sha256=link(line)))


def normal(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """`row` with the types that the database will give back."""
    return {name: _normal(table.c[name].type, value) for name, value in row.items()}


def _normal(kind: object, value: object) -> object:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, Integer):
        return int(value)  # type: ignore[call-overload]
    return float(value) if isinstance(kind, Float) else value  # type: ignore[arg-type]


_KINDS = ((bytes, "bytes"), (str, "str"), (int, "int"), (float, "float"))


def digest(row: Mapping[str, object]) -> str:
    """SHA-256 of a row's names and values; bool counts as int, None is left out."""
    whole = hashlib.sha256()
    for name in sorted(row):
        value = row[name]
        if value is None:
            continue
        raw = value if isinstance(value, bytes) else _text(value).encode()
        kind = next(name for known, name in _KINDS if isinstance(value, known))
        whole.update(f"{name}:{kind}:{len(raw)}:".encode())
        whole.update(raw)
    return whole.hexdigest()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def link(line: Mapping[str, object]) -> str:
    """Hash of a line of the chain, the hash of the line before it included."""
    return digest({name: line[name] for name in (*_LINE, "previous", "at_utc")})
