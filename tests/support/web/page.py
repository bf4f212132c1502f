"""The page of a campaign without a network: a client that is logged in, the house behind it."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient
from support.campaign import write_campaign
from typing_extensions import override

from campaigns.config.load_campaign import load_settings
from campaigns.store.audit_chain import Author
from campaigns.store.open_store import open_campaign
from campaigns.trial.proposal import Proposal
from campaigns.web.app import application
from campaigns.web.background.model_process import ModelProcess
from campaigns.web.rendering.templating import environment
from campaigns.web.request_context import Services
from campaigns.web.security.accounts import Accounts, keep_account, load_accounts
from campaigns.web.security.refusal_log import Trail
from campaigns.web.security.roles import Role
from campaigns.web.security.sessions import Sessions
from campaigns.web.shelf.campaign_folder import CampaignFolder
from campaigns.web.shelf.open_campaigns import OpenCampaigns, open_shelf

HOST = "127.0.0.1:8642"
LONGEST_S = 120.0  # that a machine with other work takes for the first look of the models
TOKEN = "the-token-of-the-tests"  # noqa: S105
FIXED = {
    "copress_dwell_s": 5.0,
    "ramp_mpa_s": 80.0,
    "release_mpa_s": 10.0,
    "anode_dwell_s": 5.0,
    "stack_mpa": 60.0,
}


@dataclass
class Page:
    """A client and what it talks to."""

    client: TestClient
    services: Services
    where: str

    def get(self, page: str, **more: object):
        return self.client.get(f"{self.where}/{page}", **more)

    def understood(self) -> str:
        """Page Understand, once the models have answered."""
        until_s = time.monotonic() + LONGEST_S
        while "The models are being asked" in (text := self.get("understand").text):
            assert time.monotonic() < until_s
            time.sleep(0.2)
        return text

    def csrf(self, page: str = "now") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def post(self, page: str, csrf: str | None = None, files=None, **fields: object):
        sent = {key.replace("__", "."): value for key, value in fields.items()}
        sent["csrf"] = self.csrf() if csrf is None else csrf
        return self.client.post(f"{self.where}/{page}", data=sent, files=files)

    def lines(self, action: str) -> list[tuple[str, str]]:
        """Person and reason of every line of that kind in the audit, oldest first."""
        from sqlalchemy import select

        from campaigns.store import schema

        table = schema.decision
        with self.services.open_campaigns.all[0].store.connect() as connection:
            rows = connection.execute(select(table).where(table.c.action == action)).all()
        return [(row.person, row.reason) for row in rows]


def planned_campaign(folder: Path, *, cells: int = 2, name: str = "quick", **more: object) -> Path:
    """A campaign with planned trials; nothing was pressed."""
    path = write_campaign(folder, name=name, campaign='autonomy = "approve"\n', **more)  # type: ignore[arg-type]
    settings = load_settings(path)
    with open_campaign(settings) as store:
        store.author = Author("planner", 0)
        for number in range(cells):
            point = {"copress_mpa": 350.0 + 25 * number, "anode_mpa": 120.0}
            expected = {
                "asr_ohm_cm2": {"median": 210.0, "low": 170.0, "high": 260.0},
                "p_intact": 0.91,
                "explore_share": 0.4,
                "nearest": [],
            }
            proposal = Proposal(point, {**point, **FIXED}, expected, "fills a gap")
            store.plan(proposal, simulated=True)
    return path


class _SharedProcess(ModelProcess):
    """Ends with the tests: each start of it loads the models again."""

    @override
    def close(self) -> None:
        """The page of the next test asks it too."""


@cache
def _model_process() -> ModelProcess:
    return _SharedProcess()


def _services(open_campaigns: OpenCampaigns, accounts: Accounts | None) -> Services:
    return Services(
        open_campaigns=open_campaigns,
        sessions=Sessions(),
        trail=Trail(open_campaigns),
        model_process=_model_process(),
        templates=environment(),
        cookie="copress_8642",
        secure=False,
        token="" if accounts else TOKEN,
        owner="grace",
        accounts=accounts,
    )


@contextmanager
def page_of(*paths: Path, accounts: Accounts | None = None, login: bool = True) -> Iterator[Page]:
    """The page of these campaigns; logged in with the token unless otherwise given."""
    with ExitStack() as stack:
        open_campaigns = open_shelf(paths, stack)
        services = _services(open_campaigns, accounts)
        app = application(services, [HOST])
        client = stack.enter_context(
            TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        )
        page = Page(client, services, f"/c/{open_campaigns.all[0].slug}")
        if login and accounts is None:
            assert client.get(f"/login?token={TOKEN}").status_code == 303
        yield page


PASSWORDS = {role: f"a-password-of-{role.word}" for role in Role}


def three_accounts(folder: Path) -> Accounts:
    """vera may look, otto operate, anna approve."""
    file = folder / "users.toml"
    file.touch(mode=0o600)
    file.write_text(_three_accounts(), encoding="utf-8")
    return load_accounts(file)


@cache
def _three_accounts() -> str:
    """Hashing takes its time: once for all tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "users.toml"
        for name, role in (("vera", Role.VIEWER), ("otto", Role.OPERATOR), ("anna", Role.APPROVER)):
            keep_account(file, name, PASSWORDS[role], role)
        return file.read_text(encoding="utf-8")


def log_in(page: Page, name: str, role: Role) -> None:
    """As one of the three."""
    answer = page.client.post("/login", data={"name": name, "password": PASSWORDS[role]})
    assert answer.status_code == 303, answer.text


@contextmanager
def folder_page(folder: Path, accounts: Accounts | None = None) -> Iterator[Page]:
    """The start page of a folder of campaigns; logged in with the token."""
    with ExitStack() as stack:
        shelf = CampaignFolder(folder, stack)
        services = _services(shelf, accounts)
        app = application(services, [HOST])
        client = stack.enter_context(
            TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        )
        if accounts is None:
            assert client.get(f"/login?token={TOKEN}").status_code == 303
        yield Page(client, services, "")
