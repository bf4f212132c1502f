"""How `copress press` shows looks and records, and keeps a journal in a file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import typer

from campaigns.commands.terminal.output import console, number, say_simulated, show_json
from hardware.press.interface import Snapshot, StepRecord
from hardware.press.load_unit import FORCE, LoadKind
from hardware.press.modbus.snapshot import MachineSnapshot

LIVE_EVERY_S = 1.0  # chosen: what a person reads along with


class FileJournal:
    """Write-ahead record in a file: on the disk before the act it names."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, event: str, detail: object) -> None:
        """Write one line and wait until it is on the disk."""
        entry = {"at": datetime.now(UTC).isoformat(), "event": event, "detail": detail}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


class LiveLine:
    """One line a second on stderr while a cell is pressed."""

    def __init__(self, *, isostatic: bool = False) -> None:
        self._last_s = float("-inf")
        self._isostatic = isostatic

    def __call__(self, snapshot: Snapshot) -> None:
        """Show a snapshot, at most one a second."""
        if snapshot.now_s - self._last_s >= LIVE_EVERY_S:
            self._last_s = snapshot.now_s
            force = "" if self._isostatic else f" {_shown(snapshot.force_kn):8.2f} kN"
            typer.echo(f"{snapshot.phase:<9}{force} {_shown(snapshot.mpa, 1):8.1f} MPa", err=True)


class HandGuide:
    """What a person at a hand press should do, on stderr; a bell for what is urgent."""

    def __call__(self, sentence: str) -> None:
        """Show a sentence; it brings its own bell."""
        typer.echo(sentence, err=True)


def show_record(
    step: StepRecord,
    stack_mpa: float | None,
    flags: tuple[str, ...],
    simulated: bool,
    as_json: bool,
) -> None:
    """Show what a stroke has done: planned, achieved, flags."""
    if as_json:
        document = {**asdict(step), "stack_mpa": stack_mpa, "flags": list(flags)}
        show_json({**document, "simulated": simulated})
        return
    screen = console()
    say_simulated(screen, simulated)
    held = "no hold was seen"
    if not isnan(step.hold_mean_mpa):
        held = f"{number(step.hold_mean_mpa)} MPa held for {number(step.dwell_s)} s"
    rates = [
        f"{name} {'not known' if isnan(rate) else f'{number(rate)} MPa/s'}"
        for name, rate in (("ramp", step.ramp_mpa_s), ("release", step.release_mpa_s))
    ]
    screen.print(
        f"achieved: {held} (peak {number(step.peak_mpa)} MPa), {rates[0]}, {rates[1]}",
        markup=False,
    )
    if stack_mpa is not None:
        screen.print(f"the fixture was closed at {number(stack_mpa)} MPa")
    for flag in flags:
        screen.print(f"note: {flag}", markup=False)


def _shown(value: float, digits: int = 2) -> float:
    """Rounded as it is shown; a sensor's noise around zero is never shown as -0.00."""
    return round(value, digits) + 0.0


def row(look: MachineSnapshot, kind: LoadKind = FORCE) -> dict[str, object]:
    """A look as JSON."""
    values = {
        kind.key("force_kn"): look.load,
        "line_bar": look.line_bar,
        "position_mm": look.position_mm,
        kind.key("peak_kn"): look.peak_load,
        "die_degc": look.die_degc,
    }
    known = {name: None if isnan(value) else value for name, value in values.items()}
    return {
        "phase": look.phase.value,
        **known,
        "alarms": [alarm.text for alarm in look.alarms],
        "simulated": look.simulated,
    }


def line(look: MachineSnapshot, kind: LoadKind = FORCE) -> str:
    """A look as one line of text."""
    alarms = "  ALARM: " + "; ".join(a.text for a in look.alarms) if look.alarms else ""
    known = {"mm": look.position_mm, "bar": look.line_bar, "degC": look.die_degc}
    more = "".join(f"{value:9.2f} {unit}" for unit, value in known.items() if not isnan(value))
    return f"{look.phase:<9}{_shown(look.load):9.2f} {kind.unit}{more}{alarms}"
