"""A pressure series at the terminal: the rungs to set, what comes after one, how it is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from campaigns.commands.terminal.output import console, plain_table, show_json
from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.decisions.series_end import NextRung, decide_next, end_series
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_trials import read_trial
from campaigns.records.views import CampaignView, TrialView
from campaigns.store.audit_chain import who
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.hand_press import HandPress
from campaigns.trial.rung_words import between_rungs, climbing_names, rung_in_words, rung_settings
from doe.knobs.knob_values import numbers_of

if TYPE_CHECKING:
    from campaigns.records.record_cell import Prepared  # loads the words of tables


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
    names = climbing_names(trial.rungs)
    between = between_rungs(view.settings.series.release_between, kept_mpa, names)
    screen.print(f"\nRungs of {trial.sample_label}; after each: {between}.", markup=False)
    screen.print(table)


def how_to_record(file: str, trial: TrialView) -> str:
    """The command that records the result, of the next rung where there are several."""
    rung = "" if trial.next_rung is None or len(trial.rungs) < 2 else f" --rung {trial.next_rung}"
    return (
        f"copress record {typed_name(file)} --trial {trial.number}{rung} --spectrum FILE --damage 0"
    )


def said_of_next(settings: Settings, recorded: Prepared) -> NextRung | None:
    """Whether the cell goes on after the rung just recorded; a series that is over is closed."""
    if recorded.trial.rung is None:
        return None
    with open_campaign(settings, create=False) as store:
        trial = read_trial(store, recorded.trial.number)
        return None if trial is None else decide_next(strategy_of(settings), settings, store, trial)


def say_next(screen: Console, view: CampaignView, trial: TrialView, upcoming: NextRung) -> None:
    """Tell the person at the press what to do with the cell now."""
    number, count, file = upcoming.number, upcoming.count, view.settings.path.name
    if upcoming.why_not:
        sentence = (
            f"Do not press {trial.sample_label} on: at rung {number} {upcoming.why_not}. "
            f"The cell ends here. Then: copress propose {typed_name(file)}"
        )
        screen.print(sentence, markup=False)
        return
    names, press = climbing_names(trial.rungs), HandPress.of(view.settings)
    words = rung_in_words(trial.rungs[number - 1], names, press)
    screen.print(f"Press {trial.sample_label} on, rung {number} of {count}: {words}.", markup=False)
    screen.print(
        f"Then: {how_to_record(file, trial)}; or leave it: copress record {typed_name(file)} "
        f"--trial "
        f"{trial.number} --end-series",
        markup=False,
    )


def end_by_hand(settings: Settings, number: int, reason: str, *, json: bool) -> None:
    """End a series where a person says so."""
    with (
        hold(settings.place, settings.campaign.name, brief=True),
        open_campaign(settings, create=False) as store,
    ):
        judgement = end_series(store, number, reason or "ended by a person", who())
    if json:
        show_json({"trial": number, "outcome": judgement.outcome, "sentence": judgement.sentence})
        return
    console().print(f"Trial {number}: {judgement.outcome}; {judgement.sentence}", markup=False)
