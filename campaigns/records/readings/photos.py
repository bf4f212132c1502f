"""Photos of cells, as people brought them."""

from __future__ import annotations

from sqlalchemy import select

from campaigns.records.views import PhotoView
from campaigns.store import schema
from campaigns.store.campaign_store import Store


def photos_by_trial(store: Store) -> dict[int, tuple[PhotoView, ...]]:
    """What photos there are, by row of the trial; without their bytes."""
    table, trial = schema.photo, schema.trial
    query = (
        select(table.c.id, table.c.trial_id, table.c.file_name, table.c.sha256, table.c.at_utc)
        .join(trial, trial.c.id == table.c.trial_id)
        .where(trial.c.campaign_id == store.campaign_id)
        .order_by(table.c.id)
    )
    found: dict[int, list[PhotoView]] = {}
    with store.connect() as connection:
        for row in connection.execute(query):
            photo = PhotoView(row.id, row.file_name, row.sha256, row.at_utc)
            found.setdefault(row.trial_id, []).append(photo)
    return {trial_id: tuple(photos) for trial_id, photos in found.items()}


def read_photo(store: Store, photo: PhotoView) -> bytes:
    """The photo itself.

    Raises:
        KeyError: this campaign has no such photo.
    """
    table, trial = schema.photo, schema.trial
    query = (
        select(table.c.raw)
        .join(trial, trial.c.id == table.c.trial_id)
        .where(trial.c.campaign_id == store.campaign_id)
        .where(table.c.id == photo.number, table.c.sha256 == photo.sha256)
    )
    with store.connect() as connection:
        raw = connection.scalar(query)
    if raw is None:
        raise KeyError(photo.number)
    return bytes(raw)
