"""`copress record` of a pressure series: what comes after a rung, and how a series is ended."""

from __future__ import annotations

from rich.console import Console

from campaigns.commands.terminal.output import console, show_json
from campaigns.commands.terminal.rung_table import how_to_record
from campaigns.config.schema import Settings
from campaigns.decisions.series_end import NextRung, decide_next, end_series
from campaigns.optimiser.from_settings import strategy_of
from campaigns.records.record_cell import Prepared
from campaigns.records.trials import read_trial
from campaigns.records.views import CampaignView, TrialView
from campaigns.store.author import who
from campaigns.store.open import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.hand_press import HandPress
from campaigns.trial.rung_words import climbing_names, rung_in_words


def said_of_next(settings: Settings, recorded: Prepared) -> NextRung | None:
    """Whether the cell goes on after the rung just recorded; a series that is over is closed."""
    if recorded.trial.rung is None:
        return None
    with open_campaign(settings, create=False) as store:
        trial = read_trial(store, recorded.trial.number)
        return None if trial is None else decide_next(strategy_of(settings), store, trial)


def say_next(screen: Console, view: CampaignView, trial: TrialView, upcoming: NextRung) -> None:
    """Tell the person at the press what to do with the cell now."""
    number, count, file = upcoming.number, upcoming.count, view.settings.path.name
    if upcoming.why_not:
        sentence = (
            f"Do not press {trial.sample_label} on: at rung {number} {upcoming.why_not}. "
            f"The cell ends here. Then: copress propose {file}"
        )
        screen.print(sentence, markup=False)
        return
    names, press = climbing_names(trial.rungs), HandPress.of(view.settings)
    words = rung_in_words(trial.rungs[number - 1], names, press)
    screen.print(f"Press {trial.sample_label} on, rung {number} of {count}: {words}.", markup=False)
    screen.print(
        f"Then: {how_to_record(file, trial)}; or leave it: copress record {file} --trial "
        f"{trial.number} --end-series",
        markup=False,
    )


def end_by_hand(settings: Settings, number: int, reason: str, *, json: bool) -> None:
    """End a series where a person says so."""
    with (
        hold(settings.place, settings.campaign.name),
        open_campaign(settings, create=False) as store,
    ):
        judgement = end_series(store, number, reason or "ended by a person", who())
    if json:
        show_json({"trial": number, "outcome": judgement.outcome, "sentence": judgement.sentence})
        return
    console().print(f"Trial {number}: {judgement.outcome}; {judgement.sentence}", markup=False)
