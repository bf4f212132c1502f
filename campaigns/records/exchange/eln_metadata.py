"""`ro-crate-metadata.json` of an `.eln` archive: what is what, for lab notebooks.

The consortium's own checks ask for RO-Crate 1.1 (their validator knows no later one), for a
`version` and an `sdPublisher` of the metadata, and for keywords as one string.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import version

from campaigns.records.exchange.table_export import Row
from campaigns.records.views import CampaignView

METADATA = "ro-crate-metadata.json"

_CRATE = "https://w3id.org/ro/crate/1.1"
_PUBLISHER, _LICENCE, _NOBODY = "#copress", "#licence", "#person-unknown"
_SIMULATED = "SIMULATED: nothing here was measured on a real cell. "
_UNITS = {
    "_mpa_s": "MPa/s",
    "_mpa": "MPa",
    "_ohm_cm2": "Ω cm²",
    "_degc": "°C",
    "_kn": "kN",
    "_mm": "mm",
    "_s": "s",
}
"""By the end of a name, longest first."""
_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".toml": "application/toml",
    ".mpt": "text/plain",
    ".dta": "text/plain",
    ".z": "text/plain",
}
"""Of files that the system's own list does not know, or knows differently on each system."""


@dataclass(frozen=True)
class ExperimentFile:
    """One file of an experiment: its path below the root folder, its bytes, what it is."""

    path: str
    content: bytes
    description: str


@dataclass(frozen=True)
class Experiment:
    """One folder of the archive.

    Attributes:
        folder: Its name.
        name: What a person calls it.
        row: What is known of the cell, one row of the exported table; empty for the campaign.
        parts: Its files.
        person: Who planned it; None where nobody is named.
        begun_utc: When it was begun, ISO 8601, UTC.
        changed_utc: When something was last written to it.
    """

    folder: str
    name: str
    row: Row
    parts: tuple[ExperimentFile, ...]
    person: str | None
    begun_utc: str
    changed_utc: str


def document(view: CampaignView, experiments: Sequence[Experiment]) -> dict[str, object]:
    """The whole metadata document.

    Args:
        view: The campaign.
        experiments: Everything that is in the archive.
    """
    people = sorted({experiment.person for experiment in experiments if experiment.person})
    return {
        # the consortium asks for a hash of each file, which RO-Crate 1.1 has no word for
        "@context": [f"{_CRATE}/context", {"sha256": "https://schema.org/sha256"}],
        "@graph": [
            _descriptor(view),
            _root(view, experiments),
            *(node for experiment in experiments for node in _nodes(view, experiment)),
            *({"@id": _person(name), "@type": "Person", "name": name} for name in people),
            {"@id": _NOBODY, "@type": "Person", "name": "not named"},
            {
                "@id": _PUBLISHER,
                "@type": "Organization",
                "name": "Copress",
                "description": "Toolkit that finds out how to press all-solid-state cells.",
            },
            {
                "@id": _LICENCE,
                "@type": "CreativeWork",
                "name": "not stated",
                "description": "Nobody has stated under which licence these records may be used.",
            },
        ],
    }


def _descriptor(view: CampaignView) -> dict[str, object]:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _CRATE},
        "version": version("copress"),
        "dateCreated": view.begun_utc,
        "sdPublisher": {"@id": _PUBLISHER},
    }


def _root(view: CampaignView, experiments: Sequence[Experiment]) -> dict[str, object]:
    name = view.settings.campaign.name
    simulated = _SIMULATED if view.simulated else ""
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": name,
        "description": f"{simulated}Pressing campaign {name}: each cell with its files.",
        "datePublished": view.begun_utc[:10],
        "license": {"@id": _LICENCE},
        "hasPart": [{"@id": f"./{experiment.folder}/"} for experiment in experiments],
    }


def _nodes(view: CampaignView, experiment: Experiment) -> Iterator[dict[str, object]]:
    values = list(_values(experiment))
    person = _person(experiment.person) if experiment.person else _NOBODY
    yield {
        "@id": f"./{experiment.folder}/",
        "@type": "Dataset",
        "name": experiment.name,
        "genre": "experiment",
        "author": {"@id": person},
        "dateCreated": experiment.begun_utc,
        "dateModified": experiment.changed_utc or experiment.begun_utc,
        "text": _text(view, experiment),
        "keywords": ", ".join(_keywords(view, experiment)),
        "hasPart": [{"@id": f"./{part.path}"} for part in experiment.parts],
        **({"variableMeasured": [{"@id": value["@id"]} for value in values]} if values else {}),
    }
    yield from values
    for part in experiment.parts:
        yield {
            "@id": f"./{part.path}",
            "@type": "File",
            "name": part.path.rpartition("/")[2],
            "description": part.description,
            "encodingFormat": _type(part.path),
            "contentSize": str(len(part.content)),
            "sha256": hashlib.sha256(part.content).hexdigest(),
        }


def _values(experiment: Experiment) -> Iterator[dict[str, object]]:
    """What is known of a cell as values with units."""
    for name, value in experiment.row.items():
        if value is None or value == "":
            continue
        node = {
            "@id": f"#{experiment.folder}-{name}",
            "@type": "PropertyValue",
            "propertyID": name,
            "name": name,
            "value": value,
        }
        if unit := next((unit for end, unit in _UNITS.items() if name.endswith(end)), None):
            node["unitText"] = unit
        yield node


def _keywords(view: CampaignView, experiment: Experiment) -> Iterator[str]:
    yield from ("all-solid-state battery", "pressing", view.settings.campaign.name)
    if view.simulated:
        yield "simulated"
    for name in ("outcome", "lot"):
        if value := experiment.row.get(name):
            # a comma would make two keywords of one
            yield str(value).replace(",", " ")


def _text(view: CampaignView, experiment: Experiment) -> str:
    """The body of the entry, as the notebooks' editors show it: HTML."""
    simulated = f"<p><strong>{_SIMULATED.strip()}</strong></p>" if view.simulated else ""
    known = [(name, v) for name, v in experiment.row.items() if v is not None and v != ""]
    if not known:
        return f"{simulated}<p>{escape(experiment.name)}</p>"
    lines = "".join(f"<tr><td>{escape(n)}</td><td>{escape(_shown(v))}</td></tr>" for n, v in known)
    return f"{simulated}<table><tbody>{lines}</tbody></table>"


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _type(path: str) -> str:
    suffix = f".{path.rpartition('.')[2].lower()}"
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def _person(name: str) -> str:
    return f"#person-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
