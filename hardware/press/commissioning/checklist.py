"""Commissioning: the checklist, its dated record, and why a press may not run unattended.

The record names who was there and carries a fingerprint of the press file: change the file, and the
record no longer counts. See docs/commissioning.md.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware.press.register_map.model import MapError, PressMap

Ask = Callable[[str], str]
SUFFIX = ".commissioned.json"
PERSONS_NEEDED = 2
YES = ("y", "yes", "done")


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    key: str
    act: str
    """What to do at the machine."""
    question: str
    """Answered with yes, or with what happened instead."""


CHECKLIST = (
    Item(
        "map",
        "Read the screen of `copress press watch` next to the panel of the press.",
        "Does everything shown agree with it ({load}, travel, temperature), at rest and loaded?",
    ),
    Item(
        "blank_die",
        "Put the {blank} in, close the {guard}, press at low {load} with `copress press press`.",
        "Did it go up, hold as long as asked by a stopwatch, and come down slowly?",
    ),
    Item(
        "force_reference",
        "Do the same with the {load} reference {reference}.",
        "Is the {load} on the screen that of the reference, within its error?",
    ),
    Item("abort", "Press Ctrl-C in the hold.", "Did the press release slowly and rest?"),
    Item(
        "cable",
        "Pull the network cable in the hold, at low {load}.",
        "Did the press release by itself within the deadman time?",
    ),
    Item(
        "cable_at_start",
        "Pull the network cable just as START is sent; put it back after 10 s.",
        "Did the press stay where it was, also after the cable was back?",
    ),
    Item(
        "over_limit",
        "Lower the PLC's own limit at its panel, then ask for more than it, below the {die}'s.",
        "Did the PLC itself refuse?",
    ),
    Item(
        "emergency_stop",
        "Hit the emergency stop in the hold; then let the button out.",
        "Was nothing commanded afterwards, and did nothing start again?",
    ),
    Item(
        "guard",
        "Open the {guard} in the hold if its lock lets you, from a distance.",
        "Did the press release or stop by itself, or did the lock not let you?",
    ),
    Item(
        "local_mode",
        "Turn the key to local in the hold.",
        "Did Copress stop writing, and say so?",
    ),
    Item(
        "computer_off",
        "Switch the computer off in the hold; switch it on again.",
        "Did the press release by itself, and did Copress read it first and ask about the cell?",
    ),
)


WORDS: Mapping[str, Mapping[str, str]] = {
    "force": {
        "load": "force",
        "blank": "blank die",
        "reference": "in place of the blank",
        "guard": "guard",
        "die": "die",
    },
    "pressure": {
        "load": "pressure",
        "blank": "blank cell",
        "reference": "on the vessel's test port",
        "guard": "vessel",
        "die": "vessel",
    },
}
"""How the checklist speaks to people at each kind of press."""


@dataclass(frozen=True)
class Answer:
    """What came of one line of the checklist."""

    key: str
    passed: bool
    remark: str = ""


@dataclass(frozen=True)
class CommissioningRecord:
    """Who proved what, when, for which press file."""

    press: str
    file_sha256: str
    at_utc: str
    persons: tuple[str, ...]
    answers: tuple[Answer, ...]

    @property
    def digest(self) -> str:
        """Fingerprint of the record itself, so that a slip of an editor shows.

        No secret is in it: whoever wants to forge a record can. What signs it is the two names.
        """
        plain = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def failed(self) -> tuple[Answer, ...]:
        """Lines that were not answered with yes."""
        return tuple(answer for answer in self.answers if not answer.passed)


def fingerprint(press_file: Path) -> str:
    """SHA-256 of a press file."""
    return hashlib.sha256(press_file.read_bytes()).hexdigest()


def walk(
    press_map: PressMap, press_file: Path, persons: Sequence[str], at_utc: str, ask: Ask
) -> CommissioningRecord:
    """Walk the checklist with the people at the machine.

    Raises:
        MapError: if fewer than two persons are named.
    """
    named = tuple(dict.fromkeys(person.strip() for person in persons if person.strip()))
    if len(named) < PERSONS_NEEDED:
        raise MapError(
            f"{press_map.source}: commissioning needs {PERSONS_NEEDED} persons, {len(named)} "
            "named. Nothing was done. Name both with --by."
        )
    words = WORDS[press_map.load.noun]
    answers = tuple(_asked(item, words, ask) for item in CHECKLIST)
    return CommissioningRecord(
        press_map.press.name, fingerprint(press_file), at_utc, named, answers
    )


def _asked(item: Item, words: Mapping[str, str], ask: Ask) -> Answer:
    told = f"{item.act} {item.question}".format_map(words)
    typed = ask(f"{told} [yes, or what happened] ").strip()
    if typed.lower() in YES:
        return Answer(item.key, passed=True)
    return Answer(item.key, passed=False, remark=typed or "not answered")


def record_path(press_file: Path) -> Path:
    """Where the record of a press file lives: beside it."""
    return press_file.with_name(press_file.stem + SUFFIX)


def save(record: CommissioningRecord, press_file: Path) -> Path:
    """Write the record beside its press file; returns where."""
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
        record = CommissioningRecord(persons=persons, answers=answers, **document)
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
    missing = {item.key for item in CHECKLIST} - {answer.key for answer in record.answers}
    reasons += [f"commissioning: {key} was not done" for key in sorted(missing)]
    return reasons
