"""A result that comes when a person has closed its trial: their word stands, both are kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete
from support.campaign import SharedClock, counted_laboratory, write_campaign, write_press_file
from support.stores.filled_store import PLAN, SEEN, TRACE

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.errors import WrongInputError
from campaigns.records.history import observations
from campaigns.records.load_trials import read_journal, read_trials
from campaigns.run import events
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.run.start_worker import Station, run_worker
from campaigns.run.trials.end_trial import LATE, end_trial, give_to_a_person
from campaigns.store import schema
from campaigns.store.open_store import open_campaign, open_store
from campaigns.store.verify_store import verify_place
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Judgement, Outcome, void
from hardware.press.interface import PressRecord
from hardware.press.protocol import PressProtocol

VOID = void(Outcome.RIG_FAILED, "the worker was taken for dead")
FOUND = Judgement(Outcome.OBSERVED, SEEN, "intact, 210 ohm cm2")


def test_the_end_that_a_person_wrote_stands_and_the_late_one_is_kept(tmp_path: Path) -> None:
    place = Place.of(tmp_path / "late.db")
    with open_store(place, "one") as store:
        store.plan(PLAN, simulated=True)
        store.begin(1, {"worker": "bay-1"})
        store.close_trial(1, VOID)
        assert not give_to_a_person(store, 1, {"sentence": "died"})
        store.keep_press_record(1, PressRecord(1, PressProtocol(()), (), TRACE, 60.0, (), True), {})
        assert not end_trial(store, 1, FOUND)
        (trial,) = read_trials(store)
        assert (trial.state, trial.outcome) == ("closed", Outcome.RIG_FAILED)
        assert observations([trial]) == []
        *_, pressed, late = read_journal(store, trial)
        assert pressed[1] == "pressed late"
        assert late[1] == LATE
        assert late[2]["observation"]["asr_ohm_cm2"] == SEEN.asr_ohm_cm2  # type: ignore[index]
    assert verify_place(place).whole


def test_who_was_only_taken_for_dead_may_still_end_its_trial(tmp_path: Path) -> None:
    with open_store(tmp_path / "alive.db", "one") as store:
        store.plan(PLAN, simulated=True)
        store.begin(1, {"worker": "bay-1"})
        assert give_to_a_person(store, 1, {"sentence": "died"})
        assert end_trial(store, 1, FOUND)
        assert observations(read_trials(store)) == [SEEN]


@contextmanager
def bay(folder: Path) -> Iterator[tuple[Settings, Station, SharedClock, list[int]]]:
    clock = SharedClock(folder / "clock")
    with counted_laboratory(folder / "cells", clock) as (laboratory, begun):
        press = write_press_file(folder, laboratory.port)
        file = write_campaign(
            folder,
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
            budget=1,
        )
        settings = load_settings(file)
        plan_trials(settings, 1)
        yield settings, Station(press, str(settings.place), folder, name="bay-1"), clock, begun


def test_a_cell_that_was_given_away_under_the_press_counts_once(tmp_path: Path) -> None:
    sent: list[events.CampaignEvent] = []

    def give_away(event: events.CampaignEvent) -> None:
        sent.append(event)
        seen = [one for one in sent if isinstance(one, events.PressSeen)]
        if event is not (seen[:1] or [None])[0]:
            return
        report = CellResult(void="bay-1 was taken for dead")
        with pytest.raises(WrongInputError, match="on the press of bay-1 now"):
            record_result(settings, 1, report)
        with open_campaign(settings, create=False) as store, store.engine.begin() as connection:
            connection.execute(delete(schema.lease))
        record_result(settings, 1, report)

    with bay(tmp_path) as (settings, station, clock, begun):
        stop = run_worker(station, on_event=give_away, clock=clock, poll_s=1.0, idle_s=0.02)
    assert stop.kind == "budget"
    late = [event for event in sent if isinstance(event, events.LateResult)]
    assert [event.trial for event in late] == [1]
    assert "That end stands" in late[0].sentence
    with open_campaign(settings, create=False) as store:
        first, second = read_trials(store)
        assert (first.state, first.outcome) == ("closed", Outcome.RIG_FAILED)
        assert (second.state, second.outcome) == ("closed", Outcome.OBSERVED)
        assert LATE in [kind for _, kind, _ in read_journal(store, first)]
    assert begun == [1, 1, 2, 2], "nothing was pressed twice"
    assert verify_place(settings.place).whole
