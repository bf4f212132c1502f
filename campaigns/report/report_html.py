"""The report of a campaign: one sealed HTML page that holds all it needs, opens offline, prints."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from campaigns.files.documents.html_templates import templates_of
from campaigns.files.documents.knob_labels import unit_of, words_of
from campaigns.files.documents.seal import BLANK, sealed
from campaigns.records.views import CampaignView
from campaigns.report.cell_rows import CellRow, cell_rows, failure_rows
from campaigns.report.figures.picture import Picture
from campaigns.report.landscape import slices
from campaigns.report.report_figures import pictures
from campaigns.report.text.advice import (
    certificate_sentences,
    least_shown,
    protocol_line,
    question,
    setting_rows,
    window_sentence,
)
from campaigns.report.text.lessons import lessons
from campaigns.report.text.methods import methods_paragraph
from campaigns.report.text.noise import mean_sentences, noise_sentence
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.report.text.search_space_text import design_sentence, space_rows
from campaigns.report.text.sensitivity import fragility_sentences
from campaigns.report.text.trade_off_table import front_sentence, front_table
from campaigns.trial.hand_press import HandPress, in_hand
from campaigns.trial.recipe import protocol_values
from doe.recommendation.recommendation import Recommendation
from doe.recommendation.robustness import Fragility
from doe.strategy import Strategy
from hardware.press.protocol import Die

LARGEST_BYTES = 2_000_000  # chosen: what mail servers let pass, several times over


@dataclass(frozen=True)
class NextExperiment:
    """The next experiment: what would teach most; not the recommendation."""

    number: int
    line: str
    why: str
    opened: bool


def report_html(
    view: CampaignView,
    strategy: Strategy,
    *,
    die: Die | None = None,
    drawn: list[Picture] | None = None,
) -> str:
    """The whole report.

    Args:
        view: The campaign, read from its store.
        strategy: Its strategy: asked for the map and for the next experiment.
        die: The die on the press, where known: forces are given next to pressures.
        drawn: The pictures, where they are drawn already.

    Returns:
        HTML5; no script, nothing loaded from elsewhere; it carries a hash of its own content.
    """
    shown = pictures(view, strategy) if drawn is None else drawn
    environment = templates_of("campaigns.report")
    rows = cell_rows(view.trials, view.settings.space)
    page = environment.get_template("report.html.j2").render(
        seal=BLANK,
        campaign_file=view.settings.typed_name,
        space=space_rows(view.settings),
        design=design_sentence(view, strategy),
        view=view,
        campaign=view.settings.campaign,
        question=question(view.settings.campaign.goal),
        pictures=[(p, Markup(p.svg)) for p in shown],  # noqa: S704
        knobs=[(words_of(name), unit_of(name)) for name in view.settings.space],
        rows=rows,
        by_hand=view.settings.by_hand,
        stack_measured=any(trial.stack_measured_mpa is not None for trial in view.trials),
        tally=_tally(rows, frozenset(trial.number for trial in view.trials if trial.past)),
        failures=failure_rows(rows),
        next_cell=_next_cell(view, strategy),
        methods=methods_paragraph(view, strategy, die),
        hashes=hashes_of(view),
        **_recommendation(view, strategy, die),
    )
    return sealed(page)


def _recommendation(view: CampaignView, strategy: Strategy, die: Die | None) -> dict[str, object]:
    """What the template needs of the advice; `advice` is None where there is none."""
    advice = view.advice
    if advice is None:
        return {"advice": None}
    protocol = protocol_values(view.settings, advice.point)
    return {
        "advice": advice,
        "steps": protocol_in_words(protocol, die, HandPress.of(view.settings)),
        "settings_table": setting_rows(advice, protocol, view.settings.press.unset_rates),
        "window": window_sentence(advice),
        "certificate": certificate_sentences(advice.certificate),
        "fragility": _fragility(view, view.fragility, advice) if view.fragility else [],
        "front": front_table(view.front) if view.front else None,
        "front_sentence": front_sentence(view.front) if view.front else "",
        "means": mean_sentences(view.means, view.settings.model.mean),
        "noises": noise_sentence(view.noises) if view.noises else "",
        "learned": lessons(
            slices(strategy, view.history, strategy.space, advice.point), least_shown(advice)
        ),
        "document": json.dumps({**advice.as_document(), "protocol": protocol}, indent=2),
    }


def _fragility(view: CampaignView, found: Fragility, advice: Recommendation) -> list[str]:
    said = fragility_sentences(found, trusted=advice.reliability.trust != "not yet")
    return [view.in_labels(sentence) for sentence in said]


def _next_cell(view: CampaignView, strategy: Strategy) -> NextExperiment:
    """The trial that is open, or what the strategy would press next."""
    for trial in view.trials:
        if trial.state not in ("closed", "interrupted"):
            return NextExperiment(
                trial.number, protocol_line(trial.planned), trial.why, opened=True
            )
    point = in_hand(view.settings, strategy.propose(view.history), [])
    explanation = strategy.explain(view.history, point)
    return NextExperiment(len(view.trials) + 1, protocol_line(point), explanation.why, opened=False)


def _tally(rows: list[CellRow], past: frozenset[int]) -> Mapping[str, int]:
    """Cells that were pressed and looked at, here and before the campaign; the same as `status`.

    Args:
        rows: All cells of the table.
        past: Numbers of those that were pressed before the campaign and count for no budget.
    """
    seen = [row for row in rows if row.kind not in ("void", "open")]
    intact = sum(row.kind in ("intact", "unread") for row in seen)
    return {
        "cells": sum(row.number not in past for row in seen),
        "past": sum(row.number in past for row in seen),
        "seen": len(seen),
        "intact": intact,
        "broken": len(seen) - intact,
        "void": len(rows) - len(seen),
    }


def hashes_of(view: CampaignView) -> dict[str, str]:
    """SHA-256 of the campaign file and of the table of observations that the advice rests on."""
    found = {}
    if view.settings.path.is_file():
        found["campaign file"] = hashlib.sha256(view.settings.path.read_bytes()).hexdigest()
    table = [
        [cell.trial, dict(cell.point), cell.damage, cell.shorted, cell.asr_ohm_cm2]
        for cell in view.history
    ]
    text = json.dumps(table, sort_keys=True)
    found["observations"] = hashlib.sha256(text.encode()).hexdigest()
    return found
