"""Where a campaign's memory is kept: a file of its own, or a PostgreSQL that a lab shares."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from campaigns.errors import StoreError

_SHARED = ("postgresql", "postgres")
_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True)
class Place:
    """A store's address.

    Attributes:
        url: As SQLAlchemy wants it.
        path: The file; None for a server.
    """

    url: str
    path: Path | None = None

    @classmethod
    def of(cls, store: Path | str | Place) -> Place:
        """A path, or a URL such as `postgresql://lab-server/copress`.

        Raises:
            StoreError: the URL cannot be read, or names a database that Copress does not use.
        """
        if isinstance(store, Place):
            return store
        if isinstance(store, str) and is_url(store):
            return cls._of_url(store)
        path = Path(store)
        return cls(f"sqlite:///{path}", path)

    @classmethod
    def _of_url(cls, text: str) -> Place:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            url = make_url(text)
        except ArgumentError as error:
            raise StoreError(f"{text}: is no URL of a database ({error}).") from error
        kind = url.get_backend_name()
        if kind == "sqlite" and url.database:
            return cls.of(Path(url.database))
        if kind not in _SHARED:
            raise StoreError(
                f"{text.split(':', maxsplit=1)[0]}: Copress keeps its memory in SQLite (a file) or "
                "PostgreSQL (postgresql://host/database)."
            )
        return cls(url.set(drivername=_DRIVER).render_as_string(hide_password=False))

    @property
    def shared(self) -> bool:
        """A server that several computers may write to."""
        return self.path is None

    @property
    def name(self) -> str:
        """For messages; never with a password."""
        if self.path is not None:
            return self.path.name
        from sqlalchemy.engine import make_url

        return make_url(self.url).set(drivername=_SHARED[0]).render_as_string(hide_password=True)

    @override
    def __str__(self) -> str:
        return self.name if self.path is None else str(self.path)

    def begun(self) -> bool:
        """False when there is certainly nothing yet: the file is not there."""
        return self.path is None or self.path.exists()

    def readable_only(self) -> bool:
        """The file, or its folder, may be read but not written."""
        if self.path is None or not self.path.exists():
            return False
        return not (_writable(self.path) and _writable(self.path.parent))


def is_url(text: str) -> bool:
    """`scheme://...`, no path."""
    return "://" in text


def _writable(path: Path) -> bool:
    """For who we are now, where the system can tell that from who started us.

    Windows answers `os.access` from the read-only mark alone, not from its access control lists
    (https://docs.python.org/3/library/os.html#os.access): there the file is opened.
    """
    if sys.platform != "win32":
        return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
    try:
        if path.is_dir():
            tempfile.TemporaryFile(dir=path).close()
        else:
            path.open("r+b").close()
    except OSError:
        return False
    return True
