"""Pictures as addresses of their own: drawn when somebody looks, once for the same content."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from campaigns.config.knob_schema import Knob
from campaigns.files.documents.knob_labels import quantity_of, words_of
from campaigns.web.background import exploration_tasks as insights
from campaigns.web.forms.fields import Field, FieldKind, takes
from campaigns.web.request_context import (
    KNOWN,
    RefusedRequestError,
    RequestContext,
    desk_of,
    status_of,
)
from campaigns.web.security.request_guard import DRAWING_POLICY
from campaigns.web.views import figure_drawing as sketches
from doe.knobs.knob_values import Value, numbers_of

MAP = (Field("x"), Field("y"), Field("at."), Field("slid.", FieldKind.NUMBER))
"""Knobs across and upwards; where others stand, as a value or in per cent along a slider."""
OF_A_CELL: dict[str, Callable[..., str]] = {
    "impedance": sketches.impedance,
    "press": sketches.press_trace,
    "series": sketches.series,
}


@takes(Field("v"))
async def cell_drawing(request: Request) -> Response:
    """Spectrum or press trace of a cell; its address carries the line of its journal."""
    context = desk_of(request)
    draw = OF_A_CELL.get(request.path_params["name"])
    if draw is None:
        raise RefusedRequestError(404, "there is no such picture")
    number = await run_in_threadpool(context.number)
    about = (context.campaign.path, number, _version(request), _kind(request))
    return await _drawn(context, draw, *about)


@takes(Field("v"))
async def insight_drawing(request: Request) -> Response:
    """One of the pictures of page Understand."""
    context = desk_of(request)
    learned = await run_in_threadpool(context.campaign.learned)
    name = request.path_params["name"]
    about = (context.campaign.path, learned, name[:40], _kind(request))
    return await _drawn(context, insights.drawing, *about)


@takes(*MAP, Field("what", choices=("asr", "intact")), Field("v"))
async def map_drawing(request: Request) -> Response:
    """The map of ASR or P(intact) over two knobs, the others where the sliders stand."""
    context = desk_of(request)
    x, y, at = map_asked(context, request.query_params)
    learned = await run_in_threadpool(context.campaign.learned)
    intact = request.query_params.get("what") == "intact"
    here = (context.campaign.path, learned, x, y, tuple(sorted(at.items())))
    return await _drawn(context, _map, *here, _kind(request), intact)


def map_asked(
    context: RequestContext, asked: Any, usual: Mapping[str, Value] | None = None
) -> tuple[str, str, dict[str, Value]]:
    """The two knobs of a map and where all others stand.

    Args:
        context: The campaign.
        asked: Fields of the address.
        usual: Where a knob stands that the address says nothing of; else in the middle.

    Raises:
        RefusedRequestError: a knob that the campaign does not vary, or no number inside its range.
    """
    space = context.campaign.settings.space
    names = [name for name, knob in space.items() if not knob.choices]
    if len(names) < 2:
        raise RefusedRequestError(404, "a map needs two numbers; this campaign varies fewer")
    x = asked.get("x") or names[0]
    y = asked.get("y") or x
    if x not in names or y not in names:
        raise RefusedRequestError(400, "a map has two knobs of this campaign")
    if x == y:  # one of the two was just chosen: the other gives way
        y = next(name for name in names if name != x)
    return x, y, {name: _stands(name, knob, asked, usual or {}) for name, knob in space.items()}


def _stands(name: str, knob: Knob, asked: Any, usual: Mapping[str, Value]) -> Value:
    if not knob.choices:
        return _number_at(name, knob, asked, numbers_of(usual))
    chosen = str(asked.get(f"at.{name}") or usual.get(name, knob.choices[0]))
    if chosen not in knob.choices:
        raise RefusedRequestError(400, f"{words_of(name)}: the campaign knows {knob.in_words}")
    return chosen


def _number_at(name: str, knob: Knob, asked: Any, usual: Mapping[str, float]) -> float:
    value, slid = asked.get(f"at.{name}"), asked.get(f"slid.{name}")
    try:
        if value:
            stands = float(value)
        elif slid:
            position = float(slid)
            stands = value_at(knob, position) if 0.0 <= position <= 100.0 else math.nan
        else:
            stands = usual.get(name, value_at(knob, MIDDLE))
    except ValueError as error:
        raise RefusedRequestError(400, f"{words_of(name)}: that is not a number") from error
    if not knob.low <= stands <= knob.high:
        ends = f"{knob.low:g} to {quantity_of(name, knob.high)}"
        raise RefusedRequestError(400, f"{words_of(name)}: the campaign varies it from {ends}")
    return stands


def _map(*about: Any) -> str:
    """In the models' process: the last argument says which."""
    *rest, intact = about
    return sketches.posterior_map(*rest, intact=intact)


def _kind(request: Request) -> str:
    """What is asked for: the figure, or its numbers."""
    return "csv" if request.url.path.endswith(".csv") else "svg"


async def _drawn(context: RequestContext, draw: Callable[..., str], *about: object) -> Response:
    if not context.services.asks.allows(f"pictures of {context.person}"):
        raise RefusedRequestError(429, "too many pictures in a minute; wait a little")
    try:
        text = await context.services.model_process.answer(draw, *about)
    except KNOWN as error:
        raise RefusedRequestError(404 if status_of(error) == 409 else 400, str(error)) from error
    headers = {
        "content-security-policy": DRAWING_POLICY,
        "x-frame-options": "SAMEORIGIN",  # page.js puts a figure into the page itself
        "cache-control": "private, max-age=86400, immutable",
    }
    numbers = _kind(context.request) == "csv"
    if numbers:
        name = context.request.url.path.rpartition("/")[2]
        headers["content-disposition"] = f'attachment; filename="{name}"'
    raw = text.encode("utf-8-sig" if numbers else "utf-8")
    if "gzip" in context.request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
        raw = await run_in_threadpool(gzip.compress, raw, 6)
    return Response(raw, headers=headers, media_type="text/csv" if numbers else "image/svg+xml")


def _version(request: Request) -> int:
    text = request.query_params.get("v", "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0


MIDDLE = 50.0  # per cent of a slider


def value_at(knob: Knob, position: float) -> float:
    """The value, on its step, at `position` per cent from the lowest to the highest.

    Half the way along a logarithmic scale is the geometric mean of its ends: on a linear slider a
    release rate between 0.5 and 50 MPa/s would have no place for 2.
    """
    share = position / 100.0
    if knob.scale == "log":
        value = math.exp((1.0 - share) * math.log(knob.low) + share * math.log(knob.high))
    else:
        value = (1.0 - share) * knob.low + share * knob.high
    if knob.values:
        return min(knob.values, key=lambda one: abs(one - value))
    if knob.step:
        value = knob.low + round((value - knob.low) / knob.step) * knob.step
    return min(max(value, knob.low), knob.high)


def position_of(knob: Knob, value: float) -> float:
    """Per cent of the way from the lowest to the highest, 0 to 100."""
    held = min(max(value, knob.low), knob.high)
    if knob.scale == "log":
        share = math.log(held / knob.low) / math.log(knob.high / knob.low)
    else:
        share = (held - knob.low) / (knob.high - knob.low)
    return 100.0 * share
