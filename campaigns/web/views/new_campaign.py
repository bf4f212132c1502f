"""A new campaign by questions: first what is wanted and how it is pressed, then the template's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import Response

from campaigns.config.template import Reach, campaign_text, reach_of
from campaigns.config.template_questions import Group, Question, groups
from campaigns.errors import WrongInputError
from campaigns.files.documents.knob_labels import label_of
from campaigns.web.forms.fields import Field, takes
from campaigns.web.request_context import HouseContext
from doe import goals
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.model import MapError

PRESSES = {
    "manual": ("by hand", "A person presses and says here what came of it."),
    "simulated": ("simulated", "No cell is pressed; to see how Copress works."),
}
_USUAL = "low_resistance"
_MAPPED = "A register map that lies in the folder."
_ASKED_BEFORE = ("campaign.name", "campaign.goal", "press.kind", "press.map", "series.knob")
_PATHS = ("campaign.store", "impedance.folder")
"""What the page does not ask: it writes nothing outside its folder."""
_FOR_THE_EDITOR = ("space.copress_dwell_s.scale", "space.release_mpa_s.scale", "impedance.source",
                   "inspection.source")  # fmt: skip
NOT_ASKED = frozenset((*_ASKED_BEFORE, *_PATHS, *_FOR_THE_EDITOR))

GROUPS = {
    "campaign": "How far it goes",
    "space": "What may be varied",
    "fixed": "The rest of the protocol",
    "press": "Press and die",
    "impedance": "How cells are measured",
    "design": "First cells, model and strategy",
    "cost": "What a cell takes",
}
"""Titles of the parts of the form, in their order; a table stands in the part that it
begins with."""
_ANY_OTHER = "design"
_OPEN = ("campaign", "space", "press", "impedance")

SERIES = {
    "": ("at one pressure", "A cell gives one result."),
    "copress_mpa": (
        "at several co-press pressures",
        "A pressure series: the cell is pressed, measured, pressed higher, measured again. Its "
        "die must let it be measured.",
    ),
    "stack_mpa": (
        "at several stack pressures",
        "A pressure series: the finished cell is measured in a fixture that steps the pressure.",
    ),
}
"""The knob of a pressure series; "" for none."""
START = (
    Field("name", longest=60),
    Field("goal"),
    Field("press", longest=120),
    Field("series", choices=tuple(SERIES)),
)


@dataclass(frozen=True)
class Wanted:
    """What the first form says.

    Attributes:
        name: Of the campaign; its file is called so.
        goal: One of `goals.names()`.
        press: `manual`, `simulated` or a register map of the folder.
        series: The knob of a pressure series; empty for one measurement a cell.
    """

    name: str
    goal: str
    press: str
    series: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wanted:
        """As a form or an address says it."""
        name, goal, press, series = (said.get(one.name, "").strip() for one in START)
        return cls(name, goal, press, series)

    @property
    def file_name(self) -> str:
        """Of the campaign file."""
        return f"{self.name}.toml"


@dataclass(frozen=True)
class QuestionGroup:
    """Questions under one title.

    Attributes:
        title: What they are about.
        tables: With their questions.
        open: Shown at once.
    """

    title: str
    tables: tuple[Group, ...]
    open: bool


@dataclass(frozen=True)
class Typed:
    """What a person has typed, and what of it cannot be used.

    Attributes:
        answers: By name of the question.
        wrong: A sentence by name of the question; under "" what is about no single one.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


@takes(*START)
def new_campaign(context: HouseContext) -> Response:
    """The first questions; the template's when these are answered."""
    asked = context.request.query_params
    if not asked.get("name"):
        return ask_first(context, Wanted("", _USUAL, "manual"))
    wanted = Wanted.of(asked)
    try:
        check(context, wanted)
    except WrongInputError as error:
        return ask_first(context, wanted, str(error), 400)
    return ask_rest(context, wanted, Typed())


def ask_first(
    context: HouseContext, wanted: Wanted, trouble: str = "", status: int = 200
) -> Response:
    """The form with name, goal and press."""
    return context.show(
        "house/new_campaign.html.j2",
        status,
        wanted=wanted,
        trouble=trouble,
        goals={name: goals.load(name).title for name in _goals()},
        presses={**PRESSES, **{n: (n, _MAPPED) for n in maps(context)}},
        measured=SERIES,
    )


