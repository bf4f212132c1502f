"""Reasons to stop a campaign, in the order in which they are asked; each says what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.config.schema import Settings
from campaigns.records.trials import TrialRecord, observations
from campaigns.run.stop_signals import StopRequest
from campaigns.trial.outcome import BROKEN, Outcome
from doe.strategy import Strategy

DOUBTFUL_IN_A_ROW = 2
"""After so many cells without a resistance a person looks at the analyser."""

_PRESSED = (Outcome.OBSERVED, Outcome.RECIPE_FAILED, Outcome.MEASUREMENT_FAILED, Outcome.PARTIAL)


@dataclass(frozen=True)
class Stop:
    """Why a run ended.

    Attributes:
        kind: `budget`, `trials`, `broken budget`, `certificate`, `stopped`, `interrupted`, ...
        sentence: For the person: why, and what to do now.
        exit_code: What the command returns: 0 done, 3 refused, 4 a person goes there, 130 stopped.
    """

    kind: str
    sentence: str
    exit_code: int


class StopError(Exception):
    """The campaign cannot go on; carries the reason."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.sentence)
        self.stop = stop


@dataclass(frozen=True)
class Progress:
    """How far a campaign is, counted from its trials."""

    cells: int
    broken: int

    @classmethod
    def of(cls, trials: Sequence[TrialRecord]) -> Progress:
        """Count the cells that were pressed and looked at, and those of them that broke."""
        ends = [trial.outcome for trial in trials if not trial.past]
        return cls(sum(end in _PRESSED for end in ends), sum(end is BROKEN for end in ends))


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
    if request.asked:
        return stopped(settings)
    if wanted is not None and len(closed_now) >= wanted:
        return Stop("trials", f"{wanted} trials done, as asked for.", 0)
    return (
        _spent(settings, Progress.of(trials))
        or _analyser_in_doubt(settings, closed_now)
        or _certified(settings, strategy, trials)
    )


def stopped(settings: Settings) -> Stop:
    """A person asked to stop."""
    sentence = (
        "stopped as asked; the press is released, everything is kept. "
        f"Go on: copress run {settings.path.name}"
    )
    return Stop("stopped", sentence, 130)


def _spent(settings: Settings, progress: Progress) -> Stop | None:
    campaign = settings.campaign
    if progress.cells >= campaign.budget:
        sentence = (
            f"the budget of {campaign.budget} cells is spent. "
            f"See the result: copress recommend {settings.path.name}"
        )
        return Stop("budget", sentence, 0)
    if campaign.broken_budget is not None and progress.broken >= campaign.broken_budget:
        sentence = (
            f"{progress.broken} cells broke, as many as broken_budget allows. "
            "Narrow the bounds, or raise broken_budget."
        )
        return Stop("broken budget", sentence, 0)
    return None


def _analyser_in_doubt(settings: Settings, closed_now: Sequence[Outcome]) -> Stop | None:
    last = closed_now[-DOUBTFUL_IN_A_ROW:]
    if len(last) < DOUBTFUL_IN_A_ROW or set(last) != {Outcome.MEASUREMENT_FAILED}:
        return None
    sentence = (
        f"{DOUBTFUL_IN_A_ROW} cells in a row have no usable spectrum. Look at the analyser and its "
        f"contacts; measure them again with: copress record {settings.path.name} --trial N "
        "--spectrum FILE --damage 0"
    )
    return Stop("measurement", sentence, 4)


def _certified(
    settings: Settings, strategy: Strategy, trials: Sequence[TrialRecord]
) -> Stop | None:
    history = observations(trials)
    if len(history) <= strategy.initial_cells:
        return None  # the model has not yet chosen a single cell
    advice = strategy.signed(history)
    if advice is None:
        return None
    certificate = advice.certificate
    sentence = (
        "the stop certificate is signed: a protocol better by "
        f"{certificate.delta_ohm_cm2:.2g} ohm cm2 is unlikely "
        f"({certificate.probability_better:.2f}), and {certificate.confirmations} cells confirm "
        f"the advised one. See it: copress recommend {settings.path.name}"
    )
    return Stop("certificate", sentence, 0)
