"""What became of a cell whose trial has no end: the verdict as a table. Pure.

Read from the journal of the trial and from one look at the press. Only one row allows the same
trial to be started: START was provably never obeyed. Everything else goes to a person.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.errors import GO_THERE, KEY_FIRST
from hardware.press.control.readiness import MOVING, is_unloaded, not_ready
from hardware.press.interface import InterruptedFate, InterruptedVerdict, JournalEvent, Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import PressMap

BROKEN_OFF = (Phase.ABORTED, Phase.FAULT, Phase.ESTOP, Phase.MANUAL)


@dataclass(frozen=True)
class LastStroke:
    """What the journal tells of the last stroke."""

    started: bool
    """A START may have been sent."""
    ended: str
    """`released`, `aborted`, `lost` or nothing."""
    strokes_before: int
    """Strokes of this cell that came to their end before."""
    seq: int | None = None
    boot_id: int | None = None
    ack_before: int | None = None
    peak_before_load: float = math.nan
    moved: bool = True
    """False if the press was released and had never been seen to move."""


def story(events: Sequence[JournalEvent]) -> LastStroke:
    """The last stroke of a journal; `events` are those of one trial, oldest first."""
    last = max((i for i, (name, _) in enumerate(events) if name == "intent"), default=None)
    if last is None:
        return LastStroke(started=False, ended="", strokes_before=0)
    detail = events[last][1]
    after = [name for name, _ in events[last:]]
    ends = [name for name in after if name in ("released", "aborted", "lost")]
    aborted = [entry for name, entry in events[last:] if name == "aborted"]
    return LastStroke(
        started="started" in after,
        ended=ends[-1] if ends else "",
        strokes_before=sum(name == "released" for name, _ in events[:last]),
        seq=_whole(detail.get("seq")),
        boot_id=_whole(detail.get("boot_id")),
        ack_before=_whole(detail.get("ack_before")),
        peak_before_load=_real(detail.get("peak_before_kn", detail.get("peak_before_mpa"))),
        moved=not aborted or aborted[-1].get("moved") is not False,
    )


def silent_verdict(events: Sequence[JournalEvent], why: str) -> InterruptedVerdict:
    """The press cannot be read: only the journal speaks."""
    past = story(events)
    if not past.started and not past.strokes_before:
        return InterruptedVerdict(
            InterruptedFate.NOT_PRESSED,
            "START was never sent for this cell, so it has not been pressed. The press does not "
            f"answer now ({why}): go there before the next cell. {KEY_FIRST}",
            press_is_free=False,
        )
    return InterruptedVerdict(
        InterruptedFate.UNKNOWN,
        f"the press does not answer ({why}) and START was sent for this cell: the press may be "
        f"loaded. {GO_THERE}",
        press_is_free=False,
    )


def verdict(
    events: Sequence[JournalEvent], look: MachineSnapshot, press_map: PressMap
) -> InterruptedVerdict:
    """What journal and press say together.

    Args:
        events: the trial's journal, oldest first.
        look: the press now.
        press_map: its map.
    """
    past = story(events)
    fate, sentence = _fate(past, look, press_map)
    reasons = not_ready(look, press_map)
    free = not reasons and is_unloaded(look, press_map)
    now = "The press stands idle and unloaded." if free else f"The press: {'; '.join(reasons)}."
    load = None if math.isnan(look.load) else look.load
    return InterruptedVerdict(fate, f"{sentence} {now}", free, load, look.phase)


def _fate(
    past: LastStroke, look: MachineSnapshot, press_map: PressMap
) -> tuple[InterruptedFate, str]:
    if past.started and (look.phase in MOVING or not is_unloaded(look, press_map)):
        return _loaded(look, press_map)
    if past.ended == "released":
        return InterruptedFate.PRESSED, (
            "the stroke came to its planned end, but the program stopped before it kept the "
            "result. A person decides what the cell is worth."
        )
    if past.ended == "aborted" and not past.moved and _peak_stands(past, look, press_map):
        return InterruptedFate.NOT_PRESSED, (
            "START had no effect, a RELEASE followed it, and the press has seen no force: the "
            "cell has not been pressed."
        )
    if past.ended == "aborted":
        return (
            InterruptedFate.INTERRUPTED,
            "the stroke was broken off and the press released. Void the cell.",
        )
    if not past.started:
        return _never_started(past)
    return _started(past, look, press_map)


def _loaded(look: MachineSnapshot, press_map: PressMap) -> tuple[InterruptedFate, str]:
    kind = press_map.load_kind
    if math.isnan(look.load) and look.phase not in MOVING:
        return InterruptedFate.LOADED, (
            f"the {kind.noun} of the press cannot be read and START was sent for this cell: the "
            f"press may be loaded. {GO_THERE}"
        )
    return InterruptedFate.LOADED, (
        f"the press is in state {look.phase.value!r} with {kind.text(look.load)}: it still works "
        "on this cell. Watch it to its end, or release it: copress press abort."
    )


def _never_started(past: LastStroke) -> tuple[InterruptedFate, str]:
    if past.strokes_before:
        return InterruptedFate.INTERRUPTED, (
            f"{past.strokes_before} stroke(s) were done, the next was not started. The cell has "
            "a history nobody planned: void it."
        )
    return (
        InterruptedFate.NOT_PRESSED,
        "START was never sent for this cell: it has not been pressed.",
    )


def _started(
    past: LastStroke, look: MachineSnapshot, press_map: PressMap
) -> tuple[InterruptedFate, str]:
    if look.boot_id != past.boot_id:
        return InterruptedFate.UNKNOWN, (
            f"the PLC has started again since (boot id {past.boot_id}, now {look.boot_id}): "
            "nobody can tell how far the stroke went. Look at the cell; void it if in doubt."
        )
    if look.ack_seq is None or past.seq is None:
        return (
            InterruptedFate.UNKNOWN,
            "this press does not tell which command it took. Look at the cell.",
        )
    if look.ack_seq == past.seq:
        return _obeyed(look)
    if look.ack_seq == past.ack_before and _peak_unmoved(past, look, press_map):
        if past.strokes_before:
            return _never_started(past)
        return InterruptedFate.NOT_PRESSED, (
            f"the press never took START number {past.seq} (it last took {look.ack_seq}) and has "
            "seen no force since: the cell has not been pressed."
        )
    return InterruptedFate.UNKNOWN, (
        f"the press last took command {look.ack_seq}, neither ours ({past.seq}) nor the one "
        f"before ({past.ack_before}): somebody used it meanwhile. Look at the cell."
    )


def _obeyed(look: MachineSnapshot) -> tuple[InterruptedFate, str]:
    if look.phase in BROKEN_OFF or any(alarm.severity != "warn" for alarm in look.alarms):
        alarms = "; ".join(alarm.text for alarm in look.alarms) or "no alarm shown"
        return InterruptedFate.INTERRUPTED, (
            f"the press took START and broke the stroke off ({look.phase.value}: {alarms}). Void "
            "the cell."
        )
    return InterruptedFate.PRESSED, (
        "the press took START and has ended the stroke while nobody watched. A person decides what "
        "the cell is worth."
    )


def _peak_stands(past: LastStroke, look: MachineSnapshot, press_map: PressMap) -> bool:
    """True only where the machine keeps its peak: what nobody watched leaves no other trace."""
    known = not math.isnan(look.peak_load)
    return known and not past.strokes_before and _peak_unmoved(past, look, press_map)


def _peak_unmoved(past: LastStroke, look: MachineSnapshot, press_map: PressMap) -> bool:
    unloaded_load = press_map.supervision.unloaded_load
    if math.isnan(look.peak_load) or abs(look.peak_load) <= unloaded_load:
        return True
    return abs(look.peak_load - past.peak_before_load) <= unloaded_load  # False for nan


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _real(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
