"""Pages are rendered strictly: everything escaped, unknown names are errors, numbers as written."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from campaigns.files.documents.knob_labels import number_of


def templates_of(*packages: str) -> Environment:
    """The templates of packages, each in its folder `templates`; the first that has a name."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["number"] = number_of
    return made
