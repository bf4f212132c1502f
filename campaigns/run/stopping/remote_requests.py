"""What other processes ask of a running campaign: stop, abort, resume, written in its store."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.decisions.finished import Stop
from campaigns.decisions.requests import ABORT, standing_request
from campaigns.errors import StoreAwayError
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient

LOOK_EVERY_S = 0.1  # what people ask for reaches a moving press within this time (safety.md)
_LOOK_AGAIN_S = 1.0  # chosen: a server that was slow once is asked ten times less often
_LONGEST_LOOK_S = 0.3
"""A look at a server that takes longer is left to itself while the press moves: the loop that
watches the press also sends its heartbeat, and a deadman releases after some 2 s."""

Request = tuple[int, str, str, str]


def last_request(store: Store) -> int:
    """The row of the last request, 0 without one.

    To be read before others can see that a run has begun: connecting to a press takes seconds, and
    who sees the run in that time may ask it to stop.
    """
    last = standing_request(store)
    return last[0] if last else 0


class RequestListener:
    """Looks into the store for requests, at most every 0.1 s.

    Args:
        store: Of the campaign.
        settings: The campaign file.
        since: The last request of before this run, `last_request`; what came later is heard.
    """

    def __init__(self, store: Store, settings: Settings, *, since: int) -> None:
        self._store = store
        self._settings = settings
        self._looked_s = float("-inf")
        self._heard = since
        self._looks = ThreadPoolExecutor(1, "requests") if store.place.shared else None
        self._look: Future[Request | None] | None = None

    def new(self, *, press_moves: bool) -> str | None:
        """The kind of a request that has come since the last look; None without one.

        Args:
            press_moves: It never waits for a server that is away then: the press is watched,
                whatever the server does.
        """
        if not self._due():
            return None
        if press_moves and self._looks is not None:
            return self._news(self._glance(self._looks))
        return self._news(self._standing())

    def standing_abort(self) -> Stop | None:
        """Why nothing is pressed: an abort that nobody has taken back."""
        last = patient(standing_request)(self._store)
        if last is None or last[1] != ABORT:
            return None
        file = self._settings.path.name
        sentence = (
            f"aborted by {last[2]}: {last[3]}. Nothing is pressed until a named person says why it "
            f'may go on: copress resume {typed_name(file)} --why "..."'
        )
        return Stop("aborted", sentence, 4)

    def _due(self) -> bool:
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return False
        self._looked_s = now_s
        return True

    def _standing(self) -> Request | None:
        try:
            return standing_request(self._store)
        except StoreAwayError:
            return None

    def _glance(self, looks: ThreadPoolExecutor) -> Request | None:
        """What a look next to the press loop has found so far."""
        if self._look is None:
            self._look = looks.submit(standing_request, self._store, patience_s=0.0)
            wait([self._look], timeout=_LONGEST_LOOK_S)
        if not self._look.done():
            return None
        look, self._look = self._look, None
        try:
            return look.result()
        except StoreAwayError:
            self._looked_s += _LOOK_AGAIN_S
            return None

    def _news(self, last: Request | None) -> str | None:
        if last is None or last[0] <= self._heard:
            return None
        self._heard = last[0]
        return last[1]
