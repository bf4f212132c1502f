"""One request of one person: who asks, about which campaign, what they see, how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from typing_extensions import override

from campaigns.errors import CampaignBusyError, NotEnoughError, StoreError, TakenError
from campaigns.records.views import CampaignView
from campaigns.web.background.simulated_runs import SimulatedRun
from campaigns.web.forms.fields import About, describe, fields_of, refuse_unknown
from campaigns.web.forms.parse import Form, read_form
from campaigns.web.security.accounts import Accounts
from campaigns.web.security.rate_limit import Limiter
from campaigns.web.security.refusal_log import Trail
from campaigns.web.security.request_guard import peer
from campaigns.web.security.roles import Role
from campaigns.web.security.sessions import Session, Sessions
from campaigns.web.shelf.open_campaigns import OpenCampaign, OpenCampaigns

if TYPE_CHECKING:
    from campaigns.web.background.model_process import ModelProcess

Endpoint = Callable[[Request], Awaitable[Response]]


class RefusedError(Exception):
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
            RefusedError: there is none of that number.
        """
        number = int(self.request.path_params["number"])
        if not any(trial.number == number for trial in self.view.trials):
            raise RefusedError(404, f"{self.campaign.name} has no trial {number}")
        return number

    @override
    def _rendered(self, template: str, more: Mapping[str, object]) -> str:
        return super()._rendered(template, {"view": self.view, **more})


Context = TypeVar("Context", bound=HouseContext)
Show = Callable[[RequestContext], Response]
Act = Callable[[RequestContext, Form], Response]
HouseShow = Callable[[HouseContext], Response]
HouseAct = Callable[[HouseContext, Form], Response]


def house_of(request: Request) -> Services:
    """What all requests share."""
    services: Services = request.app.state.services
    return services


def session_of(request: Request) -> Session:
    """Who is logged in with this browser.

    Raises:
        RefusedError: nobody is.
    """
    services = house_of(request)
    session = services.sessions.find(request.cookies.get(services.cookie, ""))
    if session is None:
        raise RefusedError(401, "please log in")
    return session


def desk_of(request: Request) -> RequestContext:
    """Raises RefusedError: nobody is logged in, or there is no such campaign."""
    session = session_of(request)
    services = house_of(request)
    campaign = services.open_campaigns.find(request.path_params["slug"])
    if campaign is None:
        raise RefusedError(404, "there is no such campaign here")
    return RequestContext(services, request, session, campaign)


def start_of(request: Request) -> HouseContext:
    """Raises RefusedError: nobody is logged in, or the page shows no folder of campaigns."""
    session, services = session_of(request), house_of(request)
    if services.open_campaigns.folder is None:
        raise RefusedError(404, "this page shows the campaigns that were named, not a folder")
    return HouseContext(services, request, session)


def page(show: Show, *, thinks: bool = False) -> Endpoint:
    """A page to look at; `thinks` when it asks the models, which has a limit of its own."""
    return _page(show, desk_of, thinks=thinks)


def house_page(show: HouseShow) -> Endpoint:
    """A page to look at that is about no campaign."""
    return _page(show, start_of)


def action(role: Role, what: str, act: Act) -> Endpoint:
    """Something that changes something: who, from which form, how often; kept when refused."""
    return _action(role, what, act, desk_of)


def house_action(role: Role, what: str, act: HouseAct) -> Endpoint:
    """The same about no campaign."""
    return _action(role, what, act, start_of)


def _page(
    show: Callable[[Context], Response],
    found: Callable[[Request], Context],
    *,
    thinks: bool = False,
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            context = await run_in_threadpool(found, request)
            if thinks and not context.services.asks.allows(context.person):
                raise RefusedError(429, "too many questions in a minute; wait a little")
            return await run_in_threadpool(show, context)
        except KNOWN as error:
            raise RefusedError(status_of(error), str(error)) from error

    describe(endpoint, About(_first_line(show), fields_of(show)))
    return endpoint


def _action(
    role: Role,
    what: str,
    act: Callable[[Context, Form], Response],
    found: Callable[[Request], Context],
) -> Endpoint:
    fields = fields_of(act)

    async def endpoint(request: Request) -> Response:
        try:
            context = await run_in_threadpool(found, request)
        except KNOWN as error:
            raise RefusedError(status_of(error), str(error)) from error
        try:
            form = await read_form(request)
            if not form.matches(context.session.csrf):
                raise RefusedError(403, "the form is not one of this session; open the page again")
            if not context.may(role):
                msg = f"{what} needs the role {role.word}; you are {context.session.role.word}"
                raise RefusedError(403, msg)
            if not context.services.acts.allows(context.person):
                raise RefusedError(429, "too many actions in a minute; wait a little")
            refuse_unknown(form, fields)
            return await run_in_threadpool(act, context, form)
        except (RefusedError, *KNOWN) as error:
            message = str(error)
            trail, slug = context.services.trail, context.slug
            about = f"{what} ({request.url.path[:80]}, from {peer(request)})"
            await run_in_threadpool(trail.refused, context.person, about, message, slug)
            raise RefusedError(status_of(error), message) from error

    describe(endpoint, About(what, fields, role))
    return endpoint


def _first_line(show: Callable[..., object]) -> str:
    return f"{show.__module__.rpartition('.')[2]}: {(show.__doc__ or '').splitlines()[0]}"


KNOWN = (ValueError, StoreError, TakenError, CampaignBusyError, NotEnoughError)
"""Faults that are shown in their own words; `WrongInputError` is a `ValueError`."""


def status_of(error: Exception) -> int:
    """How HTTP calls it."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, StoreError):
        return 503
    if isinstance(error, TakenError | CampaignBusyError | NotEnoughError):
        return 409
    return 400
