"""Stop cycle: two steps to arm it, one to release; and the way back. No emergency stop.

The page writes a request; the controller, in its own process, hears it within 0.1 s.
"""

from __future__ import annotations

from starlette.responses import Response

from campaigns.config.typed_name import typed_name
from campaigns.decisions.requests import ABORT, RESUME, STOP, request
from campaigns.web.forms.fields import NEEDED_WHY, WHY, Field, FieldKind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import RefusedRequestError, RequestContext

_NO_REASON = "Stop cycle was pressed on the page"


@takes(Field("known", FieldKind.TICK, required=True))
def arm(context: RequestContext, form: Form) -> Response:
    """The second step: the person has ticked what it is not."""
    if form.text("known") != "yes":
        raise RefusedRequestError(
            400, "tick that you know it is not an emergency stop; it is not armed"
        )
    context.services.sessions.arm(context.session)
    context.services.trail.done(
        context.person, "armed Stop cycle", "on the page", context.campaign.slug
    )
    return context.back("now#stop", "Stop cycle is armed for ten minutes: one press releases.")


@takes()
def disarm(context: RequestContext, form: Form) -> Response:
    """Put it away again."""
    context.session.armed_until_s = 0.0
    return context.back("now#stop", "Stop cycle is no longer armed.")


@takes(WHY)
def abort(context: RequestContext, form: Form) -> Response:
    """Release now, in a controlled way; stands until somebody resumes."""
    if not context.services.sessions.armed(context.session):
        raise RefusedRequestError(409, "Stop cycle is not armed; arm it first, or use the terminal")
    request(context.campaign.store, ABORT, context.person, form.text("why") or _NO_REASON)
    context.session.armed_until_s = 0.0
    heard = (
        "The controller releases the cell now." if context.campaign.running() else "Nobody runs it"
    )
    return context.back("now#stop", f"Stop cycle is requested. {heard}")


@takes(WHY)
def stop(context: RequestContext, form: Form) -> Response:
    """Let the press finish and release, then stop."""
    request(context.campaign.store, STOP, context.person, form.text("why"))
    return context.back("now#stop", "The campaign stops after this cell.")


@takes(NEEDED_WHY)
def resume(context: RequestContext, form: Form) -> Response:
    """Take an abort back, with a reason."""
    request(context.campaign.store, RESUME, context.person, form.text("why"))
    file = context.campaign.path.name
    return context.back("now", f"Resumed. To go on: copress run {typed_name(file)}")