def ask_rest(context: HouseContext, wanted: Wanted, typed: Typed, status: int = 200) -> Response:
    """The form with the questions of the template."""
    return context.show(
        "house/campaign_questions.html.j2",
        status,
        wanted=wanted,
        press=PRESSES.get(wanted.press, (wanted.press, ""))[0],
        parts=parts(template(context, wanted)),
        typed=typed.answers,
        wrong=typed.wrong,
        shown=_shown,
        label=_label,
    )


def _goals() -> list[str]:
    """The usual one first."""
    return sorted(goals.names(), key=lambda name: name != _USUAL)


def check(context: HouseContext, wanted: Wanted) -> None:
    """Refuse what cannot become a campaign file of this folder.

    Raises:
        WrongInputError: says what and why; nothing was written.
    """
    path = campaign_path(context, wanted.name)
    if path.exists():
        raise WrongInputError(f"{path.name} exists and stays as it is. Choose another name.")
    if wanted.goal not in goals.names():
        raise WrongInputError(f"{wanted.goal[:40]!r} is no goal: {', '.join(goals.names())}.")
    if wanted.press not in (*PRESSES, *maps(context)):
        raise WrongInputError(
            f"{wanted.press[:60]!r}: neither manual nor simulated, nor a map of the folder."
        )
    if wanted.series not in SERIES:
        raise WrongInputError(f"{wanted.series[:60]!r} is not a knob of a pressure series.")


def campaign_path(context: HouseContext, name: str) -> Path:
    """The file of a new campaign.

    Raises:
        WrongInputError: the name is not a plain name that every system can write.
    """
    folder = context.services.open_campaigns.folder
    assert folder is not None  # noqa: S101  `start_of` has refused otherwise
    plain = all(sign.isalnum() or sign in " -_" for sign in name) and name == name.strip()
    if not name or not plain or len(name) > 60 or name.lower() in _TAKEN_BY_WINDOWS:
        raise WrongInputError(
            f"{name[:60]!r} cannot be a file's name on every system. Use letters, digits, - and _ "
            "(sodium-lot-7)."
        )
    return folder / f"{name}.toml"


_TAKEN_BY_WINDOWS = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
"""Devices (Microsoft, Naming Files, Paths, and Namespaces)."""


def maps(context: HouseContext) -> dict[str, Reach]:
    """The register maps that lie in the folder, with what their presses can bear."""
    folder = context.services.open_campaigns.folder or Path()
    campaigns = {one.path for one in context.services.open_campaigns.all}
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.is_file() and not path.is_symlink() and path not in campaigns:
            try:
                found[path.name] = reach_of(load_press_map(path))
            except (MapError, WrongInputError, ValueError):  # some other file
                continue
    return found


def template(context: HouseContext, wanted: Wanted) -> str:
    """The campaign file that `copress new` would write."""
    return campaign_text(
        wanted.file_name,
        name=wanted.name,
        goal=wanted.goal,
        press=wanted.press,
        reach=maps(context).get(wanted.press),
        series=wanted.series or None,
    )


def parts(text: str) -> list[QuestionGroup]:
    """The questions of a campaign file under their titles."""
    asked = [
        Group(one.table, one.help, questions)
        for one in groups(text)
        if (questions := tuple(q for q in one.questions if q.name not in NOT_ASKED))
    ]
    found = [
        (begins, title, tuple(one for one in asked if _part_of(one.table) == begins))
        for begins, title in GROUPS.items()
    ]
    return [
        QuestionGroup(title, tables, begins in _OPEN) for begins, title, tables in found if tables
    ]


def _part_of(table: str) -> str:
    first = table.split(".", maxsplit=1)[0]
    return first if first in GROUPS else _ANY_OTHER


_LABELS = {
    "diameter_mm": "diameter of the die / mm",
    "max_force_kn": "most force / kN",
    "max_mpa": "most stress / MPa",
    "ram_mm": "diameter of the ram / mm",
    "gauge_step_bar": "step of the gauge / bar",
    "least_ocv_v": "least voltage at rest / V",
    "low": "lowest",
    "high": "highest",
    "step": "in steps of",
}


def _label(question: Question) -> str:
    """What stands above the field."""
    return _LABELS.get(question.key, label_of(question.key))


def _shown(question: Question, typed: Mapping[str, str]) -> str:
    """What stands in the field: what was typed, else what the template states."""
    if question.name in typed:
        return typed[question.name]
    if question.optional or question.value is None:
        return ""
    return str(question.value).lower() if isinstance(question.value, bool) else str(question.value)
