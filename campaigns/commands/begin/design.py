"""`copress design`: a classical or space-filling design as a run sheet."""

import json
from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.config.load_campaign import load_settings
from campaigns.run.by_hand.design_sheet import chosen_kind, model_of, offer_design
from doe.classical.catalogue import DesignRequest


def design(
    campaign: Path = CAMPAIGN,
    kind: str | None = typer.Option(
        None, help="full-factorial, box-behnken ...; a wrong one lists all; none: the recommended."
    ),
    out: Path | None = typer.Option(None, help="The run sheet to write: FILE.csv."),
    runs: int | None = typer.Option(
        None, min=1, help="Number of cells; if the design has fewer, it is repeated."
    ),
    recommend: bool = typer.Option(
        False, "--recommend", help="Say which design suits best, and why."
    ),
    seed: int | None = typer.Option(
        None, min=0, help="Seed of the order and of every random choice."
    ),
    model: str = typer.Option(
        "quadratic", help="For optimal designs: linear, interactions, quadratic."
    ),
    levels: int = typer.Option(2, min=2, help="Levels of each knob in a full factorial."),
    centre_points: int | None = typer.Option(None, min=0, help="Number of centre points."),
    replicates: int | None = typer.Option(None, min=1, help="How often the design is repeated."),
    blocks: int = typer.Option(1, min=1, help="Number of lots or days."),
    hard: list[str] = typer.Option([], help="A knob that is hard to change: die_degc. Repeatable."),
    as_json: bool = JSON,
) -> None:
    """Write a classical design as a run sheet: one labelled row for each cell, blanks to fill in.

    Example: copress design my-cells.toml --kind box-behnken --out sheet.csv

    Example: copress design my-cells.toml --recommend --runs 20
    """
    settings = load_settings(campaign)
    request = DesignRequest(
        kind=chosen_kind(settings, kind),
        runs=runs,
        levels=levels,
        model=model_of(model),
        centre_points=centre_points,
        replicates=replicates,
        blocks=blocks,
        hard_to_change=tuple(hard),
        seed=settings.campaign.seed if seed is None else seed,
    )
    document, said = offer_design(settings, request, out, advice_wanted=recommend)
    typer.echo(json.dumps(document, indent=2) if as_json else "\n".join(said))
