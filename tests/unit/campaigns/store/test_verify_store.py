"""The audit chain: what was altered, added or taken away afterwards is found."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.stores.filled_store import PLAN, fill
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.store_location import Place
from campaigns.errors import StoreError
from campaigns.store.audit_chain import Author
from campaigns.store.open_store import open_store
from campaigns.store.schema import metadata
from campaigns.store.verify_store import Verdict, verify_place

STEP = 2503
"""Every so many bytes of the file one is changed; a prime, so that all places of a page are met."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "s.db"
    with open_store(path, "one", author=Author("grace", seed=7)) as store:
        fill(store)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return path


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "s.db"))


def altered(store: Path, *statements: str) -> Verdict:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        saved = [
            connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", name).fetchone()[0]
            for name in names.fetchall()
        ]
        for sql in saved:
            connection.execute(f"DROP TRIGGER {sql.split()[2]}")
        for statement in statements:
            connection.execute(statement)
        for sql in saved:
            connection.execute(sql)
        connection.commit()
    return verify_place(Place.of(store))


def test_a_store_that_nobody_touched_is_whole(store: Path) -> None:
    verdict = verify_place(Place.of(store))
    assert verdict.faults == ()
    assert verdict.rows > 15
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT DISTINCT seed FROM audit ORDER BY 1").fetchall() == [
            (None,),
            (7,),
        ]
        decision = "SELECT person, why FROM audit WHERE table_name = 'decision'"
        assert connection.execute(decision).fetchall() == [("ada", "looks right")]


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_any_value_altered_behind_its_back_is_found(store: Path, table: str) -> None:
    with closing(sqlite3.connect(store)) as connection:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        values = connection.execute(f"SELECT * FROM {table}").fetchone()  # noqa: S608
    for column, value in zip(columns, values, strict=True):
        name, is_key = column[1], column[5]
        if is_key or value is None:
            continue
        other = f"{name} || 'x'" if isinstance(value, str) else f"{name} + 1"
        other = "x'00'" if isinstance(value, bytes) else other
        copy = Path(shutil.copy(store, store.with_name(f"{name}.db")))
        assert not altered(copy, f"UPDATE {table} SET {name} = {other}").whole, name  # noqa: S608


def test_a_row_that_was_taken_away_is_missed(store: Path) -> None:
    verdict = altered(store, "DELETE FROM inspection")
    assert "inspection row 1 is in the chain, but not there" in verdict.faults


def test_a_row_that_was_added_by_hand_is_found(store: Path) -> None:
    verdict = altered(store, "INSERT INTO bet VALUES (2, 1, 'eve', 1.0, 'now')")
    assert "bet row 2 was added without a line in the chain" in verdict.faults


def test_a_line_of_the_chain_that_was_taken_away_is_missed(store: Path) -> None:
    verdict = altered(store, "DELETE FROM audit WHERE id = 5")
    assert any("line 6 of the chain" in fault for fault in verdict.faults)


def test_lines_cut_off_the_end_show_against_the_head_that_was_noted(store: Path) -> None:
    before = verify_place(Place.of(store))
    after = altered(
        store,
        "DELETE FROM notice",
        "DELETE FROM audit WHERE table_name = 'notice'",
    )
    assert after.head != before.head


def test_a_trigger_that_was_removed_is_missed(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("DROP TRIGGER outcome_no_update")
    (fault,) = verify_place(Place.of(store)).faults
    assert "outcome no longer refuses changes" in fault


@pytest.mark.slow
def test_any_byte_of_the_file_that_matters(store: Path) -> None:
    """A changed byte is found, or it is one that holds nothing: free room, a counter of SQLite."""
    raw, content = store.read_bytes(), _content(store)
    found = 0
    for place in range(0, len(raw), STEP):
        store.write_bytes(raw[:place] + bytes([raw[place] ^ 0x21]) + raw[place + 1 :])
        if _complains(store):
            found += 1
        else:
            assert _content(store) == content, f"byte {place} was changed unseen"
    assert found > len(raw) / STEP / 10


def _complains(store: Path) -> bool:
    try:
        return not verify_place(Place.of(store)).whole
    except StoreError:
        return True


def _content(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        return [line for line in connection.iterdump() if "lease" not in line]


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def copress(store: Path) -> Callable[..., tuple[int, str]]:
    def call(*args: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["verify", str(store), *args])
        return result.exit_code, result.output

    return call


def test_the_command_says_whole_and_the_head(copress: Callable[..., tuple[int, str]]) -> None:
    code, said = copress()
    assert code == 0
    assert "whole." in said
    code, said = copress("--json")
    assert code == 0
    assert '"whole": true' in said


def test_the_command_names_what_was_altered(
    store: Path, copress: Callable[..., tuple[int, str]]
) -> None:
    altered(store, "UPDATE outcome SET sentence = 'never happened'")
    code, said = copress()
    assert code == 1
    assert "outcome row 1 is not as it was written" in said


def test_a_store_that_grew_stays_whole(store: Path) -> None:
    with open_store(store, "two") as other:
        other.plan(PLAN, simulated=True)
    assert verify_place(Place.of(store)).whole
