"""`copress why`: the decision card of a trial, and how one's own idea would score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from campaigns.commands._options import CAMPAIGN, JSON, trial_typed
from campaigns.commands.terminal.output import (
    console,
    interval,
    named_texts,
    say_simulated,
    show_json,
    values_table,
)
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decision_card import decision_card
from campaigns.trial.cell_labels import in_labels, sample_label
from campaigns.trial.typed_values import typed_values


def why(
    campaign: Path = CAMPAIGN,
    trial: int = typer.Option(
        None, parser=trial_typed, metavar="N", help="Number of the trial; by default the next one."
    ),
    instead: list[str] = typer.Option(
        [], help="Your own idea: NAME=VALUE, other values as in the trial; repeatable."
    ),
    json: bool = JSON,
) -> None:
    """Show why a trial was or would be chosen, and what the model predicts for your own idea.

    Example: copress why my-cells.toml --instead copress_mpa=480 --instead stack_mpa=60
    """
    settings = load_settings(campaign)
    idea = typed_values(settings, named_texts(instead, "--instead"), "--instead")
    document: Any = decision_card(settings, trial, idea)
    if json:
        show_json(document)
        return
    screen = console()
    unset = settings.press.unset_rates
    labels = document["labels"]
    number = document["trial"]
    title = f"Trial {number}, {labels[number]}" if number else "The next cell"
    _print(screen, document, title, unset, labels)
    if stale := document["stale"]:
        screen.print(f"\nStale        {stale['in_words']}", style="yellow", markup=False)
    if own := document["instead"]:
        screen.print()
        _print(screen, own, "Your own idea", unset, labels)


def _print(
    screen: Console, card: Any, title: str, unset: Sequence[str], labels: Mapping[int, str]
) -> None:
    say_simulated(screen, card.get("simulated"))
    screen.print(f"{title}\n", style="bold")
    screen.print(values_table(card["protocol"], varied=card["point"], unset=unset))
    if not card["inside"]:
        reasons = "; ".join(card["outside"])
        screen.print(f"It would not be proposed: {reasons}", style="yellow", markup=False)
    asr = card.get("asr_ohm_cm2")
    screen.print(f"\nExpected     {interval(asr) if asr else 'nothing measured yet'}")
    screen.print(f"Stays intact with probability {card['p_intact']:.2f}")
    if holds := card.get("holds_in_words"):
        screen.print(f"Against each {holds}")
    for belief in card.get("beliefs", ()):
        screen.print(f"Believed     {belief}", markup=False)
    if literature := card.get("literature"):
        weights = ", ".join(f"{name} {weight:.0%}" for name, weight in literature.items())
        screen.print(f"Literature   relied on: {weights}")
    screen.print(
        f"To learn     {card['explore_share']:.0%}, to gain {1 - card['explore_share']:.0%}"
    )
    then = ", by what was known when it was planned" if card.get("stale") else ""
    screen.print(f"Worth        {card['relative_score']:.0%} of the proposal's score{then}")
    if cost := card.get("cost"):
        screen.print(f"Takes        {cost['in_words']}")

    def label_of(number: int) -> str:
        return labels.get(number, sample_label(number))

    near = ", ".join(label_of(cell["trial"]) for cell in card["nearest"]) or "none yet"
    screen.print(f"Near cells   {near}")
    screen.print(f"Why          {in_labels(card['why'], label_of)}", markup=False)
