"""`copress demo`: a whole campaign on the simulated laboratory, described while it runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from campaigns.commands._options import JSON_AT_THE_END
from campaigns.commands.terminal.demo_ending import tell_ending
from campaigns.commands.terminal.demo_story import DemoStory
from campaigns.commands.terminal.output import notes, show_json
from campaigns.commands.terminal.press_gauge import PressGauge
from campaigns.config.campaign_schema import Settings
from campaigns.decisions.finished import Stop
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.report.json_documents import recommendation
from campaigns.run.start_run import run_campaign
from campaigns.run.study.demo_campaign import FAST_POLL_S, begin, score, write_results
from campaigns.trial.recipe import protocol_values
from hardware.press.options import DEFAULT_POLL_S

INTERRUPTED = 130  # the exit code of a command that a person interrupts, 128 + SIGINT
_ON_AGAIN = "The same command goes on where this one stopped."
_AFTER_THAT = (
    "After that the same command goes on. Or begin a new one: copress demo --out OTHER-FOLDER"
)


def demo(
    trials: int = typer.Option(25, min=1, max=500, help="Cells to press."),
    seed: int = typer.Option(0, min=0, help="The same seed gives the same campaign."),
    out: Path = typer.Option(
        Path("demo-campaign"), "--out", help="Folder for campaign, figures and report."
    ),
    series: bool = typer.Option(
        False, "--series", help="Measure each cell at several rising pressures."
    ),
    fast: bool = typer.Option(
        False, "--fast", help="Takes about a minute; does not show the press moving."
    ),
    json: bool = JSON_AT_THE_END,
) -> None:
    """Watch Copress find out how to press a cell on a simulated press; it needs no hardware.

    The press is a PLC served over Modbus TCP on this computer, the spectra are instrument files.
    Called again, it goes on where it stopped.

    Example: copress demo --fast

    Example: copress demo --series --trials 12 --fast
    """
    settings = begin(out, trials, seed, series=series)
    stop = _run(settings, fast=fast)
    if stop.exit_code != 0:
        notes().print(_ON_AGAIN if stop.exit_code == INTERRUPTED else _AFTER_THAT)
        raise typer.Exit(stop.exit_code)
    notes().print("Drawing the figures, writing the report ...", style="dim")
    view = load_view(settings)
    strategy = strategy_of(settings)
    written = write_results(view, strategy)
    document = recommendation(view)
    protocol = protocol_values(settings, view.advice.point) if view.advice else {}
    truth = score(settings, protocol)
    if json:
        summary = {"stopped": stop.kind, "broken": sum(not cell.intact for cell in view.history)}
        files = {"report": str(written.report), "figures": [str(path) for path in written.figures]}
        show_json(document | summary | files | {"truth": asdict(truth)})
    else:
        tell_ending(view, strategy, protocol, truth, written)


def _run(settings: Settings, *, fast: bool) -> Stop:
    """Press the cells that are still to be pressed, and tell the story on stderr."""
    screen = notes()
    gauge = PressGauge(screen) if screen.is_terminal and not fast else None
    story = DemoStory(screen, settings, strategy_of(settings).initial_cells, gauge)
    story.open()
    try:
        return run_campaign(
            settings, on_event=story, poll_s=FAST_POLL_S if fast else DEFAULT_POLL_S
        )
    finally:
        if gauge is not None:
            gauge.end()
