"""Two protocols side by side: the recommendation next to a cell, or next to another campaign's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from campaigns.records.views import TrialView
from campaigns.web.background import model_tasks as thoughts
from campaigns.web.forms.fields import Field, takes
from campaigns.web.request_context import RefusedRequestError, RequestContext
from campaigns.web.shelf.open_campaigns import OpenCampaign
from doe.knobs.knob_values import Value


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes:
        title: What it is.
        kind: `recommended`, or `cell`.
        protocol: All values by name.
        expected: Band of the ASR {median, low, high}, or None.
        p_intact: Probability of staying intact, or None.
        measured_ohm_cm2: Of a cell that was pressed and whole.
        note: What else is to be known.
        simulated: No cell of it was pressed.
    """

    title: str
    kind: str
    protocol: Mapping[str, Value]
    expected: Mapping[str, Value] | None
    p_intact: float | None
    measured_ohm_cm2: float | None
    note: str
    simulated: bool


@takes(Field("a"), Field("b"))
def compare(context: RequestContext) -> Response:
    """The page; two recommendations, or a recommendation and a cell, or two cells."""
    asked = context.request.query_params
    named = (asked.get("a", "recommendation"), asked.get("b", ""))
    sides = [side for name in named if (side := _side(context, name)) is not None]
    names = list(dict.fromkeys(name for side in sides for name in side.protocol))
    return context.show(
        "learn/compare.html.j2",
        sides=sides,
        names=names,
        asked=dict(zip("ab", named, strict=True)),
        others=[
            other for other in context.services.open_campaigns.all if other is not context.campaign
        ],
    )


def _side(context: RequestContext, named: str) -> Side | None:
    """`recommendation`, `campaign-SLUG` or `cell-N`; None where nothing is named."""
    if not named:
        return None
    if named == "recommendation":
        return _recommended(context, context.campaign)
    if named.startswith("campaign-"):
        other = context.services.open_campaigns.find(named.removeprefix("campaign-"))
        if other is not None:
            return _recommended(context, other)
    if named.startswith("cell-") and named[5:].isdecimal() and len(named) < 14:
        for trial in context.view.trials:
            if trial.number == int(named[5:]):
                return _cell(trial)
    raise RefusedRequestError(404, "there is nothing of that name to compare")


def _recommended(context: RequestContext, campaign: OpenCampaign) -> Side:
    answer: Any = context.services.model_process.ask(
        thoughts.advice, campaign.path, campaign.learned()
    )
    return Side(
        f"Recommended by {campaign.name}",
        "recommended",
        answer["protocol"],
        answer["asr_ohm_cm2"],
        answer["p_intact"],
        None,
        f"after {answer['cells']} cells. {answer['certificate']['in_words'][0]}",
        bool(answer["simulated"]),
    )


def _cell(trial: TrialView) -> Side:
    expected: Any = trial.expected.get("asr_ohm_cm2")
    p_intact: Any = trial.expected.get("p_intact")
    done = {**trial.protocol, **(trial.achieved or {})}
    note = "achieved values" if trial.achieved else "as planned; not pressed yet"
    title, measured = trial.sample_label, trial.asr_ohm_cm2
    return Side(title, "cell", done, expected, p_intact, measured, note, trial.simulated)
