"""What a crate says of itself: to people in its README, to programs in its metadata."""

from __future__ import annotations

from campaigns.records.views import CampaignView
from campaigns.store.schema import SCHEMA_VERSION

_ABOUT = {
    "cells.csv": "One row a cell; columns carry their units.",
    "campaign.toml": "The campaign file as it was run last.",
    "README.md": "This crate in words.",
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
- `ro-crate-metadata.json`: the same for programs (RO-Crate 1.1)

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
    """RO-Crate 1.1 metadata."""
    software = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "version": version}
        for name, version in view.versions.items()
    ]
    parts = [{"@id": name} for name in files]
    name = view.settings.campaign.name
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": name,
                "description": f"Pressing campaign {name}: protocols, traces, spectra, decisions.",
                "datePublished": view.begun_utc[:10],
                "license": "not stated",
                "hasPart": parts,
                "mentions": [{"@id": item["@id"]} for item in software],
            },
            *software,
            *({"@id": file, "@type": "File", **_about(file)} for file in files),
        ],
    }


def _about(file: str) -> dict[str, object]:
    return {"description": _ABOUT[file]} if file in _ABOUT else {}
