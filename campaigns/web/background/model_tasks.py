"""What the models are asked, in a process of their own; everything heavy is imported here, late.

Each answer is plain: dicts, numbers and text. `head` and `learned` say what was known when it was
asked (see `OpenCampaign`), so that an answer is kept until that changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doe.knobs.knob_values import Value

if TYPE_CHECKING:
    from campaigns.config.campaign_schema import Settings
    from campaigns.records.views import CampaignView
    from doe.strategy import Strategy

Items = tuple[tuple[str, float], ...]
"""A mapping that can be remembered by."""


def card(path: Path, head: int, number: int | None, instead: Items) -> dict[str, Any]:
    """The decision card of a trial, or of the next one, and of a person's own point.

    Args:
        path: The campaign file.
        head: What was known.
        number: The trial; None for the one that would be proposed next.
        instead: Values of a person's own idea, by name.

    Returns:
        As `copress why --json`; `refused` says why press or die cannot bear the own point.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.decisions.decision_card import decision_card

    settings = load_settings(path)
    document: dict[str, Any] = decision_card(settings, number, dict(instead))
    shown = document["instead"] or document
    return {**document, "refused": _refused(settings, shown["protocol"])}


def advice(path: Path, learned: int) -> dict[str, Any]:
    """The recommendation with its words, as `copress recommend --json` and the report have them.

    Raises:
        NotEnoughError: there are too few cells to recommend from.
    """
    from campaigns.report.json_documents import recommendation
    from campaigns.report.landscape import slices
    from campaigns.report.text.advice import least_shown, setting_rows, window_sentence
    from campaigns.report.text.lessons import lessons
    from campaigns.report.text.noise import mean_sentences
    from campaigns.report.text.trade_off_table import front_table

    view, strategy = known(path, learned)
    document: dict[str, Any] = recommendation(view)
    assert view.advice is not None  # noqa: S101  recommendation() has refused otherwise
    cuts = slices(strategy, view.history, strategy.space, view.advice.point)
    front = front_table(view.front) if view.front else None
    rows = setting_rows(view.advice, document["protocol"], view.settings.press.unset_rates)
    return {
        **document,
        "rows": [vars(row) for row in rows],
        "window_in_words": window_sentence(view.advice),
        "front_table": front and {"heads": [*front.goals, *front.knobs], "rows": front.rows},
        "means_in_words": list(mean_sentences(view.means, view.settings.model.mean)),
        "lessons": [str(lesson) for lesson in lessons(cuts, least_shown(view.advice))],
        "best_tested": _best_tested(view),
    }


@lru_cache(maxsize=2)
def known(path: Path, learned: int) -> tuple[CampaignView, Strategy]:
    """View with advice, and strategy, of a campaign as it was when it had learned so much."""
    from campaigns.config.load_campaign import load_settings
    from campaigns.optimiser.strategy_from_settings import strategy_of
    from campaigns.records.load_views import load_view

    settings = load_settings(path)
    return load_view(settings, curves=False), strategy_of(settings)


def _best_tested(view: CampaignView) -> dict[str, Any] | None:
    best = view.best_measured()
    return None if best is None else {"trial": best.number, "asr_ohm_cm2": best.asr_ohm_cm2}


def _refused(settings: Settings, protocol: Mapping[str, Value]) -> str:
    """Why press or die cannot bear a protocol; empty when they can."""
    from campaigns.trial.press_limits import limits_of, refusal
    from campaigns.trial.recipe import press_protocol
    from hardware.errors import UnsafeProtocolError

    limits = limits_of(settings)
    try:
        limits.envelope.check(press_protocol(protocol), limits.die)
    except UnsafeProtocolError as error:
        return f"{refusal(error)}."
    except ValueError as error:
        return str(error)
    return ""
