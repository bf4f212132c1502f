"""Who gets in, and what is refused before anything is read; every refusal is in the audit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.systems import only_its_owner_reads
from support.web.page import (
    HOST,
    PASSWORDS,
    TOKEN,
    Page,
    log_in,
    page_of,
    planned_campaign,
    three_accounts,
)

from campaigns.errors import WrongInputError
from campaigns.web.security.accounts import keep_account
from campaigns.web.security.request_guard import SMALL_BYTES
from campaigns.web.security.roles import Role
from campaigns.web.serve import Listening, host_names


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path)) as made:
        yield made


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Page]:
    path = planned_campaign(tmp_path)
    with page_of(path, accounts=three_accounts(tmp_path)) as made:
        yield made


@pytest.mark.parametrize("where", ["now", "cells", "audit", "now/state", "live"])
def test_nobody_sees_anything_without_logging_in(tmp_path: Path, where: str) -> None:
    with page_of(planned_campaign(tmp_path), login=False) as page:
        answer = page.get(where)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_an_action_without_a_login_is_refused_and_kept(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path), login=False) as page:
        answer = page.post("stop", csrf="x")
        assert answer.status_code == 401
        [(person, reason)] = page.lines("refused")
    assert person == "nobody"
    assert "POST /c/quick/stop" in reason


def test_the_link_of_the_terminal_lets_in_and_leaves_the_address_bar(page: Page) -> None:
    answer = page.client.get(f"/login?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert page.lines("logged in")[-1][0] == "grace"


def test_who_logs_in_rightly_may_do_so_as_often_as_they_like(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path), login=False) as page:
        codes = [page.client.get(f"/login?token={TOKEN}").status_code for _ in range(20)]
    assert set(codes) == {303}


def test_a_wrong_token_is_refused_kept_and_soon_too_often(tmp_path: Path) -> None:
    with page_of(planned_campaign(tmp_path), login=False) as page:
        codes = [page.client.get("/login?token=guess").status_code for _ in range(12)]
        assert codes[0] == 401
        assert codes[-1] == 429
        assert len(page.lines("refused")) == 12
        assert page.client.get(f"/login?token={TOKEN}").status_code == 429


def test_accounts_have_roles_and_a_wrong_password_says_no_more(guarded: Page) -> None:
    wrong = guarded.client.post("/login", data={"name": "anna", "password": "no"})
    nobody = guarded.client.post("/login", data={"name": "<script>", "password": "no"})
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.text == nobody.text
    log_in(guarded, "otto", Role.OPERATOR)
    assert "otto, operator" in guarded.get("now").text


def test_a_viewer_may_look_and_stop_the_cycle_but_decide_nothing(guarded: Page) -> None:
    log_in(guarded, "vera", Role.VIEWER)
    assert guarded.post("resume", why="I say so").status_code == 403
    assert guarded.post("stop").status_code == 403
    assert guarded.post("arm", known="yes").status_code == 303
    assert guarded.post("abort").status_code == 303
    assert guarded.lines("abort") == [("vera", "Stop cycle was pressed on the page")]
    assert [person for person, _ in guarded.lines("refused")] == ["vera", "vera"]
    assert not guarded.lines("resume")


def test_an_aborted_campaign_is_resumed_by_an_approver_with_a_reason(guarded: Page) -> None:
    log_in(guarded, "anna", Role.APPROVER)
    guarded.post("arm", known="yes")
    guarded.post("abort", why="smoke at the pump")
    assert "Aborted" in guarded.get("now").text
    assert guarded.post("resume", why="").status_code == 400
    assert guarded.post("resume", why="it was steam").status_code == 303
    assert guarded.lines("resume") == [("anna", "it was steam")]


def test_stop_cycle_takes_two_steps_to_arm_and_one_to_stop(page: Page) -> None:
    assert page.post("abort").status_code == 409
    assert page.post("arm").status_code == 400
    assert "Stop cycle</button>" not in page.get("now").text.replace("Arm Stop cycle", "")
    assert page.post("arm", known="yes").status_code == 303
    shown = page.get("now").text
    assert '<button class="stop">Stop cycle</button>' in shown
    assert "not an emergency stop" in shown
    assert page.post("abort").status_code == 303
    assert page.post("abort").status_code == 409


@pytest.mark.parametrize("csrf", ["", "forged", "x" * 5000])
def test_a_forged_form_is_refused_and_kept(page: Page, csrf: str) -> None:
    answer = page.post("stop", csrf=csrf or "")
    assert answer.status_code in (400, 403)
    assert not page.lines("stop")
    assert page.lines("refused")[-1][0] == "grace"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": f"https://{HOST}"},
    ],
)
def test_a_form_of_another_site_is_refused(page: Page, headers: dict[str, str]) -> None:
    sent = {"csrf": page.csrf()}
    answer = page.client.post(f"{page.where}/stop", data=sent, headers=headers)
    assert answer.status_code == 403
    assert not page.lines("stop")
    assert "another site" in page.lines("refused")[-1][1]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8642", "127.0.0.1", ""])
def test_only_our_own_name_is_answered(page: Page, host: str) -> None:
    answer = page.client.get(f"{page.where}/now", headers={"host": host})
    assert answer.status_code == 421
    assert "grace" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_odd_methods_are_not_used(page: Page, method: str) -> None:
    assert page.client.request(method, f"{page.where}/now").status_code == 405


def test_large_bodies_are_not_read(page: Page) -> None:
    answer = page.post("stop", why="x" * (SMALL_BYTES + 1))
    assert answer.status_code == 413

    def drip() -> Iterator[bytes]:
        yield b"csrf="
        for _ in range(80):
            yield b"x" * 1024

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = page.client.post(f"{page.where}/stop", content=drip(), headers=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/../accounts.py",
        "/static/..%2faccounts.py",
        "/static/vendor/../../accounts.py",
        "/static//etc/passwd",
        "/c/../now",
        "/c/quick/../../etc/passwd",
        "/c/unknown/now",
        "/c/quick/nothing",
    ],
)
def test_paths_that_lead_elsewhere_lead_nowhere(page: Page, path: str) -> None:
    assert page.client.get(path).status_code == 404


def test_every_answer_keeps_the_browser_from_running_anything(page: Page) -> None:
    for answer in (page.get("now"), page.client.get("/login"), page.get("nothing")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert " style=" not in answer.text
        assert "<script>" not in answer.text
        assert " on" not in {part[:3] for part in answer.text.split('"') if "=" in part[:12]}


def test_logging_out_ends_the_session(page: Page) -> None:
    cookies = dict(page.client.cookies)
    assert page.client.post("/logout", data={"csrf": "forged"}).status_code == 403
    assert page.client.post("/logout", data={"csrf": page.csrf()}).status_code == 303
    page.client.cookies.update(cookies)
    assert page.get("now").status_code == 303


def test_actions_are_limited(page: Page) -> None:
    csrf = page.csrf()
    codes = [page.post("disarm", csrf=csrf).status_code for _ in range(70)]
    assert codes[0] == 303
    assert codes[-1] == 429


def test_strangers_need_accounts_and_tls(tmp_path: Path) -> None:
    users = tmp_path / "users.toml"
    three_accounts(tmp_path)
    pem = tmp_path / "cert.pem"
    pem.write_text("x")
    Listening().check()
    with pytest.raises(WrongInputError, match="needs accounts"):
        Listening(host="0.0.0.0").check()
    with pytest.raises(WrongInputError, match="in clear"):
        Listening(host="10.0.0.5", accounts=users).check()
    with pytest.raises(WrongInputError, match="go together"):
        Listening(certificate=pem).check()
    Listening(host="10.0.0.5", accounts=users, certificate=pem, key=pem).check()
    Listening(host="10.0.0.5", accounts=users, behind_proxy=True).check()


def test_host_names() -> None:
    assert set(host_names(Listening(), 8642)) == {"127.0.0.1:8642", "localhost:8642", "[::1]:8642"}
    everywhere = Listening(host="0.0.0.0", names=("press.lab",), behind_proxy=True)
    assert host_names(everywhere, 443) == ["press.lab:443", "press.lab"]


def test_no_password_is_kept_in_clear(tmp_path: Path) -> None:
    file = tmp_path / "users.toml"
    keep_account(file, "ada", PASSWORDS[Role.VIEWER], Role.VIEWER)
    text = file.read_text()
    assert PASSWORDS[Role.VIEWER] not in text
    assert text.count("$argon2id$") == 1
    assert only_its_owner_reads(file)
    with pytest.raises(WrongInputError, match="10 characters"):
        keep_account(file, "ada", "short", Role.VIEWER)
    with pytest.raises(WrongInputError, match="a name is"):
        keep_account(file, "../ada", PASSWORDS[Role.VIEWER], Role.VIEWER)
    assert file.read_text() == text
