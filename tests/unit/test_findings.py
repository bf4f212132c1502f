"""Each finding about other software is a script that runs alone, and a line of the docs."""

import subprocess
from pathlib import Path

import pytest
from support.systems import WINDOWS

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "findings").glob("*.sh"))


def test_there_are_findings_and_each_is_in_the_table() -> None:
    page = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
    assert len(SCRIPTS) >= 6
    rows = [line.split("|")[1].strip(" `") for line in page.splitlines() if ".sh`" in line]
    assert sorted(rows) == [path.name for path in SCRIPTS]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_pins_what_it_installs_and_never_asks_copress(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    installed = [line for line in text.splitlines() if "pip" in line and " install " in line]
    assert installed
    for line in installed:
        packages = [word for word in line.split(" install ")[1].split() if word[0] != "-"]
        assert all("==" in package for package in packages), line
    assert not any(
        f"import {room}" in text for room in ("doe", "surrogate", "hardware", "campaigns")
    )
    if not WINDOWS:  # where bash is that of another system, with other paths
        subprocess.run(["bash", "-n", path], check=True)
