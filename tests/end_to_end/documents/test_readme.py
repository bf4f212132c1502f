"""Each command that the README shows is typed, and each claim names a command that is there.

Claims stand in the README of the benchmarks and next to the decisions.
"""

import re
from pathlib import Path

import pytest
from support.campaign import write_press_file
from support.docs import ROOT
from support.instruments.texts import eclab, gamry
from typer.testing import CliRunner

from campaigns.commands.cli import app
from hardware.twin.laboratory import Laboratory

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^    (copress .+)$", README, re.M)
MEASURED, DECIDED = ROOT / "benchmarks" / "README.md", ROOT / "docs" / "decisions" / "index.md"
CLAIM = re.compile(r"^\| (.+) \| (.*`(?:python|pytest|lint-imports).+) \|$", re.M)

# What takes longer, or serves until it is stopped, is run by these.
ELSEWHERE = {
    "copress run my-cells.toml": "tests/end_to_end/commands/test_campaign_by_command_line.py",
    "copress review my-cells.toml": "docs/first_look.md",
    "copress review my-folder": "tests/end_to_end/page/test_start_page.py",
    "copress explore past-cells.xlsx --out explored": "docs/tutorials/explore.md",
    "copress study --plan my-cells.toml --flaws 0.2": (
        "tests/end_to_end/commands/test_study_command.py"
    ),
}
BY_HAND = SHOWN[: SHOWN.index("copress press check my-press.toml")]


def typed(command: str) -> str:
    """Type it as it stands; what was said."""
    said = CliRunner().invoke(app, command.split()[1:])
    assert said.exit_code == 0, f"{command}\n{said.output}"
    return said.output


def test_by_hand_a_cell_is_proposed_recorded_and_a_protocol_recommended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cell-0001.mpt").write_bytes(eclab())
    assert [command.split()[1] for command in BY_HAND] == ["new", "propose", "record", "recommend"]
    *pressing, advice = BY_HAND
    for command in pressing:
        typed(command)
    for trial in (2, 3, 4):  # "after a few cells"
        typed("copress propose my-cells.toml")
        typed(f"copress record my-cells.toml --trial {trial} --asr-ohm-cm2 2{trial}0 --damage 0")
    assert "Recommended protocol" in typed(advice.split("#")[0])


def test_the_press_file_is_proved_and_a_campaign_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Laboratory(seed=1, folder=tmp_path / "lab") as laboratory:
        write_press_file(tmp_path, laboratory.port).rename("my-press.toml")
        assert "Nothing was written to the press." in typed("copress press check my-press.toml")
    typed("copress new my-cells.toml --press my-press.toml")


def test_a_campaign_with_a_pressure_series_shows_its_rungs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (command,) = (shown for shown in SHOWN if "--series" in shown)
    typed(command)
    assert "rung" in typed("copress propose my-pellets.toml")


def test_spectra_become_resistances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cell-0001.mpt").write_bytes(eclab())
    Path("cell-0002.DTA").write_bytes(gamry())
    (command,) = (shown for shown in SHOWN if shown.startswith("copress eis"))
    said = typed(command)
    assert "cell-0001" in said
    assert "cell-0002" in said


def test_every_other_command_is_typed_by_the_page_or_test_named_for_it() -> None:
    here = {*BY_HAND, "copress press check my-press.toml"}
    here |= {shown for shown in SHOWN if shown.startswith(("copress new", "copress eis"))}
    assert {*SHOWN} - here == {*ELSEWHERE}
    for command, file in ELSEWHERE.items():
        verb = command.split()[1]
        assert verb in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "least"), [(MEASURED, 20), (DECIDED, 13)])
def test_every_claim_has_a_command_and_every_command_names_what_is_there(
    page: Path, least: int
) -> None:
    claims = CLAIM.findall(page.read_text(encoding="utf-8"))
    assert len(claims) >= least
    for claim, command in claims:
        for script in re.findall(r"`python (\S+?)`", command):
            assert (ROOT / script).is_file(), claim
        for test in re.findall(r"`pytest ([^`]+)`", command):
            file, _, name = test.partition(" -k ")
            assert (ROOT / file).exists(), claim
            assert not name or f"_{name}" in (ROOT / file).read_text(encoding="utf-8"), claim
        for written in re.findall(r"\]\(([^)]+)\)|: `(\S+\.(?:md|csv))`", command):
            assert (page.parent / written[0] if written[0] else ROOT / written[1]).is_file(), claim


def test_every_page_of_results_is_in_the_list_of_what_is_measured() -> None:
    listed = set(re.findall(r"\]\((\S+\.md)\)", MEASURED.read_text(encoding="utf-8")))
    pages = {page.name for page in MEASURED.parent.glob("[A-Z]*.md")} - {"README.md"}
    assert pages - listed == {"POWDERS_TRIED.md", "MUTANTS.md"}
