"""`copress status`: how far a campaign is, what failed, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from campaigns.view import CampaignView, TrialView

_LISTED = 40
"""Trials that fit on a screen; a campaign of some weeks is shown from its end."""


def status(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    every: bool = typer.Option(False, "--all", help="List every trial of a long campaign."),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Show trials, failures by kind, budget, and what a person has to do.

    Example: copress status my-cells.toml
    """
    from campaigns.bulk import no_garbage_search
    from campaigns.campaign_file import load_settings
    from campaigns.commands._terminal import console, show_json
    from campaigns.notify.trouble import unreached_of
    from campaigns.reading import load_view
    from campaigns.review import status as status_of
    from campaigns.review import trial_document

    settings = load_settings(campaign)
    with no_garbage_search():
        view = load_view(settings, advise=False, curves=False, details=json)
        document = status_of(view) | {"unreached": unreached_of(settings)}
        if json:
            show_json(document | {"trials": [trial_document(trial) for trial in view.trials]})
        else:
            _print(console(), view, document, every=every)


def _print(screen: Console, view: CampaignView, document: Any, *, every: bool) -> None:
    from campaigns.commands._terminal import number, say_simulated

    say_simulated(screen, document["simulated"])
    screen.print(f"{document['campaign']}, goal {document['goal']}", style="bold")
    broken_budget = document["broken_budget"]
    allowed = "" if broken_budget is None else f" of {broken_budget} allowed"
    screen.print(
        f"{document['cells']} of {document['budget']} cells; {document['broken']} broken{allowed}; "
        + ", ".join(f"{kind}: {count}" for kind, count in document["outcomes"].items() if count)
    )
    if document["past_cells"]:
        screen.print(f"{document['past_cells']} past cells were imported and count for no budget")
    if best := document["best_measured"]:
        screen.print(
            f"best measured so far: #{best['trial']}, {number(best['asr_ohm_cm2'])} ohm cm2"
        )
    shown = view.trials if every else view.trials[-_LISTED:]
    if earlier := len(view.trials) - len(shown):
        screen.print(f"the last {len(shown)} trials; {earlier} earlier ones: --all")
    screen.print(_table(view, shown))
    for sentence in (*to_do(view), *document["unreached"]):
        screen.print(sentence, style="bold")


def to_do(view: CampaignView) -> list[str]:
    """What waits for a person, with the command that settles it."""
    from campaigns.interrupted import interrupted_sentence

    file = view.settings.path.name
    sentences = []
    for trial in view.trials:
        if trial.state == "interrupted":
            known = [event.detail for event in trial.events if event.kind == "interrupted"]
            fate = f" {known[-1]['sentence']}" if known else ""
            sentences.append(interrupted_sentence(trial.number, file) + fate)
        elif trial.outcome == "measurement failed":
            sentences.append(
                f"Trial {trial.number} is whole, its resistance unknown: measure it again, then "
                f"copress record {file} --trial {trial.number} --spectrum FILE --damage 0"
            )
        elif trial.state == "pressed":
            sentences.append(f"Trial {trial.number} is pressed and waits for its measurement.")
    return sentences


def _table(view: CampaignView, trials: Sequence[TrialView]) -> Any:
    from campaigns.commands._terminal import number, plain_table

    table = plain_table("#", *view.settings.space, "what became of it", "ohm cm2")
    for trial in trials:
        values = trial.achieved or trial.planned
        asr = trial.asr_ohm_cm2
        table.add_row(
            str(trial.number),
            *(number(values[name]) for name in view.settings.space),
            trial.outcome or trial.state,
            "" if asr is None else number(asr),
        )
    return table
