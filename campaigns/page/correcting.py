"""The outcome of a cell as a person sees it, recorded or corrected; both results stay."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from campaigns.faults import WrongInputError
from campaigns.page.desk import Desk
from campaigns.page.fields import NEEDED_WHY, Field, Kind, takes
from campaigns.page.forms import Form

WHAT = {
    "whole": "whole, with this resistance",
    "broken": "cracked, in pieces or shorted",
    "again": "whole, its measurement failed",
    "skipped": "whole, not worth measuring",
    "void": "void: the rig failed, the recipe did not",
}

WHAT_FIELD = Field("what", choices=tuple(WHAT), required=True)
RESULT = (
    Field("asr_ohm_cm2", Kind.NUMBER),
    Field("asr_std_ohm_cm2", Kind.NUMBER),
    Field("damage", Kind.WHOLE, ("0", "1", "2", "3")),
    Field("shorted", Kind.TICK),
)

Said = tuple[tuple[str, str | float | int | bool | None], ...]


@takes(WHAT_FIELD, NEEDED_WHY, *RESULT)
def correct(desk: Desk, form: Form) -> Response:
    """Keep what became of a cell."""
    number = desk.number()
    said = _said(form)
    path = desk.campaign.path
    sentence = desk.house.thinker.do(keep_result, path, number, desk.person, said)
    return desk.back(f"cells/{number}", f"Kept: cell {number} is {sentence}")


def keep_result(path: Path, number: int, person: str, said: Said) -> str:
    """In the models' process, where spectra can be judged: write it down; the outcome in words."""
    from campaigns.by_hand import Report, record_result
    from campaigns.campaign_file import load_settings

    report = Report(**dict(said))  # type: ignore[arg-type]
    return record_result(load_settings(path), number, report, person=person).sentence


def _said(form: Form) -> Said:
    """The report that a form means.

    Raises:
        WrongInputError: no reason, or an answer that cannot be meant.
    """
    what, why = form.text("what"), form.text("why")
    if what not in WHAT:
        raise WrongInputError("say what became of the cell; nothing was kept")
    if not why:
        raise WrongInputError("a result that replaces another needs a reason; nothing was kept")
    said: dict[str, str | float | int | bool | None] = {"correct": True, "reason": why}
    damage = form.whole("damage", "damage")
    if what == "whole":
        said |= {"damage": 0, "asr_ohm_cm2": form.number("asr_ohm_cm2", "resistance")}
        said["asr_std_ohm_cm2"] = form.number("asr_std_ohm_cm2", "its uncertainty")
    elif what == "broken":
        shorted = form.text("shorted") == "yes"
        if damage not in (0, 1, 2, 3) or (damage == 0 and not shorted):
            raise WrongInputError("a broken cell has a damage from 1 to 3, or is shorted")
        said |= {"damage": damage, "shorted": shorted}
    elif what == "void":
        said["void"] = True
    else:
        said |= {"damage": 0, "unmeasured" if what == "again" else "skipped": why}
    return tuple(said.items())
