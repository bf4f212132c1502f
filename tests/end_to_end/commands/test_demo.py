"""The first five minutes: the demonstration through the command line, as a stranger starts it."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.command_line import Called, copress

CELLS = 7
WIDE = "200"
"""Columns of the terminal."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a place with blanks and ümlauts")


@pytest.fixture(scope="module")
def shown(place: Path) -> subprocess.CompletedProcess[str]:
    """The demonstration as a person sees it, in a process of its own."""
    return subprocess.run(
        [Path(sys.executable).parent / "copress", "demo", "--fast", "--trials", str(CELLS)],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": WIDE},
    )


@pytest.fixture(scope="module")
def pressed(place: Path, shown: subprocess.CompletedProcess[str]) -> dict[Path, int]:
    """The spectra of the demonstration, and when each was written."""
    assert shown.returncode == 0, shown.stderr
    spectra = sorted((place / "demo-campaign" / "demo-cells").glob("*.mpt"))
    return {path: path.stat().st_mtime_ns for path in spectra}


@pytest.fixture(scope="module")
def again(place: Path, pressed: dict[Path, int]) -> Called:
    """The same demonstration again, for a program."""
    return copress(*("demo", "--fast", "--trials", CELLS, "--json"), folder=place, COLUMNS=WIDE)


@pytest.fixture(scope="module")
def document(again: Called) -> dict[str, object]:
    assert again.returncode == 0, again.stderr
    document: dict[str, object] = json.loads(again.stdout)
    return document


def test_the_story_has_every_cell_what_broke_and_an_end(
    shown: subprocess.CompletedProcess[str],
) -> None:
    assert shown.returncode == 0, shown.stderr
    cells = re.findall(
        r"^ +(\d+) .*(ohm cm2|SHORTED|CRACKED|DELAMINATED|HAIRLINE)", shown.stderr, re.M
    )
    assert [int(number) for number, _ in cells] == list(range(1, CELLS + 1))
    assert "best so far" in shown.stderr
    assert "SHORTED" in shown.stderr
    for heading in ("What it learned", "Recommended protocol", "How well it did", "And now"):
        assert heading in shown.stdout


def test_simulation_is_said_at_both_ends(shown: subprocess.CompletedProcess[str]) -> None:
    assert shown.stderr.startswith("SIMULATED")
    assert shown.stdout.rstrip().splitlines()[-1].startswith("SIMULATED")


def test_a_pipe_gets_no_colours_and_no_moving_lines(
    shown: subprocess.CompletedProcess[str],
) -> None:
    assert "\x1b" not in shown.stdout + shown.stderr
    assert "\r" not in shown.stdout + shown.stderr


def test_every_kind_of_user_is_stated_what_to_do_next(
    shown: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    steps = shown.stdout[shown.stdout.index("And now") :]

    for who in ("press by hand", "press on Modbus"):
        assert who in steps
    assert ("spreadsheet" in steps) == (find_spec("campaigns.commands.learn.explore") is not None)
    for command in re.findall(r"copress (\w+)", steps):
        assert copress(command, "--help", folder=tmp_path).returncode == 0


def test_the_document_is_the_recommendation(document: dict[str, object]) -> None:
    wanted = {
        "point", "protocol", "asr_ohm_cm2", "p_intact", "window", "evidence", "certificate",
        "goal", "versions",
    }  # fmt: skip

    assert wanted <= document.keys()
    assert document["simulated"] is True
    assert document["cells"] == CELLS
    assert set(document["point"]) <= set(document["protocol"])  # type: ignore[call-overload]
    truth = document["truth"]
    assert isinstance(truth, dict)
    assert 100.0 < truth["best_asr_ohm_cm2"] <= 1.5 * truth["asr_ohm_cm2"]
    assert 0.0 <= truth["p_intact"] <= 1.0


def test_the_report_and_the_figures_lie_next_to_the_campaign(
    place: Path, document: dict[str, object]
) -> None:
    page = Path(str(document["report"])).read_text(encoding="utf-8")
    point = document["point"]
    assert isinstance(point, dict)

    assert Path(str(document["report"])).parent == (place / "demo-campaign").resolve()
    assert "<strong>SIMULATED</strong>" in page
    assert f"up to {point['copress_mpa']:.0f} MPa" in page
    assert not re.search(r"""<script|<link|(src|href)=["'](https?:)?//""", page)
    names = {path.name for path in (place / "demo-campaign" / "figures").iterdir()}
    drawn = {"convergence", "cells", "map", "slices", "nyquist", "press"}
    explored = {"sensitivity", "front", "control-chart"}  # as in the report of any campaign
    assert names == {f"{name}.{kind}" for name in drawn | explored for kind in ("png", "svg")}
    assert page.count("<figure") == len(drawn | explored)


def test_called_again_it_presses_nothing_twice(pressed: dict[Path, int], again: Called) -> None:
    assert again.returncode == 0
    assert f"{CELLS} cells were pressed before; none is pressed again." in again.stderr
    assert len(pressed) == CELLS
    assert {path: path.stat().st_mtime_ns for path in pressed} == pressed


def test_another_demonstration_does_not_overwrite_this_one(
    place: Path, document: dict[str, object]
) -> None:
    report = place / "demo-campaign" / "report.html"
    before = report.read_bytes()

    other = copress("demo", "--fast", "--trials", CELLS, "--seed", 5, folder=place)

    assert other.returncode == 2
    assert "another seed" in other.stderr
    assert "Traceback" not in other.stderr
    assert report.read_bytes() == before


def test_a_folder_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1.tex").write_text("years of work")

    refused = copress("demo", "--fast", "--out", "thesis", folder=tmp_path)

    assert refused.returncode == 2
    assert "is no demonstration. Nothing was changed." in refused.stderr
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter-1.tex"]


def test_copress_report_writes_the_page_of_a_campaign(
    place: Path, document: dict[str, object]
) -> None:
    written = copress(
        "report", "demo-campaign/demo.toml", "--out", "for my supervisor.html", folder=place
    )

    assert written.returncode == 0, written.stderr
    assert "for my supervisor.html is written" in written.stdout
    assert "<strong>SIMULATED</strong>" in (place / "for my supervisor.html").read_text("utf-8")


def test_copress_report_without_a_campaign_is_one_message(tmp_path: Path) -> None:
    refused = copress("report", "nowhere.toml", "--out", "x.html", folder=tmp_path)

    assert refused.returncode == 2
    assert "nowhere.toml: there is no such file" in refused.stderr
    assert list(tmp_path.iterdir()) == []
