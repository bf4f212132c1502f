"""Page Understand: what the cells tell; maps with a slider for each other knob."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from campaigns.report.text.advice import protocol_line
from campaigns.store.journal import OPEN
from campaigns.web.background.exploration_tasks import insights
from campaigns.web.forms.fields import takes
from campaigns.web.request_context import RequestContext
from campaigns.web.views.figure_routes import MAP, map_asked, position_of
from campaigns.web.views.pending_answers import with_answer
from doe.knobs.knob_values import Value, numbers_of


@takes(*MAP)
def understand(context: RequestContext) -> Response:
    """The page."""
    campaign = context.campaign
    learned, space = campaign.learned(), campaign.settings.space

    numbers = [name for name, knob in space.items() if not knob.choices]

    def drawn(answer: Mapping[str, Any]) -> dict[str, object]:
        return {"map": _map(context, learned, answer["cut"]) if len(numbers) > 1 else None}

    return with_answer(
        context,
        "learn/understand.html.j2",
        insights,
        campaign.path,
        learned,
        learned=learned,
        space=space,
        open=[trial for trial in context.view.trials if trial.state in OPEN],
        line_of=protocol_line,
        moved=False,
        given=drawn,
    )


@takes(*MAP)
def maps(context: RequestContext) -> Response:
    """The two maps alone, for sliders that were moved, and what these now say."""
    drawn = _map(context, context.campaign.learned())
    return context.piece("learn/maps.html.j2", map=drawn, moved=True)


def _map(
    context: RequestContext, learned: int, usual: Mapping[str, Value] | None = None
) -> dict[str, object]:
    """Knobs, where the others stand, and the query of the two pictures."""
    x, y, at = map_asked(context, context.request.query_params, usual)
    space = context.campaign.settings.space
    numbers = numbers_of(at)
    slid = {name: position_of(space[name], value) for name, value in numbers.items()}
    others = {name: value for name, value in at.items() if name not in (x, y)}
    named = {"x": x, "y": y, **{f"at.{name}": _written(value) for name, value in others.items()}}
    query = urlencode({**named, "v": learned})
    return {"x": x, "y": y, "at": others, "slid": slid, "query": query}


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
