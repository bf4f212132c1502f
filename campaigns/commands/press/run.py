"""`copress run`: press, measure and learn until there is a reason to stop."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN, JSON_AT_THE_END


def run(
    campaign: Path = CAMPAIGN,
    trials: int = typer.Option(None, min=1, help="Stop after this many trials of this run."),
    until: str = typer.Option(
        None, help='Start no cell that would end later than: "Friday 18:00", 8h, 2026-12-04T18:00.'
    ),
    json: bool = JSON_AT_THE_END,
) -> None:
    """Run a campaign, or continue it where it stopped.

    Ctrl-C once stops after a safe release, twice aborts (controlled release). This is no
    emergency stop: that is the red button on the press.

    Example: copress run my-cells.toml --trials 5
    """
    # store and models take a second to load, and nobody waits for them to read the help
    from campaigns.commands.terminal.output import console, notes, say_simulated, show_json
    from campaigns.commands.terminal.person_there import person_there
    from campaigns.commands.terminal.run_progress import RunProgress
    from campaigns.config.load_campaign import load_settings
    from campaigns.decisions.approval_policy import Person
    from campaigns.decisions.expiry import with_deadline
    from campaigns.records.load_views import load_view
    from campaigns.report.json_documents import status
    from campaigns.run.start_run import run_campaign
    from campaigns.run.stopping.stop_signals import StopRequest
    from campaigns.trial.press_limits import area_doubts, limits_of

    settings = with_deadline(load_settings(campaign), until)
    for sentence in area_doubts(settings, limits_of(settings).die):
        notes().print(sentence, style="bold", markup=False)
    with RunProgress(notes(), settings) as progress:
        person = Person(progress.ask, progress.say) if person_there() else None
        stop = run_campaign(
            settings,
            on_event=progress.show,
            trials=trials,
            person=person,
            request=StopRequest(progress.say),
        )
    document = status(load_view(settings, advise=False, curves=False))
    ended = {"kind": stop.kind, "sentence": stop.sentence, "exit_code": stop.exit_code}
    if json:
        show_json(document | {"stopped": ended})
    else:
        say_simulated(console(), document["simulated"])
        console().print(f"{settings.campaign.name}: {stop.sentence}")
    raise typer.Exit(stop.exit_code)
