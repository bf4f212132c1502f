"""What a crate says of itself: to people in its README, to programs in its metadata."""

from __future__ import annotations

from campaigns.records.views import CampaignView
from campaigns.store.schema import SCHEMA_VERSION

_CRATE = "https://w3id.org/ro/crate/1.2"

_PYTHON = "https://www.python.org/"

_ABOUT = {
    "cells.csv": "One row a cell; columns carry their units.",
    "campaign.toml": "The campaign file as it was run last.",
    "README.md": "This crate in words.",
}
_FOLDERS = {
    "spectra": "A file of the impedance analyser, as it came.",
    "photos": "A photo of a cell.",
    "tables": "One table of the store, a JSON object a line.",
    "blobs": "A file or array that a table names by its SHA-256.",
}


_README = """\
# {name}

{simulated}Cells for all-solid-state batteries were pressed with different protocols, looked at and
measured, to find the protocol that serves the goal `{goal}` best. This folder holds all that is
known of {trials} trials, begun {begun}.

- `cells.csv`: one row a cell: achieved values of the protocol, damage (0 intact to 3 in pieces),
  short, area-specific resistance. Units are in the column names (`_mpa _s _mpa_s _ohm_cm2`);
  `planned_...` is what was asked for.
- `spectra/`, `photos/`: the analyser's files and photos as they came
- `campaign.toml`: what was varied, in which bounds, with which seed
- `tables/`, `blobs/`: every record of the store, one JSON object a line; blobs by their SHA-256
- `sha256.txt`: hash of every file
- `ro-crate-metadata.json`: the same for programs (RO-Crate 1.2)

Check it, go on with it (`pip install copress`):

    copress verify THIS-FOLDER
    copress import THIS-FOLDER --into NEW-FOLDER
    copress recommend NEW-FOLDER/campaign.toml

Made with (schema {schema}, seed {seed}):

{versions}
"""


def readme(view: CampaignView) -> str:
    """The README of a crate."""
    settings = view.settings.campaign
    versions = "\n".join(f"- {name} {version}" for name, version in view.versions.items())
    simulated = (
        "**THE PRESS OR THE CELLS ARE SIMULATED: nothing here was measured on a real cell.**\n\n"
        if view.simulated
        else ""
    )
    return _README.format(
        simulated=simulated,
        name=settings.name,
        goal=settings.goal,
        trials=len(view.trials),
        begun=view.begun_utc,
        schema=SCHEMA_VERSION,
        seed=settings.seed,
        versions=versions,
    )


def metadata(view: CampaignView, files: list[str]) -> dict[str, object]:
    """RO-Crate 1.2 metadata (https://www.researchobject.org/ro-crate/1.2/)."""
    software = [
        {
            "@id": f"#{name}",
            "@type": "SoftwareApplication",
            "name": name,
            "version": version,
            "url": _PYTHON if name.lower() == "python" else f"https://pypi.org/project/{name}/",
        }
        for name, version in view.versions.items()
    ]
    parts = [{"@id": name} for name in files]
    name = view.settings.campaign.name
    return {
        "@context": f"{_CRATE}/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": _CRATE},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": name,
                "description": f"Pressing campaign {name}: protocols, traces, spectra, decisions.",
                "datePublished": view.begun_utc[:10],
                "license": {"@id": "#licence"},
                "hasPart": parts,
                "mentions": [{"@id": item["@id"]} for item in software],
            },
            {
                "@id": "#licence",
                "@type": "CreativeWork",
                "name": "not stated",
                "description": "Nobody has stated under which licence these records may be used.",
            },
            *software,
            *({"@id": file, "@type": "File", "name": file, **_about(file)} for file in files),
        ],
    }


def _about(file: str) -> dict[str, object]:
    text = _ABOUT.get(file) or _FOLDERS.get(file.partition("/")[0])
    return {"description": text} if text else {}
