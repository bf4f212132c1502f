"""The campaigns that a page shows: open stores, and views that are read again when they changed."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import StoreError, WrongInputError
from campaigns.records.load_views import load_trials, load_view
from campaigns.records.views import CampaignView, TrialView
from campaigns.run.live_status import newest_file
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.leases import worked_on
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import is_held

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
            WrongInputError: it was edited and makes no sense any more.
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
        """A controller works on it now, or workers do."""
        return self.held() or worked_on(self.store)

    def held(self) -> bool:
        """A controller has it for itself: results are not entered next to it."""
        return is_held(self.store.place, self.name)

    def stated_in(self) -> Path:
        """The file in which its press, or the one of its presses that moved last, is described."""
        return newest_file(self.path, self.store.place.path, self.name)

    def view(self) -> CampaignView:
        """All but models, curves and details of closed trials.

        One reading serves everybody; when something has changed, only the trials that it is about
        are read again.
        """
        settings = self.settings
        with self._lock:
            key = (self.head(), self.running())
            if self._view is None:
                self._view = (key, self._read(settings))
            elif self._view[0] != key:
                self._view = (key, self._renewed(settings, *self._view))
            return self._view[1]

    def detailed(self, numbers: Collection[int]) -> tuple[TrialView, ...]:
        """Some trials, by number, with what press, inspector and analyser noted of them."""
        return load_trials(self.store, self.settings, numbers)

    @staticmethod
    def _read(settings: Settings) -> CampaignView:
        return load_view(settings, advise=False, curves=False, details=False)

    def _renewed(
        self, settings: Settings, read_at: tuple[int, bool], view: CampaignView
    ) -> CampaignView:
        """The view with what has changed since it was read at that line of the chain."""
        changed = touched(self.store, read_at[0])
        if changed is None or not view.trials:
            return self._read(settings)
        changed |= {trial.number for trial in view.trials if trial.state != "closed"}
        fresh = load_trials(self.store, settings, changed, details=False)
        by_number = {trial.number: trial for trial in (*view.trials, *fresh)}
        trials = tuple(by_number[number] for number in sorted(by_number))
        seen = (trial.observation for trial in trials)
        return replace(
            view,
            trials=trials,
            history=tuple(one for one in seen if one is not None),
            simulated=settings.simulated or any(trial.simulated for trial in trials),
        )


def read_ahead(campaign: OpenCampaign) -> None:
    """Read a campaign before anybody asks; what is wrong with it is shown to who does."""
    with suppress(StoreError, WrongInputError):
        campaign.view()


class OpenCampaigns:
    """All campaigns of a page, by slug."""

    folder: Path | None = None
    """Where campaigns are listed and made; None where files were named."""

    def __init__(self, campaigns: Sequence[OpenCampaign]) -> None:
        self._all = tuple(campaigns)
        self._by_slug = {campaign.slug: campaign for campaign in campaigns}

    @property
    def all(self) -> tuple[OpenCampaign, ...]:
        """The campaigns."""
        return self._all

    @property
    def listed(self) -> bool:
        """There is a list to choose from."""
        return len(self._all) > 1

    def find(self, slug: str) -> OpenCampaign | None:
        """The campaign of that address, or None."""
        return self._by_slug.get(slug)

    def kept_in(self, slug: str) -> tuple[OpenCampaign, ...]:
        """Where it is kept what was refused at that address: the first where it is nobody's."""
        meant = self._by_slug.get(slug)
        return self._all[:1] if meant is None else (meant,)


def open_shelf(paths: Sequence[Path], stack: ExitStack) -> OpenCampaigns:
    """Open the stores of these campaign files until `stack` ends.

    Raises:
        WrongInputError: a file that makes no sense, or two that are one campaign.
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
    return OpenCampaigns(campaigns)


def _slugs(paths: Sequence[Path]) -> list[str]:
    """One address for each file: its name, with a number where that is taken."""
    return list(_numbered(slug_of(path.stem) for path in paths))


def slug_of(name: str) -> str:
    """A name as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "campaign"


def _numbered(names: Iterator[str]) -> Iterator[str]:
    taken: set[str] = set()
    for base in names:
        candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
        slug = next(one for one in candidates if one not in taken)
        taken.add(slug)
        yield slug


MOST = 500
"""More new lines than that: reading everything again is as quick."""


def touched(store: Store, since: int) -> set[int] | None:
    """Numbers of the trials of which something was added; None where these are too many to tell.

    Args:
        store: The campaign's memory.
        since: The last line of the chain that was known.
    """
    audit, trial = schema.audit, schema.trial
    lines = select(audit.c.table_name, audit.c.row_id).where(audit.c.id > since)
    numbers: set[int] = set()
    with store.connect() as connection:
        added = connection.execute(lines.limit(MOST + 1)).all()
        if len(added) > MOST:
            return None
        for name in {line.table_name for line in added}:
            table = schema.metadata.tables.get(name)
            if table is None or (table is not trial and "trial_id" not in table.c):
                continue
            rows = [line.row_id for line in added if line.table_name == name]
            of_campaign = select(trial.c.number).where(trial.c.campaign_id == store.campaign_id)
            if table is not trial:
                of_campaign = of_campaign.join(table, table.c.trial_id == trial.c.id)
            numbers |= set(connection.scalars(of_campaign.where(table.c.id.in_(rows))))
    return numbers
