"""How an address is answered: who may, how often, from which form; refusals are kept and worded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from campaigns.web.forms.fields import EndpointDescription, describe, fields_of, refuse_unknown
from campaigns.web.forms.parse import Form, read_form
from campaigns.web.request_context import (
    KNOWN,
    HouseContext,
    RefusedRequestError,
    RequestContext,
    desk_of,
    start_of,
    status_of,
)
from campaigns.web.security.request_guard import peer
from campaigns.web.security.roles import Role

Endpoint = Callable[[Request], Awaitable[Response]]
Context = TypeVar("Context", bound=HouseContext)
Show = Callable[[RequestContext], Response]
Act = Callable[[RequestContext, Form], Response]
HouseShow = Callable[[HouseContext], Response]
HouseAct = Callable[[HouseContext, Form], Response]


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
                raise RefusedRequestError(429, "too many questions in a minute; wait a little")
            return await run_in_threadpool(show, context)
        except KNOWN as error:
            raise RefusedRequestError(status_of(error), str(error)) from error

    describe(endpoint, EndpointDescription(_first_line(show), fields_of(show)))
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
            raise RefusedRequestError(status_of(error), str(error)) from error
        try:
            form = await read_form(request)
            if not form.matches(context.session.csrf):
                raise RefusedRequestError(
                    403, "the form is not one of this session; open the page again"
                )
            if not context.may(role):
                msg = f"{what} needs the role {role.word}; you are {context.session.role.word}"
                raise RefusedRequestError(403, msg)
            if not context.services.acts.allows(context.person):
                raise RefusedRequestError(429, "too many actions in a minute; wait a little")
            refuse_unknown(form, fields)
            return await run_in_threadpool(act, context, form)
        except (RefusedRequestError, *KNOWN) as error:
            message = str(error)
            trail, slug = context.services.trail, context.slug
            about = f"{what} ({request.url.path[:80]}, from {peer(request)})"
            await run_in_threadpool(trail.refused, context.person, about, message, slug)
            raise RefusedRequestError(status_of(error), message) from error

    describe(endpoint, EndpointDescription(what, fields, role))
    return endpoint


def _first_line(show: Callable[..., object]) -> str:
    return f"{show.__module__.rpartition('.')[2]}: {(show.__doc__ or '').splitlines()[0]}"
