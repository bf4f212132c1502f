"""`copress press check` and `watch`: what only reads."""

import typer

from campaigns.commands.press.one_press.reach import AS_JSON, HOST, PORT, PRESS_FILE, map_at
from campaigns.commands.terminal.output import console, show_json
from campaigns.commands.terminal.press_output import line, row
from hardware.clock import SystemClock
from hardware.press.commissioning.diagnostics import looks
from hardware.press.commissioning.press_check import check as check_press

MARKS = {"ok": "ok  ", "warn": "note", "fault": "FAIL"}


def check(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    line_s: float = typer.Option(5.0, min=0.0, help="How long to test the line; 0 skips this."),
    as_json: bool = AS_JSON,
) -> None:
    """Test the line and check a register map against its machine; reads only, moves nothing.

    Example: copress press check my-press.toml
    """
    press_map = map_at(press_file, host, port)
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


def watch(
    press_file: str = PRESS_FILE,
    host: str | None = HOST,
    port: int | None = PORT,
    seconds: float = typer.Option(0.0, min=0.0, help="Stop after this time; 0: run until Ctrl-C."),
    every_s: float = typer.Option(0.5, min=0.05, help="Time between two readings."),
    as_json: bool = AS_JSON,
) -> None:
    """Live values of the press; reads only. With --json: a list, one entry for each reading.

    Example: copress press watch my-press.toml --seconds 10
    """
    clock = SystemClock()
    press_map = map_at(press_file, host, port)
    until_s = clock.now_s() + (seconds or (0.0 if as_json else float("inf")))
    rows = []
    for look in looks(press_map, clock, every_s):
        if as_json:
            rows.append(row(look, press_map.load_kind))
        else:
            typer.echo(line(look, press_map.load_kind))
        if look.now_s >= until_s:
            break
    if as_json:
        show_json(rows)
