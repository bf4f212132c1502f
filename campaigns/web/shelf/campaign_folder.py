"""The campaigns of a folder: found when somebody looks, opened when somebody asks for one."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from campaigns.config.load_campaign import load_settings
from campaigns.errors import StoreError, WrongInputError
from campaigns.store.open_store import open_campaign
from campaigns.web.shelf.open_campaigns import OpenCampaign, OpenCampaigns, slug_of


@dataclass(frozen=True)
class FoundFile:
    """A campaign file of the folder.

    Attributes:
        slug: Its address.
        path: The file.
        within: The same seen from the folder.
    """

    slug: str
    path: Path
    within: Path


class CampaignFolder(OpenCampaigns):
    """Campaign files that lie in a folder or one level below it. Safe for several threads."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        super().__init__(())
        self.folder = folder.absolute()
        self._stack = stack
        self._slugs: dict[Path, str] = {}
        self._open: dict[str, OpenCampaign] = {}
        self._lock = threading.Lock()

    @property
    @override
    def all(self) -> tuple[OpenCampaign, ...]:
        """Those that have begun and can be opened, by file name."""
        return tuple(
            campaign for file in self.files() if (campaign := self._if_begun(file)) is not None
        )

    @property
    @override
    def listed(self) -> bool:
        """The start page is the list."""
        return True

    def files(self) -> tuple[FoundFile, ...]:
        """The campaign files that are there now; an address stays the same while the page runs."""
        found = sorted(_campaign_files(self.folder or Path()))
        with self._lock:
            return tuple(
                FoundFile(self._slug(path), path, path.relative_to(self.folder or Path()))
                for path in found
            )

    @override
    def find(self, slug: str) -> OpenCampaign | None:
        """The campaign of that address; opened, and begun, if it was not.

        Raises:
            WrongInputError: its file makes no sense, or it is the campaign of another file.
            StoreError: its store cannot be used.
        """
        file = next((one for one in self.files() if one.slug == slug), None)
        return None if file is None else self.opened(file)

    @override
    def kept_in(self, slug: str) -> tuple[OpenCampaign, ...]:
        """The campaign of that address, if it is open; the terminal hears of the rest."""
        with self._lock:
            meant = self._open.get(slug)
        return () if meant is None else (meant,)

    def opened(self, file: FoundFile) -> OpenCampaign:
        """The campaign of a file.

        Raises:
            As `find`.
        """
        with self._lock:
            known = self._open.get(file.slug)
            if known is None:
                known = self._open[file.slug] = self._begun(file)
            return known

    def _if_begun(self, file: FoundFile) -> OpenCampaign | None:
        try:
            return self.opened(file) if load_settings(file.path).place.begun() else None
        except (WrongInputError, StoreError):  # the start page says what is wrong with it
            return None

    def _begun(self, file: FoundFile) -> OpenCampaign:
        settings = load_settings(file.path)
        for other in self._open.values():
            same_place = str(other.store.place) == str(settings.place)
            if same_place and other.name == settings.campaign.name:
                raise WrongInputError(
                    f"{file.within} is the campaign of {other.path.name}: it has the same name and "
                    "the same store"
                )
        store = self._stack.enter_context(open_campaign(settings))
        return OpenCampaign(file.slug, file.path, settings, store)

    def _slug(self, path: Path) -> str:
        if path not in self._slugs:
            within = path.relative_to(self.folder or Path())
            base = slug_of("-".join(dict.fromkeys((*within.parts[:-1], path.stem))))
            taken = set(self._slugs.values())
            numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
            self._slugs[path] = next(one for one in (base, *numbered) if one not in taken)
        return self._slugs[path]


def _campaign_files(folder: Path) -> Iterator[Path]:
    """TOML files with the tables of a campaign; links that lead out of the folder are no part."""
    inside = folder.resolve()
    for pattern in ("*.toml", "*/*.toml"):
        for path in folder.glob(pattern):
            if path.resolve().is_relative_to(inside) and _is_campaign(path):
                yield path


def _is_campaign(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        return {"campaign", "space"} <= tomllib.loads(text).keys()
    except tomllib.TOMLDecodeError:
        return "[campaign]" in text  # the start page says what is wrong with it
