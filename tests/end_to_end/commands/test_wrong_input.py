"""Wrong input: one clear message, exit 2, no traceback, nothing written to the press."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.campaign import write_campaign, write_press_file
from support.command_line import invoke as copress
from support.systems import WINDOWS

from hardware.clock import SystemClock
from hardware.twin.laboratory import Laboratory

ODD_NAME = "a 'b' ü.toml" if WINDOWS else 'a "b" ü.toml'
"""Windows allows no double quotes in a name."""


@dataclass
class Bench:
    folder: Path
    campaign: Path
    writes: list[int]

    def edit(self, old: str, new: str) -> None:
        text = self.campaign.read_text(encoding="utf-8")
        assert old in text
        self.campaign.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A campaign on a press that answers, and every address that anybody writes to it."""
    writes: list[int] = []
    with Laboratory(seed=1, folder=tmp_path / "cells", clock=SystemClock()) as laboratory:
        write, plc = laboratory.plc.write, laboratory.plc

        def noted(address: int, words: list[int]) -> int:
            writes.append(address)
            return write(address, words)

        plc.write = noted  # type: ignore[method-assign, assignment]
        write_press_file(tmp_path, laboratory.port)
        campaign = write_campaign(
            tmp_path,
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\n',
            constraints='constraints = ["anode_mpa <= 0.75 * copress_mpa"]',
        )
        yield Bench(tmp_path, campaign, writes)


def refused(bench: Bench, command: str, *says: str) -> None:
    result = copress(command, bench.campaign)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for word in says:
        assert word in result.stderr
    assert bench.writes == []
    assert not (bench.folder / "quick.db").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("high = 500", "high = 900", ("[space.copress_mpa] high = 900", "800", "steel-10")),
        ("release_mpa_s = 10", "release_mpa_s = 300", ("[fixed] release_mpa_s = 300", "100")),
        ("stack_mpa = 60", "stack_mpa = 600", ("[fixed] stack_mpa = 600", "300")),
        ("high = 500", "hihg = 500", ("quick.toml", "[space.copress_mpa]", "Did you mean high?")),
        ("high = 500", 'high = "500"', ("[space.copress_mpa] high", '"500"', "without quotes")),
        ("high = 500", "high = inf", ("[space.copress_mpa] high", "finite")),
        ("high = 500", "high = 250", ("[space.copress_mpa]", "300", "250")),
        ("[fixed]", "[fixe]", ("[fixe]", "Did you mean fixed?")),
        ("ramp_mpa_s = 80", "ramp_mpas = 80", ("ramp_mpa_s is missing", "ramp_mpas")),
        ("anode_dwell_s = 5\n", "", ("anode_dwell_s is missing",)),
        ("stack_mpa = 60", "stack_mpa = 60\nanode_mpa = 3", ("[space.anode_mpa]", "[fixed]")),
        ('"steel-10"', '"steel-99"', ("steel-99", "steel-10")),
        ('die = "steel-10"\n', "", ("which die is mounted",)),
        ('"press.toml"', '"nowhere.toml"', ("nowhere.toml",)),
        ("budget = 9", "budget = 0", ("[campaign] budget = 0",)),
        ("low_resistance", "low_resistence", ("Did you mean low_resistance?",)),
        ("0.75 * copress_mpa", "0.75 * copres_mpa", ("copres_mpa",)),
        ("0.75 * copress_mpa", "__import__('os')", ("quick.toml",)),
        ("[campaign]", "[campaign", ("not valid TOML", "line")),
    ],
)
def test_a_file_that_cannot_be_meant(
    bench: Bench, old: str, new: str, says: tuple[str, ...]
) -> None:
    bench.edit(old, new)
    refused(bench, "run", *says)
    refused(bench, "propose", *says)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('folder = "cells"', 'folder = "elsewhere"', ("[impedance] folder", "elsewhere")),
        ("seed = 0", 'seed = 0\nautonomy = "suggest"', ("never presses by itself",)),
    ],
)
def test_a_file_that_cannot_be_run(bench: Bench, old: str, new: str, says: tuple[str, ...]) -> None:
    bench.edit(old, new)
    refused(bench, "run", *says)


def test_a_press_that_does_not_answer(bench: Bench) -> None:
    (bench.folder / "press.toml").unlink()
    write_press_file(bench.folder, 1)
    result = copress("run", bench.campaign)
    assert result.exit_code == 2, result.output
    assert "127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = copress("run", tmp_path / "missing.toml")
    assert result.exit_code == 2
    assert "copress new missing.toml" in result.stderr


def test_new_does_not_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert copress("new", path).exit_code == 0
    before = path.read_text(encoding="utf-8")
    result = copress("new", path)
    assert result.exit_code == 2
    assert path.read_text(encoding="utf-8") == before


def test_new_knows_the_goals_and_the_press_file(tmp_path: Path) -> None:
    assert "Did you mean" in copress("new", tmp_path / "a.toml", "--goal", "low_resistence").stderr
    assert copress("new", tmp_path / "a.toml", "--press", tmp_path / "no.toml").exit_code == 2


@pytest.mark.parametrize("press", ["simulated", "manual", "press.toml"])
@pytest.mark.parametrize("goal", ["low_resistance", "integrity", "cycle_life"])
def test_what_new_writes_is_a_campaign(tmp_path: Path, press: str, goal: str) -> None:
    if press.endswith(".toml"):
        press = str(write_press_file(tmp_path, 5020))
    path = tmp_path / ODD_NAME
    assert copress("new", path, "--press", press, "--goal", goal).exit_code == 0
    result = copress("propose", path)
    assert result.exit_code == 0, result.output


def test_the_store_of_something_else_is_left_alone(bench: Bench) -> None:
    store = bench.folder / "quick.db"
    store.write_bytes(b"these are my holiday pictures" * 100)
    before = store.read_bytes()
    result = copress("propose", bench.campaign)
    assert result.exit_code == 1
    assert "quick.db" in result.stderr
    assert "Traceback" not in result.output
    assert store.read_bytes() == before


def test_who_asks_for_advice_before_the_first_cell_is_stated_how_to_begin(bench: Bench) -> None:
    result = copress("recommend", bench.campaign)
    assert result.exit_code == 1
    assert f"no trial yet. Begin it: copress run {bench.campaign.name}" in result.stderr
    assert not list(bench.folder.glob("*.db"))


def test_rules_that_contradict_each_other_end_a_report_with_one_sentence(tmp_path: Path) -> None:
    campaign = tmp_path / "cells.toml"
    copress("new", campaign, "--press", "manual")
    text = campaign.read_text(encoding="utf-8")
    rules = 'constraints = ["copress_mpa <= 200", "copress_mpa >= 300"]'
    old = 'constraints = ["anode_mpa <= 0.75 * copress_mpa"]'
    assert old in text
    campaign.write_text(text.replace(old, rules), encoding="utf-8")
    assert copress("propose", campaign).exit_code == 2
    result = copress("report", campaign, "--out", tmp_path / "cells.html")
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "copress_mpa <= 200; copress_mpa >= 300" in result.stderr
