"""A page that stays open reads again what has changed, and nothing else."""

from pathlib import Path

import pytest
from support.web.page import page_of, planned_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import approve_trials, place_bet, reject_trial
from campaigns.records.load_views import load_view
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.campaign_store import Store
from campaigns.trial.cell_result import CellResult
from campaigns.web.shelf import open_campaigns
from campaigns.web.shelf.open_campaigns import MOST, touched


def _whole(path: Path) -> dict[int, dict[str, object]]:
    view = load_view(load_settings(path), advise=False, curves=False, details=False)
    return {trial.number: vars(trial) for trial in view.trials}


def test_what_is_renewed_is_what_a_whole_reading_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = planned_campaign(tmp_path, cells=6)
    with page_of(path) as page:
        campaign = page.services.open_campaigns.all[0]
        assert len(campaign.view().trials) == 6
        asked: list[set[int]] = []
        reads = open_campaigns.load_trials

        def noted(store: Store, settings: object, numbers: set[int], **how: bool):
            asked.append(set(numbers))
            return reads(store, settings, numbers, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(open_campaigns, "load_trials", noted)
        monkeypatch.setattr(open_campaigns, "load_view", None)  # a whole reading would be an error
        for number in (1, 2, 3):
            record_result(campaign.settings, number, CellResult(asr_ohm_cm2=200.0, damage=0))
        reject_trial(campaign.store, 4, "ada", "no")
        view = campaign.view()
        assert {number: vars(view.trial(number)) for number in range(1, 7)} == _whole(path)
        assert len(view.history) == 3
        asked.clear()
        place_bet(campaign.store, 5, "ada", 180.0)
        approve_trials(campaign.store, campaign.settings, [6], "ada", "")
        assert campaign.view().trial(5).bets == {"ada": 180.0}
        assert asked == [{5, 6}]  # what is closed and was not touched is not read again
        correction = CellResult(damage=2)
        record_result(campaign.settings, 1, correction, act="correct", why="seen later")
        assert campaign.view().trial(1).outcome == "recipe failed"
        assert len(campaign.view().history) == 3
        assert {t.number: vars(t) for t in campaign.view().trials} == _whole(path)
        view = campaign.view()
        assert campaign.view() is view


def test_many_changes_are_stated_as_too_many(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path, cells=2)) as page:
        store = page.services.open_campaigns.all[0].store
        head = page.services.open_campaigns.all[0].head()
        assert touched(store, 0) == {1, 2}
        assert touched(store, head) == set()
        for number in range(MOST + 1):
            store.decide(None, "ada", "noted", str(number))
        assert touched(store, head) is None


def test_cells_show_what_the_press_noted(tmp_path: Path) -> None:
    path = planned_campaign(tmp_path, cells=2)
    with page_of(path) as page:
        campaign = page.services.open_campaigns.all[0]
        record_result(campaign.settings, 1, CellResult(damage=2))
        assert campaign.detailed([1])[0].inspection.damage == 2
        assert "<dd>cracked</dd>" in page.get("cells/1").text
