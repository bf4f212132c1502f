"""Page Now: the press live, what needs a person, the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from campaigns.decisions.requests import ABORT, STOP, standing_request
from campaigns.report.json_documents import status
from campaigns.web.live.press_status import Pulse, read_pulse
from campaigns.web.live.press_text import doing, is_stale, phase_words
from campaigns.web.request_context import RequestContext
from campaigns.web.views.to_do_list import waiting

WIDTH, HEIGHT = 640.0, 220.0  # units of the figure's own coordinates; chosen: its shape on the page


def now(context: RequestContext) -> Response:
    """The page."""
    return now_page(context)


def now_page(
    context: RequestContext, sheet: Mapping[str, object] | None = None, status: int = 200
) -> Response:
    """The page, with what is wrong with a filled sheet that was sent.

    Args:
        context: Who asks, about which campaign.
        sheet: Its name, and `wrong`, a sentence for each thing.
        status: Of the answer.
    """
    return context.show("now/now.html.j2", status, sheet=sheet, **_seen(context))


def now_state(context: RequestContext) -> Response:
    """What changes on it, to be put in its place."""
    return context.piece("now/now_state.html.j2", **_seen(context))


def _seen(context: RequestContext) -> dict[str, Any]:
    view = context.view
    pulse, running = read_pulse(context.campaign.stated_in()), context.campaign.running()
    request = standing_request(context.campaign.store)
    return {
        "progress": status(view),
        "pulse": pulse,
        "running": running,
        "doing": doing(pulse, running=running),
        "stale": is_stale(pulse, running=running),
        "phase": phase_words(pulse.phase) if pulse and pulse.pressing and running else "",
        "waiting": waiting(view, request, running=running),
        "aborted": request if request is not None and request[1] == ABORT else None,
        "stopping": request if request is not None and request[1] == STOP and running else None,
        "queue": [trial for trial in view.trials if trial.state not in ("closed", "interrupted")],
        "latest": [trial for trial in view.trials if trial.state == "closed"][:-6:-1],
        "armed": context.services.sessions.armed(context.session),
        "chart": _chart(pulse),
        "simulated_run": _simulated_run(context, running=running),
    }


def _simulated_run(context: RequestContext, *, running: bool) -> dict[str, object] | None:
    """What the page says of a simulated press that it can start; None for any other press."""
    if not context.view.settings.simulated:
        return None
    budget = context.view.settings.campaign.budget
    run = context.services.simulated_runs.get(context.campaign.path)
    return {
        "left": budget - sum(trial.state == "closed" for trial in context.view.trials),
        "starting": not running
        and run is not None
        and run.alive
        and run.head == context.campaign.head(),
        "trouble": "" if run is None or running else run.trouble,
    }


def _chart(pulse: Pulse | None) -> dict[str, object] | None:
    """The press trace as two polylines, for browsers without scripts."""
    if pulse is None or len(pulse.samples) < 2:
        return None
    last_s = pulse.samples[-1][0] or 1.0
    most = max((v for _, a, b in pulse.samples for v in (a, b) if v is not None), default=1.0)
    most = max(most, 1.0) * 1.05

    def line(which: int) -> str:
        points = ((sample[0], sample[which]) for sample in pulse.samples)
        return " ".join(
            f"{WIDTH * at / last_s:.1f},{HEIGHT * (1.0 - value / most):.1f}"
            for at, value in points
            if value is not None
        )

    return {"achieved": line(1), "planned": line(2), "last_s": last_s, "most_mpa": most}
