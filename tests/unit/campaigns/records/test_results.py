"""Outcomes that are corrected while a campaign runs, and names under a recommendation."""

from pathlib import Path

import pytest
from support.web.page import FIXED, page_of, planned_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.errors import CampaignBusyError
from campaigns.records.load_views import load_trial, load_view
from campaigns.records.signatures import sign, signatures
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Judgement, Outcome
from doe.trials import Observation

POINT = {"copress_mpa": 350.0, "anode_mpa": 120.0}
CRACKED = CellResult(damage=2)
WHY = "seen under the microscope"


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """Cell 1 is intact and measured, cell 2 waits."""
    path = planned_campaign(tmp_path)
    with open_campaign(load_settings(path)) as store:
        seen = Observation(point=POINT, asr_ohm_cm2=210.0, trial=1, planned=POINT)
        store.close_trial(1, Judgement(Outcome.OBSERVED, seen, "intact, 210 ohm cm2"))
    return path


def test_a_closed_cell_is_corrected_while_the_campaign_runs(measured: Path) -> None:
    settings = load_settings(measured)
    with hold(settings.place, settings.campaign.name):
        record_result(settings, 1, CRACKED, person="anna", act="correct", why=WHY)
        with pytest.raises(CampaignBusyError):
            record_result(settings, 2, CRACKED, person="anna", act="correct", why=WHY)
    first, second = load_view(settings, advise=False).trials
    assert (first.outcome, first.asr_ohm_cm2) == ("recipe failed", None)
    assert second.outcome is None


def test_the_correction_is_in_the_person_s_name(measured: Path) -> None:
    record_result(load_settings(measured), 1, CRACKED, person="anna", act="correct", why=WHY)
    with page_of(measured) as page:
        assert page.lines("corrected") == [("anna", "seen under the microscope")]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"what": "whole"},
        {"what": "odd", "why": "x"},
        {"what": "broken", "damage": "0", "why": "x"},
        {"what": "broken", "damage": "7", "why": "x"},
        {"what": "whole", "why": "x"},
        {"what": "whole", "asr_ohm_cm2": "-4", "why": "x"},
    ],
)
def test_a_result_that_cannot_be_meant_is_not_kept(measured: Path, sent: dict[str, str]) -> None:
    with page_of(measured) as page:
        assert page.post("cells/1/correct", **sent).status_code == 400
        assert page.lines("refused")
    assert load_view(load_settings(measured), advise=False).trial(1).asr_ohm_cm2 == 210.0


def test_one_trial_is_read_as_in_the_whole(measured: Path) -> None:
    settings = load_settings(measured)
    alone, among = load_trial(settings, 1), load_view(settings, advise=False).trial(1)
    assert (alone.observation, alone.events) == (among.observation, among.events)
    assert alone.protocol == {**POINT, **FIXED}
    with pytest.raises(KeyError):
        load_trial(settings, 9)


def test_a_signature_stands_under_one_recommendation(measured: Path) -> None:
    with open_campaign(load_settings(measured)) as store:
        sign(store, "0123456789abcdef", 8, "anna", "ready: for lot B")
        sign(store, "fedcba9876543210", 9, "anna", "")
        newest, oldest = signatures(store)
    assert (newest.mark, newest.cells, newest.why) == ("fedcba9876543210", 9, "")
    assert (oldest.person, oldest.why) == ("anna", "ready: for lot B")


def test_nothing_is_signed_that_was_not_seen(measured: Path) -> None:
    with page_of(measured) as page:
        assert page.post("recommendation/sign", read="yes", mark="0" * 16).status_code == 409
        assert not page.lines("signed")
