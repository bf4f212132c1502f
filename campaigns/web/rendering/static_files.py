"""Style, scripts and their licences: from a list made once, never from a path that is sent."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from campaigns.web.request_context import RefusedRequestError

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class StaticFile:
    """One file, as it goes over the wire."""

    kind: str
    raw: bytes
    packed: bytes
    tag: str


@cache
def static_files() -> dict[str, StaticFile]:
    """All of them by name: `page.css`, `vendor/uplot-1.6.32.min.js`."""
    return dict(_walk(files("campaigns.web") / "static", ""))


def address_of(name: str) -> str:
    """The address of a file, with its content's hash: it may be kept for ever."""
    return f"/static/{name}?v={static_files()[name].tag}"


def static(request: Request) -> Response:
    """Answer with one of the files."""
    found = static_files().get(request.path_params["name"])
    if found is None:
        raise RefusedRequestError(404, "there is no such file")
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(found.packed, headers=headers, media_type=found.kind)
    return Response(found.raw, headers=headers, media_type=found.kind)


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, StaticFile]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
            continue
        kind = _KINDS.get(entry.name[entry.name.rfind(".") :])
        if kind is not None:
            raw = entry.read_bytes()
            tag = hashlib.sha256(raw).hexdigest()[:12]
            packed = gzip.compress(raw, mtime=0)
            found.append((f"{prefix}{entry.name}", StaticFile(kind, raw, packed, tag)))
    return found
