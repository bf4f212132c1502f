"""A press whose checklist two people have walked: the record, without the walk."""

from pathlib import Path

from hardware.press.commissioning.checklist import items_for
from hardware.press.commissioning.commissioning_record import (
    Answer,
    CommissioningRecord,
    fingerprint,
    save,
)
from hardware.press.register_map.load import load_press_map

PERSONS = ("A. Meyer", "J. Okafor")


def commissioned(press_file: Path) -> CommissioningRecord:
    """Keep a record in which every item is passed."""
    press_map = load_press_map(press_file)
    answers = tuple(Answer(item.key, passed=True) for item in items_for(press_map))
    name, made = press_map.press.name, fingerprint(press_file)
    record = CommissioningRecord(name, made, "2026-11-23T09:00:00+00:00", PERSONS, answers)
    save(record, press_file)
    return record
