"""Who is logged in: kept in this process, known to the browser by a random name only."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from campaigns.web.security.roles import Role

LIFE_S = 12 * 3600.0  # chosen: a working day
ARMED_S = 10 * 60.0  # chosen: as long as one sits at the page for one decision
_MOST = 1000  # sessions; chosen: more people than a laboratory has


@dataclass(frozen=True)
class DroppedTable:
    """A table of past cells that a person looks at; kept as long as the session.

    Attributes:
        name: of the file.
        content: of the file.
        answers: what the person said of it, by the names of the form.
        seen: what it was taken for, or the question that is open.
        explored: the page of its exploration; empty before.
    """

    name: str
    content: bytes
    answers: tuple[tuple[str, str], ...] = ()
    seen: tuple[tuple[str, object], ...] = ()
    explored: str = ""


@dataclass
class Session:
    """One browser of one person."""

    person: str
    role: Role
    until_s: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    armed_until_s: float = 0.0
    """Until then Stop cycle takes one press."""
    said: list[str] = field(default_factory=list)
    """What the next page tells of the last action."""
    table: DroppedTable | None = None


class Sessions:
    """All sessions; gone with the process."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._all: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, person: str, role: Role) -> str:
        """A new session; its name for the cookie."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            now_s = self._now_s()
            live = {key: one for key, one in self._all.items() if one.until_s > now_s}
            while len(live) >= _MOST:
                live.pop(next(iter(live)))
            self._all = {**live, name: Session(person, role, now_s + LIFE_S)}
        return name

    def find(self, name: str) -> Session | None:
        """The session of that name, unless it has ended."""
        session = self._all.get(name)
        return session if session is not None and session.until_s > self._now_s() else None

    def end(self, name: str) -> None:
        """Log out."""
        with self._lock:
            self._all.pop(name, None)

    def arm(self, session: Session) -> None:
        """Make Stop cycle ready for a while."""
        session.armed_until_s = self._now_s() + ARMED_S

    def armed(self, session: Session) -> bool:
        """Stop cycle takes one press now."""
        return session.armed_until_s > self._now_s()
