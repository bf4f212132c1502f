"""`copress worker`: one press of several, on a shared campaign."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import JSON_AT_THE_END
from campaigns.commands.terminal.output import console, notes, show_json
from campaigns.commands.terminal.person_there import person_there
from campaigns.commands.terminal.run_progress import RunProgress
from campaigns.decisions.approval_policy import Person
from campaigns.run.start_worker import Station, campaign_settings, run_worker
from campaigns.run.stopping.stop_signals import StopRequest


def worker(
    press: Path = typer.Argument(
        ..., exists=True, dir_okay=False, help="Register map of its press."
    ),
    store: str = typer.Option(..., help="postgresql://host/database, or a file on this computer."),
    campaign: str = typer.Option("", help="The campaign's name, if the store holds several."),
    folder: Path = typer.Option(None, help="Working folder; by default WORKER-NAME here."),
    name: str = typer.Option("", help="Name of this worker; by default the press file's name."),
    die: str = typer.Option(None, help="The mounted die, if not the campaign's."),
    trials: int = typer.Option(None, min=1, help="Stop after this many trials."),
    json: bool = JSON_AT_THE_END,
) -> None:
    """Press cells of a campaign that several presses share; each cell is pressed at most once.

    The campaign is begun by copress propose or copress run on the same store. What others press is
    known to the strategy; the cell of a worker that died goes to a person.

    Example: copress worker press-2.toml --store postgresql://lab-server/copress
    """
    own = name or press.stem
    station = Station(press, store, folder or Path(own), campaign, own, die)
    with RunProgress(notes(), campaign_settings(station)) as progress:
        stop = run_worker(
            station,
            on_event=progress.show,
            trials=trials,
            person=Person(progress.ask, progress.say) if person_there() else None,
            request=StopRequest(progress.say),
        )
    ended = {"kind": stop.kind, "sentence": stop.sentence, "exit_code": stop.exit_code}
    if json:
        show_json({"worker": own, "stopped": ended})
    else:
        console().print(f"{own}: {stop.sentence}")
    raise typer.Exit(stop.exit_code)
