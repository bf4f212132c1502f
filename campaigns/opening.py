"""The memory of the campaign that a campaign file names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from campaigns.audit import Author
from campaigns.person import who
from campaigns.settings import Settings
from campaigns.store import Store, open_store


@contextmanager
def open_campaign(
    settings: Settings, *, create: bool = True, person: str | None = None
) -> Iterator[Store]:
    """The store of the campaign in `settings`; see `campaigns.store.open_store`.

    Args:
        settings: The campaign file.
        create: False for those who only look.
        person: Who writes; the person at the terminal by default.

    Raises:
        StoreError: no such file or campaign, a damaged file, a newer schema, a full disk.
    """
    author = Author(person or who(), settings.campaign.seed)
    name = settings.campaign.name
    with open_store(settings.place, name, create=create, author=author) as store:
        yield store
