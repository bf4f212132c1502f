"""The next trials of a campaign that is pressed by hand, without pressing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.decisions.decision_card import Document, stale_among
from campaigns.decisions.finished import finished
from campaigns.decisions.known_then import outdated
from campaigns.decisions.series_end import decide_all
from campaigns.decisions.set_aside import aside_sentences, sort_open_trials
from campaigns.optimiser.avoided_settings import away_from
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.checks.avoided_trials import settings_to_avoid
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import TrialRecord, last_end, read_trials
from campaigns.records.views import TrialView
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, OPEN
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.in_force import InForce
from campaigns.trial.outcome import Outcome
from campaigns.trial.press_limits import area_doubts, refuse_outside
from campaigns.trial.proposal import Proposal, expectation, propose
from doe.strategy import Strategy

_TO_PRESS = (*OPEN, CLIMBING)
"""States of trials whose cell is to be pressed by hand, at its first or its next rung."""


_EVEN_ODDS = 0.5
"""Below it a cell is more likely broken than intact: that is said before it is pressed."""


@dataclass(frozen=True)
class Planned:
    """What waits to be pressed.

    Attributes:
        numbers: Of the trials, oldest first.
        said: What the person should know before pressing: what was set aside, that the campaign is
            finished, that settings repeat.
        today: Expectation and reason as the models see them now, by trial that was planned before
            the last result came.
        stale: What would be proposed now in place of such a trial, where that is worth more; both
            scores (see `decision_card.stale_proposal`).
    """

    numbers: list[int]
    said: list[str]
    today: Mapping[int, Proposal] = field(default_factory=dict)
    stale: Mapping[int, Document] = field(default_factory=dict)


def plan_trials(settings: Settings, count: int, person: str | None = None) -> Planned:
    """`count` trials that wait to be pressed; new ones are written down as needed.

    Args:
        settings: The campaign.
        count: How many trials shall be open.
        person: Who asks; the one at this terminal by default.

    Raises:
        WrongInputError, MapError: the file asks for what cannot be, or what press or die cannot
            bear: the sheet goes to a press, too.
    """
    strategy = strategy_of(settings)
    limits = InForce.of(settings)
    refuse_outside(settings, limits.press)
    with (
        hold(settings.place, settings.campaign.name, brief=True),
        open_campaign(settings, person=person) as store,
    ):
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        aside = sort_open_trials(store, limits.why_not)
        said = aside_sentences(aside, settings.path.name)
        known = read_trials(store)
        strategy = away_from(strategy, settings_to_avoid(known))
        before = [trial for trial in known if trial.state in _TO_PRESS]
        over = finished(settings, strategy, known)
        if not observations(known):
            said += area_doubts(settings, limits.press.die)
        if over is not None:
            said.insert(0, f"This campaign is finished: {over.sentence}")
        said += decide_all(strategy, settings, store)
        said += _plan(store, settings, strategy, count)
        trials = read_trials(store)
        numbers = [trial.number for trial in trials if trial.state in _TO_PRESS][:count]
        since = last_end(store)
        today = {
            trial.number: _today(settings, strategy, trials, trial)
            for trial in before
            if trial.number in numbers and outdated(trial, since)
        }
        said += _risky(trials, numbers, today) if observations(trials) else []
        named = [trial for trial in trials if trial.number in today]
        found = [stale_among(settings, trials, trial) for trial in named]
        stale = {trial.number: why for trial, why in zip(named, found, strict=True) if why}
        return Planned(numbers, said, today, stale)


def in_words_of_today(trial: TrialView, today: Mapping[int, Proposal]) -> TrialView:
    """The trial with what is expected of it now, where results have come since it was planned."""
    known = today.get(trial.number)
    return trial if known is None else replace(trial, expected=known.expected, why=known.why)


def _plan(store: Store, settings: Settings, strategy: Strategy, count: int) -> list[str]:
    """Write trials down until `count` are open; what is odd about them, in words."""
    said: list[str] = []
    repeated: list[int] = []
    while True:
        trials = read_trials(store)
        waiting = [trial for trial in trials if trial.state in _TO_PRESS]
        if len(waiting) >= count:
            return said + _repeats(repeated)
        proposal = propose(strategy, settings, observations(trials), pending_points(trials))
        number = store.plan(proposal, simulated=settings.simulated)
        same = [trial for trial in trials if dict(trial.planned) == dict(proposal.point)]
        rejected = [trial for trial in same if trial.outcome is Outcome.REJECTED]
        if rejected:
            said.append(
                f"Trial {number} has the values of trial {rejected[-1].number}, which was rejected "
                f"({rejected[-1].sentence}): nothing else is left to try."
            )
        elif any(trial.state in OPEN for trial in same):
            repeated.append(number)


def _risky(
    trials: Sequence[TrialRecord], numbers: Sequence[int], today: Mapping[int, Proposal]
) -> list[str]:
    """Said of cells that most probably break: rules or bounds may leave nothing else."""
    odds = {}
    for trial in trials:
        if trial.number in numbers and trial.state in OPEN:
            known = today[trial.number].expected if trial.number in today else trial.expected
            chance = known.get("p_intact")
            if isinstance(chance, float) and chance < _EVEN_ODDS:
                odds[trial.number] = f"trial {trial.number}: {chance:.2f}"
    if not odds:
        return []
    return [
        f"Most probably broken (probability to stay intact: {', '.join(odds.values())}). Where "
        "bounds and rules leave nothing that holds, change them; else such a cell is pressed to "
        "learn where cells break."
    ]


def _repeats(numbers: Sequence[int]) -> list[str]:
    """Said of proposals that have the values of others that wait to be pressed."""
    if not numbers:
        return []
    trials = ", ".join(map(str, numbers))
    which = (
        f"Trial {trials} repeats another" if len(numbers) == 1 else f"Trials {trials} repeat others"
    )
    return [
        f"{which} to be pressed: the space has no more settings that are worth a cell. "
        "Record results first, or ask for fewer."
    ]


def _today(
    settings: Settings, strategy: Strategy, trials: Sequence[TrialRecord], trial: TrialRecord
) -> Proposal:
    others = [other for other in trials if other.number != trial.number]
    explained = strategy.explain(observations(trials), trial.planned, pending_points(others))
    return Proposal(trial.planned, trial.protocol, expectation(explained), explained.why)
