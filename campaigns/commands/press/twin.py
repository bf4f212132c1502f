"""`copress twin`: the simulated laboratory on a port, for others to connect to."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import typer

from campaigns.commands._options import JSON
from campaigns.commands.terminal.output import SIMULATED, console, number, say_simulated, show_json
from campaigns.errors import WrongInputError
from hardware.clock import ScaledClock
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.provenance import known_numbers
from hardware.twin.cell.simulated_cell import Circumstances
from hardware.twin.laboratory import Laboratory, Setup
from hardware.twin.plc.faults import FAULTS
from hardware.twin.plc.plc import PressModel
from hardware.twin.plc.state_machine import DEADMAN_S

TICK_S = 0.2  # chosen: Ctrl-C is noticed within a fifth of a second, at five looks a second
SCPI_DEFAULT = "hioki_im3590"
"""What `--analyser scpi` is."""


def twin(
    port: int = typer.Option(0, min=0, max=65535, help="0 lets the system choose."),
    time_scale: float = typer.Option(1.0, help="Simulated seconds per second of real time."),
    fault: list[str] = typer.Option(
        [], help="Name of a fault to simulate; --list-faults lists all."
    ),
    list_faults: bool = typer.Option(False, "--list-faults", help="List all faults."),
    seed: int = typer.Option(0, min=0, help="The same seed gives the same cells."),
    folder: Path = typer.Option(Path("twin-laboratory"), help="Folder for the spectra."),
    preset: str = typer.Option("sodium", help="sodium or lithium."),
    instrument: str = typer.Option("eclab", help="eclab or gamry."),
    analyser: str | None = typer.Option(
        None,
        help="scpi: an LCR meter to be driven over TCP, no file is written; or "
        "another simulated instrument; a wrong name lists all.",
    ),
    dummy_cell: bool = typer.Option(
        False,
        "--dummy-cell",
        help="Until a cell is pressed, the analyser measures 100 ohm + (1 kohm || 100 nF).",
    ),
    analyser_port: int = typer.Option(0, min=0, max=65535, help="0 lets the system choose."),
    powder: str | None = typer.Option(None, help="Use another powder; a wrong name lists all."),
    anode: str | None = typer.Option(None, help="Use another anode; a wrong name lists all."),
    lot: str = typer.Option("A", help="Powder lot; A is the preset's own, others vary at random."),
    operator: str = typer.Option("A", help="Operator; A is the preset's own."),
    ageing: float = typer.Option(
        0.0, help="Increase of the separator's ln R from cell to cell: an ageing powder."
    ),
    wear: float = typer.Option(
        0.0, min=0.0, help="Wear of the die: mm that its bore widens with every cell."
    ),
    explain: bool = typer.Option(
        False, "--explain", help="Print every number of the model, with its source."
    ),
    as_json: bool = JSON,
) -> None:
    """Serve the simulated laboratory: press PLC over Modbus TCP, cells, impedance analyser.

    Example: copress twin --time-scale 60 --fault leak

    Example: copress twin --analyser scpi --time-scale 60

    Example: copress twin --list-faults

    Example: copress twin --lot B-07 --ageing 0.005

    Example: copress twin --explain --preset lithium
    """
    if list_faults:
        _list_faults(as_json)
        return
    try:
        if explain:
            _explain(preset, powder, anode, as_json)
            return
        circumstances = Circumstances(lot, operator, ageing)
        setup = replace(
            _setup(powder, anode, time_scale),
            circumstances=circumstances,
            wear_mm_per_cell=wear,
            analyser=SCPI_DEFAULT if analyser == "scpi" else analyser,
            analyser_port=analyser_port,
            dummy=dummy_cell,
        )
        clock = ScaledClock(time_scale)
        laboratory = Laboratory(
            seed, preset, folder, clock, instrument, port=port, faults=fault, setup=setup
        )
    except ValueError as error:
        raise WrongInputError(str(error)) from error
    _serve(laboratory, as_json)


def _serve(laboratory: "Laboratory", as_json: bool) -> None:
    """Until Ctrl-C or a polite kill."""
    with laboratory, _stop_asked() as stop:
        _say(laboratory, as_json)
        while not stop.wait(TICK_S):
            laboratory.plc.inspect()  # so that spectra appear though nobody asks the press
    typer.echo("stopped; the port is free again", err=True)


def _setup(powder: str | None, anode: str | None, time_scale: float) -> "Setup":

    # the client's heartbeat keeps wall-clock time, so the deadman must too
    press = PressModel(deadman_s=DEADMAN_S * time_scale)
    return Setup(powder=powder, anode=anode, press=press)


@contextmanager
def _stop_asked() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a polite kill sets, from the first moment on."""
    stop = threading.Event()
    signs = (signal.SIGINT, signal.SIGTERM)
    before = {sign: signal.signal(sign, lambda *_: stop.set()) for sign in signs}
    try:
        yield stop
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _say(laboratory: "Laboratory", as_json: bool) -> None:

    where = {"host": laboratory.host, "port": laboratory.port, "device_id": 1}
    folder = str(laboratory.folder.resolve())
    resource = laboratory.analyser_resource
    if as_json:
        about = {"folder": folder, "analyser_resource": resource}
        show_json({**where, **about, "simulated": True, "notice": SIMULATED})
        return
    screen = console()
    say_simulated(screen, True)
    screen.print(
        f"press PLC   Modbus TCP, {laboratory.host}:{laboratory.port}, device id 1, "
        "0-based holding registers\n"
        f"spectra     {folder}\n"
        f"analyser    {resource or 'writes files when the fixture is closed'}\n"
        f"die         {laboratory.die.diameter_mm:g} mm\n\n"
        "Connect: copy the shipped map generic_plc.toml, set port = "
        f"{laboratory.port} under \\[transport], then\n"
        "    copress press check MYPRESS.toml\n"
        "Ctrl-C stops."
    )


def _list_faults(as_json: bool) -> None:

    if as_json:
        show_json({"faults": {name: fault.in_words for name, fault in FAULTS.items()}})
        return
    screen = console()
    for name, fault in FAULTS.items():
        screen.print(f"{name:<20}{fault.in_words}", markup=False)


def _explain(preset: str, powder: str | None, anode: str | None, as_json: bool) -> None:

    design = cell_design(preset, powder=powder, anode=anode)
    rows = list(known_numbers(design))
    if as_json:
        show_json({"preset": preset, "simulated": True, "numbers": [asdict(row) for row in rows]})
        return
    screen = console()
    say_simulated(screen, True)
    for row in rows:
        name = f"{row.table}.{row.name}"
        line = f"{name:<36}{number(row.value):>10}  {row.origin.value:<9}{row.source}"
        screen.print(line, markup=False)
    counts = {
        origin: sum(row.origin is origin for row in rows) for origin in {r.origin for r in rows}
    }
    origins = ", ".join(f"{count} {origin.value}" for origin, count in sorted(counts.items()))
    layers = f"{design.powder.name}, {design.anode.name} anode"
    screen.print(f"\n{preset} cell ({layers}): {len(rows)} numbers, {origins}.")
