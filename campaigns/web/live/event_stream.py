"""News for browsers that stay open: one look for all of them, twice a second while any is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from campaigns.errors import StoreError
from campaigns.web.live.live_file import LiveLines
from campaigns.web.live.press_status import Pulse, read_pulse
from campaigns.web.live.press_text import doing, is_stale
from campaigns.web.request_context import desk_of
from campaigns.web.shelf.open_campaigns import OpenCampaign

EVERY_S = 0.5  # chosen: a figure that changes twice a second is read as live
_BEAT_S = 15.0
"""A comment is sent so often at least: a browser that has gone is noticed."""

Samples = list[tuple[float, float | None, float | None]]


@dataclass
class LiveState:
    """What a campaign shows at one moment."""

    pulse: Pulse | None = None
    running: bool = False
    head: int = 0
    trouble: str = ""
    sign: tuple[int, int] = (0, 0)


@dataclass
class Feed:
    """Looks at one campaign for all browsers that watch it."""

    campaign: OpenCampaign
    look: LiveState = field(default_factory=LiveState)
    lines: LiveLines = field(default_factory=LiveLines)
    watchers: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _task: asyncio.Task[None] | None = None

    async def messages(self, request: Request) -> AsyncIterator[str]:
        """Server-sent events: first everything, then what is new."""
        self.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        sent: tuple[int | None, int, object] = (None, 0, None)
        try:
            await self._see()
            while not await request.is_disconnected():
                text, sent = _message(self.look, sent)
                yield text or ": still here\n\n"
                async with self._changed:
                    try:
                        await asyncio.wait_for(self._changed.wait(), _BEAT_S)
                    except TimeoutError:
                        continue
        finally:
            self.watchers -= 1

    async def _watch(self) -> None:
        while self.watchers:
            await asyncio.sleep(EVERY_S)
            if await self._see():
                async with self._changed:
                    self._changed.notify_all()

    async def _see(self) -> bool:
        """Look; whether anything is different."""
        seen = await run_in_threadpool(_seen, self.campaign, self.look, self.lines)
        stale = is_stale(seen.pulse, running=seen.running)
        before = self.look
        self.look = seen
        return (seen.sign, seen.head, seen.running, stale) != (
            before.sign,
            before.head,
            before.running,
            is_stale(before.pulse, running=before.running),
        ) or stale


def _seen(campaign: OpenCampaign, before: LiveState, lines: LiveLines) -> LiveState:
    path = campaign.stated_in()
    try:
        stat = path.stat()
        sign = (stat.st_mtime_ns, stat.st_size)
    except OSError:
        sign = (0, 0)
    pulse = before.pulse if sign == before.sign else read_pulse(path, lines)
    try:
        return LiveState(pulse, campaign.running(), campaign.head(), "", sign)
    except StoreError as error:
        return LiveState(pulse, False, before.head, str(error), sign)


def _message(
    look: LiveState, sent: tuple[int | None, int, object]
) -> tuple[str, tuple[int | None, int, object]]:
    """One event with the samples that this browser does not have yet."""
    pulse, running = look.pulse, look.running
    samples: Samples = list(pulse.samples) if pulse else []
    trial = pulse.trial if pulse else None
    last_trial, last_count, last_words = sent
    again = trial != last_trial or len(samples) < last_count
    fresh = samples if again else samples[last_count:]
    words = {
        "doing": doing(pulse, running=running),
        "stale": is_stale(pulse, running=running),
        "pressing": bool(pulse and pulse.pressing and running),
        "head": look.head,
        "running": running,
        "trouble": look.trouble,
        "mpa": pulse.mpa if pulse else None,
        "planned_mpa": pulse.planned_mpa if pulse else None,
        "phase": pulse.phase if pulse else "",
        "left_s": pulse.left_s if pulse else None,
        "alarms": list(pulse.alarms) if pulse else [],
    }
    if not fresh and not again and words == last_words:
        return "", sent
    document = {**words, "again": again, "samples": fresh}
    return f"data: {json.dumps(document)}\n\n", (trial, len(samples), words)


async def live(request: Request) -> Response:
    """The stream of news of one campaign."""
    context = await run_in_threadpool(desk_of, request)
    feeds: dict[str, Feed] = request.app.state.feeds
    feed = feeds.setdefault(context.campaign.slug, Feed(context.campaign))
    return StreamingResponse(feed.messages(request), media_type="text/event-stream")
