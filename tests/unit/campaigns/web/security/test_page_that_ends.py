"""A page that is ended answers what it was still drawing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from campaigns.web.security.request_guard import ENDED, Guard

SCOPE: Scope = {
    "type": "http",
    "method": "GET",
    "path": "/c/quick/cells",
    "headers": [(b"host", b"127.0.0.1:8000")],
}


async def nothing_refused(request: Request, status: int, sentence: str) -> Response:
    pytest.fail(f"refused: {status} {sentence}")


async def nothing_comes() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def cut_off(begin: Message | None) -> list[Message]:
    """What a browser hears of a page whose server is ended while it draws."""
    heard: list[Message] = []

    async def hear(message: Message) -> None:
        heard.append(message)

    async def whole() -> None:
        draws = asyncio.Event()

        async def never_ready(scope: Scope, receive: Receive, send: Send) -> None:
            if begin:
                await send(begin)
            draws.set()
            await asyncio.Event().wait()

        guard = Guard(never_ready, ["127.0.0.1:8000"], secure=False, refuse=nothing_refused)
        task = asyncio.create_task(guard(SCOPE, nothing_comes, hear))
        await draws.wait()
        task.cancel()
        await task

    with ThreadPoolExecutor(1) as thread:  # a browser of another test may have a loop in this one
        thread.submit(asyncio.run, whole()).result()
    return heard


def test_what_is_still_drawn_when_the_page_ends_is_answered_in_words() -> None:
    head, body = cut_off(begin=None)
    assert head["status"] == 503
    assert body["body"].decode() == ENDED


def test_an_answer_that_has_begun_is_cut_off() -> None:
    with pytest.raises(asyncio.CancelledError):
        cut_off({"type": "http.response.start", "status": 200, "headers": []})
