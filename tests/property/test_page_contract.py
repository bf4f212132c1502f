"""The page asked as its description says it may be asked, by everybody: never a fault of its own.

schemathesis makes the questions from `/openapi.json`: what fits the description, and what does not.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from support.web.page import Page, log_in, page_of, planned_campaign, three_accounts

from campaigns.config.load_campaign import load_settings
from campaigns.run.by_hand.record_result import record_result
from campaigns.trial.cell_result import CellResult
from campaigns.web.security.roles import Role

pytestmark = pytest.mark.slow

PEOPLE = {"vera": Role.VIEWER, "otto": Role.OPERATOR, "anna": Role.APPROVER}
CELLS = 3
EXAMPLES = int(os.environ.get("COPRESS_PAGE_EXAMPLES", "2"))
"""Of each address that fit, and that do not; each is asked by nobody and by all three."""

ENDLESS = "/c/{slug}/live"
"""Ends when the browser goes; `tests/end_to_end/page/test_every_page.py` looks at its chart."""

FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Asking:
    """Everybody who asks, and what they were answered."""

    page: Page
    cookies: dict[str, str] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], set[int]] = field(default_factory=dict)

    def ask(self, case: Case, person: str, *, own: bool) -> None:
        """One question of one person, in a form of their own session or in a forged one."""
        services, client = self.page.services, self.page.client
        for limiter in (services.acts, services.asks, services.logins):
            limiter._left.clear()  # as if by many people
        cookie = self._cookie(person)
        session = services.sessions.find(cookie)
        if own and session is not None and isinstance(case.body, dict) and "csrf" in case.body:
            case.body["csrf"] = session.csrf
        if own and "number" in case.path_parameters:
            case.path_parameters["number"] = 1 + case.path_parameters["number"] % CELLS
        sent = case.as_transport_kwargs(base_url=str(client.base_url))
        made = requests.Request(**{key: sent[key] for key in sent if key in _PARTS}).prepare()
        about = {key: made.headers[key] for key in ("content-type",) if key in made.headers}
        client.cookies.clear()
        body = made.body.encode() if isinstance(made.body, str) else made.body
        headers = {**about, "cookie": f"{services.cookie}={cookie}"}
        answer = client.request(made.method, made.url, content=body, headers=headers)
        what = f"{person}: {made.method} {made.url} {made.body!r}: {answer.status_code}"
        assert answer.status_code < 500, what
        key = (person, case.method, case.operation.path)
        self.answers.setdefault(key, set()).add(answer.status_code)

    def _cookie(self, person: str) -> str:
        known = self.cookies.get(person, "")
        if person in PEOPLE and self.page.services.sessions.find(known) is None:
            self.page.client.cookies.clear()
            log_in(self.page, person, PEOPLE[person])
            known = self.cookies[person] = self.page.client.cookies[self.page.services.cookie]
        return known


_PARTS = ("method", "url", "params", "data", "json", "files", "headers")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("asked")
    path = planned_campaign(folder, cells=CELLS)
    record_result(load_settings(path), CELLS, CellResult(damage=0, asr_ohm_cm2=200.0))
    with page_of(path, accounts=three_accounts(folder)) as made:
        yield made


@pytest.fixture(scope="module")
def description(page: Page) -> dict:
    assert page.client.get("/openapi.json").status_code == 303  # to log in
    log_in(page, "vera", Role.VIEWER)
    return page.client.get("/openapi.json").json()


def test_every_action_says_what_it_takes(description: dict) -> None:
    schemathesis.openapi.from_dict(description).validate()
    posts = {path: one["post"] for path, one in description["paths"].items() if "post" in one}
    assert len(posts) >= 17
    approving = posts["/c/{slug}/decide/{number}/approve"]
    assert approving["description"] == "Role: approver."
    form = approving["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["csrf", "read", "seen"]
    assert "value.copress_mpa" in str(posts["/c/{slug}/decide/{number}/edit"])


def test_whatever_is_asked_is_answered(page: Page, description: dict) -> None:
    asking = Asking(page)
    for found in schemathesis.openapi.from_dict(description).get_all_operations():
        operation = found.ok()
        if operation.path != ENDLESS:
            for mode in GenerationMode:
                _ask_everybody(asking, operation, mode)
    done = {key for key, codes in asking.answers.items() if key[1] == "POST" and 303 in codes}
    # questions that never get past the door would test the door alone
    for person, action in (("vera", "arm"), ("otto", "stop"), ("anna", "envelope/withdraw")):
        assert (person, "POST", f"/c/{{slug}}/{action}") in done
    assert not any(person == "nobody" and "/c/" in path for person, _, path in done)
    assert not any(person == "vera" and path.endswith("/stop") for person, _, path in done)


def _ask_everybody(asking: Asking, operation: APIOperation, mode: GenerationMode) -> None:
    @FEW
    @seed(8)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        for person in ("nobody", *PEOPLE):
            asking.ask(case, person, own=mode is GenerationMode.POSITIVE)

    ask()
