"""`copress bet`: what you expect of a cell, before it is measured; and who has bet best."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._decision_options import show_decision
from campaigns.commands._options import CAMPAIGN, JSON, PERSON, trial_typed, typed
from campaigns.commands.terminal.output import console, number, plain_table, show_json
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import place_bet
from campaigns.errors import WrongInputError
from campaigns.records.load_trials import read_trials
from campaigns.records.predictions import read_bets, scores
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign


def bet(
    campaign: Path = CAMPAIGN,
    trial: int = typer.Option(
        None,
        parser=trial_typed,
        metavar="N",
        help="Number of the trial; without it, the scores are shown.",
    ),
    asr_ohm_cm2: float = typer.Option(
        None, "--asr-ohm-cm2", parser=typed, metavar="X", help="The resistance you expect."
    ),
    person: str = PERSON,
    json: bool = JSON,
) -> None:
    """Bet on a cell's resistance against the model; without a trial, see who was closest.

    Example: copress bet my-cells.toml --trial 3 --asr-ohm-cm2 180
    """
    settings, person = load_settings(campaign), person or who()
    if (trial is None) != (asr_ohm_cm2 is None):
        raise WrongInputError("a bet needs both: --trial N --asr-ohm-cm2 X")
    with open_campaign(settings, create=False, person=person) as store:
        if trial is not None:
            place_bet(store, trial, person, asr_ohm_cm2)
            show_decision(json, "bet", person, "", trial=trial, asr_ohm_cm2=asr_ohm_cm2)
            return
        found = scores(read_trials(store), read_bets(store))
    if json:
        show_json(found)
        return
    table = plain_table("who", "cells", "off by a factor of", "closer than the model")
    for score in found:
        table.add_row(
            score.person, str(score.cells), number(score.off_by), str(score.closer_than_model)
        )
    console().print(table if found else "No bet can be scored yet.")
