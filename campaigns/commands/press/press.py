"""`copress press`: talk to one press: prove its map, watch it, press one protocol, release it."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer

from campaigns.commands.terminal.output import console, show_json
from campaigns.commands.terminal.press_output import (
    FileJournal,
    HandGuide,
    LiveLine,
    line,
    row,
    show_record,
)
from campaigns.errors import WrongInputError
from campaigns.run.stay_awake import stay_awake
from campaigns.run.stopping.stop_signals import interrupting, releasing
from hardware.clock import SystemClock
from hardware.errors import PressFaultError
from hardware.press.commissioning.diagnostics import at, findings, looks, release
from hardware.press.commissioning.mounted_die import confirm, mounted_path, question
from hardware.press.commissioning.press_check import check as check_press
from hardware.press.commissioning.record import record_path, why_not_unattended
from hardware.press.commissioning.stand import Stand
from hardware.press.commissioning.walk import Moment, walk
from hardware.press.open import open_press
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.key_lines import key_lines
from hardware.press.register_map.load import SHIPPED, MapError, PressMap, load_press_map

app = typer.Typer(
    no_args_is_help=True,
    help="Talk to one press: new, keys, check, watch, commission, mount, press, abort.",
)

PRESS_FILE = typer.Argument(..., help="press.toml, or the name of a shipped map.")
HOST = typer.Option(None, help="Instead of the host in the file.")
PORT = typer.Option(None, min=1, max=65535, help="Instead of the port in the file.")
DIE = typer.Option(None, help="Which die of the press file is mounted.")
SERIAL = typer.Option(None, help="Serial number as engraved on the mounted die.")
AS_JSON = typer.Option(False, "--json", help="One JSON document on stdout.")
MARKS = {"ok": "ok  ", "warn": "note", "fault": "FAIL"}


@app.command()
def new(
    file: Path = typer.Argument(..., help="The register map to write: my-press.toml."),
    like: str = typer.Option(
        "generic_plc", help="Shipped map to begin from; a wrong one lists all."
    ),
) -> None:
    """Write a commented register map to fill in with what your PLC's maker gave you.

    Example: copress press new my-press.toml --like coin_cell_station
    """
    shipped = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    if like not in shipped:
        raise WrongInputError(f"No map {like!r} is shipped. There are: {', '.join(shipped)}.")
    if file.exists():
        raise WrongInputError(f"{file} is there already and was left as it is. Name another file.")
    file.write_text(shipped[like].read_text(encoding="utf-8"), encoding="utf-8")
    typer.echo(f"{file} is written. Fill it in, then: copress press check {file}")


@app.command()
def keys(
    word: str = typer.Argument("", help="Only keys and tables with this word."),
    as_json: bool = AS_JSON,
) -> None:
    """Every key of a register map: its unit, default, an example and what it means.

    Example: copress press keys pause
    """
    found = [key for key in key_lines() if word in f"{key.table} {key.key} {key.meaning}"]
    if as_json:
        show_json([asdict(key) for key in found])
        return
    for key in found:
        unit = f", {key.unit}" if key.unit else ""
        typer.echo(f"{key.table} {key.key} (default {key.default}{unit}): {key.meaning}")
        typer.echo(f"    {key.key} = {key.example}")


@app.command()
def check(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    line_s: float = typer.Option(5.0, min=0.0, help="How long the line is measured; 0: not."),
    as_json: bool = AS_JSON,
) -> None:
    """Measure the line and prove a register map against its machine; reads only, moves nothing.

    Example: copress press check my-press.toml
    """
    press_map = _map(press_file, host, port)
    found = check_press(press_map, SystemClock(), line_s)
    sound = all(finding.mark != "fault" for finding in found)
    if as_json:
        rows = [{"mark": f.mark, "what": f.what, "sentence": f.sentence} for f in found]
        show_json({"press": press_map.press.name, "fits": sound, "findings": rows})
    else:
        screen = console()
        screen.print(f"{press_map.press.name} at {press_map.transport.address}", markup=False)
        for finding in found:
            line = f"  {MARKS[finding.mark]}  {finding.what}: {finding.sentence}"
            screen.print(line, markup=False)
        verdict = "fits this machine" if sound else "does NOT fit this machine"
        screen.print(f"The map {verdict}. Nothing was written to the press.", markup=False)
    if not sound:
        raise typer.Exit(1)


@app.command()
def watch(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    seconds: float = typer.Option(0.0, min=0.0, help="Stop after so long; 0: until Ctrl-C."),
    every_s: float = typer.Option(0.5, min=0.05, help="Time between two looks."),
    as_json: bool = AS_JSON,
) -> None:
    """Live values of the press; reads only. With --json: a list, one entry a look.

    Example: copress press watch my-press.toml --seconds 10
    """
    clock = SystemClock()
    press_map = _map(press_file, host, port)
    until_s = clock.now_s() + (seconds or (0.0 if as_json else float("inf")))
    rows = []
    for look in looks(press_map, clock, every_s):
        if as_json:
            rows.append(row(look, press_map.load))
        else:
            typer.echo(line(look, press_map.load))
        if look.now_s >= until_s:
            break
    if as_json:
        show_json(rows)


@app.command()
def abort(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    die: str | None = DIE,
    as_json: bool = AS_JSON,
) -> None:
    """Stop the cycle with a controlled release (not an emergency stop), whoever drives the press.

    Example: copress press abort my-press.toml
    """
    press_map = _map(press_file, host, port)
    chosen = press_map.die(die) if die is not None else next(iter(press_map.dies.values()))
    look = release(press_map, chosen, SystemClock(), poll_s=0.1)
    if as_json:
        show_json({"released": True, **row(look, press_map.load)})
    else:
        shown = press_map.load.text(look.force_kn)
        typer.echo(f"Released: the press shows {shown} and rests ({look.phase}).")


@app.command("press")
def press_once(
    press_file: str = PRESS_FILE,
    copress_mpa: float = typer.Option(..., help="Target of the stroke."),
    copress_dwell_s: float = typer.Option(..., help="Time at target."),
    ramp_mpa_s: float = typer.Option(5.0, help="Loading rate."),
    release_mpa_s: float = typer.Option(5.0, help="Unloading rate."),
    stack_mpa: float = typer.Option(0.0, help="Kept by the fixture afterwards; 0: none."),
    sample: int = typer.Option(1, min=1, help="Number of the cell."),
    die: str | None = DIE,
    die_serial: str | None = SERIAL,
    host: str | None = HOST,
    port: int | None = PORT,
    out: Path = typer.Option(Path("press-journal.jsonl"), help="The record, one line an event."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask; somebody stands at the press."),
    as_json: bool = AS_JSON,
) -> None:
    """Press one cell with one protocol, by hand; the achieved values are taken from the trace.

    Example: copress press press my-press.toml --copress-mpa 50 --copress-dwell-s 10 --die steel-10
    """
    press_map = _map(press_file, host, port)
    chosen = press_map.die(die)
    step = Step("copress", copress_mpa, copress_dwell_s, ramp_mpa_s, release_mpa_s)
    protocol = PressProtocol((step,), stack_mpa=stack_mpa or None)
    press_map.envelope.check(protocol, chosen)
    _confirm(protocol, press_map, chosen.force_kn(copress_mpa), yes)
    person = HandGuide() if press_map.press.read_only else None
    press = open_press(
        press_map, chosen, settings=PressSettings(die_serial=die_serial, tell=person)
    )
    watch = None if person is not None else LiveLine(isostatic=chosen.isostatic)
    press.connect()
    came: list[str] = []
    try:
        with stay_awake("a cell is pressed"), releasing(press.abort) as came:
            record = press.press_cell(sample, protocol, journal=FileJournal(out), watch=watch)
    except PressFaultError as error:
        if came:
            raise KeyboardInterrupt(str(error)) from error
        raise
    finally:
        press.close()
    show_record(record.steps[0], record.stack_mpa, record.flags, record.simulated, as_json)


@app.command()
def mount(
    press_file: Path = typer.Argument(..., exists=True, dir_okay=False, help="Your press.toml."),
    die: str | None = DIE,
    serial: str | None = SERIAL,
    by: str = typer.Option(..., help="Who has looked at the die."),
    as_json: bool = AS_JSON,
) -> None:
    """Confirm which die stands in the press; unattended runs want it after each change of die.

    Example: copress press mount my-press.toml --die steel-10 --by "J. Okafor"
    """
    chosen = _map(str(press_file), None, None).die(die)
    typed = serial if serial is not None else str(typer.prompt(question(chosen), err=True))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    seen = confirm(press_file, chosen, typed, by, now)
    if as_json:
        show_json({**asdict(seen), "record": str(mounted_path(press_file))})
    else:
        record = mounted_path(press_file)
        typer.echo(f"{chosen.noun} {seen.name} is mounted, says {seen.by}: {record}")


@app.command()
def commission(
    press_file: Path = typer.Argument(..., exists=True, dir_okay=False, help="Your press.toml."),
    by: list[str] = typer.Option(..., help="Who is there; twice, for two persons."),
    die: str | None = DIE,
    die_serial: str | None = SERIAL,
    copress_mpa: float = typer.Option(30.0, min=0.1, help="The low load of every stroke."),
    item: list[str] = typer.Option([], help="Only this item; may be given again."),
    host: str | None = HOST,
    port: int | None = PORT,
    as_json: bool = AS_JSON,
) -> None:
    """Prove the press's own protections, item by item; keeps a dated record next to the press file.

    Each item is measured; a later call goes on with what is not proved yet. Without the record
    unattended runs are refused. See docs/commissioning.md.

    Example: copress press commission my-press.toml --by "A. Meyer" --by "J. Okafor"
    """
    press_map = _map(str(press_file), host, port)
    faults = [f.sentence for f in findings(press_map, SystemClock()) if f.mark == "fault"]
    if faults:
        raise MapError(f"{press_file.name} does not fit its machine: {' '.join(faults)}")

    def now() -> Moment:
        at_utc = datetime.now(UTC).isoformat(timespec="seconds")
        return Moment(at_utc, time.time(), time.monotonic())

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


def _map(press_file: str, host: str | None, port: int | None) -> "PressMap":

    return at(load_press_map(press_file), host, port)


def _confirm(protocol: "PressProtocol", press_map: "PressMap", force_kn: float, yes: bool) -> None:

    step = protocol.steps[0]
    force = "" if press_map.press.isostatic else f"= {force_kn:.2f} kN "
    typer.echo(
        f"{press_map.press.name} at {press_map.transport.address}: {step.target_mpa:g} MPa "
        f"{force}for {step.dwell_s:g} s",
        err=True,
    )
    if not yes and typer.prompt("Guard closed, die confirmed? Type PRESS", err=True) != "PRESS":
        raise WrongInputError("not confirmed; nothing was sent to the press")
