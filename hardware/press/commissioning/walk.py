"""Walk the checklist with the people at the machine; what is proved is kept at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.errors import HardwareError
from hardware.press.commissioning.checklist import Item, act_of, items_for
from hardware.press.commissioning.commissioning_record import (
    Answer,
    CommissioningRecord,
    Pending,
    fingerprint,
    load,
    save,
)
from hardware.press.commissioning.proofs import PROOFS, after_power
from hardware.press.commissioning.stand import Stand
from hardware.press.register_map.model import MapError
from hardware.press.register_map.transport import LinkError

PERSONS_NEEDED = 2  # one at the panel, one at the computer
COMPUTER_OFF = "computer_off"
STILL_RUNNING = 0.9
"""A computer that was off has been running for clearly less time than has passed."""


@dataclass(frozen=True)
class ClockReading:
    """What the clocks show."""

    at_utc: str
    wall_s: float
    """Seconds since 1970."""
    running_s: float
    """Seconds that this computer has been running."""


def walk(
    stand: Stand,
    press_file: Path,
    persons: Sequence[str],
    now: Callable[[], ClockReading],
    only: Sequence[str] = (),
) -> CommissioningRecord:
    """Prove every item that is not proved yet, or those named in `only`; saves after each.

    Raises:
        MapError: if fewer than two persons are named, or an item is unknown.
    """
    record = _begun(stand, press_file, persons, now())
    known = items_for(stand.press_map)
    if unknown := set(only) - {item.key for item in known}:
        keys = ", ".join(item.key for item in known)
        raise MapError(f"there is no item {', '.join(sorted(unknown))}. There are: {keys}.")
    if record.pending is not None:
        record = _kept(record, _switched_on(stand, record.pending, now()), press_file)
    proved = {answer.key for answer in record.answers if answer.passed}
    for item in known:
        if item.key in only or (not only and item.key not in proved):
            if item.key == COMPUTER_OFF:
                moment = now()
                pending = Pending(item.key, moment.wall_s, moment.running_s)
                record = replace(record, pending=pending)
                save(record, press_file)
            record = _kept(record, _proved(stand, item), press_file)
    return record


def _begun(
    stand: Stand, press_file: Path, persons: Sequence[str], moment: ClockReading
) -> CommissioningRecord:
    named = tuple(dict.fromkeys(person.strip() for person in persons if person.strip()))
    if len(named) < PERSONS_NEEDED:
        raise MapError(
            f"{press_file.name}: commissioning needs {PERSONS_NEEDED} persons, {len(named)} "
            "named. Nothing was done. Name both with --by."
        )
    made = fingerprint(press_file)
    before = load(press_file)
    if before is not None and (before.file_sha256, before.persons) == (made, named):
        return before  # goes on where it stopped
    return CommissioningRecord(stand.press_map.press.name, made, moment.at_utc, named, ())


def _kept(record: CommissioningRecord, answer: Answer, press_file: Path) -> CommissioningRecord:
    others = tuple(held for held in record.answers if held.key != answer.key)
    record = replace(record, answers=(*others, answer), pending=None)
    save(record, press_file)
    return record


def _proved(stand: Stand, item: Item) -> Answer:
    stand.tell(f"{item.key}: {act_of(item, stand.press_map)}")
    typed = stand.ask(f"Type {item.key} to begin, or why it cannot be done.").strip()
    if typed != item.key:
        return Answer(item.key, passed=False, remark=typed or "not done")
    try:
        answer = PROOFS[item.key](stand)
    except (HardwareError, LinkError) as error:
        answer = Answer(item.key, passed=False, remark=str(error))
    stand.tell(f"{item.key}: {'passed' if answer.passed else 'FAILED'} {answer.remark}".rstrip())
    return answer


def _switched_on(stand: Stand, pending: Pending, moment: ClockReading) -> Answer:
    passed_s = moment.wall_s - pending.wall_s
    if moment.running_s > pending.running_s + STILL_RUNNING * passed_s:
        return Answer(pending.key, passed=False, remark="this computer was running all the time")
    try:
        return after_power(stand)
    except (HardwareError, LinkError) as error:
        return Answer(pending.key, passed=False, remark=str(error))
