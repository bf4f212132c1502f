"""Page Cells: the table of all cells, filtered and sorted on the server, a hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from campaigns.records.views import TrialView
from campaigns.web.background import exploration_tasks
from campaigns.web.forms.fields import Field, takes
from campaigns.web.request_context import RequestContext

_VOID = ("rig failed", "rejected")
AT_ONCE = 100  # rows; chosen: a page that is quick to load
FILTERS: dict[str, tuple[str, Callable[[TrialView], bool]]] = {
    "all": ("all", lambda trial: True),
    "whole": ("intact, measured", lambda trial: trial.outcome == "observed"),
    "broken": ("cracked or shorted", lambda trial: trial.outcome == "recipe failed"),
    "again": ("to be measured again", lambda trial: trial.outcome == "measurement failed"),
    "void": ("void or not pressed", lambda trial: trial.outcome in _VOID),
    "open": ("open", lambda trial: trial.outcome is None),
}

KIND = Field("kind", choices=tuple(FILTERS))


@dataclass(frozen=True)
class Listing:
    """What of the table is asked for."""

    kind: str
    sort: str
    down: bool
    part: int

    def address(self, **changed: object) -> str:
        """The query of the same listing with something changed."""
        now = {"kind": self.kind, "sort": self.sort, "down": int(self.down), "part": self.part}
        return urlencode({**now, **changed})


@takes(KIND, Field("sort"), Field("down"), Field("part"))
def cells(context: RequestContext) -> Response:
    """The page."""
    view = context.view
    listing = _listing(context)
    chosen = [trial for trial in view.trials if FILTERS[listing.kind][1](trial)]
    ordered = _sorted(chosen, listing)
    parts = max(1, -(-len(ordered) // AT_ONCE))
    part = min(listing.part, parts)
    listed = [trial.number for trial in ordered[(part - 1) * AT_ONCE : part * AT_ONCE]]
    detailed = {trial.number: trial for trial in context.campaign.detailed(listed)}
    return context.show(
        "cells/cells.html.j2",
        listing=listing,
        filters=FILTERS,
        knobs=tuple(view.settings.space),
        rows=[detailed[number] for number in listed],
        found=len(ordered),
        part=part,
        parts=parts,
        counted=_counted(view.trials) if listing.kind == "all" else "",
    )


def _counted(trials: Sequence[TrialView]) -> str:
    """`11 pressed, 1 void, 2 open`: how the number of cells agrees with the other pages."""
    own = [trial for trial in trials if not trial.past]
    kinds = {
        "pressed": sum(trial.outcome not in (None, *_VOID) for trial in own),
        "void or not pressed": sum(trial.outcome in _VOID for trial in own),
        "open": sum(trial.outcome is None for trial in own),
        "from earlier tables": len(trials) - len(own),
    }
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)


def cells_table(context: RequestContext) -> Response:
    """All cells as a table, for a spreadsheet."""
    campaign = context.campaign
    text = context.services.model_process.ask(
        exploration_tasks.table, campaign.path, campaign.head()
    )
    headers = {"content-disposition": f'attachment; filename="{context.slug}-cells.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _listing(context: RequestContext) -> Listing:
    asked = context.request.query_params
    names = ("number", "asr", "outcome", *context.view.settings.space)
    kind, sort, part = asked.get("kind", ""), asked.get("sort", ""), asked.get("part", "")
    return Listing(
        kind if kind in FILTERS else "all",
        sort if sort in names else "number",
        asked.get("down", "1") != "0",
        max(1, int(part)) if part.isdecimal() and len(part) < 7 else 1,
    )


def _sorted(trials: Sequence[TrialView], listing: Listing) -> list[TrialView]:
    """Cells without the value come last, whichever way it is sorted."""
    key = _key(listing.sort)
    known = [trial for trial in trials if key(trial) is not None]
    rest = [trial for trial in trials if key(trial) is None]
    return sorted(known, key=lambda trial: key(trial) or 0.0, reverse=listing.down) + rest


def _key(sort: str) -> Callable[[TrialView], Any]:
    if sort == "number":
        return lambda trial: float(trial.number)
    if sort == "asr":
        return lambda trial: trial.asr_ohm_cm2
    if sort == "outcome":
        return lambda trial: float(sum(map(ord, (trial.outcome or "~")[:2])))
    return lambda trial: (trial.achieved or trial.planned).get(sort)
