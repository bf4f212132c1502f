"""A run sheet to print: a code to scan for each cell, its settings, and blanks to write in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import segno
from markupsafe import Markup

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.files.documents.html_templates import templates_of
from campaigns.files.documents.knob_labels import number_of, unit_of, words_of
from campaigns.files.documents.output_file import is_report, write_page
from campaigns.run.by_hand.sheet_write import SheetRow
from campaigns.trial.hand_press import PRESSED, HandPress
from campaigns.trial.rung_words import between_rungs, climbing_names
from doe.knobs.knob_values import Value, numbers_of
from doe.trials import FAILURE_MODES

_DAMAGE = ("0 intact", "1 hairline", "2 cracked", "3 delaminated or in pieces")
_FACTS = ("block", "group", "role")


def page_of(csv: Path) -> Path:
    """Where the page of a sheet stands: next to it."""
    return csv.with_suffix(".html")


def check_page(csv: Path) -> None:
    """Refuse to write over a page that is not ours, before anything is written.

    Raises:
        WrongInputError: there is one.
    """
    page = page_of(csv)
    if page.exists() and not is_report(page):
        raise WrongInputError(f"{page} exists and is not a page of Copress. Name another file.")


def write_sheet_page(csv: Path, settings: Settings, rows: Sequence[SheetRow]) -> Path:
    """Write the page next to the CSV."""
    page = page_of(csv)
    write_page(page, sheet_html(csv.name, settings, rows))
    return page


def sheet_html(sheet: str, settings: Settings, rows: Sequence[SheetRow]) -> str:
    """The page: HTML5 for A4 across, no script, nothing loaded from elsewhere.

    Args:
        sheet: Name of the CSV that it belongs to; empty where results are typed on the web page.
        settings: Of the campaign.
        rows: In the order of pressing.
    """
    environment = templates_of("campaigns.run.by_hand")
    facts = [name for name in _FACTS if len({row.facts.get(name, "") for row in rows}) > 1]
    press = HandPress.of(settings)
    knobs = list(settings.space)
    return environment.get_template("sheet.html.j2").render(
        sheet=sheet,
        typed_sheet=typed_name(sheet),
        settings=settings,
        versions=versions(),
        damage=_DAMAGE,
        modes=FAILURE_MODES,
        gauge=_gauge(press),
        knobs=[(words_of(name), unit_of(name)) for name in knobs],
        fixed=[
            (words_of(n), f"{number_of(v)}{_shown(press, n, v)}", unit_of(n))
            for n, v in settings.fixed_by_press.items()
        ],
        slowly="release_mpa_s" in settings.press.unset_rates,
        rows=[
            {
                "order": order,
                "cell_id": group[0].cell_id,
                "label": group[0].facts.get("write_on_cell", group[0].cell_id),
                "code": Markup(_code(group[0].cell_id)),  # noqa: S704
                "facts": [(name, group[0].facts.get(name, "")) for name in facts],
                "knobs": [_knob(press, name, group[-1].planned[name]) for name in knobs],
                "rungs": _rungs(press, settings, group),
            }
            for order, group in enumerate(_by_cell(rows), 1)
        ],
    )


def _by_cell(rows: Sequence[SheetRow]) -> list[list[SheetRow]]:
    """The rows of each cell: one, or its rungs."""
    cells: dict[str, list[SheetRow]] = {}
    for row in rows:
        cells.setdefault(row.cell_id, []).append(row)
    return list(cells.values())


def _rungs(
    press: HandPress | None, settings: Settings, group: Sequence[SheetRow]
) -> dict[str, object] | None:
    """The pressures of one cell in their order; None where it has one."""
    if group[0].rung is None or settings.series is None or len(group) < 2:
        return None
    points = [{name: row.planned[name] for name in settings.space} for row in group]
    names = climbing_names(points) or list(settings.series.knobs)
    stack_mpa = numbers_of(group[0].planned).get("stack_mpa")
    return {
        "heads": [f"{words_of(name)} / {unit_of(name)}" for name in names],
        "between": between_rungs(settings.series.release_between, stack_mpa, names),
        "rows": [
            {"number": row.rung, "knobs": [_knob(press, n, row.planned[n]) for n in names]}
            for row in group
        ],
    }


def _knob(press: HandPress | None, name: str, value: Value) -> dict[str, object]:
    """One setting, and what force and gauge read at it."""
    readings = []
    if press is not None and name in PRESSED and not isinstance(value, str):
        readings = press.words(value).split(", ")
    return {"value": number_of(value, 4), "unit": unit_of(name), "readings": readings}


def _shown(press: HandPress | None, name: str, value: float) -> str:
    return "" if press is None or name not in PRESSED else f" ({press.words(value)})"


def _gauge(press: HandPress | None) -> str:
    """What force and gauge readings of the sheet are of."""
    if press is None:
        return ""
    return f"Force and gauge are those of the {press.die.diameter_mm:g} mm die {press.die.name}."


def _code(cell_id: str) -> str:
    """The identity as a QR code; a scanner types it like a keyboard."""
    return str(segno.make(cell_id, micro=False, error="m").svg_inline(scale=2, border=2))
