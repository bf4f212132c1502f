"""Stores of other ages: an older one is brought up to date, with a copy; both ways end the same."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from campaigns.config.store_location import Place
from campaigns.errors import StoreError
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_store
from campaigns.store.schema import SCHEMA_VERSION, live, metadata
from campaigns.store.verify_store import verify_place

OLD = Path(__file__).with_name("store_of_schema_1.sql")
"""A store as the first Copress wrote it: two trials, one of them measured."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    return path


def test_an_older_store_is_migrated_and_its_copy_kept(old: Path) -> None:
    with open_store(old, "quick", create=False) as store:
        trials = read_trials(store)
        store.note(2, "approved")
    assert [trial.state for trial in trials] == ["closed", "planned"]
    assert [seen.asr_ohm_cm2 for seen in observations(trials)] == [210.0]
    assert verify_place(Place.of(old)).whole
    copy = old.with_name("s.db.schema-1.bak")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT max(version) FROM schema").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (8,)


def test_it_is_migrated_once(old: Path) -> None:
    for _ in range(2):
        with open_store(old, "quick"):
            pass
    with closing(sqlite3.connect(old)) as connection:
        versions = connection.execute("SELECT version FROM schema ORDER BY version").fetchall()
        assert versions == [(number,) for number in range(1, SCHEMA_VERSION + 1)]


def test_a_migration_that_fails_changes_nothing(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE permit (x)")
    before = _dump(old)
    with pytest.raises(StoreError, match="permit"), open_store(old, "quick"):
        pass
    assert _dump(old) == before


@pytest.mark.parametrize("age", ["fresh", "migrated"])
def test_every_age_ends_at_the_same_tables(tmp_path: Path, old: Path, age: str) -> None:
    path = old if age == "migrated" else tmp_path / "fresh.db"
    with open_store(path, "quick") as store, store.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name not in live.tables},
        )
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) >= set(live.tables)
        triggers = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        ).scalar()
    assert triggers == 2 * len(metadata.tables)


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
