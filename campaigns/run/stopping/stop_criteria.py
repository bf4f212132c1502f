"""Reasons to stop a campaign, in the order in which they are asked; each says what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.config.campaign_schema import Settings
from campaigns.decisions.finished import (
    CampaignProgress,
    Stop,
    budget_spent,
    certified,
    out_of_time,
)
from campaigns.records.load_trials import TrialRecord
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.trial.outcome import Outcome
from doe.strategy import Strategy

DOUBTFUL_IN_A_ROW = 2
"""After so many cells without a resistance a person looks at the analyser."""


class StopError(Exception):
    """The campaign cannot go on; carries the reason."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.sentence)
        self.stop = stop


def reason_to_stop(
    settings: Settings,
    strategy: Strategy,
    trials: Sequence[TrialRecord],
    closed_now: Sequence[Outcome],
    wanted: int | None,
    request: StopRequest,
) -> Stop | None:
    """The first reason to stop, or None.

    Args:
        settings: Budget and broken budget.
        strategy: Signs the certificate.
        trials: All trials of the campaign.
        closed_now: Outcomes of this run, in order.
        wanted: Stop after so many trials of this run; None for no such limit.
        request: A person's wish.
    """
    if request.poll():
        return stopped(settings)
    if wanted is not None and len(closed_now) >= wanted:
        asked_for = f"{wanted} trial{'s' if wanted != 1 else ''}"
        return Stop("trials", f"{asked_for} done, as requested.", 0)
    return (
        budget_spent(settings, CampaignProgress.of(trials))
        or out_of_time(settings, trials)
        or _analyser_in_doubt(settings, closed_now)
        or certified(settings, strategy, trials)
    )


def stopped(settings: Settings) -> Stop:
    """A person asked to stop."""
    sentence = (
        "stopped as requested; the press is released, everything is kept. "
        f"Go on: copress run {settings.typed_name}"
    )
    return Stop("stopped", sentence, 130)


def _analyser_in_doubt(settings: Settings, closed_now: Sequence[Outcome]) -> Stop | None:
    last = closed_now[-DOUBTFUL_IN_A_ROW:]
    if len(last) < DOUBTFUL_IN_A_ROW or set(last) != {Outcome.MEASUREMENT_FAILED}:
        return None
    sentence = (
        f"{DOUBTFUL_IN_A_ROW} cells in a row have no usable spectrum. Look at the analyser and its "
        f"contacts; measure them again with: copress record {settings.typed_name} "
        f"--trial N "
        "--spectrum FILE --damage 0"
    )
    return Stop("measurement", sentence, 4)
