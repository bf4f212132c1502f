"""`[transfer] tables`: a new campaign that learns together with earlier cells."""

import json

import pytest
from given_past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.cli import app

CAMPAIGN = """
[campaign]
name = "lot-b"
budget = 20
[space.copress_mpa]
low = 200
high = 650
step = 5
[space.stack_mpa]
low = 10
high = 120
step = 1
[fixed]
copress_dwell_s = 60
ramp_mpa_s = 10
release_mpa_s = 2
anode_mpa = 110
anode_dwell_s = 60
[transfer]
tables = ["lot-a.csv"]
[press]
map = "manual"
die = "d10"
diameter_mm = 10
max_force_kn = 60
max_mpa = 700
[impedance]
area_cm2 = 0.785
"""


@pytest.fixture
def campaign(tmp_path):
    write_table(tmp_path / "lot-a.csv", twin_rows(24, knobs=("copress_mpa", "stack_mpa")))
    file = tmp_path / "lot-b.toml"
    file.write_text(CAMPAIGN, encoding="utf-8")
    return file


def copress(*arguments, code=0):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_campaign_begins_with_what_is_known_and_says_whether_it_helped(campaign):
    for number, asr in enumerate((231.0, 214.0, 209.0), 1):
        copress("propose", campaign)
        copress("record", campaign, "--trial", number, "--asr-ohm-cm2", asr, "--damage", 0)
    (proposal,) = json.loads(copress("propose", campaign, "--json"))
    assert "Part of the first design" not in proposal["why"]
    said = copress("recommend", campaign)
    assert "Transfer" in said
    assert "earlier cells" in said


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("copress_mpa,asr_ohm_cm2\n300,40\n400,38\n", "[transfer.held] stack_mpa"),
        ("copress_mpa,stack_mpa,sigma_ms_cm\n300,40,1.2\n400,38,2\n", "is about sigma_ms_cm"),
        ("copress_mpa,stack_mpa,asr_ohm_cm2\n300,40,100\n400,38,90\n", "at least 5 are needed"),
    ],
)
def test_tables_that_cannot_teach_are_refused(campaign, table, words):
    (campaign.parent / "lot-a.csv").write_text(table, encoding="utf-8")
    assert words in copress("propose", campaign, code=2)
