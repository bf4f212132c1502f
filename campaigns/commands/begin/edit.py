"""`copress edit`: a trial gets other values; what was proposed stays with them."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import show_decision
from campaigns.commands._options import CAMPAIGN, JSON, PERSON, trial_typed
from campaigns.commands.terminal.output import named_texts, number
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import edit_trial
from campaigns.records.load_trials import read_trial
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign
from campaigns.trial.typed_values import typed_values


def edit(
    campaign: Path = CAMPAIGN,
    trial: int = typer.Option(..., parser=trial_typed, metavar="N", help="Number of the trial."),
    values: list[str] = typer.Option(
        ..., "--set", help="NAME=VALUE, also with a unit: copress_mpa=34 kN; repeatable."
    ),
    why: str = typer.Option(
        "", "--why", "--reason", help="Reason; kept with the old and the new values."
    ),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Change the values of a trial that has not been pressed; it must be approved again.

    Example: copress edit my-cells.toml --trial 3 --set copress_mpa=420 --why "die 2 is worn"
    """
    settings, person = load_settings(campaign), person or who()
    with open_campaign(settings, create=False, person=person) as store:
        wanted = typed_values(settings, named_texts(values, "--set"), "--set")
        before = read_trial(store, trial)
        kept = edit_trial(store, settings, trial, wanted, person, why)
    if json:
        points = {"proposed": dict(kept.proposed), "planned": dict(kept.planned)}
        show_decision(json, "edited", person, why, trial=trial, **points, protocol=kept.protocol)
        return
    changed = {
        name: f"{number(before.protocol[name])} -> {number(value)}"
        for name, value in kept.protocol.items()
        if before is not None and number(before.protocol[name]) != number(value)
    }
    show_decision(json, "edited", person, why, trial=trial, **changed)
