"""An export that a stranger understands: tables, files, versions, as an RO-Crate 1.2.

ro-crate-metadata.json   what is what (https://www.researchobject.org/ro-crate/1.2/)
README.md                the same in words
campaign.toml            the campaign file, and the press file next to it
cells.csv                one row a cell: what most people want
spectra/ photos/         the files as they came
tables/ blobs/           the whole memory, from which `copress import` makes it again
sha256.txt               of every file: `copress verify CRATE` finds any changed byte
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, LargeBinary, Table

from campaigns.config.store_location import Place
from campaigns.errors import StoreError, WrongInputError
from campaigns.records.exchange.ro_crate_metadata import metadata, readme
from campaigns.records.exchange.table_export import write_csv
from campaigns.records.views import CampaignView
from campaigns.store import schema
from campaigns.store.connection import open_engine, transaction
from campaigns.store.copy_store import empty_store, read_all, write_all
from campaigns.store.json_codec import to_json
from campaigns.store.upgrade import prepare
from campaigns.store.verify_store import Verdict

SUMS = "sha256.txt"
NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]+$')
"""A crate is opened on another computer: what no file may be called there."""


def write_crate(view: CampaignView, folder: Path) -> int:
    """Write the crate into a fresh folder; how many files.

    Raises:
        WrongInputError: the folder holds something.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongInputError(f"{folder} is there already and not empty; nothing was written")
    for part in ("tables", "blobs", "spectra", "photos"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    write_csv(view, folder / "cells.csv")
    shutil.copyfile(view.settings.path, folder / "campaign.toml")
    _press_file(view, folder)
    engine = open_engine(view.settings.place)
    try:
        with transaction(engine, view.settings.place, writes=False) as connection:
            for table in schema.metadata.sorted_tables:
                _dump(connection, table, folder)
    finally:
        engine.dispose()
    (folder / "README.md").write_text(readme(view), encoding="utf-8")
    named = [str(path.relative_to(folder).as_posix()) for path in _files(folder)]
    document = json.dumps(metadata(view, named), indent=2, ensure_ascii=False)
    (folder / "ro-crate-metadata.json").write_text(document + "\n", encoding="utf-8", newline="\n")
    sums = "".join(
        f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)
    )
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return len(named) + 2


def is_crate(path: Path) -> bool:
    """A folder with Copress' own list of hashes."""
    return (path / SUMS).is_file()


def verify_crate(folder: Path) -> Verdict:
    """Compare every file with the hash that was noted for it."""
    faults = []
    noted: dict[str, str] = {}
    for line in (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        noted[name] = digest
    there = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    there.pop(SUMS, None)
    for name in sorted(noted.keys() | there.keys()):
        if name not in there:
            faults.append(f"{name} is missing")
        elif name not in noted:
            faults.append(f"{name} was added")
        elif _sum(there[name]) != noted[name]:
            faults.append(f"{name} is not as it was written")
    return Verdict(len(there), _sum(folder / SUMS), tuple(faults))


def read_crate(folder: Path, place: Place) -> None:
    """Make the memory again at an empty place.

    Raises:
        StoreError: the crate is not whole; nothing was made.
        WrongInputError: the place holds a campaign.
    """
    verdict = verify_crate(folder)
    if not verdict.whole:
        raise StoreError(f"{folder}: {verdict.faults[0]}. Nothing was imported.")
    engine = open_engine(place)
    try:
        prepare(engine, place)
        with transaction(engine, place, writes=True) as connection:
            empty_store(connection, place)
            for table in schema.metadata.sorted_tables:
                write_all(connection, table, _load(folder, table))
    finally:
        engine.dispose()


def _dump(connection: Connection, table: Table, folder: Path) -> None:
    blobs = [column.name for column in table.c if isinstance(column.type, LargeBinary)]
    path = folder / "tables" / f"{table.name}.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in read_all(connection, table):
            if table in (schema.spectrum, schema.photo):
                _loose(folder, table, row)
            for name in blobs:
                row[name] = _blob(folder, row[name])
            file.write(to_json(row) + "\n")


def _blob(folder: Path, raw: object) -> str | None:
    if raw is None:
        return None
    digest = hashlib.sha256(_bytes(raw)).hexdigest()
    (folder / "blobs" / digest).write_bytes(_bytes(raw))
    return digest


def _loose(folder: Path, table: Table, row: dict[str, object]) -> None:
    """The file of a row as it came, under a name that says whose it is."""
    raw, kind = _bytes(row["raw"]), "photos"
    if table is schema.spectrum:
        raw, kind = zlib.decompress(raw), "spectra"
    own = Path(str(row["file_name"])).name
    name = f"trial-row-{row['trial_id']}-{row['id']}-{NOT_ON_WINDOWS.sub('_', own)}"
    (folder / kind / name).write_bytes(raw)


def _load(folder: Path, table: Table) -> Iterator[dict[str, object]]:
    path = folder / "tables" / f"{table.name}.jsonl"
    if not path.exists():
        return
    blobs = [column.name for column in table.c if isinstance(column.type, LargeBinary)]
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            for name in blobs:
                if row[name] is not None:
                    row[name] = (folder / "blobs" / row[name]).read_bytes()
            yield row


def _press_file(view: CampaignView, folder: Path) -> None:
    press = view.settings.press.map
    source = view.settings.next_to(press)
    if press not in ("simulated", "manual") and source.is_file():
        shutil.copyfile(source, folder / source.name)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else bytes(value)  # type: ignore[call-overload]
