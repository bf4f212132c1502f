"""How pages are rendered: everything escaped, unknown names are errors, numbers as people write."""

from __future__ import annotations

from datetime import datetime

from jinja2 import Environment
from markupsafe import Markup

from campaigns.files.documents.html_templates import templates_of
from campaigns.files.documents.knob_labels import (
    label_of,
    quantity_of,
    unit_of,
    words_of,
)
from campaigns.web.rendering.static_files import address_of
from campaigns.web.security.roles import Role


def environment() -> Environment:
    """The templates of the page."""
    made = templates_of("campaigns.web")
    made.filters.update(words=words_of, unit=unit_of, label=label_of, moment=moment, signs=signs)
    made.globals.update(quantity=quantity_of, Role=Role, static=address_of, csrf_field=csrf_field)
    return made


def csrf_field(csrf: str) -> Markup:
    """The hidden field that shows whose form it is."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf)


def moment(at_utc: str) -> str:
    """`2026-11-26 15:42 UTC`."""
    try:
        return f"{datetime.fromisoformat(at_utc):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return at_utc


def signs(sentence: str) -> str:
    """A sentence of a journal or a terminal with the unit as the page writes it."""
    return sentence.replace("ohm cm2", "Ω cm²")
