"""A campaign for electronic lab notebooks, checked against the rules of their consortium."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from rocrate.rocrate import ROCrate
from support.campaign import write_campaign
from support.command_line import invoke as copress

SCHEMA = {
    "author": dict,
    "genre": str,
    "keywords": str,
    "hasPart": list,
    "name": str,
    "encodingFormat": str,
    "version": str,
}
"""Types of values as the consortium's schema has them (tests/schema.json, August 2026)."""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_campaign(tmp_path_factory.mktemp("lab"))
    assert copress("run", file, "--trials", 2).exit_code == 0
    return file


@pytest.fixture(scope="module")
def archive(campaign: Path) -> Path:
    path = campaign.parent / "all cells.eln"
    result = copress("export", campaign, "--out", path, "--format", "eln")
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture(scope="module")
def files(archive: Path) -> dict[str, bytes]:
    """Everything in the one folder, by its path below that."""
    with zipfile.ZipFile(archive) as zipped:
        paths = [PurePosixPath(entry.filename) for entry in zipped.infolist()]
        assert {path.parts[0] for path in paths} == {"all cells"}
        assert all(len(path.parts) > 1 and ".." not in path.parts for path in paths)
        return {"/".join(path.parts[1:]): zipped.read(str(path)) for path in paths}


@pytest.fixture(scope="module")
def graph(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    nodes = json.loads(files["ro-crate-metadata.json"])["@graph"]
    by_id = {node["@id"]: node for node in nodes}
    assert len(by_id) == len(nodes)
    return by_id


def test_the_metadata_says_who_made_it_and_by_which_rules(
    graph: dict[str, dict[str, Any]],
) -> None:
    descriptor = graph["ro-crate-metadata.json"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    assert graph[descriptor["sdPublisher"]["@id"]]["name"] == "Copress"
    assert {"name", "description", "datePublished", "license"} <= set(graph["./"])


def test_every_reference_leads_somewhere_and_values_have_the_types_of_the_schema(
    graph: dict[str, dict[str, Any]],
) -> None:
    for node in graph.values():
        assert {"@id", "@type"} <= set(node)
        for key, value in node.items():
            assert isinstance(value, SCHEMA.get(key, object)), (node["@id"], key)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict) and key != "conformsTo":
                    assert item["@id"] in graph, (node["@id"], key)
        for key in ("dateCreated", "dateModified"):
            if key in node:
                datetime.fromisoformat(node[key])


def test_each_cell_is_an_experiment_with_its_files(
    graph: dict[str, dict[str, Any]], files: dict[str, bytes]
) -> None:
    experiments = [part["@id"] for part in graph["./"]["hasPart"]]
    assert experiments == ["./campaign/", "./cell-0001/", "./cell-0002/"]
    listed = {part["@id"] for name in experiments for part in graph[name]["hasPart"]}
    assert {name.removeprefix("./") for name in listed} == set(files) - {"ro-crate-metadata.json"}
    assert {"./cell-0001/cell-0001.mpt", "./cell-0001/press-trace.csv"} <= listed
    for name in listed:
        node, content = graph[name], files[name.removeprefix("./")]
        assert node["@type"] == "File"
        assert node["contentSize"] == str(len(content))
        assert node["sha256"] == hashlib.sha256(content).hexdigest()


def test_an_experiment_shows_protocol_and_outcome_with_units(
    graph: dict[str, dict[str, Any]], files: dict[str, bytes]
) -> None:
    cell = graph["./cell-0001/"]
    assert "SIMULATED" in cell["text"]
    assert "copress_mpa" in cell["text"]
    assert "simulated" in cell["keywords"].split(", ")
    values = {
        graph[ref["@id"]]["propertyID"]: graph[ref["@id"]] for ref in cell["variableMeasured"]
    }
    assert values["copress_mpa"]["unitText"] == "MPa"
    assert values["asr_ohm_cm2"]["unitText"] == "Ω cm²"
    table = csv.DictReader(io.StringIO(files["campaign/cells.csv"].decode("utf-8-sig")))
    assert float(next(table)["asr_ohm_cm2"]) == values["asr_ohm_cm2"]["value"]
    record = json.loads(files["cell-0001/cell-0001.json"])
    assert record["journal"][0]["kind"] == "planned"
    assert graph[cell["author"]["@id"]]["@type"] == "Person"


def test_the_instruments_file_is_in_it_byte_for_byte(
    campaign: Path, files: dict[str, bytes]
) -> None:
    measured = campaign.parent / f"{campaign.stem}-cells" / "cell-0002.mpt"
    assert files["cell-0002/cell-0002.mpt"] == measured.read_bytes()


def test_another_program_reads_it_as_a_crate(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(tmp_path)
    crate = ROCrate(tmp_path / "all cells")
    assert crate.root_dataset["name"] == "quick"
    names = {part["name"] for part in crate.root_dataset["hasPart"] if part.type == "Dataset"}
    assert {name.partition(":")[0] for name in names} == {"quick", "cell-0001", "cell-0002"}


@pytest.mark.parametrize(("name", "says"), [("cells.zip", ".eln"), ("all cells.eln", "already")])
def test_a_wrong_or_taken_name_is_refused(
    campaign: Path, archive: Path, name: str, says: str
) -> None:
    before = archive.read_bytes()
    result = copress("export", campaign, "--out", archive.with_name(name), "--format", "eln")
    assert result.exit_code == 2
    assert says in result.output
    assert archive.read_bytes() == before


def test_the_crate_conforms_to_the_newer_rules(campaign: Path, tmp_path: Path) -> None:
    folder = tmp_path / "crate"
    assert copress("export", campaign, "--out", folder, "--format", "crate").exit_code == 0
    document = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    nodes = {node["@id"]: node for node in document["@graph"]}
    conforms = nodes["ro-crate-metadata.json"]["conformsTo"]["@id"]
    assert conforms == "https://w3id.org/ro/crate/1.2"
    assert document["@context"] == "https://w3id.org/ro/crate/1.2/context"
    assert nodes[nodes["./"]["license"]["@id"]]["name"] == "not stated"
    assert all("url" in n for n in nodes.values() if n["@type"] == "SoftwareApplication")
    assert ROCrate(folder).root_dataset["name"] == "quick"
