"""What a running campaign hears from other processes: stop, abort, resume, written in its store."""

from __future__ import annotations

import time

from campaigns.deciding import ABORT, STOP, standing_request
from campaigns.faults import StoreAwayError
from campaigns.patience import patient
from campaigns.settings import Settings
from campaigns.stop_rules import Stop
from campaigns.stopping import StopRequest
from campaigns.store import Store

LOOK_EVERY_S = 0.1


class Heed:
    """Looks into the store for requests, at most every 0.1 s."""

    def __init__(self, store: Store, settings: Settings, request: StopRequest) -> None:
        self._store = store
        self._settings = settings
        self._request = request
        self._looked_s = float("-inf")
        last = standing_request(store)
        self._heard = last[0] if last else 0
        request.listen = self.while_waiting

    def while_waiting(self) -> None:
        """Nothing moves: a stop and an abort are the same."""
        if self._new() is not None and not self._request.count:
            self._request.ask()

    def while_pressing(self) -> None:
        """The press moves: a stop lets it finish, an abort releases now.

        Raises:
            KeyboardInterrupt: somebody asked to abort.
        """
        what = self._new()
        if what == ABORT:
            raise KeyboardInterrupt
        if what == STOP and not self._request.count:
            self._request.ask()

    def standing_abort(self) -> Stop | None:
        """Why nothing is pressed: an abort that nobody has taken back."""
        last = patient(standing_request)(self._store)
        if last is None or last[1] != ABORT:
            return None
        file = self._settings.path.name
        sentence = (
            f"aborted by {last[2]}: {last[3]}. Nothing is pressed until a named person says why it "
            f'may go on: copress resume {file} --why "..."'
        )
        return Stop("aborted", sentence, 4)

    def _new(self) -> str | None:
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return None
        self._looked_s = now_s
        try:
            last = standing_request(self._store)
        except StoreAwayError:  # while the press moves it is watched, whatever the server does
            return None
        if last is None or last[0] <= self._heard:
            return None
        self._heard = last[0]
        return last[1]
