"""What is refused before anything is read: foreign hosts and origins, large bodies, odd methods.

Every answer gets the headers that keep a browser from running, framing or sniffing anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL_BYTES = 64 * 1024  # chosen: a form of text is below a tenth of it
FILE_BYTES = 8 * 1024 * 1024  # chosen: larger than spectra, tables and photos of a telephone

ENDED = "The page was ended before this answer was ready. Start it again and look once more."

_WITH_FILES = ("/photo", "/result", "/correct", "/sheet", "/table/look")
"""Ends of the addresses whose forms carry a file."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'self'; "
    "frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""Of a picture on its own: it has styles of its own and runs nothing."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}

Refuse = Callable[[Request, int, str], Awaitable[Response]]


class TooLargeError(Exception):
    """More was sent than is read."""


@dataclass(frozen=True)
class Guard:
    """ASGI middleware.

    Attributes:
        app: What is guarded.
        hosts: `Host` headers that are this server's own names; lower case, with port.
        secure: The browser speaks TLS to us.
        refuse: Renders and records a refusal.
    """

    app: ASGIApp
    hosts: Collection[str]
    secure: bool
    refuse: Refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, secure=self.secure)
            await send(message)

        reason = self._reason(request)
        if reason is not None:
            answer = await self.refuse(request, *reason)
            await answer(scope, receive, dressed)
            return
        await self._bounded(request, receive, dressed)

    async def _bounded(self, request: Request, receive: Receive, send: Send) -> None:
        limit, read, begun = _limit(request), 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(request.scope, counted, noted)
        except TooLargeError:
            if begun:
                raise
            answer = await self.refuse(request, *_too_large(limit))
            await answer(request.scope, receive, send)
        except asyncio.CancelledError:  # the server ends and waits no longer for what it draws
            if begun:
                raise
            await PlainTextResponse(ENDED, 503)(request.scope, receive, send)

    def _reason(self, request: Request) -> tuple[int, str] | None:
        """Status and sentence of a refusal; None for a request that may go on."""
        host = request.headers.get("host", "").lower()
        if host not in self.hosts:
            return 421, f"this page does not answer to the name {host[:80]!r}"
        if request.method not in ("GET", "HEAD", "POST"):
            return 405, f"{request.method} is not used here"
        if request.method == "POST":
            if not self._own_origin(request, host):
                return 403, "the form was sent from another site"
            limit = _limit(request)
            length = request.headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > limit:
                return _too_large(limit)
        return None

    def _own_origin(self, request: Request, host: str) -> bool:
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "same-origin")
        own = f"{'https' if self.secure else 'http'}://{host}"
        return site in ("same-origin", "none") and origin in (None, own)


def _limit(request: Request) -> int:
    takes_files = request.url.path.endswith(_WITH_FILES)
    return FILE_BYTES + SMALL_BYTES if takes_files else SMALL_BYTES


def _too_large(limit: int) -> tuple[int, str]:
    return 413, f"more was sent than the {limit // 1024} kB that are read here; nothing was kept"


def _dress(message: MutableMapping[str, Any], *, secure: bool) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if secure:
        headers.setdefault("strict-transport-security", "max-age=31536000")


def peer(request: Request) -> str:
    """The address at the other end."""
    return request.client.host if request.client else "unknown"
