"""Finished runs on disk, one line each, at once: what a power cut leaves is where one goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

from campaigns.errors import StoreError
from campaigns.run.study.simulate import StudyRun
from campaigns.store.json_codec import record_of, to_json

NAME = "runs.jsonl"


class Journal:
    """Appends runs to a file and finds them again by the key of their task.

    Only keys and places in the file are held in memory, so that a million runs fit.

    Args:
        folder: Of the study's results; made if it is not there.

    Raises:
        StoreError: the folder cannot be written, or the file holds something else.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._place: dict[str, int] = {}
        self._failed: set[str] = set()
        self._end = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.path.touch()
            self._take_in()
        except OSError as error:
            raise StoreError(f"{folder} cannot be used for results ({error}).") from error

    def _take_in(self) -> None:
        """Note every whole line; a line without its end was being written when all stopped."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    break
                try:
                    run = record_of(StudyRun, json.loads(line))
                except (ValueError, TypeError, KeyError) as error:
                    raise StoreError(
                        f"{self.path}, line {number}: is no finished run ({error}). Nothing was "
                        "changed. Move the file away to begin the study again."
                    ) from error
                self._note(run, len(line))

    def _note(self, run: StudyRun, length: int) -> None:
        self._place[run.key] = self._end
        self._failed.discard(run.key)
        if run.failed:
            self._failed.add(run.key)
        self._end += length

    def keep(self, run: StudyRun) -> None:
        """Write one finished run; it is on disk when this returns."""
        line = to_json(run).encode() + b"\n"
        with self.path.open("r+b") as file:
            file.truncate(self._end)
            file.seek(self._end)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._note(run, len(line))

    def is_done(self, key: str) -> bool:
        """Whether the task of that key has a result; a run that failed is tried again."""
        return key in self._place and key not in self._failed

    def read(self, key: str) -> StudyRun | None:
        """The last run of that key; None where it was never tried."""
        if key not in self._place:
            return None
        with self.path.open("rb") as file:
            file.seek(self._place[key])
            return record_of(StudyRun, json.loads(file.readline()))
