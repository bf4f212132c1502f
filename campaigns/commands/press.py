"""`copress press`: talk to one press: prove its map, watch it, press one protocol, release it."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from hardware.press_look import Look
    from hardware.press_map import PressMap
    from hardware.protocol import PressProtocol

app = typer.Typer(no_args_is_help=True, help="Talk to one press: check, watch, press, abort.")

PRESS_FILE = typer.Argument(..., help="press.toml, or the name of a shipped map.")
HOST = typer.Option(None, help="Instead of the host in the file.")
PORT = typer.Option(None, min=1, max=65535, help="Instead of the port in the file.")
DIE = typer.Option(None, help="Which of [dies] is mounted.")
SERIAL = typer.Option(None, help="Serial number as engraved on the mounted die.")
AS_JSON = typer.Option(False, "--json", help="One JSON document on stdout.")
MARKS = {"ok": "ok  ", "warn": "note", "fault": "FAIL"}


@app.command()
def check(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    as_json: bool = AS_JSON,
) -> None:
    """Prove a register map against its machine; reads only, moves nothing.

    Example: copress press check my-press.toml
    """
    from campaigns.commands._terminal import console, show_json
    from hardware.clock import SystemClock
    from hardware.press_outside import findings

    press_map = _map(press_file, host, port)
    found = findings(press_map, SystemClock())
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
    from campaigns.commands._terminal import show_json
    from hardware.clock import SystemClock
    from hardware.press_outside import looks

    clock = SystemClock()
    press_map = _map(press_file, host, port)
    until_s = clock.now_s() + (seconds or (0.0 if as_json else float("inf")))
    rows = []
    for look in looks(press_map, clock, every_s):
        if as_json:
            rows.append(_row(look))
        else:
            typer.echo(_line(look))
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
    from campaigns.commands._terminal import show_json
    from hardware.clock import SystemClock
    from hardware.press_outside import release

    press_map = _map(press_file, host, port)
    chosen = press_map.die(die) if die is not None else next(iter(press_map.dies.values()))
    look = release(press_map, chosen, SystemClock(), poll_s=0.1)
    if as_json:
        show_json({"released": True, **_row(look)})
    else:
        typer.echo(f"Released: the press shows {look.force_kn:.2f} kN and rests ({look.phase}).")


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
    from hardware.press_map import MapError
    from hardware.press_open import open_press
    from hardware.press_settings import PressSettings
    from hardware.protocol import PressProtocol, Step

    press_map = _map(press_file, host, port)
    if press_map.press.read_only:
        raise MapError(f"{press_map.source}: [press] read_only = true: this map only watches.")
    chosen = press_map.die(die)
    step = Step("copress", copress_mpa, copress_dwell_s, ramp_mpa_s, release_mpa_s)
    protocol = PressProtocol((step,), stack_mpa=stack_mpa or None)
    press_map.envelope.check(protocol, chosen)
    _confirm(protocol, press_map, chosen.force_kn(copress_mpa), yes)
    press = open_press(press_map, chosen, settings=PressSettings(die_serial=die_serial))
    press.connect()
    try:
        record = press.press_cell(sample, protocol, journal=_Journal(out), watch=_show_live)
    finally:
        press.close()
    _show_record(record.steps[0], record.stack_mpa, record.flags, record.simulated, as_json)


def _map(press_file: str, host: str | None, port: int | None) -> "PressMap":
    from hardware.press_map import load_press_map
    from hardware.press_outside import at

    return at(load_press_map(press_file), host, port)


def _confirm(protocol: "PressProtocol", press_map: "PressMap", force_kn: float, yes: bool) -> None:
    from campaigns.faults import WrongInputError

    step = protocol.steps[0]
    typer.echo(
        f"{press_map.press.name} at {press_map.transport.address}: {step.target_mpa:g} MPa = "
        f"{force_kn:.2f} kN for {step.dwell_s:g} s",
        err=True,
    )
    if not yes and typer.prompt("Guard closed, die confirmed? Type PRESS", err=True) != "PRESS":
        raise WrongInputError("not confirmed; nothing was sent to the press")


class _Journal:
    """Write-ahead record in a file: on the disk before the act it names."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, event: str, detail: object) -> None:
        import json
        import os
        from datetime import UTC, datetime

        entry = {"at": datetime.now(UTC).isoformat(), "event": event, "detail": detail}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


_LIVE_EVERY_S = 1.0
_last_shown_s = [float("-inf")]


def _show_live(snapshot: object) -> None:
    from hardware.press import Snapshot

    if not isinstance(snapshot, Snapshot):
        return
    if snapshot.now_s - _last_shown_s[0] >= _LIVE_EVERY_S:
        _last_shown_s[0] = snapshot.now_s
        typer.echo(
            f"{snapshot.phase:<9} {snapshot.force_kn:8.2f} kN {snapshot.mpa:8.1f} MPa", err=True
        )


def _show_record(
    step: object, stack_mpa: float | None, flags: tuple[str, ...], simulated: bool, as_json: bool
) -> None:
    from dataclasses import asdict

    from campaigns.commands._terminal import console, number, say_simulated, show_json
    from hardware.press import StepRecord

    if not isinstance(step, StepRecord):
        return
    if as_json:
        document = {**asdict(step), "stack_mpa": stack_mpa, "flags": list(flags)}
        show_json({**document, "simulated": simulated})
        return
    screen = console()
    say_simulated(screen, simulated)
    screen.print(
        f"achieved: {number(step.hold_mean_mpa)} MPa held for {number(step.dwell_s)} s (peak "
        f"{number(step.peak_mpa)} MPa), ramp {number(step.ramp_mpa_s)} MPa/s, release "
        f"{number(step.release_mpa_s)} MPa/s"
    )
    for flag in flags:
        screen.print(f"note: {flag}", markup=False)


def _row(look: "Look") -> dict[str, object]:
    from math import isnan

    values = {
        "force_kn": look.force_kn,
        "line_bar": look.line_bar,
        "position_mm": look.position_mm,
        "peak_kn": look.peak_kn,
        "die_degc": look.die_degc,
    }
    known = {name: None if isnan(value) else value for name, value in values.items()}
    return {
        "phase": look.phase.value,
        **known,
        "alarms": [alarm.text for alarm in look.alarms],
        "simulated": look.simulated,
    }


def _line(look: "Look") -> str:
    from math import isnan

    alarms = "  ALARM: " + "; ".join(a.text for a in look.alarms) if look.alarms else ""
    known = {"mm": look.position_mm, "bar": look.line_bar, "degC": look.die_degc}
    more = "".join(f"{value:9.2f} {unit}" for unit, value in known.items() if not isnan(value))
    return f"{look.phase:<9}{look.force_kn:9.2f} kN{more}{alarms}"
