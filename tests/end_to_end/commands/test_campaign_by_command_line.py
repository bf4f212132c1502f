"""A short campaign on the simulated press, through the commands a person types."""

import csv
import json
import re
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.campaign import write_campaign
from support.command_line import invoke as copress

CELLS = 4


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of four cells, pressed in one run."""
    path = write_campaign(tmp_path_factory.mktemp("whole"))
    result = copress("run", path, "--trials", CELLS)
    assert result.exit_code == 0, result.output
    return path


def exported(campaign: Path, name: str = "cells.csv") -> list[dict[str, str]]:
    out = campaign.parent / name
    assert copress("export", campaign, "--out", out).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_that_new_writes_runs_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "my cells.toml"
    assert copress("new", path).exit_code == 0
    result = copress("run", path, "--trials", 1)
    assert result.exit_code == 0, result.output
    assert "SIMULATED" in result.stdout
    assert "1 trial done" in result.stdout
    assert (tmp_path / "my cells.db").exists()


@pytest.mark.slow
def test_progress_says_what_is_tried_and_what_came_of_it(tmp_path: Path) -> None:
    result = copress("run", write_campaign(tmp_path), "--trials", 2)
    assert "SIMULATED" in result.stderr
    assert re.search(r"#1 +copress_mpa \d+ +anode_mpa \d+", result.stderr)
    assert re.search(r"(intact, [\d.]+ ± [\d.]+ ohm cm2|counts for integrity)", result.stderr)
    assert "#2" in result.stderr
    assert "#1" not in result.stdout, "results on stdout, progress on stderr"


def test_a_campaign_that_was_stopped_goes_on_as_if_it_had_not_been(
    campaign: Path, tmp_path: Path
) -> None:
    again = write_campaign(tmp_path)
    for cells in (1, 2, 1):
        assert copress("run", again, "--trials", cells).exit_code == 0
    assert exported(again) == exported(campaign)


def test_run_in_json_is_one_document(tmp_path: Path) -> None:
    result = copress("run", write_campaign(tmp_path), "--trials", 1, "--json")
    document = json.loads(result.stdout)
    assert document["simulated"] is True
    assert document["cells"] == 1
    assert document["stopped"]["kind"] == "trials"


def test_the_budget_ends_it(tmp_path: Path) -> None:
    path = write_campaign(tmp_path, budget=2)
    assert "budget of 2 cells is spent" in copress("run", path).stdout
    again = copress("run", path)
    assert again.exit_code == 0
    assert "#3" not in again.stderr


def test_recommend_gives_the_protocol_and_what_it_rests_on(campaign: Path) -> None:
    result = copress("recommend", campaign, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["simulated"] is True
    assert document["goal"] == "low_resistance"
    assert set(document["point"]) == {"copress_mpa", "anode_mpa"}
    assert document["protocol"]["stack_mpa"] == 60
    assert document["protocol"]["copress_mpa"] == document["point"]["copress_mpa"]
    asr = document["asr_ohm_cm2"]
    assert asr["low"] < asr["median"] < asr["high"]
    assert 0 <= document["p_intact"] <= 1
    assert {"window", "evidence", "certificate", "versions"} <= set(document)
    assert document["versions"]["copress"]
    for word in ("SIMULATED", "copress_mpa", "Stays intact", "Certificate"):
        assert word in copress("recommend", campaign).stdout


def test_recommend_before_there_are_cells_says_so(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    assert copress("recommend", path).exit_code == 1
    copress("run", path, "--trials", 1)
    result = copress("recommend", path)
    assert result.exit_code == 1
    assert "Press more cells" in result.stderr


def test_status_counts_failures_by_kind(campaign: Path) -> None:
    document = json.loads(copress("status", campaign, "--json").stdout)
    assert document["cells"] == CELLS
    assert sum(document["outcomes"].values()) == CELLS
    assert document["broken"] == document["outcomes"]["recipe failed"]
    assert len(document["trials"]) == CELLS
    text = copress("status", campaign).stdout
    assert "SIMULATED" in text
    assert f"{CELLS} of 9 cells" in text


def test_why_scores_the_persons_own_idea(campaign: Path) -> None:
    card = json.loads(copress("why", campaign, "--instead", "copress_mpa=312", "--json").stdout)
    assert card["trial"] is None
    assert card["relative_score"] == 1.0
    assert card["instead"]["point"]["copress_mpa"] == 312
    assert card["instead"]["point"]["anode_mpa"] == card["point"]["anode_mpa"]
    assert card["instead"]["relative_score"] <= 1.0
    outside = json.loads(copress("why", campaign, "--instead", "copress_mpa=650", "--json").stdout)
    assert outside["instead"]["inside"] is False


def test_why_of_a_past_trial_shows_what_was_known_then(campaign: Path) -> None:
    card = json.loads(copress("why", campaign, "--trial", 2, "--json").stdout)
    status = json.loads(copress("status", campaign, "--json").stdout)
    assert card["point"] == status["trials"][1]["point"]
    assert [cell["trial"] for cell in card["nearest"]] == [1]
    assert card["why"] == status["trials"][1]["why"]


def test_the_export_has_planned_and_achieved(campaign: Path) -> None:
    rows = exported(campaign)
    assert [row["trial"] for row in rows] == [str(n) for n in range(1, CELLS + 1)]
    for row in rows:
        planned, achieved = float(row["planned_copress_mpa"]), float(row["copress_mpa"])
        assert achieved != planned
        assert achieved == pytest.approx(planned, rel=0.03, abs=2)
        assert row["simulated"] == "True"
        whole = row["damage"] == "0" and row["shorted"] == "False"
        assert bool(row["asr_ohm_cm2"]) == whole, "no resistance of a cell that is not whole"


def test_the_workbook_has_the_same_rows(campaign: Path) -> None:
    out = campaign.parent / "cells.xlsx"
    assert copress("export", campaign, "--out", out, "--format", "xlsx").exit_code == 0
    sheet = load_workbook(out)["cells"]
    head, first = list(sheet.iter_rows(max_row=2, values_only=True))
    row = dict(zip(head, first, strict=True))
    assert row["copress_mpa"] == pytest.approx(float(exported(campaign)[0]["copress_mpa"]))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_files_of_another_campaign_are_not_taken_for_its_own(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    copress("run", path, "--trials", 1)
    (tmp_path / "quick.db").unlink()
    result = copress("run", path, "--trials", 1)
    assert result.exit_code == 2
    assert "cell-0001" in result.stderr
    assert "another campaign" in result.stderr
