"""Stop cycle: two steps to arm it, one to release; and the way back. No emergency stop.

The page writes a request; the controller, in its own process, hears it within 0.1 s.
"""

from __future__ import annotations

from starlette.responses import Response

from campaigns.decisions.decisions import ABORT, RESUME, STOP, request
from campaigns.web.forms.fields import NEEDED_WHY, WHY, Field, Kind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import Desk, RefusedError

_NO_REASON = "Stop cycle was pressed on the page"


@takes(Field("known", Kind.TICK, required=True))
def arm(desk: Desk, form: Form) -> Response:
    """The second step: the person has ticked what it is not."""
    if form.text("known") != "yes":
        raise RefusedError(400, "tick that you know it is no emergency stop; it is not armed")
    desk.house.sessions.arm(desk.session)
    desk.house.trail.done(desk.person, "armed Stop cycle", "on the page", desk.campaign.slug)
    return desk.back("now#stop", "Stop cycle is armed for ten minutes: one press releases.")


@takes()
def disarm(desk: Desk, form: Form) -> Response:
    """Put it away again."""
    desk.session.armed_until_s = 0.0
    return desk.back("now#stop", "Stop cycle is no longer armed.")


@takes(WHY)
def abort(desk: Desk, form: Form) -> Response:
    """Release now, in a controlled way; stands until somebody resumes."""
    if not desk.house.sessions.armed(desk.session):
        raise RefusedError(409, "Stop cycle is not armed; arm it first, or use the terminal")
    request(desk.campaign.store, ABORT, desk.person, form.text("why") or _NO_REASON)
    desk.session.armed_until_s = 0.0
    heard = "The controller releases the cell now." if desk.campaign.running() else "Nobody runs it"
    return desk.back("now#stop", f"Stop cycle is asked for. {heard}")


@takes(WHY)
def stop(desk: Desk, form: Form) -> Response:
    """Let the press finish and release, then stop."""
    request(desk.campaign.store, STOP, desk.person, form.text("why"))
    return desk.back("now#stop", "The campaign stops after this cell.")


@takes(NEEDED_WHY)
def resume(desk: Desk, form: Form) -> Response:
    """Take an abort back, with a reason."""
    request(desk.campaign.store, RESUME, desk.person, form.text("why"))
    file = desk.campaign.path.name
    return desk.back("now", f"Resumed. To go on: copress run {file}")
