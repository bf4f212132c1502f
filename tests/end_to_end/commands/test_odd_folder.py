"""A folder with spaces, a dash and umlauts, as a bench computer has it; and names for Windows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign
from support.instruments.texts import eclab
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.records.exchange.ro_crate import NOT_ON_WINDOWS

ODD = "Zelle Nr. 3 – Prüfling äöü"
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def done(*args: object) -> str:
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated cells, and all that can be written of them."""
    here = tmp_path_factory.mktemp("lab") / ODD
    here.mkdir()
    file = write_campaign(here, name="Sulfid für Anna")
    done("run", file, "--trials", 2)
    done("report", file, "--out", here / "Bericht ü.html")
    for kind in ("csv", "xlsx", "crate"):
        done("export", file, "--out", here / f"Export – {kind}.{kind}", "--format", kind)
    done("backup", file, "--out", here / "Sicherung Größe.db")
    done("design", file, "--kind", "ccd-face", "--out", here / "Versuchsplan ß.csv")
    return here


def test_everything_was_written_there(folder: Path) -> None:
    assert ODD in str(folder)
    for name in ("Bericht ü.html", "Export – csv.csv", "Export – xlsx.xlsx", "Sicherung Größe.db"):
        assert (folder / name).stat().st_size > 300
    assert "Sulfid für Anna" in (folder / "Bericht ü.html").read_text(encoding="utf-8")
    assert (folder / "Versuchsplan ß.html").is_file()


def test_no_file_has_a_name_that_windows_refuses(folder: Path) -> None:
    written = [path.relative_to(folder) for path in folder.rglob("*")]
    assert len(written) > 20
    parts = {part for path in written for part in path.parts}
    assert not [part for part in parts if NOT_ON_WINDOWS.search(part) or DEVICES.fullmatch(part)]


def test_a_crate_from_there_becomes_the_same_campaign_elsewhere(
    folder: Path, tmp_path: Path
) -> None:
    into = tmp_path / "Neuer Rechner – ÄÖÜ"
    done("import", folder / "Export – crate.crate", "--into", into)
    there, here = (
        json.loads(done("status", file, "--json"))["trials"]
        for file in (into / "campaign.toml", folder / "Sulfid für Anna.toml")
    )
    assert there == here
    done("verify", into / "campaign.toml")


def test_a_cell_is_recorded_from_a_file_of_any_name_and_leaves_under_a_lawful_one(
    tmp_path: Path,
) -> None:
    here = tmp_path / ODD
    here.mkdir()
    source = '[impedance]\nsource = "by_hand"\narea_cm2 = 0.7854\n'
    file = write_campaign(here, name="Zelle", press=MANUAL, impedance=source)
    done("propose", file, "--sheet", here / "Laufzettel für heute.csv")
    spectrum = here / ("Prüfling 1 ä.mpt" if os.name == "nt" else "Prüfling 1: ä?.mpt")
    spectrum.write_bytes(eclab())
    document = json.loads(
        done("record", file, "--trial", 1, "--spectrum", spectrum, "--damage", 0, "--json")
    )
    assert document["outcome"] == "observed"
    done("export", file, "--out", here / "crate", "--format", "crate")
    (kept,) = (here / "crate" / "spectra").iterdir()
    assert kept.read_bytes() == spectrum.read_bytes()
    assert "Prüfling 1" in kept.name
    assert not NOT_ON_WINDOWS.search(kept.name)


@pytest.mark.slow
def test_the_command_line_itself_takes_such_paths_and_names_every_encoding(
    folder: Path, tmp_path: Path
) -> None:
    here = tmp_path / ODD
    shutil.copytree(folder, here)
    file = here / "Sulfid für Anna.toml"
    for args in (("status", file), ("report", file, "--out", here / "noch einer ä.html")):
        ended = subprocess.run(
            [
                sys.executable,
                "-X",
                "warn_default_encoding",
                "-c",
                "import campaigns.commands.cli as c; c.main()",
            ]
            + [str(arg) for arg in args],
            cwd=here,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        ours = [line for line in ended.stderr.splitlines() if "EncodingWarning" in line]
        assert not [line for line in ours if "site-packages" not in line]
