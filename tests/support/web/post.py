"""Real servers that take notices: an SMTP server, a web server; on free ports, gone afterwards."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Mailbox:
    """What an SMTP server took."""

    port: int = 0
    letters: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None, password: str = "") -> Iterator[Mailbox]:
    """A server; with a password it takes letters of `press` only, after STARTTLS."""
    box = Mailbox()

    def knows(_server: Any, _session: Any, _envelope: Any, _kind: str, said: Any) -> AuthResult:
        right = isinstance(said, LoginPassword) and said.password == password.encode()
        return AuthResult(success=right, handled=False)

    more = {"authenticator": knows, "auth_required": True} if password else {}
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        tls_context=tls,
        require_starttls=tls is not None,
        **more,
    )
    server.start()
    try:
        yield box
    finally:
        server.stop()


@dataclass
class Hook:
    """What a web server was sent, and what it answers."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Status codes of the first requests; 200 afterwards."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


@contextmanager
def web_server(*answers: int) -> Iterator[Hook]:
    """A web server that takes JSON."""
    hook = Hook(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            code = hook.answers.pop(0) if hook.answers else 200
            if code == 200:
                hook.bodies.append(json.loads(raw))
                hook.tokens.append(self.headers["Authorization"])
            self.send_response(code)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_address[1]}/press"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()
