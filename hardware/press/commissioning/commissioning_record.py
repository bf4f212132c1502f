"""The dated record of a commissioning, and why a press may not run unattended.

It names who was there, what was measured, and carries a fingerprint of the press file: change the
file, and the record no longer counts. See docs/commissioning.md.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hardware.press.commissioning.checklist import items_for
from hardware.press.register_map.model import MapError, PressMap

SUFFIX = ".commissioned.json"


@dataclass(frozen=True)
class Answer:
    """What came of one line of the checklist."""

    key: str
    passed: bool
    remark: str = ""
    measured: Mapping[str, float] = field(default_factory=dict)
    """What was seen or typed, by name with its unit."""


def passed(key: str, **measured: float) -> Answer:
    """An item that is proved, with what was measured."""
    return Answer(key, passed=True, measured=measured)


def failed(key: str, remark: str, **measured: float) -> Answer:
    """An item that is not proved, and why; what was not measured is left out."""
    known = {name: value for name, value in measured.items() if math.isfinite(value)}
    return Answer(key, passed=False, remark=remark, measured=known)


@dataclass(frozen=True)
class Pending:
    """An item that was begun, and what clocks showed then."""

    key: str
    wall_s: float
    """Seconds since 1970."""
    running_s: float
    """Seconds that the computer has been running."""


@dataclass(frozen=True)
class CommissioningRecord:
    """Who proved what, when, for which press file."""

    press: str
    file_sha256: str
    at_utc: str
    persons: tuple[str, ...]
    answers: tuple[Answer, ...]
    pending: Pending | None = None
    """The item that goes on after the computer was switched on again."""

    @property
    def digest(self) -> str:
        """Fingerprint of the record itself, so that a slip of an editor shows.

        No secret is in it: whoever wants to forge a record can. What signs it is the two names.
        """
        plain = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def failed(self) -> tuple[Answer, ...]:
        """Items that were not passed."""
        return tuple(answer for answer in self.answers if not answer.passed)


def fingerprint(press_file: Path) -> str:
    """SHA-256 of a press file."""
    return hashlib.sha256(press_file.read_bytes()).hexdigest()


def record_path(press_file: Path) -> Path:
    """Where the record of a press file lives: next to it."""
    return press_file.with_name(press_file.stem + SUFFIX)


def save(record: CommissioningRecord, press_file: Path) -> Path:
    """Write the record next to its press file; returns where."""
    path = record_path(press_file)
    document = {**asdict(record), "digest": record.digest}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def load(press_file: Path) -> CommissioningRecord | None:
    """The record of a press file; None if there is none.

    Raises:
        MapError: if it is damaged or was changed by hand.
    """
    path = record_path(press_file)
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        digest = document.pop("digest")
        answers = tuple(Answer(**answer) for answer in document.pop("answers"))
        persons = tuple(document.pop("persons"))
        pending = Pending(**held) if (held := document.pop("pending")) is not None else None
        record = CommissioningRecord(persons=persons, answers=answers, pending=pending, **document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MapError(f"{path.name}: is damaged ({error}). Commission the press again.") from error
    if record.digest != digest:
        raise MapError(f"{path.name}: was changed by hand. Commission the press again.")
    return record


def why_not_unattended(press_map: PressMap, press_file: Path) -> list[str]:
    """Why this press may not run without a person in the room; empty if it may.

    Raises:
        MapError: if the record is damaged or was changed by hand.
    """
    reasons = []
    if press_map.heartbeat.kind == "none":
        reasons.append("the machine has no deadman ([heartbeat] kind = 'none')")
    record = load(press_file)
    if record is None:
        reasons.append(f"{press_file.name} was never commissioned: copress press commission")
        return reasons
    if record.file_sha256 != fingerprint(press_file):
        reasons.append(f"{press_file.name} was changed since it was commissioned ({record.at_utc})")
    reasons += [f"commissioning: {answer.key} failed: {answer.remark}" for answer in record.failed]
    missing = {item.key for item in items_for(press_map)} - {
        answer.key for answer in record.answers
    }
    reasons += [f"commissioning: {key} was not done" for key in sorted(missing)]
    return reasons
