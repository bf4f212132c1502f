"""A campaign for electronic lab notebooks: one `.eln` file, each cell an experiment in it.

The format of the ELN consortium (https://github.com/TheELNConsortium/TheELNFileFormat): a zip with
one folder that is an RO-Crate. eLabFTW, Kadi4Mat, PASTA, SampleDB, RSpace and others import it.

NAME/ro-crate-metadata.json     what is what, see `eln_metadata`
NAME/campaign/                  the table of all cells and the campaign file
NAME/cell-0001/                 the protocol and outcome of a cell, its spectra, trace and photos
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, Select, select

from campaigns.errors import WrongInputError
from campaigns.files.documents.put_in_place import whole_file
from campaigns.records.exchange.eln_metadata import METADATA, Experiment, ExperimentFile, document
from campaigns.records.exchange.table_export import Row, rows, write_csv_to
from campaigns.records.views import CampaignView, TrialView
from campaigns.store import schema
from campaigns.store.connection import open_engine, transaction

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]+$')
"""The archive is unpacked on other systems: what no file may be called there."""


def write_eln(view: CampaignView, path: Path) -> int:
    """Write the archive; how many experiments are in it.

    Args:
        view: The campaign.
        path: The file; the folder in it has the same name.

    Raises:
        WrongInputError: the file is there already, or is not called `.eln`.
        OSError: it cannot be written.
    """
    if path.suffix.lower() != ".eln":
        raise WrongInputError(f"{path}: lab notebooks know such an archive by the ending .eln")
    if path.exists():
        raise WrongInputError(f"{path} is there already; nothing was written")
    engine = open_engine(view.settings.place)
    try:
        with transaction(engine, view.settings.place, writes=False) as connection:
            experiments = [_campaign(view), *_cells(view, connection)]
    finally:
        engine.dispose()
    text = json.dumps(document(view, experiments), indent=2, ensure_ascii=False) + "\n"
    with (
        whole_file(path) as unfinished,
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(f"{path.stem}/{METADATA}", text)
        for experiment in experiments:
            for part in experiment.parts:
                archive.writestr(f"{path.stem}/{part.path}", part.content)
    return len(experiments)


def _campaign(view: CampaignView) -> Experiment:
    table = io.StringIO(newline="")
    write_csv_to(view, table)
    source = view.settings.path
    return Experiment(
        folder="campaign",
        name=f"{view.settings.campaign.name}: pressing campaign, {len(view.trials)} cells",
        row={},
        parts=(
            ExperimentFile(
                "campaign/cells.csv", table.getvalue().encode("utf-8-sig"), "All cells."
            ),
            ExperimentFile(f"campaign/{source.name}", source.read_bytes(), "The campaign file."),
        ),
        person=None,
        begun_utc=view.begun_utc,
        changed_utc=max((event.at_utc for t in view.trials for event in t.events), default=""),
    )


def _cells(view: CampaignView, connection: Connection) -> Iterator[Experiment]:
    people = _people(view, connection)
    for trial, row in zip(view.trials, rows(view), strict=True):
        label = trial.sample_label
        parts = [
            ExperimentFile(
                f"{label}/{label}.json", _record(trial, row), "Protocol, outcome and journal."
            ),
            *_spectra(view, trial, connection),
            *_photos(trial, connection),
        ]
        if trial.trace is not None and trial.trace.time_s.size:
            parts.append(
                ExperimentFile(f"{label}/press-trace.csv", _trace(trial), "What the press did.")
            )
        yield Experiment(
            folder=label,
            name=f"{label}: {trial.outcome or trial.state}",
            row=row,
            parts=tuple(parts),
            person=people.get(trial.number),
            begun_utc=trial.events[0].at_utc if trial.events else view.begun_utc,
            changed_utc=trial.events[-1].at_utc if trial.events else view.begun_utc,
        )


def _record(trial: TrialView, row: Row) -> bytes:
    journal = [
        {"at_utc": event.at_utc, "kind": event.kind, "detail": dict(event.detail)}
        for event in trial.events
    ]
    record = {
        **row,
        "protocol": dict(trial.protocol),
        "achieved": None if trial.achieved is None else dict(trial.achieved),
        "why": trial.why,
        "journal": journal,
    }
    return (json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def _trace(trial: TrialView) -> bytes:
    trace = trial.trace
    if trace is None:  # asked for only where there is one
        raise ValueError(trial.sample_label)
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(("time_s", "force_kn"))
    writer.writerows(zip(trace.time_s, trace.force_kn, strict=True))
    return table.getvalue().encode("utf-8")


def _spectra(
    view: CampaignView, trial: TrialView, connection: Connection
) -> Iterator[ExperimentFile]:
    """The instrument's files as they came, refused ones too."""
    table = schema.spectrum
    query = (
        select(table.c.id, table.c.file_name, table.c.raw, table.c.refused)
        .where(table.c.trial_id.in_(_row_of(view, trial)))
        .order_by(table.c.id)
    )
    found = connection.execute(query).all()
    for row, name in zip(found, _names([row.file_name for row in found]), strict=True):
        text = f"Impedance; not used: {row.refused}" if row.refused else "Impedance."
        yield ExperimentFile(f"{trial.sample_label}/{name}", zlib.decompress(bytes(row.raw)), text)


def _photos(trial: TrialView, connection: Connection) -> Iterator[ExperimentFile]:
    names = _names([photo.file_name for photo in trial.photos], "photo-")
    for photo, name in zip(trial.photos, names, strict=True):
        query = select(schema.photo.c.raw).where(schema.photo.c.id == photo.number)
        raw = connection.scalar(query)
        yield ExperimentFile(
            f"{trial.sample_label}/{name}", bytes(raw or b""), "Photo of the cell."
        )


def _row_of(view: CampaignView, trial: TrialView) -> Select[tuple[int]]:
    """The row of a trial in the store, as a query."""
    campaign, table = schema.campaign, schema.trial
    return (
        select(table.c.id)
        .join(campaign, campaign.c.id == table.c.campaign_id)
        .where(campaign.c.name == view.settings.campaign.name, table.c.number == trial.number)
    )


def _people(view: CampaignView, connection: Connection) -> Mapping[int, str]:
    """Who planned each trial, by its number."""
    audit, table, campaign = schema.audit, schema.trial, schema.campaign
    query = (
        select(table.c.number, audit.c.person)
        .join(campaign, campaign.c.id == table.c.campaign_id)
        .join(audit, (audit.c.row_id == table.c.id) & (audit.c.table_name == table.name))
        .where(campaign.c.name == view.settings.campaign.name)
    )
    return {row.number: row.person for row in connection.execute(query)}


def _names(names: Sequence[str], start: str = "") -> list[str]:
    """Names of files that differ, and that every system takes."""
    given: list[str] = []
    for name in names:
        path = Path(_NOT_IN_NAMES.sub("_", Path(name).name) or "file")
        number, free = 1, f"{start}{path.name}"
        while free in given:
            number += 1
            free = f"{start}{path.stem}-{number}{path.suffix}"
        given.append(free)
    return given
