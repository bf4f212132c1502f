"""The outcome of a cell that has one, as a person sees it now; both results stay."""

from __future__ import annotations

from starlette.responses import Response

from campaigns.faults import WrongInputError
from campaigns.page.desk import Desk
from campaigns.page.fields import NEEDED_WHY, takes
from campaigns.page.forms import Form
from campaigns.page.results import RESULT, keep_result, result_of


@takes(*RESULT, NEEDED_WHY)
def correct(desk: Desk, form: Form) -> Response:
    """Keep what became of a cell instead of what was kept before."""
    number = desk.number()
    why = form.text("why")
    if not why:
        raise WrongInputError("a result that replaces another needs a reason; nothing was kept")
    said = tuple({**result_of(form), "correct": True, "reason": why}.items())
    path, person = desk.campaign.path, desk.person
    sentence = desk.house.thinker.do(keep_result, path, number, person, said)
    return desk.back(f"cells/{number}", f"Kept: cell {number} is {sentence}")
