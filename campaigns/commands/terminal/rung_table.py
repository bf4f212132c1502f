"""The rungs of a pressure series at the terminal: what to set, and what was seen."""

from __future__ import annotations

from rich.console import Console

from campaigns.commands.terminal.output import plain_table
from campaigns.records.views import CampaignView, TrialView
from campaigns.trial.hand_press import HandPress
from campaigns.trial.rung_words import between_rungs, rung_settings
from doe.domain.values import numbers_of


def print_rungs(screen: Console, view: CampaignView, trial: TrialView) -> None:
    """The pressures of one cell in the order in which it sees them; nothing for a single one."""
    if len(trial.rungs) < 2 or view.settings.series is None:
        return
    settings = rung_settings(trial.rungs, HandPress.of(view.settings))
    table = plain_table("rung", *settings[-1], "")
    seen = {one.number: one.sentence for one in trial.climbed}
    for number, columns in enumerate(settings, 1):
        said = seen.get(number, "next" if number == trial.next_rung else "." * 12)
        table.add_row(str(number), *columns.values(), said)
    kept_mpa = numbers_of(trial.protocol).get("stack_mpa")
    between = between_rungs(view.settings.series.release_between, kept_mpa)
    screen.print(f"\nRungs of {trial.sample_label}; after each: {between}.", markup=False)
    screen.print(table)


def how_to_record(file: str, trial: TrialView) -> str:
    """The command that records the result, of the next rung where there are several."""
    rung = "" if trial.next_rung is None or len(trial.rungs) < 2 else f" --rung {trial.next_rung}"
    return f"copress record {file} --trial {trial.number}{rung} --spectrum FILE --damage 0"
