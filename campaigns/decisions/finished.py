"""Whether a campaign is finished: budget spent, too many cells broken, or certificate met.

Asked by a run before each cell and by `copress propose` for a press by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord
from campaigns.trial.outcome import BROKEN, Outcome
from doe.strategy import Strategy

_PRESSED = (Outcome.OBSERVED, Outcome.RECIPE_FAILED, Outcome.MEASUREMENT_FAILED, Outcome.PARTIAL)


_RECENT = 5  # cells whose time is averaged


@dataclass(frozen=True)
class Stop:
    """Why a run ended.

    Attributes:
        kind: `budget`, `deadline`, `trials`, `broken budget`, `certificate`, `stopped`, ...
        sentence: For the person: why, and what to do now.
        exit_code: What the command returns: 0 done, 3 refused, 4 a person goes there, 130 stopped.
    """

    kind: str
    sentence: str
    exit_code: int


@dataclass(frozen=True)
class CampaignProgress:
    """How far a campaign is, counted from its trials."""

    cells: int
    broken: int

    @classmethod
    def of(cls, trials: Sequence[TrialRecord]) -> CampaignProgress:
        """Count the cells that were pressed and looked at, and those of them that broke."""
        ends = [trial.outcome for trial in trials if not trial.past]
        return cls(sum(end in _PRESSED for end in ends), sum(end is BROKEN for end in ends))


def finished(settings: Settings, strategy: Strategy, trials: Sequence[TrialRecord]) -> Stop | None:
    """Why there is nothing more to press, or None.

    Args:
        settings: Budget and broken budget.
        strategy: Meets the certificate or does not.
        trials: All trials of the campaign.
    """
    return (
        budget_spent(settings, CampaignProgress.of(trials))
        or out_of_time(settings, trials)
        or certified(settings, strategy, trials)
    )


def budget_spent(settings: Settings, progress: CampaignProgress) -> Stop | None:
    """Why no cell is left to press or to break, or None."""
    campaign = settings.campaign
    if progress.cells >= campaign.budget:
        sentence = (
            f"the budget of {campaign.budget} cells is spent. "
            f"See the result: copress recommend {settings.typed_name}"
        )
        return Stop("budget", sentence, 0)
    if campaign.broken_budget is not None and progress.broken >= campaign.broken_budget:
        sentence = (
            f"{progress.broken} cells broke, as many as broken_budget allows. "
            "Narrow the bounds, or raise broken_budget."
        )
        return Stop("broken budget", sentence, 0)
    return None


def out_of_time(
    settings: Settings, trials: Sequence[TrialRecord], now: datetime | None = None
) -> Stop | None:
    """Why no further cell ends before the campaign's deadline, or None.

    A cell takes what the last ones were expected to take, before the first one what handling and
    measurement take.

    Args:
        settings: Its `[campaign] until`.
        trials: All trials of the campaign.
        now: The moment; that of this computer by default.
    """
    until = settings.campaign.until
    if until is None:
        return None
    now = now or datetime.now(UTC)
    taken_s = _cell_s(settings, trials)
    if now + timedelta(seconds=taken_s) <= until:
        return None
    here = until.astimezone()
    words = f"{here:%A} {here.day} {here:%B %Y %H:%M}"
    file = settings.path.name
    if now >= until:
        why = f"the campaign was to end {words}."
    else:
        why = f"a cell takes about {taken_s / 60:.0f} min, and the campaign ends {words}."
    return Stop(
        "deadline", f"{why} Give it more time, or see: copress recommend {typed_name(file)}", 0
    )


def _cell_s(settings: Settings, trials: Sequence[TrialRecord]) -> float:
    """Seconds that a cell takes, by the mean of the last ones."""
    costs = [trial.expected.get("cost") for trial in trials]
    totals = [float(str(cost["total_s"])) for cost in costs if isinstance(cost, Mapping)]
    last = totals[-_RECENT:]
    if last:
        return sum(last) / len(last)
    return settings.cost.handling_s + settings.cost.measurement_s


def certified(settings: Settings, strategy: Strategy, trials: Sequence[TrialRecord]) -> Stop | None:
    """The certificate is met; None where it is not."""
    history = observations(trials)
    if sum(trial.observation is not None for trial in trials) <= strategy.initial_cells:
        return None  # the model has not yet chosen a single cell
    advice = strategy.signed(history)
    if advice is None:
        return None
    certificate = advice.certificate
    sentence = (
        "the stop certificate is met: a protocol, as safe, that is better by "
        f"{certificate.delta_ohm_cm2:.2g} ohm cm2 is unlikely "
        f"({certificate.probability_better:.2f}), and {certificate.confirmations} cells confirm "
        f"the advised one. See it: copress recommend {settings.typed_name}"
    )
    return Stop("certificate", sentence, 0)
