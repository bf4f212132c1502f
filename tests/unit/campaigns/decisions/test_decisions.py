"""A person's word on the page: what it needs, what it does, and that it counts once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.web.page import Page, log_in, page_of, planned_campaign, three_accounts

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import lines_seen
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.approvals import read_permits, standing_envelope
from campaigns.records.load_views import load_view
from campaigns.store.audit_chain import Author
from campaigns.store.open_store import open_campaign
from campaigns.trial.proposal import propose
from campaigns.web.security.roles import Role

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path, cells=3)) as made:
        yield made


def seen(page: Page, number: int) -> int:
    return lines_seen(page.services.open_campaigns.all[0].store, [number])[number]


def states(page: Page) -> list[str]:
    view = load_view(
        load_settings(page.services.open_campaigns.all[0].path), advise=False, curves=False
    )
    return [trial.outcome or trial.state for trial in view.trials]


def test_the_card_says_what_why_and_what_is_expected_and_is_no_recommendation(page: Page) -> None:
    shown = page.get("decide").text
    for words in (
        "Next experiment",
        "up to 350 MPa",
        "fills a gap",
        "210 Ω cm²",
        "9 of 10 within 170 – 260",
        "with probability 0.91",
        "learn 40 %",
        "autonomy: approve",
    ):
        assert words in shown
    assert "Recommended protocol" not in shown


def test_before_any_cell_the_card_claims_no_probability(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, campaign='autonomy = "approve"\n')
    settings = load_settings(path)
    with open_campaign(settings) as store:
        store.author = Author("planner", 0)
        store.plan(propose(strategy_of(settings), settings, [], []), simulated=True)
    with page_of(path) as made:
        shown = made.get("decide").text
    assert "no result yet" in shown
    assert "with probability" not in shown


def test_an_approval_needs_a_tick_and_counts_once(page: Page) -> None:
    line = seen(page, 1)
    assert page.post("decide/1/approve", seen=line).status_code == 400
    assert states(page) == ["planned"] * 3
    assert page.post("decide/1/approve", seen=line, read="yes").status_code == 303
    assert states(page) == ["approved", "planned", "planned"]
    replayed = page.post("decide/1/approve", seen=line, read="yes")
    assert replayed.status_code == 409
    assert "somebody else decided" in replayed.text
    assert page.lines("approved") == [("grace", "")]
    assert [person for person, _ in page.lines("refused")] == ["grace", "grace"]
    assert "sent twice" in page.lines("refused")[-1][1]


def test_two_people_cannot_decide_the_same_card(page: Page) -> None:
    line = seen(page, 2)
    assert page.post("decide/2/reject", seen=line, why="die 2 is worn").status_code == 303
    assert page.post("decide/2/approve", seen=line, read="yes").status_code == 409
    assert page.post("decide/2/edit", seen=line, value__copress_mpa=360).status_code == 409
    assert states(page)[1] == "rejected"


def test_a_form_that_does_not_say_what_it_was_made_from_is_none_of_ours(page: Page) -> None:
    assert page.post("decide/1/approve", read="yes").status_code == 400
    assert page.post("decide/1/approve", read="yes", seen="1.5").status_code == 400
    assert states(page) == ["planned"] * 3


def test_a_rejection_needs_a_reason(page: Page) -> None:
    assert page.post("decide/1/reject", seen=seen(page, 1), why=" ").status_code == 400
    assert page.post("decide/1/reject", seen=seen(page, 1), why="worn die").status_code == 303
    assert page.lines("rejected") == [("grace", "worn die")]


def test_an_edit_keeps_both_points_and_asks_again(page: Page) -> None:
    page.post("decide/1/approve", seen=seen(page, 1), read="yes")
    answer = page.post("decide/1/edit", seen=seen(page, 1), value__copress_mpa="365,0", why="mine")
    assert answer.status_code == 303
    shown = page.get("decide").text
    assert "proposed 350 MPa, edited to 365 MPa" in shown
    assert states(page)[0] == "planned"


@pytest.mark.parametrize("value", ["9000", "nan", "inf", "-1", "abc", "1e400"])
def test_what_no_press_can_bear_is_not_kept(page: Page, value: str) -> None:
    line = seen(page, 1)
    answer = page.post("decide/1/edit", seen=line, value__copress_mpa=value)
    assert answer.status_code == 400
    assert seen(page, 1) == line


def test_a_batch_is_approved_whole_or_not_at_all(page: Page) -> None:
    lines = {f"seen__{number}": seen(page, number) for number in (1, 2, 3)}
    page.post("decide/2/reject", seen=seen(page, 2), why="worn die")
    assert page.post("decide/all", read="yes", **lines).status_code == 409
    assert states(page) == ["planned", "rejected", "planned"]
    del lines["seen__2"]
    assert page.post("decide/all", read="yes", **lines).status_code == 303
    assert states(page) == ["approved", "rejected", "approved"]


def test_an_envelope_has_limits_that_can_be_meant_and_can_be_withdrawn(page: Page) -> None:
    store = page.services.open_campaigns.all[0].store
    assert page.post("envelope").status_code == 400
    assert page.post("envelope", high__pressure=4).status_code == 400
    assert page.post("envelope", low__copress_mpa=9, high__copress_mpa=4).status_code == 400
    assert page.post("envelope", cells=0).status_code == 400
    assert page.post("envelope", cells=6, until="yesterday").status_code == 400
    assert not read_permits(store)
    assert page.post("envelope", high__copress_mpa=450, cells=6, until="8h").status_code == 303
    permit = standing_envelope(read_permits(store))
    assert permit is not None
    assert permit.envelope is not None
    assert (permit.envelope.high, permit.envelope.cells) == ({"copress_mpa": 450.0}, 6)
    assert "at most 450 MPa" in page.get("decide").text
    assert page.post("envelope/withdraw", why="night").status_code == 303
    assert standing_envelope(read_permits(store)) is None


def test_a_bet_stands_next_to_the_models(page: Page) -> None:
    assert page.post("decide/1/bet", asr_ohm_cm2="-3").status_code == 400
    assert page.post("decide/1/bet", asr_ohm_cm2="").status_code == 400
    assert page.post("decide/1/bet", asr_ohm_cm2="180").status_code == 303
    assert "bet of grace" in page.get("cells/1").text


def test_script_in_names_and_notes_is_text(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path)) as page:
        assert page.post("decide/1/reject", seen=seen(page, 1), why=HOSTILE).status_code == 303
        page.client.post("/login", data={"name": HOSTILE, "token": HOSTILE})
        shown = [page.get(where).text for where in ("now", "cells/1", "audit", "decide")]
        assert page.get(f"audit?person={HOSTILE}").status_code == 200
    assert "&lt;script&gt;" in shown[1]
    assert not any("<script>alert" in text for text in shown)
    assert all("{{7*7}}" in text for text in shown[1:3])


@pytest.mark.parametrize(
    ("name", "role", "allowed"),
    [
        ("vera", Role.VIEWER, set[str]()),
        ("otto", Role.OPERATOR, {"decide/1/bet"}),
    ],
)
def test_each_role_does_what_it_may(
    tmp_path: Path, name: str, role: Role, allowed: set[str]
) -> None:
    path = planned_campaign(tmp_path)
    line = 1
    acts = {
        "decide/1/approve": {"read": "yes", "seen": line},
        "decide/1/edit": {"value__copress_mpa": 360, "seen": line},
        "decide/1/reject": {"why": "no", "seen": line},
        "decide/1/bet": {"asr_ohm_cm2": 180},
        "decide/all": {"read": "yes", "seen__1": 1},
        "envelope": {"cells": 3},
        "envelope/withdraw": {},
        "recommendation/sign": {"read": "yes"},
    }
    with page_of(path, accounts=three_accounts(tmp_path)) as page:
        log_in(page, name, role)
        assert seen(page, 1) == line
        done = {act for act, fields in acts.items()
                if page.post(act, **fields).status_code == 303}  # fmt: skip
        assert done == allowed
        assert states(page) == ["planned", "planned"]
        assert len(page.lines("refused")) == len(acts) - len(allowed)
        shown = page.get("decide").text
    assert "Approve cell" not in shown
    assert ("Keep my bet" in shown) == (role is Role.OPERATOR)


@pytest.mark.parametrize(
    ("where", "sent"),
    [("decide/99/approve", {"seen": 1, "read": "yes"}), ("cells/99", None), ("cells/99/photo", {})],
)
def test_cells_that_are_not_there(page: Page, where: str, sent: dict[str, object] | None) -> None:
    answer = page.get(where) if sent is None else page.post(where, **sent)
    assert answer.status_code == 404


def test_a_field_that_the_form_does_not_have_is_refused(page: Page) -> None:
    answer = page.post("decide/1/bet", asr_ohm_cm2=180, role="approver")
    assert answer.status_code == 400
    assert "&#39;role&#39; is no field of this form; nothing was done" in answer.text
    assert "role" in page.lines("refused")[-1][1]
    photo = {"photo": ("cell.png", b"\x89PNG\r\n\x1a\n", "image/png")}
    answer = page.post("decide/1/bet", files=photo, asr_ohm_cm2=180)
    assert "takes no file" in answer.text
