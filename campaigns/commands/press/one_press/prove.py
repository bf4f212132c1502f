"""`copress press mount` and `commission`: what a person confirms, and proves at the press."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer

from campaigns.commands.press.one_press.reach import (
    AS_JSON,
    DIE,
    HOST,
    OWN_FILE,
    PORT,
    SERIAL,
    map_at,
)
from campaigns.commands.terminal.output import show_json
from campaigns.run.stopping.stop_signals import interrupting
from hardware.clock import SystemClock
from hardware.press.commissioning.commissioning_record import record_path, why_not_unattended
from hardware.press.commissioning.diagnostics import findings
from hardware.press.commissioning.mounted_die import confirm, mounted_path, question
from hardware.press.commissioning.stand import Stand
from hardware.press.commissioning.walk import ClockReading, walk
from hardware.press.options import PressSettings
from hardware.press.register_map.load import MapError


def mount(
    press_file: Path = OWN_FILE,
    die: str | None = DIE,
    serial: str | None = SERIAL,
    by: str = typer.Option(..., help="The person who checked the die."),
    as_json: bool = AS_JSON,
) -> None:
    """Confirm which die is in the press; unattended runs need this after each change of die.

    Example: copress press mount my-press.toml --die steel-10 --by "J. Okafor"
    """
    chosen = map_at(str(press_file), None, None).die(die)
    typed = serial if serial is not None else str(typer.prompt(question(chosen), err=True))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    seen = confirm(press_file, chosen, typed, by, now)
    if as_json:
        show_json({**asdict(seen), "record": str(mounted_path(press_file))})
    else:
        record = mounted_path(press_file)
        typer.echo(f"{chosen.noun} {seen.name} is mounted, says {seen.by}: {record}")


def commission(
    press_file: Path = OWN_FILE,
    by: list[str] = typer.Option(..., help="A person who is present; give it twice."),
    die: str | None = DIE,
    die_serial: str | None = SERIAL,
    copress_mpa: float = typer.Option(30.0, min=0.1, help="The low load of every stroke."),
    item: list[str] = typer.Option([], help="Only this item; repeatable."),
    host: str | None = HOST,
    port: int | None = PORT,
    as_json: bool = AS_JSON,
) -> None:
    """Prove the press's own protections, item by item; keeps a dated record next to the press file.

    Each item is measured; a later call goes on with what is not proved yet. Without the record
    unattended runs are refused. See docs/commissioning.md.

    Example: copress press commission my-press.toml --by "A. Meyer" --by "J. Okafor"
    """
    press_map = map_at(str(press_file), host, port)
    faults = [f.sentence for f in findings(press_map, SystemClock()) if f.mark == "fault"]
    if faults:
        raise MapError(f"{press_file.name} does not fit its machine: {' '.join(faults)}")

    def now() -> ClockReading:
        at_utc = datetime.now(UTC).isoformat(timespec="seconds")
        return ClockReading(at_utc, time.time(), time.monotonic())

    stand = Stand(
        press_map=press_map,
        die=press_map.die(die),
        clock=SystemClock(),
        ask=lambda question: str(typer.prompt(question, default="", show_default=False, err=True)),
        tell=lambda sentence: typer.echo(sentence, err=True),
        low_mpa=copress_mpa,
        settings=PressSettings(die_serial=die_serial),
    )
    with interrupting():
        record = walk(stand, press_file, by, now, item)
    path, reasons = record_path(press_file), why_not_unattended(press_map, press_file)
    if as_json:
        show_json({**asdict(record), "record": str(path), "not_unattended_because": reasons})
    else:
        typer.echo(f"record: {path}")
        for reason in reasons:
            typer.echo(f"unattended runs stay refused: {reason}")
    if record.failed:
        raise typer.Exit(1)
