"""`copress press press` and `abort`: what moves the press."""

from pathlib import Path

import typer

from campaigns.commands.press.one_press.reach import (
    AS_JSON,
    DIE,
    HOST,
    PORT,
    PRESS_FILE,
    SERIAL,
    map_at,
)
from campaigns.commands.terminal.output import show_json
from campaigns.commands.terminal.press_output import (
    FileJournal,
    HandGuide,
    LiveLine,
    row,
    show_record,
)
from campaigns.errors import WrongInputError
from campaigns.run.stay_awake import stay_awake
from campaigns.run.stopping.stop_signals import releasing
from hardware.clock import SystemClock
from hardware.errors import PressFaultError
from hardware.press.commissioning.diagnostics import release
from hardware.press.open import open_press
from hardware.press.options import PressSettings
from hardware.press.protocol import Die, PressProtocol, Step
from hardware.press.register_map.load import PressMap


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
    press_map = map_at(press_file, host, port)
    chosen = press_map.die(die) if die is not None else next(iter(press_map.dies.values()))
    look = release(press_map, chosen, SystemClock(), poll_s=0.1)
    if as_json:
        show_json({"released": True, **row(look, press_map.load_kind)})
    else:
        shown = press_map.load_kind.text(look.load)
        typer.echo(f"Released: the press shows {shown} and rests ({look.phase}).")


def press_once(
    press_file: str = PRESS_FILE,
    copress_mpa: float = typer.Option(..., help="Target of the stroke."),
    copress_dwell_s: float = typer.Option(..., help="Time at target."),
    ramp_mpa_s: float = typer.Option(5.0, help="Loading rate."),
    release_mpa_s: float = typer.Option(5.0, help="Unloading rate."),
    stack_mpa: float = typer.Option(
        0.0, help="Pressure that the fixture keeps afterwards; 0: none."
    ),
    sample: int = typer.Option(1, min=1, help="Number of the cell."),
    die: str | None = DIE,
    die_serial: str | None = SERIAL,
    host: str | None = HOST,
    port: int | None = PORT,
    out: Path = typer.Option(
        Path("press-journal.jsonl"), help="Where to keep the record: one line for each event."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask; a person is at the press."),
    as_json: bool = AS_JSON,
) -> None:
    """Press one cell with one protocol, by hand; the achieved values are taken from the trace.

    Example: copress press press my-press.toml --copress-mpa 50 --copress-dwell-s 10 --die steel-10
    """
    press_map = map_at(press_file, host, port)
    chosen = press_map.die(die)
    step = Step("copress", copress_mpa, copress_dwell_s, ramp_mpa_s, release_mpa_s)
    protocol = PressProtocol((step,), stack_mpa=stack_mpa or None)
    press_map.envelope.check(protocol, chosen)
    _confirm(protocol, press_map, chosen, yes)
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


def _confirm(protocol: PressProtocol, press_map: PressMap, die: Die, yes: bool) -> None:
    step = protocol.steps[0]
    force = "" if die.isostatic else f"= {die.force_kn(step.target_mpa):.2f} kN "
    typer.echo(
        f"{press_map.press.name} at {press_map.transport.address}: {step.target_mpa:g} MPa "
        f"{force}for {step.dwell_s:g} s",
        err=True,
    )
    if not yes and typer.prompt("Guard closed, die confirmed? Type PRESS", err=True) != "PRESS":
        raise WrongInputError("not confirmed; nothing was sent to the press")
