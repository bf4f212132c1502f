"""The recommended protocol as a bench sheet: one printed page to press by and to write on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import segno
from markupsafe import Markup

from campaigns.errors import NotEnoughError, WrongInputError
from campaigns.files.documents.html_templates import templates_of
from campaigns.files.documents.output_file import check_target, write_page
from campaigns.files.documents.pdf import write_pdf
from campaigns.records.views import CampaignView
from campaigns.report.text.advice import certificate_sentences, setting_rows, window_sentence
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.trial.hand_press import HandPress
from campaigns.trial.in_force import InForce
from campaigns.trial.press_limits import limits_of
from campaigns.trial.recipe import protocol_values
from doe.knobs.knob_values import Value
from hardware.press.protocol import Die

ACHIEVED = {
    "copress_mpa": "peak / MPa",
    "copress_dwell_s": "dwell / s",
    "anode_mpa": "anode / MPa",
    "stack_mpa": "stack / MPa",
}


def write_protocol_sheet(out: Path, view: CampaignView) -> None:
    """Write the sheet, `.html` or `.pdf`.

    Raises:
        WrongInputError: the place or the ending is wrong; nothing was written.
        NotEnoughError: there is nothing to recommend yet.
    """
    check_target(out)
    if view.advice is not None:
        limits = InForce.of(view.settings)
        if why := limits.why_not(protocol_values(view.settings, view.advice.point)):
            raise WrongInputError(
                f"the recommended protocol is not allowed by the limits in force: {why}. No sheet "
                "was written."
            )
    page = protocol_sheet(view, limits_of(view.settings).die)
    if out.suffix.lower() == ".pdf":
        write_pdf(out, page)
    else:
        write_page(out, page)


def protocol_sheet(view: CampaignView, die: Die | None = None) -> str:
    """The sheet: HTML5 for one page of A4, no script, nothing loaded from elsewhere.

    Args:
        view: the campaign, with its advice.
        die: the die on the press; forces are given next to pressures.

    Raises:
        NotEnoughError: there is nothing to recommend yet.
    """
    advice = view.advice
    if advice is None:
        raise NotEnoughError(f"There is no protocol for a sheet yet: {view.no_advice}")
    protocol = protocol_values(view.settings, advice.point)
    mark = mark_of(protocol)
    environment = templates_of("campaigns.report")
    return environment.get_template("protocol_sheet.html.j2").render(
        view=view,
        advice=advice,
        campaign=view.settings.campaign,
        by_hand=view.settings.by_hand,
        die=die,
        steps=protocol_in_words(protocol, die, HandPress.of(view.settings)),
        rows=setting_rows(advice, protocol, view.settings.press.unset_rates),
        window=window_sentence(advice),
        certificate=certificate_sentences(advice.certificate),
        mark=mark,
        code=Markup(_code(mark)),  # noqa: S704
        achieved=[words for name, words in ACHIEVED.items() if name in protocol],
    )


def mark_of(protocol: Mapping[str, Value]) -> str:
    """Twelve letters that any other protocol would not have; to be written on the cell."""
    text = json.dumps(dict(protocol), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _code(mark: str) -> str:
    return str(segno.make(f"protocol {mark}", micro=False, error="m").svg_inline(scale=2, border=1))
