"""Steps from one schema of the store to the next, run by alembic; see `campaigns.store.upgrade`."""
