"""Pictures as addresses of their own: drawn when somebody looks, once for the same content."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from campaigns.page import insights, sketches
from campaigns.page.desk import KNOWN, Desk, RefusedError, desk_of, status_of
from campaigns.page.fields import Field, Kind, takes
from campaigns.page.guard import DRAWING_POLICY

MAP = (Field("x"), Field("y"), Field("at.", Kind.NUMBER))
OF_A_CELL: dict[str, Callable[..., str]] = {
    "impedance": sketches.impedance,
    "press": sketches.press_trace,
}


@takes(Field("v"))
async def cell_drawing(request: Request) -> Response:
    """Spectrum or press trace of a cell; its address carries the line of its journal."""
    desk = desk_of(request)
    draw = OF_A_CELL.get(request.path_params["name"])
    if draw is None:
        raise RefusedError(404, "there is no such picture")
    number = await run_in_threadpool(desk.number)
    return await _drawn(desk, draw, desk.campaign.path, number, _version(request))


@takes(Field("v"))
async def insight_drawing(request: Request) -> Response:
    """One of the pictures of page Understand."""
    desk = desk_of(request)
    learned = await run_in_threadpool(desk.campaign.learned)
    name = request.path_params["name"]
    return await _drawn(desk, insights.drawing, desk.campaign.path, learned, name[:40])


@takes(*MAP, Field("what", choices=("asr", "intact")), Field("v"))
async def map_drawing(request: Request) -> Response:
    """The map of ASR or P(intact) over two knobs, the others where the sliders stand."""
    desk = desk_of(request)
    x, y, at = map_asked(desk, request.query_params)
    learned = await run_in_threadpool(desk.campaign.learned)
    intact = request.query_params.get("what") == "intact"
    return await _drawn(
        desk, _map, desk.campaign.path, learned, x, y, tuple(sorted(at.items())), intact
    )


def map_asked(desk: Desk, asked: Any) -> tuple[str, str, dict[str, float]]:
    """The two knobs of a map and where all others stand; what is missing is in the middle.

    Raises:
        RefusedError: a knob that the campaign does not vary, or no number inside its range.
    """
    space = desk.campaign.settings.space
    names = list(space)
    if len(names) < 2:
        raise RefusedError(404, "a map needs two knobs; this campaign varies one")
    x = asked.get("x") or names[0]
    y = asked.get("y") or x
    if x not in space or y not in space:
        raise RefusedError(400, "a map has two knobs of this campaign")
    if x == y:  # one of the two was just chosen: the other gives way
        y = next(name for name in names if name != x)
    at = {}
    for name, knob in space.items():
        middle = (knob.low + knob.high) / 2
        try:
            value = float(asked.get(f"at.{name}") or middle)
        except ValueError as error:
            raise RefusedError(400, f"{name}: that is no number") from error
        if not knob.low <= value <= knob.high:
            raise RefusedError(
                400, f"{name}: the campaign varies it from {knob.low} to {knob.high}"
            )
        at[name] = value
    return x, y, at


def _map(*about: Any) -> str:
    """In the models' process: the last argument says which."""
    *rest, intact = about
    return sketches.belief_map(*rest, intact=intact)


async def _drawn(desk: Desk, draw: Callable[..., str], *about: object) -> Response:
    if not desk.house.asks.allows(f"pictures of {desk.person}"):
        raise RefusedError(429, "too many pictures in a minute; wait a little")
    try:
        text = await desk.house.thinker.answer(draw, *about)
    except KNOWN as error:
        raise RefusedError(404 if status_of(error) == 409 else 400, str(error)) from error
    headers = {
        "content-security-policy": DRAWING_POLICY,
        "cache-control": "private, max-age=86400, immutable",
    }
    raw = text.encode()
    if "gzip" in desk.request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
        raw = await run_in_threadpool(gzip.compress, raw, 6)
    return Response(raw, headers=headers, media_type="image/svg+xml")


def _version(request: Request) -> int:
    text = request.query_params.get("v", "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0
