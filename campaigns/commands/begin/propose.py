"""`copress propose`: the next trials without pressing, with a run sheet for the bench."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.commands.terminal.output import (
    console,
    notes,
    number,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.commands.terminal.rung_output import how_to_record, print_rungs
from campaigns.config.load_campaign import load_settings
from campaigns.config.typed_name import typed_name
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView, TrialView
from campaigns.report.json_documents import proposal_document
from campaigns.run.by_hand.plan_trials import in_words_of_today, plan_trials
from campaigns.run.by_hand.sheet_html import check_page, write_sheet_page
from campaigns.run.by_hand.sheet_write import proposal_rows, write_run_sheet
from campaigns.trial.hand_press import PRESSED, HandPress, gauge_number
from campaigns.trial.rung_words import climbing_names
from doe.knobs.knob_values import Value

_ACROSS = 6
"""Trials that stand side by side on a screen."""


def propose(
    campaign: Path = CAMPAIGN,
    count: int = typer.Option(1, min=1, max=100, help="Number of trials that should be open."),
    sheet: Path = typer.Option(
        None, help="Write a run sheet FILE.csv to fill in, and FILE.html with codes to print."
    ),
    json: bool = JSON,
) -> None:
    """Say what to press next, without pressing it; trials that are still open come first.

    Calling it again gives the same trials until they are recorded.

    Example: copress propose my-cells.toml --count 3
    """
    settings = load_settings(campaign)
    planned = plan_trials(settings, count)
    view = load_view(settings, advise=False, curves=False)
    trials = [in_words_of_today(view.trial(number), planned.today) for number in planned.numbers]
    for sentence in planned.said:
        (notes() if json else console()).print(sentence, style="bold", markup=False)
    if sheet is not None:
        _write_sheet(view, trials, sheet)
    if json:
        show_json(
            [
                {**proposal_document(trial), "stale": planned.stale.get(trial.number)}
                for trial in trials
            ]
        )
    else:
        _print_sheet(console(), view, trials)
        for stale in planned.stale.values():
            console().print(f"\nStale: {stale['in_words']}", style="yellow", markup=False)
            console().print(
                f"copress edit {typed_name(campaign)} --trial {stale['trial']} {stale['values']}"
            )
        if sheet is not None:
            console().print(
                f"Run sheet: {sheet}; to print: {sheet.with_suffix('.html')}. Filled in, give it "
                f"back: copress record {typed_name(campaign)} --sheet {typed_name(sheet)}"
            )


def _write_sheet(view: CampaignView, trials: list[TrialView], sheet: Path) -> None:

    rows = proposal_rows(view.settings, trials)
    check_page(sheet)
    write_run_sheet(sheet, rows, list(view.settings.space))
    write_sheet_page(sheet, view.settings, rows)


def _print_sheet(screen: Console, view: CampaignView, trials: list[TrialView]) -> None:
    """A sheet to print and to fill in at the press."""
    say_simulated(screen, view.simulated)
    screen.print(f"Run sheet of {view.settings.campaign.name}\n", style="bold")
    for first in range(0, len(trials), _ACROSS):
        screen.print(_settings_table(view, trials[first : first + _ACROSS]))
    if "release_mpa_s" in view.settings.press.unset_rates:
        screen.print("\nThis press sets no release rate: open the valve slowly.")
    for trial in trials:
        screen.print(f"\n{trial.sample_label}: {view.in_labels(trial.why)}{_takes(trial)}")
        print_rungs(screen, view, trial)
    file = view.settings.path.name
    later = "; after cycling: --retention 0.91" * (view.settings.campaign.goal in _WANT_RETENTION)
    screen.print(
        f"\nThen: {how_to_record(file, trials[0])}"
        "\n(without a file: --asr-ohm-cm2 X in its place; damage: 0 intact, 1 hairline crack, "
        "2 cracked, 3 delaminated or in pieces; how it failed: --failure "
        f"cracked, delaminated, crumbled, shorted, stuck, unknown{later})"
    )


_WANT_RETENTION = ("cycle_life", "pareto")
"""Goals for which the capacity that is kept counts."""


def _settings_table(view: CampaignView, trials: list[TrialView]) -> Table:
    """Some trials side by side: what to set, and blanks to fill in."""
    table = plain_table("", *(f"trial {trial.number}" for trial in trials))
    table.add_row("write on the cell", *(trial.sample_label for trial in trials))
    press = HandPress.of(view.settings)
    for name in _names(view):
        values = [_to_set(trial, name) for trial in trials]
        table.add_row(name, *(" to ".join(map(number, value)) for value in values))
        if press is not None and name in PRESSED:
            shown = [[press.shown(float(one)) for one in value] for value in values]
            for unit in shown[0][0]:
                gauge = "on the gauge, " if unit in ("t", "bar") else ""
                texts = (" to ".join(gauge_number(one[unit]) for one in each) for each in shown)
                table.add_row(f"  {gauge}{unit}", *texts)
    for blank in ("lot", "pressed by, date", "pressure reached", "damage 0-3", "how it failed",
                  "spectrum file", "note"):  # fmt: skip
        table.add_row(blank, *("." * 12 for _ in trials))
    return table


def _to_set(trial: TrialView, name: str) -> list[Value]:
    """A value of a cell as it is set; of one that rises from rung to rung the next and the last."""
    if name not in climbing_names(trial.rungs):
        return [trial.protocol[name]]
    upcoming = trial.rungs[(trial.next_rung or 1) - 1]
    ends = [upcoming[name], trial.rungs[-1][name]]
    return ends if ends[0] != ends[1] else ends[:1]


def _takes(trial: TrialView) -> str:
    cost = trial.expected.get("cost")
    return f" Takes {cost['in_words']}." if isinstance(cost, dict) else ""


def _names(view: CampaignView) -> list[str]:
    """What varies first, the fixed values after it; no rate that the press cannot set."""
    return [*view.settings.space, *view.settings.fixed_by_press]
