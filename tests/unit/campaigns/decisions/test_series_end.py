"""What a cell between two rungs does next, as the store keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.series_end import RUNGS_CHANGED, NextRung, decide_next
from campaigns.records.load_trials import TrialRecord, read_journal, read_trial
from campaigns.records.load_views import load_view
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.store.verify_store import verify_place
from campaigns.trial.cell_result import CellResult
from doe.knobs.knob_values import Value
from doe.series import Climb
from doe.strategy import Strategy
from doe.trials import Observation


@dataclass
class Says:
    """A strategy that always says the same of a cell that held; what it was asked."""

    left: tuple[Mapping[str, Value], ...]
    asked: list[tuple[int, int]] = field(default_factory=list)

    def go_on(
        self,
        history: Sequence[Observation],
        cell: Sequence[Observation],
        rungs: Sequence[Mapping[str, Value]],
        number: int,
    ) -> Climb:
        self.asked.append((len(history), len(cell)))
        return Climb(True, 0.95, "", self.left)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    bench = '[impedance]\nsource = "by_hand"\n[series]\nrungs = 3\nstop = "failure"\n'
    found = load_settings(write_campaign(tmp_path, press=MANUAL, impedance=bench))
    plan_trials(found, 1)
    record_result(found, 1, CellResult(damage=0, asr_ohm_cm2=190.0, rung=1))
    return found


def trial_of(settings: Settings) -> TrialRecord:
    with open_campaign(settings, create=False) as store:
        found = read_trial(store, 1)
    assert found is not None
    return found


def decided(settings: Settings, says: Says) -> NextRung:
    with open_campaign(settings, create=False) as store:
        trial = read_trial(store, 1)
        assert trial is not None
        found = decide_next(cast(Strategy, says), settings, store, trial)
    assert found is not None
    return found


def lower(settings: Settings) -> Mapping[str, Value]:
    first, second = trial_of(settings).rungs[:2]
    middle = round((float(first["copress_mpa"]) + float(second["copress_mpa"])) / 2)
    return {**second, "copress_mpa": float(middle)}


def test_rungs_that_are_left_may_become_lower_ones(settings: Settings) -> None:
    before, rung = trial_of(settings), lower(settings)
    says = Says((rung, before.rungs[-1]))
    found = decided(settings, says)
    after = trial_of(settings)
    assert says.asked == [(0, 1)]
    assert (found.number, found.count, found.why_not) == (2, 3, "")
    assert after.rungs == (before.rungs[0], rung, before.rungs[-1])
    assert after.planned == before.planned
    assert after.climbed == before.climbed
    assert load_view(settings, advise=False).trial(1).next_rung == 2
    verify_place(settings.place)


def test_the_changed_rungs_are_in_the_journal_once(settings: Settings) -> None:
    says = Says((lower(settings),))
    assert decided(settings, says).rungs == trial_of(settings).rungs
    assert decided(settings, says).rungs == ()
    (line,) = changes(settings)
    assert line["rungs"] == [dict(rung) for rung in trial_of(settings).rungs]


def changes(settings: Settings) -> list[dict[str, object]]:
    with open_campaign(settings, create=False) as store:
        lines = read_journal(store, trial_of(settings))
    return [detail for _, kind, detail in lines if kind == RUNGS_CHANGED]


def test_the_result_of_a_changed_rung_is_of_its_own_pressure(settings: Settings) -> None:
    rung = lower(settings)
    decided(settings, Says((rung,)))
    record_result(settings, 1, CellResult(damage=2, failure=("cracked",), rung=2))
    trial = trial_of(settings)
    assert trial.state == "closed"
    assert trial.observation is not None
    assert trial.observation.point["copress_mpa"] == rung["copress_mpa"]
    assert trial.observation.rung == 2


def test_rungs_as_planned_leave_no_line(settings: Settings) -> None:
    before = trial_of(settings)
    assert decided(settings, Says(before.rungs[1:])).rungs == ()
    assert changes(settings) == []
