"""`press check` on a table whose answers are spoilt: what it finds."""

from typing import Any

from support.presses.table_map import WORDS, plain
from support.tables.table import Spoil, served, table

from hardware.clock import SimulatedClock
from hardware.press.commissioning.press_check import check
from hardware.press.connect.checked import Checked
from hardware.press.register_map.load import press_map_from

LINE_S = 0.4
BLOCK = {**WORDS, **table(r2=[0] * 18)}
"""Addresses 0 to 21 without a hole."""


def checked(spoil: Spoil | None = None, words: Any = BLOCK, **changes: Any) -> list[Checked]:
    """All findings; `changes` are made to the map."""
    changes["transport"] = {"timeout_s": 0.05, **changes.get("transport", {})}
    with served(words, spoil=spoil) as device:
        document = plain(**changes)
        document["transport"]["port"] = device.port
        return check(press_map_from(document, "axis.toml"), SimulatedClock(), LINE_S)


def faults(found: list[Checked]) -> dict[str, str]:
    """Sentences of the faults, by what they are about."""
    return {finding.what: finding.sentence for finding in found if finding.mark == "fault"}


def notes(found: list[Checked]) -> dict[str, str]:
    """Sentences of the notes, by what they are about."""
    return {finding.what: finding.sentence for finding in found if finding.mark == "warn"}
