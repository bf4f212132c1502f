"""`copress edit`: a trial gets other values; what was proposed stays with them."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import show_decision
from campaigns.commands._options import CAMPAIGN, JSON, PERSON
from campaigns.commands.terminal.output import assignments
from campaigns.config.load import load_settings
from campaigns.decisions.decisions import edit_trial
from campaigns.store.audit_chain import who
from campaigns.store.open import open_campaign


def edit(
    campaign: Path = CAMPAIGN,
    trial: int = typer.Option(..., min=1, help="Number of the trial."),
    values: list[str] = typer.Option(..., "--set", help="NAME=VALUE; repeatable."),
    why: str = typer.Option("", "--why", "--reason", help="Why; kept with both points."),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Change the values of a trial that has not been pressed; it must be approved again.

    Example: copress edit my-cells.toml --trial 3 --set copress_mpa=420 --why "die 2 is worn"
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        kept = edit_trial(
            store, settings, trial, assignments(values, "--set", settings.choices), person, why
        )
    points = {"proposed": dict(kept.proposed), "planned": dict(kept.planned)}
    show_decision(json, "edited", person, why, trial=trial, **points)
