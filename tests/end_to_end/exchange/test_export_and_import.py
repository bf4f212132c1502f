"""All of a campaign to a stranger, to another computer, to a backup, and back."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.command_line import invoke as copress
from support.stores.filled_store import fill
from support.stores.postgres import postgres
from typer.testing import Result

from campaigns.config.store_location import Place
from campaigns.store.copy_store import backup, restore
from campaigns.store.open_store import open_store
from campaigns.store.verify_store import verify_place


def done(*args: object) -> Result:
    result = copress(*args)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_campaign(tmp_path_factory.mktemp("lab"))
    done("run", file, "--trials", 3)
    done("propose", file)
    return file


@pytest.fixture(scope="module")
def crate(campaign: Path) -> Path:
    folder = campaign.parent / "crate"
    done("export", campaign, "--out", folder, "--format", "crate")
    return folder


def tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if line.startswith("INSERT")]


def test_a_crate_becomes_the_same_campaign_on_an_empty_machine(
    campaign: Path, crate: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    done("import", crate, "--into", elsewhere)
    file = elsewhere / "campaign.toml"
    assert tables(elsewhere / "campaign.db") == tables(campaign.with_suffix(".db"))
    done("verify", file)
    for command in ("csv", "crate"):
        outs = [campaign.parent / f"again-{command}", tmp_path / f"again-{command}"]
        for source, out in zip((campaign, file), outs, strict=True):
            if not out.exists():
                done("export", source, "--out", out, "--format", command)
        for path in [outs[0]] if outs[0].is_file() else sorted((outs[0] / "tables").iterdir()):
            twin = outs[1] if outs[0].is_file() else outs[1] / "tables" / path.name
            assert path.read_bytes() == twin.read_bytes(), path.name
    proposals = [done("propose", source, "--count", 3, "--json") for source in (campaign, file)]
    assert json.loads(proposals[0].stdout) == json.loads(proposals[1].stdout)


def test_a_stranger_finds_words_files_and_versions(crate: Path) -> None:
    assert "SIMULATED" in (crate / "README.md").read_text(encoding="utf-8")
    document = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    graph = {item["@id"]: item for item in document["@graph"]}
    for part in graph["./"]["hasPart"]:
        assert (crate / part["@id"]).is_file()
        assert graph[part["@id"]]["@type"] == "File"
    assert graph["#copress"]["version"]
    assert len(list((crate / "spectra").iterdir())) == 3


def test_any_changed_byte_of_a_crate_is_found(crate: Path, tmp_path: Path) -> None:
    done("verify", crate)
    copy = tmp_path / "copy"
    shutil.copytree(crate, copy)
    for path in sorted(copy.rglob("*")):
        if path.is_file() and (raw := path.read_bytes()):
            place = len(raw) // 2
            path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
            assert copress("verify", copy).exit_code == 1, path.name
            path.write_bytes(raw)
    done("verify", copy)
    (copy / "blobs" / "more").write_bytes(b"x")
    assert copress("verify", copy).exit_code == 1
    result = copress("import", copy, "--into", tmp_path / "never")
    assert result.exit_code == 1
    assert "Nothing was imported" in result.output


def test_what_is_there_is_never_overwritten(campaign: Path, crate: Path, tmp_path: Path) -> None:
    assert copress("export", campaign, "--out", crate, "--format", "crate").exit_code == 2
    done("import", crate, "--into", tmp_path / "a")
    assert copress("import", crate, "--into", tmp_path / "a").exit_code == 2
    done("backup", campaign, "--out", tmp_path / "b.db")
    assert copress("backup", campaign, "--out", tmp_path / "b.db").exit_code == 2
    assert copress("restore", campaign, "--from", tmp_path / "b.db").exit_code == 2


def test_a_backup_of_a_running_campaign_comes_back_whole(campaign: Path, tmp_path: Path) -> None:
    with open_store(campaign.with_suffix(".db"), "quick", create=False):
        done("backup", campaign, "--out", tmp_path / "b.db")
    home = tmp_path / "home"
    home.mkdir()
    file = Path(shutil.copy(campaign, home))
    done("restore", file, "--from", tmp_path / "b.db")
    assert tables(home / "quick.db") == tables(campaign.with_suffix(".db"))
    done("verify", file)


def test_parquet_keeps_types_and_xlsx_opens(campaign: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install copress[parquet]")
    done("export", campaign, "--out", tmp_path / "c.parquet", "--format", "parquet")
    done("export", campaign, "--out", tmp_path / "c.csv", "--format", "csv")
    plain = pandas.read_csv(tmp_path / "c.csv")
    table = pandas.read_parquet(tmp_path / "c.parquet")
    assert list(table.columns) == list(plain.columns)
    assert table["copress_mpa"].dtype == float
    assert table["trial"].tolist() == plain["trial"].tolist()
    whole = table["asr_ohm_cm2"].notna()
    assert whole.any()
    assert table["asr_ohm_cm2"][whole].tolist() == plain["asr_ohm_cm2"][whole].tolist()
    done("export", campaign, "--out", tmp_path / "c.xlsx", "--format", "xlsx")
    assert len(pandas.read_excel(tmp_path / "c.xlsx")) == len(table)


def test_a_server_is_copied_to_a_file_and_back(tmp_path: Path) -> None:
    with postgres() as server:
        first, second = server.url("first"), server.url("second")
        with open_store(first, "one") as store:
            fill(store)
        backup(Place.of(first), tmp_path / "b.db")
        assert verify_place(Place.of(tmp_path / "b.db")).whole
        restore(tmp_path / "b.db", Place.of(second))
        assert verify_place(Place.of(second)) == verify_place(Place.of(first))
        with open_store(second, "one", create=False) as store:
            fill(store)
        assert verify_place(Place.of(second)).whole
