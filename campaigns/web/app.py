"""The application: routes, what stands before them, and how a refusal looks."""

from __future__ import annotations

from asyncio import create_task
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from campaigns.web.actions.bench import (
    press_simulated,
    propose,
    sheet,
    sheet_table,
    upload_sheet,
)
from campaigns.web.actions.decide_trial import (
    approve,
    approve_all,
    bet,
    edit,
    envelope,
    reject,
    withdraw,
)
from campaigns.web.actions.enter_result import correct, enter
from campaigns.web.actions.enter_series import enter_series, leave_series
from campaigns.web.actions.explore_table import explore, explored, look, table_page
from campaigns.web.actions.import_table import import_table
from campaigns.web.actions.make_campaign import begin_demo, make_campaign
from campaigns.web.actions.stop_cycle import abort, arm, disarm, resume, stop
from campaigns.web.actions.take_photo import keep, show
from campaigns.web.endpoints import Act, HouseAct, action, house_action, house_page, page
from campaigns.web.live.event_stream import live
from campaigns.web.openapi import openapi
from campaigns.web.rendering.static_files import static
from campaigns.web.request_context import RefusedRequestError, Services, house_of, session_of
from campaigns.web.security.request_guard import Guard, peer
from campaigns.web.security.roles import Role
from campaigns.web.shelf.open_campaigns import OpenCampaign, read_ahead
from campaigns.web.views.audit import audit
from campaigns.web.views.cell import cell
from campaigns.web.views.cells import cells, cells_table
from campaigns.web.views.compare import compare
from campaigns.web.views.decide import decide, stale, try_point
from campaigns.web.views.figure_routes import cell_drawing, insight_drawing, map_drawing
from campaigns.web.views.login import log_in, log_out, login_page
from campaigns.web.views.new_campaign import new_campaign
from campaigns.web.views.now import now, now_state
from campaigns.web.views.recommendation import recommendation, report, sign_it
from campaigns.web.views.start import start
from campaigns.web.views.understand import maps, understand

_TITLES = {
    400: "That makes no sense",
    401: "Please log in",
    403: "Not allowed",
    404: "Not here",
    405: "Not used here",
    409: "Too late, or too early",
    413: "Too large",
    421: "Not this page's name",
    429: "Too often",
    500: "Something is broken in this page",
    503: "The campaign's memory cannot be used",
}


def application(services: Services, hosts: Collection[str]) -> Starlette:
    """The page of a house.

    Args:
        services: What all requests share.
        hosts: The names, with port, that it answers to.
    """

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.feeds = {}
        readings = [create_task(run_in_threadpool(read_ahead, one)) for one in _to_read(services)]
        yield
        for reading in readings:
            reading.cancel()
        services.model_process.close()

    names = frozenset(host.lower() for host in hosts)
    guard = Middleware(Guard, hosts=names, secure=services.secure, refuse=refuse)
    app = Starlette(
        routes=_routes(),
        middleware=[guard],
        exception_handlers={
            RefusedRequestError: _refused,
            HTTPException: _not_found,
            Exception: _broken,
        },
        lifespan=life,
    )
    app.state.services = services
    return app


def _routes() -> list[Route]:
    of_campaign = [
        Route("/now", page(now)),
        Route("/now/state", page(now_state)),
        Route("/live", live),
        Route("/cells", page(cells)),
        Route("/cells.csv", page(cells_table, thinks=True)),
        Route("/cells/{number:int}", page(cell)),
        Route("/cells/{number:int}/{name}.svg", cell_drawing),
        Route("/cells/{number:int}/{name}.csv", cell_drawing),
        _post("/cells/{number:int}/photo", Role.OPERATOR, "add a photo", keep),
        _post("/cells/{number:int}/correct", Role.OPERATOR, "correct an outcome", correct),
        _post("/cells/{number:int}/result", Role.OPERATOR, "enter a result", enter),
        _post("/cells/{number:int}/series", Role.OPERATOR, "enter rungs", enter_series),
        _post("/cells/{number:int}/series/end", Role.OPERATOR, "end a series", leave_series),
        Route("/photo/{photo:int}", page(show)),
        Route("/decide", page(decide)),
        Route("/decide/{number:int}/stale", page(stale, thinks=True)),
        Route("/try", page(try_point, thinks=True)),
        _post("/decide/all", Role.APPROVER, "approve a batch", approve_all),
        _post("/decide/{number:int}/approve", Role.APPROVER, "approve", approve),
        _post("/decide/{number:int}/edit", Role.APPROVER, "edit", edit),
        _post("/decide/{number:int}/reject", Role.APPROVER, "reject", reject),
        _post("/decide/{number:int}/bet", Role.OPERATOR, "bet", bet),
        _post("/envelope", Role.APPROVER, "approve an envelope", envelope),
        _post("/envelope/withdraw", Role.APPROVER, "withdraw an envelope", withdraw),
        Route("/understand", page(understand, thinks=True)),
        Route("/understand/maps", page(maps)),
        Route("/understand/map.svg", map_drawing),
        Route("/understand/map.csv", map_drawing),
        Route("/understand/{name}.svg", insight_drawing),
        Route("/understand/{name}.csv", insight_drawing),
        Route("/recommendation", page(recommendation, thinks=True)),
        Route("/report.html", page(report, thinks=True)),
        _post("/recommendation/sign", Role.APPROVER, "sign", sign_it),
        Route("/compare", page(compare, thinks=True)),
        Route("/table", page(table_page)),
        _post("/table/look", Role.VIEWER, "look at a table", look),
        _post("/table/explore", Role.VIEWER, "explore a table", explore),
        Route("/table/explored", page(explored)),
        _post("/table/import", Role.OPERATOR, "import a table", import_table),
        _post("/propose", Role.OPERATOR, "propose cells", propose),
        Route("/sheet", page(sheet)),
        Route("/sheet.csv", page(sheet_table)),
        _post("/sheet", Role.OPERATOR, "record a filled sheet", upload_sheet),
        _post("/press-simulated", Role.OPERATOR, "press simulated cells", press_simulated),
        Route("/audit", page(audit)),
        _post("/arm", Role.VIEWER, "arm Stop cycle", arm),
        _post("/disarm", Role.VIEWER, "disarm Stop cycle", disarm),
        _post("/abort", Role.VIEWER, "stop the cycle", abort),
        _post("/stop", Role.OPERATOR, "stop after this cell", stop),
        _post("/resume", Role.APPROVER, "resume", resume),
    ]
    return [
        Route("/", _home),
        Route("/login", login_page),
        Route("/login", log_in, methods=["POST"]),
        Route("/logout", log_out, methods=["POST"]),
        Route("/static/{name:path}", static),
        Route("/openapi.json", openapi),
        *_of_house(),
        Route("/c/{slug}", _campaign),
        *(
            Route(f"/c/{{slug}}{one.path}", one.endpoint, methods=one.methods)
            for one in of_campaign
        ),
    ]


