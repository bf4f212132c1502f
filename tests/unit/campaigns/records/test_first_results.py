"""First results entered on the page, by hand: the same way as `copress record`, from a form."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.campaign import MANUAL
from support.instruments.spectra import full_cell
from support.instruments.tables import Made
from support.instruments.texts import eclab
from support.web.page import Page, log_in, page_of, planned_campaign, three_accounts

from campaigns.records.load_views import load_trial
from campaigns.records.views import TrialView
from campaigns.store.run_lock import hold
from campaigns.web.security.request_guard import FILE_BYTES
from campaigns.web.security.roles import Role

BY_HAND = '[impedance]\nsource = "by_hand"\narea_cm2 = 1\ncell = "full"\nleast_ocv_v = 1.5\n'
F_HZ = np.geomspace(1e6, 0.1, 71)
SPECTRUM = eclab(Made(F_HZ, full_cell(F_HZ)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of a hand press; cells wait for their results, each test has its own."""
    folder = tmp_path_factory.mktemp("pressed")
    with page_of(planned_campaign(folder, cells=8, press=MANUAL, impedance=BY_HAND)) as made:
        yield made


@pytest.fixture(autouse=True)
def patient(page: Page) -> None:
    """As if by many people."""
    page.services.acts._left.clear()


def send(page: Page, number: int, file: tuple[str, bytes] | None = None, **said: object):
    files = {"spectrum": (*file, "text/html")} if file else None
    return page.post(f"cells/{number}/result", files=files, **said)


def kept(page: Page, number: int) -> TrialView:
    return load_trial(page.services.open_campaigns.all[0].settings, number)


def test_the_analyser_s_file_is_judged_as_at_the_terminal(page: Page) -> None:
    assert "Enter the result of this cell" in page.get("cells/1").text
    said = {"what": "whole", "ocv_v": "2,3", "lot": "B", "achieved__copress_mpa": 345}
    answer = send(page, 1, ("cell-0001.mpt", SPECTRUM), **said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/c/quick/cells/1")
    shown = page.get("cells/1").text
    assert "Kept: cell-0001 is" in shown
    assert "Enter the result" not in shown
    assert page.lines("recorded")[-1] == ("grace", "")
    trial = kept(page, 1)
    assert trial.outcome == "observed"
    assert trial.asr_ohm_cm2 is not None
    assert trial.spectrum_file == "cell-0001.mpt"
    assert trial.achieved["copress_mpa"] == 345
    assert trial.observation.lot == "B"


@pytest.mark.parametrize(
    ("number", "said", "outcome"),
    [
        (2, {"what": "whole", "asr_ohm_cm2": "212,5", "asr_std_ohm_cm2": "3"}, "observed"),
        (3, {"what": "broken", "damage": "2", "note": "edge"}, "recipe failed"),
        (4, {"what": "broken", "damage": "0", "shorted": "yes"}, "recipe failed"),
        (5, {"what": "void", "why": "the power failed"}, "rig failed"),
    ],
)
def test_what_became_of_it(page: Page, number: int, said: dict[str, str], outcome: str) -> None:
    assert send(page, number, **said).status_code == 303
    assert kept(page, number).outcome == outcome


def test_a_cell_to_be_measured_again_takes_a_result_once(page: Page) -> None:
    assert send(page, 6, what="again", why="a loose lead").status_code == 303
    assert kept(page, 6).outcome == "measurement failed"
    assert "Enter the result of this cell" in page.get("cells/6").text
    assert send(page, 6, what="whole", asr_ohm_cm2=200).status_code == 303
    again = send(page, 6, what="whole", asr_ohm_cm2=100)
    assert again.status_code == 400
    assert "has its result already" in again.text
    assert kept(page, 6).asr_ohm_cm2 == 200


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("cell.mpt", b"<html><script>alert(1)</script>", 400),
        ("cell.mpt", b"\x89PNG\r\n\x1a\n", 400),
        ("cell.mpt", SPECTRUM[:300], 400),
        ("cell.mpt", b"", 400),
        ("../../cell.mpt", SPECTRUM, 400),
        ("..\\cell.mpt", SPECTRUM, 400),
        ("no ending", SPECTRUM, 400),
        ("cell.mpt", SPECTRUM + b" " * FILE_BYTES, 413),
    ],
)
def test_what_is_no_spectrum_is_refused_and_kept_in_the_audit(
    page: Page, name: str, content: bytes, status: int
) -> None:
    refused, recorded = (len(page.lines(kind)) for kind in ("refused", "recorded"))
    assert send(page, 7, (name, content), what="whole", ocv_v=2.3).status_code == status
    assert len(page.lines("refused")) == refused + 1
    assert len(page.lines("recorded")) == recorded
    assert kept(page, 7).state == "planned"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"what": "whole"},
        {"what": "whole", "asr_ohm_cm2": "-3"},
        {"what": "whole", "asr_ohm_cm2": "many"},
        {"what": "whole", "asr_ohm_cm2": "3", "achieved__colour": "3"},
        {"what": "whole", "asr_ohm_cm2": "3", "ocv_v": "2"},
        {"what": "broken", "damage": "0"},
        {"what": "void"},
        {"what": "again"},
    ],
)
def test_a_result_that_cannot_be_meant_is_not_kept(page: Page, said: dict[str, str]) -> None:
    refused = len(page.lines("refused"))
    assert send(page, 7, **said).status_code == 400
    assert len(page.lines("refused")) == refused + 1
    assert kept(page, 7).state == "planned"


def test_a_running_campaign_takes_its_results_itself(page: Page) -> None:
    settings = page.services.open_campaigns.all[0].settings
    with hold(settings.place, settings.campaign.name):
        assert "it takes results itself" in page.get("cells/8").text
        assert send(page, 8, what="whole", asr_ohm_cm2=200).status_code == 409
    assert kept(page, 8).state == "planned"


def test_who_only_looks_enters_nothing(tmp_path: Path) -> None:
    path = planned_campaign(tmp_path, press=MANUAL, impedance=BY_HAND)
    with page_of(path, accounts=three_accounts(tmp_path)) as page:
        log_in(page, "vera", Role.VIEWER)
        assert "Enter the result" not in page.get("cells/1").text
        assert send(page, 1, what="whole", asr_ohm_cm2=200).status_code == 403
        page.client.cookies.clear()
        log_in(page, "otto", Role.OPERATOR)
        assert send(page, 1, what="whole", asr_ohm_cm2=200).status_code == 303
        assert page.lines("recorded") == [("otto", "")]
