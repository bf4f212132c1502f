"""The start page of a folder: what it lists, makes and refuses; no browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.campaign import MANUAL
from support.web.page import Page, folder_page, log_in, page_of, planned_campaign, three_accounts

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.web.security.roles import Role
from campaigns.web.serve import Listening, serve

FIRST = {"name": "lot-7", "goal": "low_resistance", "press": "manual"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cells"
    made.mkdir()
    return made


@pytest.fixture
def page(folder: Path) -> Iterator[Page]:
    with folder_page(folder) as made:
        yield made


def test_an_empty_folder_says_what_can_be_done(page: Page) -> None:
    assert page.client.get("/").headers["location"] == "/start"
    text = page.get("start").text
    assert "No campaign yet" in text
    assert "Start the demonstration" in text


def test_each_campaign_has_its_state_in_one_line(page: Page, folder: Path) -> None:
    below = folder / "spring"
    below.mkdir()
    planned_campaign(below, press=MANUAL, cells=2)
    (folder / "new.toml").write_text(
        (below / "quick.toml").read_text(encoding="utf-8").replace('"quick"', '"autumn"'),
        encoding="utf-8",
    )
    (folder / "odd.toml").write_text("[campaign]\nname =\n", encoding="utf-8")
    (folder / "press.toml").write_text("[dies]\n", encoding="utf-8")
    text = page.get("start").text
    assert "cell-0001 waits to be pressed, and for its result. And 1 more." in text
    assert "spring/quick.toml" in text
    assert "New: no cell is planned yet." in text
    assert "odd.toml: is not valid TOML" in text
    assert "press.toml" not in text
    assert page.get("c/spring-quick/now").status_code == 200
    assert not (folder / "autumn.db").exists(), "looking at the list begins nothing"


def test_a_link_out_of_the_folder_is_not_followed(page: Page, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    try:
        (folder / "quick.toml").symlink_to(planned_campaign(outside))
    except OSError:
        pytest.skip("this account may not make links")
    assert "No campaign yet" in page.get("start").text
    assert page.get("c/quick/now").status_code == 404


def test_a_campaign_is_made_of_what_was_answered(page: Page, folder: Path) -> None:
    form = page.client.get("/new", params=FIRST).text
    assert "diameter of its ram, on the plate or in the manual" in form
    answer = page.post("new", page.csrf("start"), **FIRST, **{"say.campaign.budget": "8",
        "say.press.ram_mm": "50", "say.press.gauge_step_bar": "5",
        "say.space.copress_mpa.step": "5"})  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/c/lot-7/now"
    settings = load_settings(folder / "lot-7.toml")
    assert settings.campaign.budget == 8
    assert settings.press.gauge_step_bar == 5
    assert settings.space["copress_mpa"].step is None, "the gauge says what can be set"


@pytest.mark.parametrize("name", ["../up", "a/b", "a\\b", "CON", ".hidden", "x.toml", "", "a" * 61])
def test_a_name_that_leaves_the_folder_or_is_none_everywhere_is_refused(
    page: Page, folder: Path, name: str
) -> None:
    answer = page.post("new", page.csrf("start"), **{**FIRST, "name": name})
    assert answer.status_code == 400
    assert "cannot be a file" in answer.text
    assert list(folder.parent.rglob("*.toml")) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"say.campaign.budget": "many"}, "is not a finite number"),
        ({"say.campaign.budget": "0"}, "[campaign] budget"),
        ({"say.press.diameter_mm": "20"}, "max_force_kn"),
        ({"say.campaign.store": "../elsewhere.db"}, "is not a key of this form"),
        ({"say.impedance.folder": "/etc"}, "is not a key of this form"),
        ({"say.campaign.autonomy": "never"}, "one of suggest"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named_and_nothing_is_written(
    page: Page, folder: Path, said: dict[str, str], why: str
) -> None:
    answer = page.post("new", page.csrf("start"), **FIRST, **said)
    assert answer.status_code == 400
    assert why in answer.text
    assert list(folder.iterdir()) == []


def test_an_existing_file_is_not_written_over(page: Page, folder: Path) -> None:
    (folder / "lot-7.toml").write_text("# mine\n", encoding="utf-8")
    assert "exists and stays" in page.post("new", page.csrf("start"), **FIRST).text
    assert (folder / "lot-7.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_form_of_another_session_makes_nothing(page: Page, folder: Path) -> None:
    for address in ("new", "demo", "table/look"):
        assert page.post(address, "forged", **FIRST if address == "new" else {}).status_code == 403
    assert list(folder.iterdir()) == []


def test_a_viewer_and_an_operator_make_no_campaign(folder: Path, tmp_path: Path) -> None:
    with folder_page(folder, accounts=three_accounts(tmp_path)) as page:
        assert page.client.get("/start").status_code == 303
        log_in(page, "otto", Role.OPERATOR)
        answer = page.post("new", page.csrf("start"), **FIRST)
        assert answer.status_code == 403
        assert "approver" in answer.text


def test_named_files_have_no_start_page(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path)) as page:
        for address in ("/start", "/new", "/table"):
            assert page.client.get(address).status_code == 404


@pytest.mark.parametrize(
    "listening",
    [Listening(host="0.0.0.0"), Listening(names=("lab",)), Listening(behind_proxy=True)],
)
def test_a_folder_is_for_this_computer_alone(
    folder: Path, tmp_path: Path, listening: Listening
) -> None:
    if listening.host != "127.0.0.1":
        three_accounts(tmp_path)
        accounts, pem = tmp_path / "users.toml", tmp_path / "lab.pem"
        pem.touch()
        listening = Listening(host=listening.host, accounts=accounts, certificate=pem, key=pem)
    with pytest.raises(WrongInputError, match="for this computer alone"):
        serve([folder], listening, lambda address, link: None)


def test_two_files_of_one_campaign_are_stated_apart(page: Page, folder: Path) -> None:
    first = planned_campaign(folder)
    twin = first.read_text(encoding="utf-8").replace("[campaign]", '[campaign]\nstore = "quick.db"')
    (folder / "twin.toml").write_text(twin, encoding="utf-8")
    text = page.get("start").text
    assert "twin.toml is the campaign of quick.toml" in text


def test_a_sheet_is_of_the_cells_that_wait(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path, press=MANUAL, cells=2)) as page:
        sheet = page.get("sheet")
        assert "cell-0002" in sheet.text
        assert "sandbox" in sheet.headers["content-security-policy"]
        assert page.post("propose", more="0").status_code == 400
        assert page.post("propose", more="21").status_code == 400
    with page_of(planned_campaign(tmp_path, name="none", press=MANUAL, cells=0)) as page:
        assert page.get("sheet").status_code == 409
