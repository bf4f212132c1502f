"""`copress recommend`: the best protocol by the model; not the next experiment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.commands.terminal.output import (
    console,
    interval,
    plain_table,
    retention,
    say_simulated,
    show_json,
    values_table,
)
from campaigns.config.load_campaign import load_settings
from campaigns.files.documents.knob_labels import setting_of
from campaigns.files.documents.output_file import check_target
from campaigns.optimiser.earlier_campaigns import did_it_help, verdict_document
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from campaigns.report.json_documents import recommendation
from campaigns.report.protocol_sheet import write_protocol_sheet
from campaigns.report.text.advice import protocol_line
from campaigns.report.text.noise import mean_sentences
from campaigns.report.text.trade_off_table import front_sentence, front_table
from doe.knobs.knob_values import number_text
from doe.recommendation.pareto_front import ParetoFront


def recommend(
    campaign: Path = CAMPAIGN,
    sheet: Path | None = typer.Option(
        None, help="Write the protocol as a bench sheet, one page to print: .html or .pdf."
    ),
    json: bool = JSON,
) -> None:
    """State which protocol to use: its intervals, operating window, evidence and stop certificate.

    Example: copress recommend my-cells.toml --json

    Example: copress recommend my-cells.toml --sheet protocol.html
    """
    if sheet is not None:
        check_target(sheet)
    view = load_view(load_settings(campaign), curves=False)
    transfer = _transfer(view)
    document = {**recommendation(view), "transfer": transfer}
    if sheet is not None:
        write_protocol_sheet(sheet, view)
    if json:
        show_json(document)
    else:
        print_recommendation(console(), document, view.settings.press.unset_rates)
        for sentence in mean_sentences(view.means, view.settings.model.mean):
            console().print(f"Law          {sentence}")
        if transfer is not None:
            console().print(f"Transfer     {transfer['in_words']}")
        if view.front is not None:
            _print_front(console(), view.front)
        if sheet is not None:
            console().print(f"Bench sheet  {sheet}", markup=False)


def _transfer(view: CampaignView) -> dict[str, object] | None:
    """Whether the earlier cells helped, by this campaign's own cells."""
    answer = did_it_help(strategy_of(view.settings), view.history)
    return None if answer is None else verdict_document(*answer)


def print_recommendation(screen: Console, document: Any, unset: Sequence[str]) -> None:
    """The recommendation for a person: protocol first, then how far it may be trusted."""
    say_simulated(screen, document["simulated"])
    screen.print(
        f"Recommended protocol for {document['goal']}, after {document['cells']} cells "
        f"of {document['campaign']}:\n",
        style="bold",
    )
    for caution in document["cautions"]:
        screen.print(f"Caution      {caution}", style="yellow")
    screen.print(values_table(document["protocol"], varied=document["point"], unset=unset))
    screen.print()
    if by_hand := document.get("set_by_hand"):
        shown = document.get("on_the_gauge", {})
        said = [
            protocol_line({name: value}) + (f" ({shown[name]})" if name in shown else "")
            for name, value in by_hand.items()
        ]
        screen.print(f"Set by hand  {', '.join(said)}", markup=False)
    screen.print(f"Expected     {interval(document['asr_ohm_cm2'])}")
    if kept := document["retention"]:
        screen.print(f"Keeps        {retention(kept)}")
    screen.print(f"Stays intact with probability {document['p_intact']:.2f}")
    screen.print(f"Window       {_window(document['window'])}")
    screen.print(f"Evidence     {', '.join(document['evidence_labels'])}")
    screen.print(f"Certificate  {_plain(' '.join(document['certificate']['in_words']))}")
    if noises := document["noises"]:
        screen.print(f"Scatter      {noises['in_words']}")
    for sentence in (document["fragility"] or {}).get("in_words", []):
        screen.print(f"Robustness   {_plain(sentence)}")


def _plain(sentence: str) -> str:
    """With the unit as the terminal writes it everywhere else."""
    return sentence.replace("Ω cm²", "ohm cm2")


def _print_front(screen: Console, found: ParetoFront) -> None:
    """The protocols between which a person may choose."""
    shown = front_table(found)
    screen.print("\nWhat can be had instead", style="bold")
    table = plain_table(*shown.goals, *shown.knobs)
    for row in shown.rows:
        table.add_row(*row)
    screen.print(table)
    screen.print(front_sentence(found))


def _window(window: Any) -> str:
    if window is None:
        return "none yet: with the cells so far no range of settings is certain enough (9 of 10)"
    spans = ", ".join(
        f"{name} {' to '.join(dict.fromkeys(map(setting_of, ends)))}"
        for name, ends in window["ranges"].items()
    )
    least = number_text(window["target_asr_ohm_cm2"])
    return (
        f"{spans}: below {least} ohm cm2 and intact with probability "
        f"{window['probability']:.2f} or more"
    )
