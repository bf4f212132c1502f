"""`copress replay`: would another strategy have got there sooner, on this campaign's own cells?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.commands.terminal.output import (
    console,
    notes,
    number,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.config.load_campaign import load_settings
from campaigns.run.study.replay.play import names
from campaigns.run.study.replay.replay_json import replay as replayed
from campaigns.store.json_codec import to_json
from doe.knobs.knob_values import number_text


def replay(
    campaign: Path = CAMPAIGN,
    strategy: list[str] = typer.Option(
        [], help="Strategy to replay; repeatable. By default all: own, nothing-known, ..."
    ),
    within: float = typer.Option(
        0.05, min=0.0, help="How far above the best cell still counts as reached, as a share."
    ),
    cells: int = typer.Option(None, min=4, help="Use only the first N cells of the campaign."),
    out: Path = typer.Option(None, help="Also write the whole document to this JSON file."),
    json: bool = JSON,
) -> None:
    """Let other strategies choose among the cells that were pressed, and count what they needed.

    A strategy gets the pressed cell that is nearest to what it wants; no result is made up. The
    output states what this can show and what it cannot. Nothing is written to the campaign.

    Example: copress replay my-cells.toml --strategy lower_confidence_bound
    """
    screen = notes()
    with screen.status("") as now:
        document = replayed(
            load_settings(campaign),
            strategy or names(),
            within=within,
            most_cells=cells,
            on_pick=lambda name, count, of: now.update(f"{name}: cell {count} of {of}"),
        )
    if out is not None:
        out.write_text(f"{to_json(document)}\n", encoding="utf-8")
    if json:
        show_json(document)
    else:
        _print(console(), document)


def _print(screen: Console, document: Any) -> None:

    say_simulated(screen, document["simulated"])
    percent = f"{100 * document['within']:g} %"
    screen.print(
        f"{document['campaign']}, {document['cells']} cells. Until an intact cell is within "
        f"{percent} of the best one ({number_text(document['target_asr_ohm_cm2'])} ohm cm2):",
        style="bold",
    )
    table = plain_table("strategy", "cells", "broken of them", "off by")
    for run in document["runs"]:
        off = run["mean_distance"]
        table.add_row(
            run["strategy"],
            "never" if run["needed"] is None else str(run["needed"]),
            str(run["broken_until_then"]),
            f"{off:.2f}" if off else "",
        )
    table.add_row("by chance", number(document["at_random_needs"]), "", "")
    screen.print(table)
    for sentence in document["in_words"]:
        screen.print(sentence)
    rests_on = document["provenance"]
    screen.print(f"rests on {rests_on['store']}, head of the chain {rests_on['chain_head']}")
