"""`copress design`: what the person at the bench gets."""

import csv
import json

import pytest
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.run.by_hand.sheet_write import identities
from doe.classical.catalogue import KINDS

CAMPAIGN = """
constraints = [{rules}]
[campaign]
name = "bench"
budget = 20
seed = 5
[space.copress_mpa]
low = 100
high = 700
step = 5
[space.copress_dwell_s]
low = 1
high = 600
scale = "log"
[space.stack_mpa]
low = 5
high = 250
[fixed]
ramp_mpa_s = 10
release_mpa_s = 2
anode_mpa = 60
anode_dwell_s = 60
[press]
map = "manual"
[impedance]
area_cm2 = 0.785
"""


@pytest.fixture
def campaign(tmp_path):
    def write(rules=""):
        path = tmp_path / "bench.toml"
        path.write_text(CAMPAIGN.format(rules=rules), encoding="utf-8")
        return path

    return write


def copress(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_sheet_has_an_identity_a_cell_and_blanks_to_fill(campaign, tmp_path):
    sheet = tmp_path / "sheet.csv"
    done = copress("design", campaign(), "--kind", "box-behnken", "--out", sheet)
    assert done.exit_code == 0, done.output
    assert "15 cells (3 at the centre)" in done.stdout
    assert "seed 5" in done.stdout
    rows = rows_of(sheet)
    assert len(rows) == len({row["cell_id"] for row in rows}) == 15
    assert [row["order"] for row in rows] == [str(k) for k in range(1, 16)]
    first = rows[0]
    assert float(first["planned_ramp_mpa_s"]) == 10
    for blank in (
        "copress_mpa",
        "copress_dwell_s",
        "stack_mpa",
        "damage",
        "shorted",
        "asr_ohm_cm2",
    ):
        assert first[blank] == ""
    assert all(float(row["planned_copress_mpa"]) % 5 == 0 for row in rows)
    assert max(len(row["planned_copress_dwell_s"]) for row in rows) <= 5


def test_the_same_seed_gives_the_same_sheet_and_the_file_is_never_overwritten(campaign, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    for sheet in (one, two):
        assert copress("design", campaign(), "--kind", "sobol", "--out", sheet).exit_code == 0
    assert one.read_text() == two.read_text()
    again = copress("design", campaign(), "--kind", "sobol", "--out", one)
    assert again.exit_code == 2
    assert "exists and stays as it is" in again.stderr


def test_the_recommendation_says_why_and_can_be_written_at_once(campaign, tmp_path):
    output = copress("design", campaign(), "--recommend")
    assert output.exit_code == 0
    assert "Take box-behnken, 15 cells" in output.stdout
    assert "cells crack" in output.stdout
    sheet = tmp_path / "sheet.csv"
    made = copress(
        "design",
        campaign('"anode_mpa <= 0.5 * copress_mpa"'),
        "--recommend",
        "--out",
        sheet,
        "--json",
    )
    document = json.loads(made.stdout)
    assert document["recommendation"]["kind"] == document["kind"] == "i-optimal"
    assert document["runs"] == len(document["cells"]) == len(rows_of(sheet))
    assert document["judgement"]["model"] == "quadratic"
    assert all(0.5 * cell["planned"]["copress_mpa"] >= 60 for cell in document["cells"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "taguchi"], "There is no design 'taguchi'; known are full-factorial"),
        (["--kind", "ccd-rotatable"], "Take ccd-inscribed"),
        (["--kind", "box-behnken", "--runs", "9"], "needs 12 cells, 9 are given"),
        (["--kind", "d-optimal", "--model", "cubic"], "linear, interactions or quadratic"),
        (["--kind", "sobol", "--hard", "die_degc"], "hard to change but not varied"),
    ],
)
def test_what_cannot_be_is_one_message(campaign, tmp_path, words, said):
    failed = copress("design", campaign(), *words, "--out", tmp_path / "sheet.csv")
    assert failed.exit_code == 2
    assert said in failed.stderr
    assert "Traceback" not in failed.output
    assert not (tmp_path / "sheet.csv").exists()


def test_blocks_and_hard_knobs_stand_on_the_sheet(campaign, tmp_path):
    sheet = tmp_path / "sheet.csv"
    words = [
        "--kind",
        "full-factorial",
        "--blocks",
        "2",
        "--hard",
        "stack_mpa",
        "--centre-points",
        "4",
    ]
    assert copress("design", campaign(), *words, "--out", sheet).exit_code == 0
    rows = rows_of(sheet)
    assert (
        [row["block"] for row in rows].count("1") == [row["block"] for row in rows].count("2") == 6
    )
    stack = {row["group"]: row["planned_stack_mpa"] for row in rows}
    assert all(row["planned_stack_mpa"] == stack[row["group"]] for row in rows)


def test_identities_survive_a_spreadsheet():
    names = identities("bench", "sobol", 200)
    assert len(set(names)) == 200
    assert all(name[:6].isalpha() for name in names)
    assert names != identities("bench", "sobol 2", 200)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_works_on_a_fresh_campaign_file_and_says_so_in_words(tmp_path, kind):
    path = tmp_path / "fresh.toml"
    assert copress("new", path, "--press", "manual", "--ram-mm", 50).exit_code == 0
    done = copress("design", path, "--kind", kind, "--out", tmp_path / "sheet.csv")
    if kind == "ccd-rotatable":
        assert done.exit_code == 2
        assert "Take ccd-inscribed" in " ".join(done.stderr.split())
        return
    assert done.exit_code == 0, done.output
    assert "{" not in done.stdout
    assert "D-efficiency 0%" not in done.stdout
    assert len(rows_of(tmp_path / "sheet.csv")) >= 11


def test_without_a_kind_the_recommended_design_is_written(campaign, tmp_path):
    out = tmp_path / "sheet.csv"
    ran = copress("design", campaign('"stack_mpa <= 0.5 * copress_mpa"'), "--out", out)
    assert ran.exit_code == 0, ran.output
    assert ran.output.startswith("Take i-optimal, ")
    assert 0 < len(rows_of(out)) <= 20


def test_a_design_for_a_hand_press_has_numbers_that_a_person_would_set(campaign, tmp_path):
    out = tmp_path / "sheet.csv"
    assert copress("design", campaign(), "--kind", "sobol", "--out", out).exit_code == 0
    written = [
        row[f"planned_{k}"] for row in rows_of(out) for k in ("copress_dwell_s", "stack_mpa")
    ]
    assert all(len(number.replace(".", "").strip("0")) <= 2 for number in written), written


def test_without_kind_and_file_it_says_what_to_give(campaign):
    failed = copress("design", campaign())
    assert failed.exit_code == 2
    assert "--out FILE.csv, and the design: --kind KIND" in failed.output


def test_a_latin_hypercube_goes_by_the_name_of_the_campaign_file(campaign, tmp_path):
    sheets = [tmp_path / f"{kind}.csv" for kind in ("lhs", "latin-hypercube")]
    for sheet in sheets:
        result = copress("design", campaign(), "--kind", sheet.stem, "--runs", 8, "--out", sheet)
        assert result.exit_code == 0, result.output
    settings = [
        [(row["planned_copress_mpa"], row["planned_stack_mpa"]) for row in rows_of(sheet)]
        for sheet in sheets
    ]
    assert settings[0] == settings[1]
    assert len(settings[0]) == 8
