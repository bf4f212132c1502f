"""The loop: in which order it asks, what ends it, and that its end is said once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from support.campaign import write_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.approval_policy import Approval
from campaigns.decisions.finished import Stop
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.run import events
from campaigns.run.loop import Loop
from campaigns.run.parts import RunParts
from campaigns.run.stopping.limits_watch import LimitsWatch
from campaigns.run.stopping.stop_criteria import StopError
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.run.trials.one_cell import OneCell
from campaigns.run.trials.own import OwnTrials
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_campaign
from campaigns.trial.in_force import InForce
from campaigns.trial.outcome import Judgement, Outcome, void

REST = Stop("rest", "enough for this test", 0)


@dataclass
class Cells:
    """In place of press and bench: notes which trials it got, and ends them as the test says."""

    parts: RunParts
    ends: Callable[[TrialRecord], None] = lambda trial: None
    got: list[int] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def finish(self, trial: TrialRecord) -> None:
        self.got.append(trial.number)
        self.ends(trial)
        self.close(trial, void(Outcome.RIG_FAILED, "as the test wants"))

    def close(self, trial: TrialRecord, judgement: Judgement) -> None:
        OneCell(self.parts, self.outcomes).close(trial, judgement)


@dataclass
class Bench:
    """One loop with real store, strategy and trials, and no press."""

    store: Store
    parts: RunParts
    seen: list[events.CampaignEvent]
    cells: Cells
    loop: Loop

    def ended(self) -> list[events.CampaignEnded]:
        return [event for event in self.seen if isinstance(event, events.CampaignEnded)]


@contextmanager
def bench_of(folder: Path, dial: str = "free", **changes: Any) -> Iterator[Bench]:
    settings = load_settings(write_campaign(folder, campaign=f'autonomy = "{dial}"\n'))
    limits = InForce.of(settings)
    seen: list[events.CampaignEvent] = []
    with open_campaign(settings) as store:
        parts = RunParts(
            settings,
            store,
            strategy_of(settings),
            cast(Any, SimpleNamespace(simulated=True)),
            cast(Any, None),
            seen.append,
            StopRequest(),
            LimitsWatch(lambda: limits, limits),
        )
        cells = Cells(parts)
        made: dict[str, Any] = {
            "trials": OwnTrials(parts),
            "approved_by": lambda trial: Approval(True, "Ada"),
            "standing_abort": lambda: None,
            "wanted": 2,
        }
        loop = Loop(parts, cell=cast(Any, cells), **{**made, **changes})
        yield Bench(store, parts, seen, cells, loop)


def test_it_presses_as_many_cells_as_are_wanted_in_their_order(tmp_path: Path) -> None:
    with bench_of(tmp_path) as bench:
        stop = bench.loop.run()
        assert (stop.kind, stop.exit_code) == ("trials", 0)
        assert bench.cells.got == [1, 2]
        assert isinstance(bench.seen[0], events.CampaignBegun)
        assert [type(event).__name__ for event in bench.seen[1:-1]] == [
            "TrialPlanned",
            "TrialClosed",
        ] * 2
        assert bench.ended() == [bench.seen[-1]]


def test_a_yes_is_kept_before_the_cell_is_begun(tmp_path: Path) -> None:
    states: list[str] = []
    with bench_of(tmp_path, wanted=1) as bench:
        bench.cells.ends = lambda trial: states.extend(t.state for t in read_trials(bench.store))
        bench.loop.run()
    assert states == ["approved"]


def test_a_no_closes_the_trial_and_the_loop_goes_on_with_another(tmp_path: Path) -> None:
    answers = iter([Approval(False, "Ada", "too high"), Approval(True, "Ada")])
    with bench_of(tmp_path, "approve", approved_by=lambda trial: next(answers)) as bench:
        bench.loop.run()
        trials = read_trials(bench.store)
        assert bench.cells.got == [2]
        assert trials[0].outcome is Outcome.REJECTED


def test_without_a_decision_it_ends_and_the_trial_waits(tmp_path: Path) -> None:
    waits = Approval(None, "", "decide: copress approve")
    with bench_of(tmp_path, "approve", approved_by=lambda trial: waits) as bench:
        stop = bench.loop.run()
        assert (stop.kind, stop.sentence, stop.exit_code) == (
            "waits for approval",
            "decide: copress approve",
            4,
        )
        assert bench.cells.got == []
        assert [trial.state for trial in read_trials(bench.store)] == ["planned"]


def test_an_abort_that_stands_lets_nothing_be_planned(tmp_path: Path) -> None:
    with bench_of(tmp_path, standing_abort=lambda: Stop("aborted", "by Ada", 4)) as bench:
        assert bench.loop.run().kind == "aborted"
        assert read_trials(bench.store) == []


def test_a_cell_that_cannot_go_on_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    def silent(trial: TrialRecord) -> None:
        raise StopError(Stop("press silent", "state unknown", 4))

    with bench_of(tmp_path) as bench:
        bench.cells.ends = silent
        stop = bench.loop.run()
        assert (stop.kind, stop.exit_code) == ("press silent", 4)
        assert [event.kind for event in bench.ended()] == ["press silent"]


def test_a_second_ctrl_c_between_cells_ends_it_as_stopped(tmp_path: Path) -> None:
    def interrupted(trial: TrialRecord) -> Approval:
        raise KeyboardInterrupt

    with bench_of(tmp_path, approved_by=interrupted) as bench:
        stop = bench.loop.run()
        assert (stop.kind, stop.exit_code) == ("stopped", 130)
        assert bench.cells.got == []


@pytest.mark.parametrize("looks", [1, 2, 3], ids=["before", "while chosen", "while decided"])
def test_a_stop_is_heard_at_each_step_before_the_press(tmp_path: Path, looks: int) -> None:
    """It is asked for at look number `looks`."""
    count = iter(range(1, 100))
    with bench_of(tmp_path) as bench:
        bench.parts.stop.listen_to(lambda *, press_moves: "stop" if next(count) == looks else None)
        assert bench.loop.run().kind == "stopped"
        assert bench.cells.got == []
        assert len(read_trials(bench.store)) == (0 if looks == 1 else 1)


def test_where_only_people_can_go_on_it_ends(tmp_path: Path) -> None:
    class Others:
        def settle(self) -> Stop | None:
            return None

        def only_people_can_go_on(self) -> Stop | None:
            return REST

    with bench_of(tmp_path, trials=Others()) as bench:
        assert bench.loop.run() == REST


def test_what_must_be_settled_comes_before_all_else(tmp_path: Path) -> None:
    class Loose:
        def settle(self) -> Stop | None:
            return Stop("interrupted", "look at the press", 4)

    abort = Stop("aborted", "by Ada", 4)
    with bench_of(tmp_path, trials=Loose(), standing_abort=lambda: abort) as bench:
        assert bench.loop.run().kind == "interrupted"
