"""The lines of the live file, each read once while the file grows."""

from __future__ import annotations

import json
from os import SEEK_END
from pathlib import Path
from threading import Lock

Line = dict[str, object]


class LiveLines:
    """Follows a file that grows line by line and is now and then begun again.

    An hour under pressure is some fourteen thousand lines; watchers look twice a second.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._first, self._read = b"", 0
        self._lines: list[Line] = []
        self._one_at_a_time = Lock()

    def of(self, path: Path) -> list[Line]:
        """All whole lines of the file; none where there is no file."""
        with self._one_at_a_time:
            try:
                self._follow(path)
            except OSError:
                self._begin(None, b"")
            return list(self._lines)

    def _follow(self, path: Path) -> None:
        with path.open("rb") as file:
            first, length = file.readline(), file.seek(0, SEEK_END)
            if path != self._path or first != self._first or length < self._read:
                self._begin(path, first)
            file.seek(self._read)
            fresh = file.read()
        whole = fresh.rfind(b"\n") + 1
        self._read += whole
        found = (_line(text) for text in fresh[:whole].splitlines())
        self._lines += [line for line in found if line is not None]

    def _begin(self, path: Path | None, first: bytes) -> None:
        self._path, self._first, self._read, self._lines = path, first, 0, []


def _line(text: bytes) -> Line | None:
    """One line; None for one that is no line of ours."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
