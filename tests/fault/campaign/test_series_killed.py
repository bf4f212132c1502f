"""A run with a pressure series that dies: between two rungs it goes on, in a stroke it does not."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.systems import WINDOWS, kill_at_once
from support.systems import killed as died

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord, read_journal, read_trials
from campaigns.records.load_views import load_view
from campaigns.run import events
from campaigns.run.by_hand.record_result import record_result
from campaigns.run.start_run import run_campaign
from campaigns.run.study.demo_campaign import begin
from campaigns.store.open_store import open_campaign
from campaigns.store.verify_store import verify_place
from campaigns.trial.cell_result import CellResult

SERIES = '[series]\nrungs = 3\nstop = "failure"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(write_campaign(tmp_path, impedance=SERIES, budget=2))


Dies = Callable[[list[events.CampaignEvent]], bool]
"""Whether the process dies now, by what has happened so far."""


def run(settings: Settings) -> tuple[str, list[events.CampaignEvent]]:
    """Run until there is a reason to stop; why, and what happened."""
    seen: list[events.CampaignEvent] = []
    stop = run_campaign(settings, on_event=seen.append, trials=1, poll_s=0.5)
    return stop.kind, seen


def killed(settings: Settings, dies: Dies) -> None:
    """The same in a process that is killed at once; the test skips where none can be forked."""
    if WINDOWS:
        pytest.skip("the process that dies is a fork of this one")
    child = multiprocessing.get_context("fork").Process(target=_child, args=(settings, dies))
    child.start()
    child.join()
    assert died(child.exitcode)


def _child(settings: Settings, dies: Dies) -> None:
    seen: list[events.CampaignEvent] = []

    def hear(event: events.CampaignEvent) -> None:
        seen.append(event)
        if dies(seen):
            kill_at_once(os.getpid())

    run_campaign(settings, on_event=hear, trials=1, poll_s=0.5)


def between_rungs(seen: list[events.CampaignEvent]) -> bool:
    return isinstance(seen[-1], events.RungClosed)


def in_a_stroke_of(rung: int) -> Dies:
    def dies(seen: list[events.CampaignEvent]) -> bool:
        here = any(isinstance(one, events.RungBegun) and one.rung == rung for one in seen)
        last = seen[-1]
        return here and isinstance(last, events.PressSeen) and last.snapshot.phase == "hold"

    return dies


def trials(settings: Settings) -> list[TrialRecord]:
    with open_campaign(settings) as store:
        return read_trials(store)


def starts(settings: Settings, number: int = 1) -> list[tuple[float, str]]:
    """Target and step of each stroke that was started; no co-pressing twice."""
    with open_campaign(settings) as store:
        (trial,) = (one for one in read_trials(store) if one.number == number)
        lines = read_journal(store, trial)
    sent = [detail for _, kind, detail in lines if kind == "press.started"]
    found = [(float(str(detail["target_mpa"])), str(detail["step"])) for detail in sent]
    copress = [target for target, step in found if step == "copress"]
    assert len(set(copress)) == len(copress)
    return found


def test_a_cell_climbs_its_rungs_and_counts_once(settings: Settings) -> None:
    kind, sent = run(settings)
    assert kind != "killed"
    (trial,) = trials(settings)
    seen = observations([trial])
    assert [one.rung for one in seen] == list(range(1, len(seen) + 1))
    copress = [target for target, step in starts(settings) if step == "copress"]
    assert copress == sorted(set(copress))
    assert copress == [float(rung["copress_mpa"]) for rung in trial.rungs][: len(copress)]
    assert [e.rung for e in sent if isinstance(e, events.RungBegun)] == [1, 2, 3][: len(copress)]
    assert sum(isinstance(event, events.TrialClosed) for event in sent) == 1
    assert len(load_view(settings, advise=False).cells) == 1
    folder = sorted(path.name for path in settings.folder.glob("*.mpt"))
    assert folder == [f"cell-0001-r{k:02d}.mpt" for k in range(1, len(folder) + 1)]


@pytest.mark.slow
def test_killed_between_two_rungs_it_goes_on_at_the_next(settings: Settings) -> None:
    killed(settings, between_rungs)
    (before,) = trials(settings)
    assert before.state == "climbing"
    first = starts(settings)
    run(settings)
    (after,) = trials(settings)
    assert after.state == "closed"
    assert starts(settings)[: len(first)] == first
    pressed = [target for target, step in starts(settings) if step == "copress"]
    assert pressed == sorted(set(pressed))
    assert len(pressed) > 1
    assert verify_place(settings.place).whole


@pytest.mark.slow
def test_the_cell_in_the_die_is_the_same_after_a_kill(tmp_path: Path) -> None:
    """What the simulated cell was pressed to before is not forgotten with the process."""
    found = []
    for name in ("whole", "killed"):
        folder = tmp_path / name
        folder.mkdir()
        settings = load_settings(write_campaign(folder, impedance=SERIES, budget=2))
        if name == "killed":
            killed(settings, between_rungs)
        run(settings)
        seen = observations(trials(settings)[:1])
        found.append([round(one.asr_ohm_cm2 or 0.0, 6) for one in seen])
    assert found[0] == found[1]


@pytest.mark.slow
def test_killed_in_a_stroke_that_rung_is_never_pressed_again(settings: Settings) -> None:
    killed(settings, in_a_stroke_of(2))
    begun = starts(settings)
    kind, _ = run(settings)
    assert kind == "interrupted"
    (trial,) = trials(settings)
    assert trial.state == "interrupted"
    assert starts(settings) == begun
    assert [one.rung for one in observations([trial])] == [1]
    with pytest.raises(WrongInputError, match="--rung"):
        record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=150.0))
    record_result(settings, 1, CellResult(damage=2, failure=("cracked",), rung=2), sure=True)
    (trial,) = trials(settings)
    assert trial.state == "closed"
    assert starts(settings) == begun
    assert [(one.rung, one.intact) for one in observations([trial])] == [(1, True), (2, False)]


def test_a_person_says_that_an_interrupted_rung_held_and_the_cell_goes_on(
    settings: Settings,
) -> None:
    killed(settings, in_a_stroke_of(1))
    run(settings)
    record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=150.0, rung=1), sure=True)
    begun = [target for target, step in starts(settings) if step == "copress"]
    run(settings)
    (trial,) = trials(settings)
    pressed = [target for target, step in starts(settings) if step == "copress"]
    assert pressed[: len(begun)] == begun
    assert float(trial.rungs[0]["copress_mpa"]) not in pressed[len(begun) :]


def test_no_press_measures_under_load(tmp_path: Path) -> None:
    text = SERIES + "release_between = false\n"
    settings = load_settings(write_campaign(tmp_path, impedance=text))
    with pytest.raises(WrongInputError, match="release_between = false"):
        run_campaign(settings)
    assert not settings.store_path.exists() or not trials(settings)


@pytest.mark.parametrize("release", ["true", "false"])
def test_a_stack_series_moves_the_fixture_alone(tmp_path: Path, release: str) -> None:
    """Nothing is pressed between its rungs, so nothing is to be released either."""
    text = '[series]\nknob = "stack_mpa"\nrungs = 3\nstop = "failure"\n'
    text += f"release_between = {release}\n"
    path = write_campaign(tmp_path, impedance=text, budget=2)
    said = path.read_text(encoding="utf-8").replace("stack_mpa = 60\n", "")
    said = said.replace("[fixed]\n", "[space.stack_mpa]\nlow = 5\nhigh = 100\n\n[fixed]\n")
    path.write_text(said, encoding="utf-8")
    settings = load_settings(path)
    run(settings)
    (trial,) = trials(settings)
    assert len([step for _, step in starts(settings) if step == "copress"]) == 1
    seen = observations([trial])
    assert len(seen) > 1
    stacks = [float(one.point["stack_mpa"]) for one in seen]
    assert stacks == sorted(stacks)
    for wanted, reached in zip(trial.rungs, stacks, strict=False):
        assert reached == pytest.approx(float(wanted["stack_mpa"]), rel=0.1)


@pytest.mark.slow
def test_a_rung_that_was_pressed_and_not_measured_is_measured_by_the_next_run(
    tmp_path: Path,
) -> None:
    """The analyser is driven: the cell has to be in the fixture still."""
    pytest.importorskip("pyvisa_py")
    settings = begin(tmp_path / "demo", 3, 1, series=True)
    killed(settings, lambda seen: isinstance(seen[-1], events.CellPressed))
    first = starts(settings)
    kind, _ = run(settings)
    assert kind not in {"analyser", "interrupted"}
    assert starts(settings)[: len(first)] == first
    assert [one.rung for one in observations(trials(settings))][:1] == [1]


@pytest.mark.slow
def test_the_demonstration_of_a_series_goes_on_between_rungs_over_modbus_and_scpi(
    tmp_path: Path,
) -> None:
    pytest.importorskip("pyvisa_py")
    settings = begin(tmp_path / "demo", 3, 1, series=True)
    killed(settings, between_rungs)
    begun = [one for one in trials(settings) if one.state == "climbing"]
    (cell,) = begun
    first = starts(settings, cell.number)
    assert begin(tmp_path / "demo", 3, 1, series=True).path == settings.path
    run(settings)
    after = next(one for one in trials(settings) if one.number == cell.number)
    assert after.state == "closed"
    assert starts(settings, cell.number)[: len(first)] == first
    pressed = [target for target, step in starts(settings, cell.number) if step == "copress"]
    assert pressed == sorted(set(pressed))
    spectra = sorted(path.name for path in settings.folder.glob(f"{cell.label}-r*.csv"))
    assert spectra[:2] == [f"{cell.label}-r01.csv", f"{cell.label}-r02.csv"]
