"""The post office of a running campaign: a thread of its own that tries, waits and tries again.

Nothing here can stop or delay the press: who hands a notice in only puts it into a queue. What went
out, and what did not and why, is kept in the store, once for each notice and channel.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from campaigns import events
from campaigns import store_schema as schema
from campaigns.faults import StoreError
from campaigns.notify.channels import About, Channel, NotSentError, channels_of
from campaigns.notify.notice import Needs, Notice
from campaigns.settings import Settings
from campaigns.store import Store

WAITS_S = (2.0, 10.0, 60.0, 300.0)
"""Between the attempts; after the last one the notice is given up."""

AT_THE_END_S = 25.0
"""So long the end of a run waits for its last notices."""

_HURRY_S = 1.0
"""Between attempts when the run has ended."""

_MOST = 200
"""Notices that may wait; a channel that is dead for days fills no memory."""


@dataclass
class Post:
    """Takes notices in and sends them from a thread of its own.

    Attributes:
        store: Where is kept what went out.
        about: Of the campaign.
        channels: Ways to people.
        waits_s: Between attempts.
    """

    store: Store
    about: About
    channels: Sequence[Channel]
    waits_s: Sequence[float] = field(default_factory=lambda: WAITS_S)
    _closing: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        """One queue and one thread for each channel: a slow one holds up no other."""
        self._queues: list[queue.Queue[Notice | None]] = []
        for channel in self.channels:
            waiting: queue.Queue[Notice | None] = queue.Queue(_MOST)
            work = threading.Thread(
                target=self._work, args=(channel, waiting), name=channel.name, daemon=True
            )
            self._queues.append(waiting)
            self._threads.append(work)
            work.start()

    def hand_in(self, notice: Notice) -> None:
        """Leave it to be sent; returns at once, whatever the channels do."""
        for waiting in self._queues:
            try:
                waiting.put_nowait(notice)
            except queue.Full:
                continue  # two hundred before it say the same

    def close(self) -> None:
        """What still waits is tried in a hurry, then given up."""
        self._closing.set()
        for waiting in self._queues:
            try:
                waiting.put_nowait(None)
            except queue.Full:
                continue
        until_s = time.monotonic() + AT_THE_END_S
        for thread in self._threads:
            thread.join(max(0.0, until_s - time.monotonic()))

    def _work(self, channel: Channel, waiting: queue.Queue[Notice | None]) -> None:
        while (notice := waiting.get()) is not None:
            self._note(channel, notice, self._try(channel, notice))

    def _try(self, channel: Channel, notice: Notice) -> str | None:
        """Why it did not go out; None when it did."""
        for wait_s in (*self.waits_s, None):
            try:
                channel.send(notice, self.about)
            except NotSentError as error:
                if error.hopeless or wait_s is None:
                    return str(error)
                self._pause(wait_s)
            else:
                return None
        return "nothing was tried"

    def _pause(self, wait_s: float) -> None:
        if self._closing.is_set():
            time.sleep(min(wait_s, _HURRY_S))
        else:
            self._closing.wait(wait_s)

    def _note(self, channel: Channel, notice: Notice, trouble: str | None) -> None:
        row = {"kind": notice.occasion, "sentence": notice.sentence, "channel": channel.name}
        campaign = self.store.campaign_id
        try:
            self.store.write(
                lambda writer: writer.add(
                    schema.notice, campaign_id=campaign, trouble=trouble, **row
                )
            )
        except StoreError:
            return  # the campaign itself will say so; a note about a note stops nothing


@contextmanager
def telling(
    store: Store, settings: Settings, on_event: events.OnEvent, where: str = ""
) -> Iterator[events.OnEvent]:
    """`on_event`, and people are told when they are needed, as `[notify]` says.

    Args:
        store: Of the campaign.
        settings: The campaign file.
        on_event: Who hears everything.
        where: Name of the worker.
    """
    channels = channels_of(settings.notify)
    if not channels:
        yield on_event
        return
    post = Post(store, About(settings.campaign.name, settings.simulated, where), channels)
    needs = Needs()

    def hear(event: events.CampaignEvent) -> None:
        on_event(event)
        for notice in needs.of(event):
            if notice.occasion in settings.notify.when:
                post.hand_in(notice)

    try:
        yield hear
    finally:
        post.close()
