"""A stop that is asked for while nothing moves is heard before anything does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.presses.dial import Lab, lab_of

import campaigns.run.assembly
from campaigns.config.load_campaign import load_settings
from campaigns.decisions.approval_policy import Person
from campaigns.decisions.requests import STOP, request
from campaigns.run import events
from campaigns.run.bench.rig import Rig, open_rig
from campaigns.run.start_run import run_campaign
from campaigns.run.stopping.remote_requests import LOOK_EVERY_S
from campaigns.store.open_store import open_campaign


def ask_to_stop(lab: Lab) -> None:
    """Another process asks."""
    with open_campaign(load_settings(lab.file), create=False) as store:
        request(store, STOP, "Ada", "")


@pytest.mark.parametrize("begun", [False, True], ids=["first run", "later run"])
def test_while_the_press_is_being_connected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    lab = lab_of(tmp_path, "free")
    if begun:
        lab.done("run", "--trials", 1)
    before = lab.pressed() if begun else []

    @contextmanager
    def slow_rig(*args: Any, **named: Any) -> Iterator[Rig]:
        with open_campaign(load_settings(lab.file)):  # on its first run others make the store
            ask_to_stop(lab)
        with open_rig(*args, **named) as rig:
            yield rig

    monkeypatch.setattr(campaigns.run.assembly, "open_rig", slow_rig)
    stop = run_campaign(load_settings(lab.file), trials=1)
    assert (stop.kind, stop.exit_code) == ("stopped", 130)
    assert lab.pressed() == before


def when_chosen(lab: Lab) -> Callable[[events.CampaignEvent], None]:
    """Asks when a cell has been chosen and nothing is in the press yet."""

    def on_event(event: events.CampaignEvent) -> None:
        if isinstance(event, events.TrialPlanned):
            ask_to_stop(lab)
            time.sleep(LOOK_EVERY_S)  # it looks no more often

    return on_event


@pytest.mark.parametrize("dial", ["free", "approve"])
def test_while_a_cell_is_being_chosen(tmp_path: Path, dial: str) -> None:
    lab = lab_of(tmp_path, dial)
    stop = run_campaign(load_settings(lab.file), on_event=when_chosen(lab), trials=2)
    assert stop.kind == "stopped"
    assert lab.states() == ["planned"]
    assert lab.pressed() == []


def test_while_a_person_decides(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "approve")

    def ask(question: str) -> str:
        ask_to_stop(lab)
        time.sleep(LOOK_EVERY_S)
        return "y"

    stop = run_campaign(load_settings(lab.file), person=Person(ask, lambda text: None), trials=1)
    assert stop.kind == "stopped"
    assert lab.states() == ["approved"], "the yes is kept, for when it goes on"
    assert lab.pressed() == []


def test_one_of_an_earlier_run_does_not_stop_the_next(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "free")
    run_campaign(load_settings(lab.file), on_event=when_chosen(lab), trials=1)
    lab.done("run", "--trials", 1)
    assert lab.pressed() == [1]
