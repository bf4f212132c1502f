"""`copress verify`: the campaign's memory is whole."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import JSON
from campaigns.commands.terminal.output import console, show_json
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.records.exchange.ro_crate import is_crate, verify_crate
from campaigns.store.verify_store import verify_place


def verify(
    campaign: Path = typer.Argument(..., help="The campaign file, a store, or an exported crate."),
    json: bool = JSON,
) -> None:
    """Check that nothing in the campaign's memory was altered, added or removed.

    Every row has its line in a chain of hashes. The head of the chain, noted on paper or in an
    export, shows later whether lines were cut off its end. Exit code 1 when anything is wrong.

    Example: copress verify my-cells.toml
    """
    is_file = campaign.suffix == ".toml"
    place = load_settings(campaign).place if is_file else Place.of(campaign)
    verdict = verify_crate(campaign) if is_crate(campaign) else verify_place(place)
    if json:
        document = {"whole": verdict.whole, "rows": verdict.rows, "head": verdict.head}
        show_json(document | {"faults": list(verdict.faults), "store": str(place)})
    elif verdict.whole:
        console().print(f"{place}: whole. {verdict.rows} rows checked; head of the chain:")
        console().print(verdict.head)
    else:
        for fault in verdict.faults:
            console().print(fault)
        console().print(f"{place}: NOT whole: {len(verdict.faults)} faults. Nothing was changed.")
    raise typer.Exit(0 if verdict.whole else 1)
