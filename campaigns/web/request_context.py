"""One request of one person: who asks, about which campaign, what they see, how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from typing_extensions import override

from campaigns.errors import CampaignBusyError, NotEnoughError, StoreError, TakenError
from campaigns.records.views import CampaignView
from campaigns.web.background.simulated_runs import SimulatedRun
from campaigns.web.security.accounts import Accounts
from campaigns.web.security.rate_limit import Limiter
from campaigns.web.security.refusal_log import Trail
from campaigns.web.security.roles import Role
from campaigns.web.security.sessions import Session, Sessions
from campaigns.web.shelf.open_campaigns import OpenCampaign, OpenCampaigns

if TYPE_CHECKING:
    from campaigns.web.background.model_process import ModelProcess


class RefusedRequestError(Exception):
    """What a person asked for is not done; with the status that says so."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Services:
    """What all requests share.

    Attributes:
        open_campaigns: The campaigns.
        sessions: Who is logged in.
        trail: Where refusals are kept.
        model_process: Fits models, in another process.
        templates: Of the pages.
        cookie: Name of the session's cookie.
        secure: The browser speaks TLS to us.
        token: What lets somebody in who reads the terminal; empty where there are accounts.
        owner: Whose name that token stands for.
        accounts: Who may log in by password; None where the token does.
    """

    open_campaigns: OpenCampaigns
    sessions: Sessions
    trail: Trail
    model_process: ModelProcess
    templates: Environment
    cookie: str
    secure: bool
    token: str
    owner: str
    accounts: Accounts | None
    logins: Limiter = field(default_factory=lambda: Limiter(8, 60.0))
    acts: Limiter = field(default_factory=lambda: Limiter(60, 60.0))
    asks: Limiter = field(default_factory=lambda: Limiter(120, 60.0))
    simulated_runs: dict[Path, SimulatedRun] = field(default_factory=dict)
    """The last one that was started here, by campaign file."""


@dataclass
class HouseContext:
    """Where one request is answered that is about no campaign: the start page and what it does."""

    services: Services
    request: Request
    session: Session

    layout = "house/house.html.j2"
    """The frame of its pages."""

    @property
    def where(self) -> str:
        """What the addresses of its pages begin with."""
        return ""

    @property
    def slug(self) -> str:
        """Of the campaign that it is about; empty for none."""
        return ""

    @property
    def person(self) -> str:
        """Who asks."""
        return self.session.person

    def may(self, role: Role) -> bool:
        """The person has that role, or more."""
        return self.session.role >= role

    def show(self, template: str, status: int = 200, **more: Any) -> Response:
        """A page."""
        said, self.session.said = self.session.said, []
        return HTMLResponse(self._rendered(template, {**more, "said": said}), status)

    def piece(self, template: str, **more: object) -> Response:
        """A part of a page, to be put in its place."""
        return HTMLResponse(self._rendered(template, {**more, "said": []}))

    def back(self, page: str, said: str) -> Response:
        """After an action: look at `page`, which says what was done."""
        self.session.said.append(said)
        return RedirectResponse(f"{self.where}/{page}", 303)

    def _rendered(self, template: str, more: Mapping[str, object]) -> str:
        return self.services.templates.get_template(template).render(
            context=self,
            csrf=self.session.csrf,
            path=self.request.url.path,
            listed=self.services.open_campaigns.listed,
            folder=self.services.open_campaigns.folder,
            **more,
        )


@dataclass
class RequestContext(HouseContext):
    """Where one request about a campaign is answered."""

    campaign: OpenCampaign

    layout = "base.html.j2"

    @property
    @override
    def where(self) -> str:
        """The address of the campaign's pages."""
        return f"/c/{self.campaign.slug}"

    @property
    @override
    def slug(self) -> str:
        """Of the campaign."""
        return self.campaign.slug

    @cached_property
    def view(self) -> CampaignView:
        """The campaign as it is now; one moment for the whole answer."""
        return self.campaign.view()

    def number(self) -> int:
        """The trial in the address.

        Raises:
            RefusedRequestError: there is none of that number.
        """
        number = int(self.request.path_params["number"])
        if not any(trial.number == number for trial in self.view.trials):
            raise RefusedRequestError(404, f"{self.campaign.name} has no trial {number}")
        return number

    @override
    def _rendered(self, template: str, more: Mapping[str, object]) -> str:
        return super()._rendered(template, {"view": self.view, **more})


def house_of(request: Request) -> Services:
    """What all requests share."""
    services: Services = request.app.state.services
    return services


def session_of(request: Request) -> Session:
    """Who is logged in with this browser.

    Raises:
        RefusedRequestError: nobody is.
    """
    services = house_of(request)
    session = services.sessions.find(request.cookies.get(services.cookie, ""))
    if session is None:
        raise RefusedRequestError(401, "please log in")
    return session


def desk_of(request: Request) -> RequestContext:
    """Raises RefusedRequestError: nobody is logged in, or there is no such campaign."""
    session = session_of(request)
    services = house_of(request)
    campaign = services.open_campaigns.find(request.path_params["slug"])
    if campaign is None:
        raise RefusedRequestError(404, "there is no such campaign here")
    return RequestContext(services, request, session, campaign)


def start_of(request: Request) -> HouseContext:
    """Raises RefusedRequestError: nobody is logged in, or the page shows no folder of campaigns."""
    session, services = session_of(request), house_of(request)
    if services.open_campaigns.folder is None:
        raise RefusedRequestError(
            404, "this page shows the campaigns that were named, not a folder"
        )
    return HouseContext(services, request, session)


KNOWN = (ValueError, StoreError, TakenError, CampaignBusyError, NotEnoughError)
"""Faults that are shown in their own words; `WrongInputError` is a `ValueError`."""


def status_of(error: Exception) -> int:
    """How HTTP calls it."""
    if isinstance(error, RefusedRequestError):
        return error.status
    if isinstance(error, StoreError):
        return 503
    if isinstance(error, TakenError | CampaignBusyError | NotEnoughError):
        return 409
    return 400
