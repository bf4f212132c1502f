"""The campaigns that a page shows: open stores, and views that are read again when they changed."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from campaigns import store_schema as schema
from campaigns.campaign_file import load_settings
from campaigns.faults import StoreError, WrongInputError
from campaigns.lock import is_held
from campaigns.opening import open_campaign
from campaigns.reading import load_view
from campaigns.settings import Settings
from campaigns.store import Store
from campaigns.view import CampaignView

if TYPE_CHECKING:
    from collections.abc import Iterator


class OpenCampaign:
    """One campaign while the page runs. Safe to be used from several threads."""

    def __init__(self, slug: str, path: Path, settings: Settings, store: Store) -> None:
        self.slug = slug
        self.path = path
        self.store = store
        self._settings = settings
        self._read_at = path.stat().st_mtime_ns
        self._view: tuple[tuple[int, bool], CampaignView] | None = None
        self._lock = threading.Lock()

    @property
    def settings(self) -> Settings:
        """The campaign file as it is now.

        Raises:
            WrongInputError: it was edited and cannot be meant any more.
        """
        now = self.path.stat().st_mtime_ns
        if now != self._read_at:
            self._settings, self._read_at, self._view = load_settings(self.path), now, None
        return self._settings

    @property
    def name(self) -> str:
        """As the campaign file has it."""
        return self._settings.campaign.name

    def head(self) -> int:
        """The last line of the audit chain: as long as it stays, nothing has changed."""
        with self.store.connect() as connection:
            return int(connection.scalar(select(func.max(schema.audit.c.id))) or 0)

    def learned(self) -> int:
        """The last outcome and the file's age: as long as it stays, models say the same."""
        with self.store.connect() as connection:
            last = int(connection.scalar(select(func.max(schema.outcome.c.id))) or 0)
        return hash((last, self.path.stat().st_mtime_ns)) & 0x7FFFFFFFFFFF

    def running(self) -> bool:
        """A controller works on it now."""
        return is_held(self.store.place, self.name)

    def view(self) -> CampaignView:
        """All but models and curves; one reading serves everybody until something changes."""
        settings = self.settings
        with self._lock:
            key = (self.head(), self.running())
            if self._view is None or self._view[0] != key:
                self._view = (key, load_view(settings, advise=False, curves=False))
            return self._view[1]


def read_ahead(campaign: OpenCampaign) -> None:
    """Read a campaign before anybody asks; what is wrong with it is told to who does."""
    with suppress(StoreError, WrongInputError):
        campaign.view()


class Shelf:
    """All campaigns of a page, by slug."""

    def __init__(self, campaigns: Sequence[OpenCampaign]) -> None:
        self.all = tuple(campaigns)
        self._by_slug = {campaign.slug: campaign for campaign in campaigns}

    def find(self, slug: str) -> OpenCampaign | None:
        """The campaign of that address, or None."""
        return self._by_slug.get(slug)


def open_shelf(paths: Sequence[Path], stack: ExitStack) -> Shelf:
    """Open the stores of these campaign files until `stack` ends.

    Raises:
        WrongInputError: a file that cannot be meant, or two that are one campaign.
        StoreError: a store that cannot be used.
    """
    slugs = _slugs(paths)
    campaigns: list[OpenCampaign] = []
    for slug, path in zip(slugs, paths, strict=True):
        settings = load_settings(path)
        store = stack.enter_context(open_campaign(settings))
        mine = (str(store.place), store.campaign_id)
        if mine in [(str(one.store.place), one.store.campaign_id) for one in campaigns]:
            raise WrongInputError(f"{path} is a campaign that is named already")
        campaigns.append(OpenCampaign(slug, path, settings, store))
    return Shelf(campaigns)


def _slugs(paths: Sequence[Path]) -> list[str]:
    """One address for each file: its name, with a number where that is taken."""
    return list(
        _numbered(re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") for path in paths)
    )


def _numbered(names: Iterator[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        base = name or "campaign"
        candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
        slug = next(one for one in candidates if one not in taken)
        taken.add(slug)
        yield slug
