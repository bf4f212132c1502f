"""The post office of a running campaign: threads of their own that try, wait and try again.

Nothing here can stop or delay the press: who hands a notice in only puts it into a queue. From
there it goes into the store's outbox, where it outlives this process, and out; a store that is away
keeps no notice back. What went out, and what did not and why, is kept in the store.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from campaigns.config.campaign_schema import Settings
from campaigns.errors import StoreError
from campaigns.run import events
from campaigns.run.notify.channels import NoticeChannel, NoticeContext, NotSentError, channels_of
from campaigns.run.notify.notice import Needs, Notice
from campaigns.run.notify.outbox import Letter, Outbox
from campaigns.store.campaign_store import Store

WAITS_S = (2.0, 10.0, 60.0, 300.0)
"""Between the attempts; after the last one the notice is given up."""

AT_THE_END_S = 25.0
"""So long the end of a run waits for its last notices."""

LOOK_EVERY_S = 60.0
"""Between two looks into the outbox for what a process that died has left."""

_HURRY_S = 1.0
"""Between attempts when the run has ended."""

_MOST = 200
"""Notices that may wait; a channel that is dead for days fills no memory."""


@dataclass(frozen=True)
class CheckOutbox:
    """Word to a channel's thread: look into the outbox; the last time, if it is the last."""

    last: bool = False


@dataclass
class Post:
    """Takes notices in and sends them from threads of its own.

    Attributes:
        store: Where is kept what is to go out and what went out.
        about: Of the campaign.
        channels: Ways to people.
        waits_s: Between attempts.
    """

    store: Store
    about: NoticeContext
    channels: Sequence[NoticeChannel]
    waits_s: Sequence[float] = field(default_factory=lambda: WAITS_S)
    _closing: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        """One thread takes in, and one for each channel sends: a slow one holds up no other."""
        self._outbox = Outbox(self.store, self.about.where)
        with suppress(StoreError):  # then they go out when their claims have ended
            self._outbox.take_back()
            self._outbox.give_up_others([channel.name for channel in self.channels])
        self._handed_in: queue.Queue[Notice | None] = queue.Queue(_MOST)
        self._queues: list[queue.Queue[Letter | CheckOutbox]] = []
        self._start(threading.Thread(target=self._take_in, name="notices", daemon=True))
        for channel in self.channels:
            waiting: queue.Queue[Letter | CheckOutbox] = queue.Queue()
            self._queues.append(waiting)
            self._start(
                threading.Thread(
                    target=self._work, args=(channel, waiting), name=channel.name, daemon=True
                )
            )

    def hand_in(self, notice: Notice) -> None:
        """Leave it to be sent; returns at once, whatever store and channels do."""
        with suppress(queue.Full):  # two hundred before it say the same
            self._handed_in.put_nowait(notice)

    def close(self) -> None:
        """What still waits is tried in a hurry; what then waits still is left to the next run."""
        self._closing.set()
        with suppress(queue.Full):
            self._handed_in.put_nowait(None)
        until_s = time.monotonic() + AT_THE_END_S
        for thread in self._threads:
            thread.join(max(0.0, until_s - time.monotonic()))

    def _start(self, thread: threading.Thread) -> None:
        self._threads.append(thread)
        thread.start()

    def _take_in(self) -> None:
        """Into the outbox; where the store cannot take it, straight to the channels."""
        names = [channel.name for channel in self.channels]
        while (notice := self._handed_in.get()) is not None:
            item: Letter | CheckOutbox = CheckOutbox()
            try:
                self._outbox.put(notice, names)
            except StoreError:
                item = Letter(notice, self.about.where)
            for waiting in self._queues:
                waiting.put(item)
        for waiting in self._queues:
            waiting.put(CheckOutbox(last=True))

    def _work(self, channel: NoticeChannel, waiting: queue.Queue[Letter | CheckOutbox]) -> None:
        item: Letter | CheckOutbox = CheckOutbox()  # what others have left
        while True:
            if isinstance(item, Letter):
                self._send(channel, item)
            else:
                self._empty(channel)
                if item.last:
                    return
            try:
                item = waiting.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                item = CheckOutbox()

    def _empty(self, channel: NoticeChannel) -> None:
        with suppress(StoreError):  # it is away: looked at again with the next notice
            while (letter := self._outbox.take(channel.name)) is not None:
                self._send(channel, letter)

    def _send(self, channel: NoticeChannel, letter: Letter) -> None:
        trouble = self._try(channel, letter)
        with suppress(StoreError):  # the campaign itself will say so
            self._outbox.done(letter, channel.name, trouble)

    def _try(self, channel: NoticeChannel, letter: Letter) -> str | None:
        """Why it did not go out; None when it did."""
        about = replace(self.about, where=letter.sender)
        for wait_s in (*self.waits_s, None):
            try:
                channel.send(letter.notice, about)
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


@contextmanager
def telling(
    store: Store, settings: Settings, on_event: events.OnEvent, where: str = ""
) -> Iterator[events.OnEvent]:
    """`on_event`, and people are notified when they are needed, as `[notify]` says.

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
    post = Post(store, NoticeContext(settings.campaign.name, settings.simulated, where), channels)
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
