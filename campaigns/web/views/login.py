"""Logging in, by the token that stands in the terminal or by an account; and out again."""

from __future__ import annotations

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from campaigns.errors import WrongInputError
from campaigns.web.forms.fields import Field, takes
from campaigns.web.forms.parse import Form, read_form
from campaigns.web.request_context import RefusedRequestError, Services, house_of, session_of
from campaigns.web.security.request_guard import peer
from campaigns.web.security.roles import Role
from campaigns.web.security.sessions import LIFE_S


@takes(Field("token"))
async def login_page(request: Request) -> Response:
    """Ask who it is; the link of the terminal lets its reader in."""
    services = house_of(request)
    token = request.query_params.get("token", "")
    if token:
        return await _enter(request, services, Form({"token": token}))
    return _ask(services)


@takes(Field("name"), Field("password"), Field("token"))
async def log_in(request: Request) -> Response:
    """Check what was typed."""
    return await _enter(request, house_of(request), await _sent(request))


async def log_out(request: Request) -> Response:
    """End the session."""
    services, session = house_of(request), session_of(request)
    if not (await _sent(request)).matches(session.csrf):
        raise RefusedRequestError(403, "the form is not one of this session")
    services.sessions.end(request.cookies[services.cookie])
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(services.cookie, path="/")
    return answer


async def _sent(request: Request) -> Form:
    """The form; one that cannot be read is refused, and that is kept."""
    try:
        return await read_form(request)
    except WrongInputError as error:
        trail, about = house_of(request).trail, f"{request.url.path} (from {peer(request)})"
        await run_in_threadpool(trail.refused, "", about, str(error))
        raise RefusedRequestError(400, str(error)) from error


async def _enter(request: Request, services: Services, form: Form) -> Response:
    name = form.text("name")
    at = peer(request)
    if not (services.logins.allows(f"at {at}") and services.logins.allows(f"as {name}")):
        await run_in_threadpool(
            services.trail.refused, name, f"log in (from {at})", "too many tries"
        )
        raise RefusedRequestError(429, "too many tries to log in; wait a minute")
    known = await run_in_threadpool(_who, services, form)
    if known is None:
        await run_in_threadpool(
            services.trail.refused, name, f"log in (from {at})", "wrong name, password or token"
        )
        return _ask(services, "That is not right. Nothing was done.", 401)
    services.logins.give_back(f"at {at}")  # only tries that fail are few
    services.logins.give_back(f"as {name}")
    person, role = known
    services.sessions.end(request.cookies.get(services.cookie, ""))
    session = services.sessions.begin(person, role)
    said = f"on the page, as {role.word}, from {at}"
    await run_in_threadpool(services.trail.done, person, "logged in", said)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        services.cookie,
        session,
        max_age=int(LIFE_S),
        httponly=True,
        samesite="strict",
        secure=services.secure,
        path="/",
    )
    return answer


def _who(services: Services, form: Form) -> tuple[str, Role] | None:
    if services.accounts is not None:
        role = services.accounts.role_of(form.text("name"), form.text("password"))
        return None if role is None else (form.text("name"), role)
    right = secrets.compare_digest(form.text("token").encode(), services.token.encode())
    return (services.owner, Role.APPROVER) if right else None


def _ask(services: Services, trouble: str = "", status: int = 200) -> Response:
    text = services.templates.get_template("house/login.html.j2").render(
        accounts=services.accounts is not None, trouble=trouble
    )
    return HTMLResponse(text, status)
