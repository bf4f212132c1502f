"""The decision card: why a trial, and how a person's own idea would have scored in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campaigns.config.campaign_schema import Settings
from campaigns.decisions.known_then import DecisionMoment, known_then, outdated
from campaigns.errors import WrongInputError
from campaigns.optimiser.avoided_settings import away_from
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.checks.avoided_trials import settings_to_avoid
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import TrialRecord, last_end, read_trials
from campaigns.store.journal import OPEN
from campaigns.store.json_codec import plain
from campaigns.store.open_store import open_campaign
from campaigns.trial.in_force import outside_bounds, rules_broken
from campaigns.trial.proposal import expectation, propose
from campaigns.trial.recipe import protocol_values
from campaigns.trial.search_space import log_knobs, off_scale, off_steps, space_of
from doe.knobs.knob_values import Value

Document = dict[str, object]


_STILL_WORTH = 0.5  # chosen: scores are exponentials of an acquisition; half is hardly less


def decision_card(settings: Settings, trial: int | None, instead: Mapping[str, Value]) -> Document:
    """Why a trial; JSON-ready.

    Args:
        settings: The campaign.
        trial: Its number; None for the next one.
        instead: Values of a person's own idea; what it does not name stays as in the trial.

    Raises:
        WrongInputError: no such trial, or a value that the campaign does not vary.
    """
    if unknown := sorted(instead.keys() - settings.space.keys()):
        known = ", ".join(settings.space)
        raise WrongInputError(f"--instead {unknown[0]}: is not varied here; varied are {known}")
    trials = _trials(settings)
    moment = _moment(settings, trials, trial)
    own = _card(settings, moment, {**moment.point, **instead}) if instead else None
    labels = {one.number: one.label for one in trials}
    about = {"trial": moment.trial, "simulated": moment.simulated, "labels": labels}
    stale = stale_proposal(settings, moment.trial)
    return {**about, **_card(settings, moment, moment.point), "instead": own, "stale": stale}


def stale_proposal(settings: Settings, number: int | None) -> Document | None:
    """What would be proposed today in place of a trial that is not begun; None where it stands.

    A correction, an edit or new cells since it was planned can make another point worth more. Both
    are scored by what is known now.

    Args:
        settings: The campaign.
        number: The trial; None for one that is not planned yet.
    """
    if number is None:
        return None
    with open_campaign(settings, create=False) as store:
        trials, since = read_trials(store), last_end(store)
    asked = next(trial for trial in trials if trial.number == number)
    return stale_among(settings, trials, asked) if outdated(asked, since) else None


def stale_among(
    settings: Settings, trials: Sequence[TrialRecord], asked: TrialRecord
) -> Document | None:
    """The same of one of all trials that were read, of which it is known to be outdated."""
    others = [trial for trial in trials if trial is not asked]
    history, pending = observations(trials), pending_points(others)
    strategy = away_from(strategy_of(settings), settings_to_avoid(trials))
    today = propose(strategy, settings, history, pending).point
    score = strategy.explain(history, asked.planned, pending).relative_score
    if score >= _STILL_WORTH or dict(today) == dict(asked.planned):
        return None
    values = ", ".join(f"{name} {_shown(value)}" for name, value in today.items())
    return {
        "trial": asked.number,
        "point": dict(today),
        "values": " ".join(f"--set {name}={_shown(value)}" for name, value in today.items()),
        "relative_score": score,
        "in_words": f"Since {asked.label} was planned, what is known has changed. By it "
        f"another point would be proposed now: {values} (score 1); this one scores {score:.2f}. "
        "Press it all the same, or give the trial the other values.",
    }


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.7g}"


def _card(settings: Settings, moment: DecisionMoment, point: Mapping[str, Value]) -> Document:
    if why := off_scale(log_knobs(settings), point):
        raise WrongInputError(why.partition(":")[0])
    if gone := [name for name in point if name not in settings.space]:
        raise WrongInputError(
            f"trial {moment.trial} was planned when [space] had {', '.join(gone)}; the campaign "
            f"file does not vary {'it' if len(gone) == 1 else 'them'} now, so there is no score. "
            f"What to press now: copress propose {settings.typed_name}"
        )
    explanation = strategy_of(settings).explain(moment.history, point, moment.pending)
    expected: Document = plain(expectation(explanation))
    outside = [
        *outside_bounds(settings, point),
        *off_steps(space_of(settings), point),
        *rules_broken(settings, {**settings.fixed, **point}),
    ]
    return {
        "point": dict(point),
        "protocol": protocol_values(settings, point),
        "inside": not outside,
        "outside": outside,
        **expected,
        "relative_score": explanation.relative_score,
        "why": explanation.why,
    }


def _moment(
    settings: Settings, trials: Sequence[TrialRecord], number: int | None
) -> DecisionMoment:
    if number is not None:
        asked = next((trial for trial in trials if trial.number == number), None)
        if asked is None:
            raise WrongInputError(
                f"{settings.path.name} has no trial {number}; it has {len(trials)}"
            )
        return known_then(trials, asked)
    varied = settings.space.keys()
    waiting = [one for one in trials if one.state in OPEN and one.planned.keys() == varied]
    if waiting:
        return known_then(trials, waiting[0])
    history, pending = observations(trials), pending_points(trials)
    strategy = away_from(strategy_of(settings), settings_to_avoid(trials))
    proposal = propose(strategy, settings, history, pending)
    return DecisionMoment(None, proposal.point, history, pending, settings.simulated)


def _trials(settings: Settings) -> list[TrialRecord]:
    if not settings.place.begun():
        return []
    with open_campaign(settings, create=False) as store:
        return read_trials(store)
