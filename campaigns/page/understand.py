"""Page Understand: what the cells tell; maps with a slider for each other knob."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from campaigns.page.desk import Desk
from campaigns.page.drawings import MAP, map_asked
from campaigns.page.fields import takes
from campaigns.page.insights import insights
from campaigns.page.waiting_for import with_answer


@takes(*MAP)
def understand(desk: Desk) -> Response:
    """The page."""
    campaign = desk.campaign
    learned = campaign.learned()
    several = len(campaign.settings.space) > 1
    return with_answer(
        desk,
        "understand.html.j2",
        insights,
        campaign.path,
        learned,
        learned=learned,
        map=_map(desk, learned) if several else None,
        space=campaign.settings.space,
    )


@takes(*MAP)
def maps(desk: Desk) -> Response:
    """The two maps alone, for sliders that were moved."""
    return desk.piece("maps.html.j2", map=_map(desk, desk.campaign.learned()))


def _map(desk: Desk, learned: int) -> dict[str, object]:
    """Knobs, where the others stand, and the query of the two pictures."""
    x, y, at = map_asked(desk, desk.request.query_params)
    others = {name: value for name, value in at.items() if name not in (x, y)}
    named = {"x": x, "y": y, **{f"at.{name}": f"{value:.6g}" for name, value in others.items()}}
    query = urlencode({**named, "v": learned})
    return {"x": x, "y": y, "at": others, "query": query}
