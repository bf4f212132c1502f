"""The memory of the campaign that a campaign file names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from campaigns.config.campaign_schema import Settings
from campaigns.config.network_drive import make_local_folder
from campaigns.config.store_location import Place
from campaigns.errors import NotBegunError, StoreError
from campaigns.store import schema
from campaigns.store.audit_chain import Author, Writer, who
from campaigns.store.campaign_store import Store
from campaigns.store.connection import open_engine
from campaigns.store.upgrade import prepare
from campaigns.trial.search_space import log_knobs


@contextmanager
def open_campaign(
    settings: Settings, *, create: bool = True, person: str | None = None
) -> Iterator[Store]:
    """The store of the campaign in `settings`; see `open_store`.

    Args:
        settings: The campaign file.
        create: False for those who only look.
        person: Who writes; the person at the terminal by default.

    Raises:
        NotBegunError: there is no such file, and `create` is False.
        StoreError: no such campaign, a damaged file, a newer schema, a full disk.
    """
    author = Author(person or who(), settings.campaign.seed)
    name = settings.campaign.name
    own = None if settings.campaign.store else settings.path.name
    begin = f"copress {'propose' if settings.by_hand else 'run'} {settings.typed_name}"
    with open_store(
        settings.place, name, create=create, author=author, begin=begin, own=own
    ) as store:
        store.knobs, store.held = tuple(settings.space), settings.transfer.held
        store.logarithmic = log_knobs(settings)
        yield store


@contextmanager
def open_store(
    place: Place | Path | str,
    name: str,
    *,
    create: bool = True,
    author: Author | None = None,
    begin: str = "copress run CAMPAIGN.toml",
    own: str | None = None,
) -> Iterator[Store]:
    """The memory of campaign `name` at `place`.

    Args:
        place: SQLite file, or the URL of a PostgreSQL; made with its tables when `create`.
        name: The campaign; one place may hold several.
        create: False for those who only look.
        author: Who writes; the person at the terminal by default.
        begin: The command that begins it, for who looks too early.
        own: The campaign file whose own store this is: it holds no second campaign. None for a
            store that may be shared.

    Raises:
        NotBegunError: there is no such file, and `create` is False.
        StoreError: no such campaign, a damaged file, a newer schema, a full disk.
    """
    place = Place.of(place)
    if not create and not place.begun():
        raise NotBegunError(f"{place.name}: this campaign has no trial yet. Begin it: {begin}")
    if create and place.path is not None:
        make_local_folder(place.path)
    if place.path is not None and not place.path.parent.is_dir():
        raise StoreError(
            f"{place}: there is no folder {place.path.parent}. Make it, or change store."
        )
    engine = open_engine(place)
    try:
        prepare(engine, place)
        store = Store(engine, place, 0, author or Author())
        store.campaign_id = _campaign_id(store, name, create=create, own=own)
        yield store
    finally:
        engine.dispose()


def _campaign_id(store: Store, name: str, *, create: bool, own: str | None) -> int:
    table = schema.campaign
    query = select(table.c.id).where(table.c.name == name)
    with store.connect() as connection:
        found = connection.scalar(query)
        known = connection.scalars(select(table.c.name)).all()
    if found is not None:
        return int(found)
    held = ", ".join(known) or "none"
    if known and own:
        raise StoreError(
            f'{own}: [campaign] name = "{name}", but the cells in {store.place.name} are of '
            f"{held}. Write the name as it was; or, for a campaign of its own, copy the file to "
            'another name, or give it another store = "..." in [campaign].'
        )
    if not create:
        raise StoreError(f'no campaign "{name}" in this store; it holds {held}')

    def begin(writer: Writer) -> int:  # unless another process has begun it just now
        return int(writer.connection.scalar(query) or writer.add(table, name=name))

    return store.write(begin)