def _of_house() -> list[Route]:
    """The start page of a folder of campaigns, and what is done there."""
    made = Role.APPROVER
    return [
        Route("/start", house_page(start)),
        Route("/new", house_page(new_campaign)),
        _house_post("/new", made, "make a campaign", make_campaign),
        _house_post("/demo", made, "start the demonstration", begin_demo),
        Route("/table", house_page(table_page)),
        _house_post("/table/look", Role.VIEWER, "look at a table", look),
        _house_post("/table/explore", Role.VIEWER, "explore a table", explore),
        Route("/table/explored", house_page(explored)),
        _house_post("/table/import", Role.OPERATOR, "import a table", import_table),
    ]


def _house_post(path: str, role: Role, what: str, act: HouseAct) -> Route:
    return Route(path, house_action(role, what, act), methods=["POST"])


def _to_read(services: Services) -> tuple[OpenCampaign, ...]:
    """What is read before anybody asks; of a folder nothing."""
    shelf = services.open_campaigns
    return shelf.all if shelf.folder is None else ()


def _post(path: str, role: Role, what: str, act: Act) -> Route:
    return Route(path, action(role, what, act), methods=["POST"])


async def _home(request: Request) -> Response:
    """The only campaign, or the list of them."""
    session, services = session_of(request), house_of(request)
    if services.open_campaigns.folder is not None:
        return RedirectResponse("/start", 303)
    if len(services.open_campaigns.all) == 1:
        return RedirectResponse(f"/c/{services.open_campaigns.all[0].slug}/now", 303)
    text = services.templates.get_template("house/home.html.j2").render(
        campaigns=services.open_campaigns.all, session=session
    )
    return HTMLResponse(text)


async def _campaign(request: Request) -> Response:
    session_of(request)
    return RedirectResponse(f"/c/{request.path_params['slug']}/now", 303)


async def refuse(request: Request, status: int, sentence: str) -> Response:
    """A refusal by the guard: kept, and shown."""
    services = house_of(request)
    session = services.sessions.find(request.cookies.get(services.cookie, ""))
    about = f"{request.method} {request.url.path[:80]} (from {peer(request)})"
    slug = str(request.url.path).removeprefix("/c/").split("/")[0]
    person = session.person if session else ""
    await run_in_threadpool(services.trail.refused, person, about, sentence, slug)
    return show_refusal(request, status, sentence)


def show_refusal(request: Request, status: int, sentence: str) -> Response:
    """The page of a refusal."""
    services = house_of(request)
    if "hx-request" in request.headers:  # put into the page that asked, next to its form
        said = f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."
        piece = Markup('<p class="trouble" role="alert">{}</p>').format(said)
        return HTMLResponse(piece, status)
    text = services.templates.get_template("refused.html.j2").render(
        status=status, title=_TITLES.get(status, "Not done"), sentence=sentence
    )
    return HTMLResponse(text, status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedRequestError)  # noqa: S101  the handler is registered for it alone
    if error.status == 401:
        if request.method == "GET" and "hx-request" not in request.headers:
            return RedirectResponse("/login", 303)
        return await refuse(request, 401, str(error))
    return show_refusal(request, error.status, str(error))


async def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    sentence = "there is no such page" if error.status_code == 404 else error.detail
    return show_refusal(request, error.status_code, sentence)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours; the server's log, in its terminal, has where."""
    return show_refusal(request, 500, "this page has a fault; the terminal of copress review says")
