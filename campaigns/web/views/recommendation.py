"""Page Recommendation: the protocol to use, how far it may be trusted, and who has signed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from campaigns.errors import TakenError, WrongInputError
from campaigns.records.signatures import sign, signatures
from campaigns.web.background import exploration_tasks
from campaigns.web.background import model_tasks as thoughts
from campaigns.web.forms.fields import READ, WHY, Field, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import RequestContext
from campaigns.web.security.request_guard import DRAWING_POLICY
from campaigns.web.views.decide import steps_of
from campaigns.web.views.pending_answers import with_answer


def recommendation(context: RequestContext) -> Response:
    """The page."""
    campaign = context.campaign
    return with_answer(
        context,
        "learn/recommendation.html.j2",
        thoughts.advice,
        campaign.path,
        campaign.learned(),
        signatures=signatures(campaign.store),
        mark=mark_of,
        steps_of=steps_of,
        others=[other for other in context.services.open_campaigns.all if other is not campaign],
    )


def report(context: RequestContext) -> Response:
    """The report as one file, to keep, to print or to send."""
    campaign = context.campaign
    html = context.services.model_process.ask(
        exploration_tasks.report, campaign.path, campaign.head()
    )
    headers = {
        "content-security-policy": DRAWING_POLICY,
        "content-disposition": f'inline; filename="{context.slug}-report.html"',
    }
    return HTMLResponse(html, headers=headers)


@takes(READ, Field("mark", required=True), WHY)
def sign_it(context: RequestContext, form: Form) -> Response:
    """Put one's name under what was shown; not under what has changed since."""
    campaign = context.campaign
    answer = context.services.model_process.ask(thoughts.advice, campaign.path, campaign.learned())
    mark = mark_of(answer)
    if form.text("mark") != mark:
        raise TakenError("the recommendation has changed since you looked; nothing was signed")
    if form.text("read") != "yes":
        raise WrongInputError("tick that you have read the protocol; nothing was signed")
    sign(campaign.store, mark, int(answer["cells"]), context.person, form.text("why"))
    return context.back("recommendation", f"Signed by {context.person}.")


def mark_of(answer: Mapping[str, Any]) -> str:
    """What a signature is put under: hash of protocol and number of cells."""
    text = json.dumps([answer["protocol"], answer["cells"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
