"""The start page: the campaigns of a folder, each with its state in one line."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.requests import standing_request
from campaigns.errors import StoreError, WrongInputError
from campaigns.report.json_documents import status
from campaigns.web.background.simulated_runs import DEMO_FOLDER
from campaigns.web.request_context import HouseContext
from campaigns.web.shelf.campaign_folder import CampaignFolder, FoundFile
from campaigns.web.shelf.open_campaigns import OpenCampaign
from campaigns.web.views.to_do_list import waiting


@dataclass(frozen=True)
class CampaignLine:
    """One campaign in the list.

    Attributes:
        slug: Its address; empty where it cannot be opened.
        name: As its file has it.
        file: As seen from the folder.
        state: In one line.
        kind: `trouble`, `running`, `waits`, `done` or `ready`.
        goal: What it looks for.
        cells: Pressed so far.
        budget: Cells in all.
        simulated: No cell is pressed.
    """

    slug: str
    name: str
    file: str
    state: str
    kind: str
    goal: str = ""
    cells: int = 0
    budget: int = 0
    simulated: bool = False


def start(context: HouseContext) -> Response:
    """The page."""
    shelf = context.services.open_campaigns
    assert isinstance(shelf, CampaignFolder)  # noqa: S101  `start_of` lets nobody else in
    lines = [_line(shelf, file) for file in shelf.files()]
    demo = next((one for one in lines if one.file.startswith(f"{DEMO_FOLDER}/")), None)
    runs = context.services.simulated_runs.values()
    alive = any(one.alive for one in runs if one.file.parent.name == DEMO_FOLDER)
    return context.show("house/start.html.j2", lines=lines, demo=demo, demo_runs=alive)


def _line(shelf: CampaignFolder, file: FoundFile) -> CampaignLine:
    within = file.within.as_posix()
    try:
        settings = load_settings(file.path)
        if not settings.place.begun():
            return CampaignLine(
                file.slug,
                settings.campaign.name,
                within,
                "New: no cell is planned yet.",
                "ready",
                settings.campaign.goal,
                0,
                settings.campaign.budget,
                settings.simulated,
            )
        return _of(shelf.opened(file), within)
    except (WrongInputError, StoreError) as error:
        return CampaignLine("", file.path.stem, within, str(error), "trouble")


def _of(campaign: OpenCampaign, within: str) -> CampaignLine:
    view, running = campaign.view(), campaign.running()
    progress, budget = status(view), view.settings.campaign.budget
    cells = int(str(progress["cells"]))
    to_do = waiting(view, standing_request(campaign.store), running=running)
    if to_do and to_do[0].urgent:
        state, kind = to_do[0].sentence, "trouble"
    elif running:
        state, kind = "Running now.", "running"
    elif to_do:
        state, kind = to_do[0].sentence, "waits"
        state += f" And {len(to_do) - 1} more." if len(to_do) > 1 else ""
    elif cells >= budget:
        state, kind = "All cells are pressed: see the recommendation.", "done"
    else:
        state, kind = "Ready for the next cell.", "ready"
    settings = view.settings
    return CampaignLine(
        campaign.slug,
        campaign.name,
        within,
        state,
        kind,
        settings.campaign.goal,
        cells,
        budget,
        view.simulated,
    )
