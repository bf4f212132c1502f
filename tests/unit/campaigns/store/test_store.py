"""The campaign's memory: rows are added, never changed; a reader needs no lock."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from support.stores.filled_store import fill, made_trace

from campaigns.errors import CampaignBusyError, StoreError
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import read_journal, read_trials
from campaigns.store.array_codec import (
    NotWholeError,
    spectrum_bytes,
    spectrum_of,
    trace_bytes,
    trace_of,
)
from campaigns.store.json_codec import plain, record_of, to_json
from campaigns.store.open_store import open_store
from campaigns.store.run_lock import hold, is_held
from campaigns.store.schema import metadata
from campaigns.trial.outcome import Judgement, Outcome, void
from campaigns.trial.proposal import Proposal
from doe.trials import Observation
from hardware.eis.spectrum import Spectrum
from hardware.press.interface import StepRecord
from hardware.press.protocol import PressProtocol, Step

POINT = {"copress_mpa": 400.0}
PLAN = Proposal(POINT, {**POINT, "ramp_mpa_s": 10.0}, {"p_intact": 0.9}, "because")
NOTHING = PressProtocol(())
N = 500
TRACE = made_trace(N)
SEEN = Observation(point={"copress_mpa": 402.0}, asr_ohm_cm2=210.0, trial=1, planned=POINT)


def test_states_follow_the_journal(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", "one") as store:
        number = store.plan(PLAN, simulated=True)
        states = [read_trials(store)[0].state]
        for kind in ("approved", "started", "press.intent", "interrupted"):
            store.note(number, kind, {"n": 1})
            states.append(read_trials(store)[0].state)
        assert states == ["planned", "approved", "started", "started", "interrupted"]
        assert pending_points(read_trials(store)) == [POINT]
        store.close_trial(number, Judgement(Outcome.OBSERVED, SEEN, "whole"))
        (trial,) = read_trials(store)
        assert (trial.state, trial.outcome, trial.observation) == ("closed", "observed", SEEN)
        assert pending_points([trial]) == []
        assert observations([trial]) == [SEEN]
        assert [kind for _, kind, _ in read_journal(store, trial)][:2] == ["planned", "approved"]


def test_a_rejected_point_is_not_proposed_again_a_void_one_is(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", "one") as store:
        for outcome in (Outcome.REJECTED, Outcome.RIG_FAILED):
            store.close_trial(store.plan(PLAN, simulated=False), void(outcome, "no"))
        assert pending_points(read_trials(store)) == [POINT]
        assert observations(read_trials(store)) == []


def test_a_correction_wins_and_the_mistake_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one") as store:
        number = store.plan(PLAN, simulated=False)
        store.close_trial(number, Judgement(Outcome.OBSERVED, SEEN, "whole"))
        store.close_trial(number, void(Outcome.RIG_FAILED, "it was not that cell"))
        assert observations(read_trials(store)) == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM outcome").fetchone() == (2,)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_nothing_can_be_changed_or_deleted(tmp_path: Path, table: str) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one") as store:
        fill(store)
    with sqlite3.connect(path) as connection:
        assert connection.execute(f"SELECT 1 FROM {table}").fetchall()  # noqa: S608
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for act in (f"UPDATE {table} SET {columns[-1]} = 'x'", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(act)


def test_commits_survive_power_cuts(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", "one") as store, store.connect() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert modes == ["wal", 2, 1]


def test_several_campaigns_in_one_file_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one") as one, open_store(path, "two") as two:
        assert [one.plan(PLAN, simulated=False) for _ in range(2)] == [1, 2]
        assert two.plan(PLAN, simulated=False) == 1
        assert len(read_trials(one)) == 2


def test_a_file_is_kept_once_for_each_change(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one") as store:
        for text in ("a", "a", "b", "a"):
            store.keep_file(text, {"copress": "0"})
    with sqlite3.connect(path) as connection:
        kept = connection.execute("SELECT text FROM campaign_file ORDER BY id").fetchall()
    assert kept == [("a",), ("b",), ("a",)]


def test_who_only_looks_makes_no_file(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="no trial yet"),
        open_store(tmp_path / "s.db", "one", create=False),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_campaign_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", "sodium"):
        pass
    with (
        pytest.raises(StoreError, match="sodium"),
        open_store(tmp_path / "s.db", "lithium", create=False),
    ):
        pass


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with open_store(path, "one"):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema VALUES (99, 'tomorrow')")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer Copress"), open_store(path, "one"):
        pass
    assert path.read_bytes() == before


def test_a_transaction_that_fails_keeps_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", "one") as store:
        with pytest.raises(KeyError):
            store.decide(9, "ada", "approved", "")
        store.plan(PLAN, simulated=False)
        with store.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM decision").scalar() == 0


# --- the lock ----------------------------------------------------------------------------------


def test_a_second_process_is_stated_who_works_here(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    with hold(store):
        assert is_held(store)
        with pytest.raises(CampaignBusyError, match=r"process \d+ works on"), hold(store):
            pass
    assert not is_held(store)
    with hold(store):
        pass


# --- records as rows ---------------------------------------------------------------------------


def test_a_trace_comes_back_as_it_was() -> None:
    trace = TRACE
    blob = trace_bytes(trace)
    back = trace_of(blob)
    assert np.array_equal(back.time_s, trace.time_s)
    assert np.array_equal(back.phase, trace.phase)
    assert np.array_equal(back.step, trace.step)
    for name in ("force_kn", "mpa", "planned_mpa", "position_mm"):
        np.testing.assert_allclose(getattr(back, name), getattr(trace, name), rtol=1e-6)
    assert len(blob) < N * 20
    with pytest.raises(NotWholeError):
        trace_of(blob[: len(blob) // 2])


def test_a_spectrum_comes_back_bit_by_bit() -> None:
    spectrum = Spectrum(np.array([1e6, 1e3, 1.0]), np.array([1 - 2j, 3 - 4j, 5 - 6j]), "cell-0001")
    back = spectrum_of(spectrum_bytes(spectrum))
    assert np.array_equal(back.frequency_hz, spectrum.frequency_hz)
    assert np.array_equal(back.impedance_ohm, spectrum.impedance_ohm)
    assert back.label == "cell-0001"


def test_records_come_back_through_json() -> None:
    step = Step("copress", 400.0, 60.0, 10.0, 5.0)
    record = StepRecord("copress", step, 3, 401.0, 400.5, float("nan"), 60.1, 10.0, 5.0)
    back = record_of(StepRecord, json.loads(to_json(record)))
    assert back.planned == step
    assert np.isnan(back.hold_std_mpa)
    assert record_of(Observation, json.loads(to_json(SEEN))) == SEEN


def test_json_has_no_nan_and_no_numpy() -> None:
    value = {"a": np.float64(1.5), "b": [float("inf")], "c": np.array([1 + 2j]), "d": (1, None)}
    assert plain(value) == {"a": 1.5, "b": [None], "c": {"re": [1.0], "im": [2.0]}, "d": [1, None]}
