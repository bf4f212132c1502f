"""Use 3: what a person reads before deciding: the recommendation, the decision card, the state.

Next experiment and best recipe are two different documents with two different sets of keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from campaigns.errors import NotEnoughError
from campaigns.records.counts import Counted, counted
from campaigns.records.views import CampaignView, TrialView
from campaigns.report.text.advice import certificate_sentences
from campaigns.report.text.noise import noise_sentence
from campaigns.report.text.sensitivity import fragility_sentences
from campaigns.report.text.trade_off_table import front_sentence
from campaigns.store.journal import SET_ASIDE, STATES
from campaigns.store.json_codec import plain
from campaigns.trial.hand_press import PRESSED, HandPress, in_hand
from campaigns.trial.outcome import Outcome
from campaigns.trial.recipe import protocol_values
from doe.knobs.knob_values import Value, numbers_of

if TYPE_CHECKING:  # the shapes only: who shows a recommendation fits nothing
    from campaigns.config.campaign_schema import Settings
    from doe.posterior.variance_components import VarianceComponents
    from doe.recommendation.pareto_front import ParetoFront
    from doe.recommendation.recommendation import Recommendation
    from doe.recommendation.robustness import Fragility
    from doe.trials import Observation

Document = dict[str, object]


def recommendation(view: CampaignView) -> Document:
    """The best protocol by the model, with everything it rests on; JSON-ready.

    Raises:
        NotEnoughError: there are too few cells to recommend from.
    """
    if view.advice is None:
        raise NotEnoughError(view.no_advice)
    point, certificate = view.advice.point, view.advice.certificate
    document: Document = _json(view.advice.as_document())
    met: Document = _json(certificate.as_document())
    in_words = list(certificate_sentences(certificate))
    return {
        "campaign": view.settings.campaign.name,
        "simulated": view.simulated,
        **document,
        "evidence_labels": [view.label_of(number) for number in view.advice.evidence],
        "certificate": {**met, "in_words": in_words},
        "protocol": protocol_values(view.settings, point),
        **({"set_by_hand": in_hand(view.settings, point, [])} if view.settings.by_hand else {}),
        **_on_the_gauge(view.settings, point),
        "fragility": view.fragility and _fragility(view, view.fragility, view.advice),
        "front": view.front and _front(view.front),
        "noises": view.noises and _noises(view.noises),
        "means": [_json({**vars(line), "verdict": line.verdict}) for line in view.means],
        "cells": len(view.cells),
        "versions": dict(view.versions),
    }


def proposal_document(trial: TrialView) -> Document:
    """A trial to be pressed; JSON-ready."""
    return {
        "trial": trial.number,
        "sample": trial.sample_label,
        "point": dict(trial.planned),
        "protocol": dict(trial.protocol),
        "expected": dict(trial.expected),
        "why": trial.why,
        "simulated": trial.simulated,
        **_planned_rungs(trial),
    }


def _planned_rungs(trial: TrialView) -> Document:
    """The pressures at which the cell of a series is measured; nothing for a single one."""
    if not trial.rungs:
        return {}
    rungs = [{"rung": k, "point": dict(point)} for k, point in enumerate(trial.rungs, 1)]
    return {"rungs": rungs, "next_rung": trial.next_rung}


def _climbed(trial: TrialView) -> Document:
    """What was seen at each rung."""
    if not trial.rungs:
        return {}
    return {
        "climbed": [
            {
                "rung": seen.number,
                "outcome": seen.outcome,
                "sentence": seen.sentence,
                **_rung_seen(seen.observation),
            }
            for seen in trial.climbed
        ]
    }


def _rung_seen(seen: Observation | None) -> Document:
    if seen is None:
        return {}
    return {
        "achieved": dict(seen.point),
        "damage": seen.damage,
        "shorted": seen.shorted,
        "failure": list(seen.failure),
        "asr_ohm_cm2": seen.asr_ohm_cm2,
        "asr_std_ohm_cm2": seen.asr_std_ohm_cm2,
    }


def trial_document(trial: TrialView) -> Document:
    """All that is known of one trial, traces and spectra left out; JSON-ready."""
    return {
        **proposal_document(trial),
        "state": trial.state,
        "outcome": trial.outcome,
        "achieved": trial.achieved and dict(trial.achieved),
        "damage": trial.inspection and trial.inspection.damage,
        "shorted": trial.inspection and trial.inspection.shorted,
        "asr_ohm_cm2": trial.asr_ohm_cm2,
        "asr_std_ohm_cm2": trial.asr_std_ohm_cm2,
        "spectrum_file": trial.spectrum_file,
        "stack_measured_mpa": trial.stack_measured_mpa,
        "flags": list(trial.flags),
        "failure": list(trial.failure),
        "retention": trial.observation and trial.observation.retention,
        "lot": trial.made.lot,
        "operator": trial.made.operator,
        "made_on": trial.made.day,
        "note": trial.note,
        "left_out": trial.left_out,
        "readings": [{"asr_ohm_cm2": a, "asr_std_ohm_cm2": s} for a, s in trial.readings],
        **_climbed(trial),
    }


def status(view: CampaignView) -> Document:
    """Trials, failures by kind, budget, what waits for a person; JSON-ready."""
    return status_of(view.settings, counted(view.trials), view.begun_utc)


def status_of(settings: Settings, trials: Sequence[Counted], begun_utc: str) -> Document:
    """The same of trials that were only counted.

    Args:
        settings: The campaign file.
        trials: By number.
        begun_utc: When the first one was planned.
    """
    kinds = {str(kind): 0 for kind in Outcome}
    for trial in trials:
        if trial.outcome and not trial.past:
            kinds[trial.outcome] += 1
    whole = [trial for trial in trials if trial.asr_ohm_cm2 is not None]
    best = min(whole, key=lambda trial: trial.asr_ohm_cm2 or 0.0, default=None)
    learned = sum(trial.learned for trial in trials)
    past = sum(trial.learned and trial.past for trial in trials)
    campaign = settings.campaign
    return {
        "campaign": campaign.name,
        "goal": campaign.goal,
        "simulated": settings.simulated or any(trial.simulated for trial in trials),
        "begun_utc": begun_utc,
        "cells": learned - past,
        "past_cells": past,
        "budget": campaign.budget,
        "until": None if campaign.until is None else campaign.until.isoformat(timespec="minutes"),
        "broken": kinds[Outcome.RECIPE_FAILED],
        "broken_budget": campaign.broken_budget,
        "outcomes": kinds,
        "open": {
            state: [trial.number for trial in trials if trial.state == state]
            for state in (*STATES[:-1], SET_ASIDE)
        },
        "measure_again": [
            trial.number for trial in trials if trial.outcome == Outcome.MEASUREMENT_FAILED
        ],
        "best_measured": best and {"trial": best.number, "asr_ohm_cm2": best.asr_ohm_cm2},
        "store": str(settings.place),
    }


def _on_the_gauge(settings: Settings, point: Mapping[str, Value]) -> Document:
    """What force and gauge of a hand press show at each pressure of the point, in words."""
    if (press := HandPress.of(settings)) is None:
        return {}
    values = numbers_of(point)
    return {"on_the_gauge": {name: press.words(values[name]) for name in PRESSED if name in values}}


def _fragility(view: CampaignView, found: Fragility, advice: Recommendation) -> Document:
    trusted = advice.reliability.trust != "not yet"
    words = [view.in_labels(said) for said in fragility_sentences(found, trusted=trusted)]
    return {**_json(found.as_document()), "in_words": words}


def _front(found: ParetoFront) -> Document:
    return {**_json(found.as_document()), "in_words": front_sentence(found)}


def _noises(found: VarianceComponents) -> Document:
    return {**_json(vars(found)), "in_words": noise_sentence(found)}


def _json(document: Mapping[str, object]) -> Document:
    converted: Document = plain(document)
    return converted
