"""Run sheets: printed, filled in with a spreadsheet, given back once or twice."""

import csv
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.run.by_hand.sheet_write import proposal_identity

CAMPAIGN = """
[campaign]
name = "{name}"
budget = 30
seed = 5
[space.copress_mpa]
low = 200
high = 600
step = 5
[space.stack_mpa]
low = 10
high = 100
step = 1
[fixed]
copress_dwell_s = 60
ramp_mpa_s = 10
release_mpa_s = 2
anode_mpa = 60
anode_dwell_s = 60
[press]
map = "manual"
die = "d10"
diameter_mm = 10
max_force_kn = 60
max_mpa = 700
[impedance]
area_cm2 = 0.785
"""


def copress(*arguments, code=0):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout if "--json" in arguments else result.output


@pytest.fixture
def campaign(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(CAMPAIGN.format(name="mine"), encoding="utf-8")
    return file


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(rows, *, broken=()):
    """What a person at the bench would write."""
    for k, row in enumerate(rows):
        pressed, stack = float(row["planned_copress_mpa"]), float(row["planned_stack_mpa"])
        row["copress_mpa"] = f"{pressed + 2:g}"
        row["damage"] = "2" if k in broken else "0"
        row["lot"] = "B7"
        if k not in broken:
            row["asr_ohm_cm2"] = f"{60 + abs(pressed - 450) / 10 + 40 / stack:.2f}"
    return rows


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_design_opens_the_campaign_without_typing_anything_again(campaign, tmp_path):
    sheet = tmp_path / "design.csv"
    copress("design", campaign, "--kind", "ccd-face", "--out", sheet)
    rows = rows_of(sheet)
    assert {row["campaign"] for row in rows} == {"mine"}
    write(sheet, filled(rows, broken=(1,)))
    said = json.loads(copress("record", campaign, "--sheet", sheet, "--json"))
    assert [line["fate"] for line in said] == ["recorded"] * len(rows)
    assert "counts for integrity" in said[1]["sentence"]
    advice = json.loads(copress("recommend", campaign, "--json"))
    assert 380 <= advice["point"]["copress_mpa"] <= 520
    (proposal,) = json.loads(copress("propose", campaign, "--json"))
    assert proposal["trial"] == len(rows) + 1
    assert "Part of the first design" not in proposal["why"]


def test_the_same_sheet_twice_changes_nothing_and_a_fuller_one_adds(campaign, tmp_path):
    sheet = tmp_path / "monday.csv"
    copress("propose", campaign, "--count", 3, "--sheet", sheet)
    rows = rows_of(sheet)
    assert [r["cell_id"] for r in rows] == [proposal_identity("mine", n) for n in (1, 2, 3)]
    half = [*filled(rows[:2]), rows[2]]
    write(sheet, half)
    first = json.loads(copress("record", campaign, "--sheet", sheet, "--json"))
    assert [(line["trial"], line["fate"]) for line in first] == [
        (1, "recorded"), (2, "recorded"), (3, "not filled in yet"),
    ]  # fmt: skip
    again = json.loads(copress("record", campaign, "--sheet", sheet, "--json"))
    assert [line["fate"] for line in again] == [
        "was recorded already", "was recorded already", "not filled in yet",
    ]  # fmt: skip
    write(sheet, filled(rows))
    third = json.loads(copress("record", campaign, "--sheet", sheet, "--json"))
    assert [line["fate"] for line in third] == [*["was recorded already"] * 2, "recorded"]


def test_through_excel_and_back_nothing_is_lost(campaign, tmp_path):
    sheet = tmp_path / "sheet.csv"
    copress("design", campaign, "--kind", "full-factorial", "--out", sheet)
    rows = filled(rows_of(sheet))
    book = openpyxl.Workbook()
    page = book.active
    page.append([*rows[0], "our own column"])
    for row in rows:
        cells = [float(v) if v.replace(".", "", 1).isdigit() else v for v in row.values()]
        page.append([*cells, "kept by us"])
    page.append([None] * len(rows[0]))
    book.save(tmp_path / "from-excel.xlsx")
    german = tmp_path / "german.csv"  # as a German Excel saves it: BOM, semicolons, commas
    lines = [";".join(rows[0])]
    lines += [";".join(v.replace(".", ",") for v in row.values()) for row in rows]
    german.write_text("\r\n".join(lines), encoding="utf-8-sig")

    write(sheet, rows)
    copress("record", campaign, "--sheet", sheet)
    for file in (tmp_path / "from-excel.xlsx", german):
        said = json.loads(copress("record", campaign, "--sheet", file, "--json"))
        assert [line["fate"] for line in said] == ["was recorded already"] * len(rows)


def test_what_is_wrong_is_said_at_once_and_nothing_is_recorded(campaign, tmp_path):
    sheet = tmp_path / "sheet.csv"
    copress("propose", campaign, "--count", 4, "--sheet", sheet)
    rows = filled(rows_of(sheet))
    rows[0]["damage"] = ""
    rows[1]["asr_ohm_cm2"] = "12. Mar"
    rows[2]["planned_copress_mpa"] = "999"
    rows[3]["shorted"] = "perhaps"
    said = copress("record", campaign, "--sheet", write(sheet, rows), code=2)
    for words in (
        "nothing was recorded",
        "damage is blank",
        "'12. Mar'",
        "was planned",
        "yes or no",
    ):
        assert words in said
    rows[0]["damage"] = "0"
    rows[1]["asr_ohm_cm2"] = "70"
    rows[2]["planned_copress_mpa"] = ""
    rows[3]["shorted"] = ""
    write(sheet, rows)
    lines = json.loads(copress("record", campaign, "--sheet", sheet, "--json"))
    assert {line["fate"] for line in lines} == {"recorded"}
    rows[1]["asr_ohm_cm2"] = "75"
    said = copress("record", campaign, "--sheet", write(sheet, rows), code=2)
    assert "has another result already" in said
    assert "--trial 2 --correct" in said


def test_another_campaigns_sheet_is_refused(campaign, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(CAMPAIGN.format(name="other"), encoding="utf-8")
    sheet = tmp_path / "sheet.csv"
    copress("propose", other, "--count", 2, "--sheet", sheet)
    write(sheet, filled(rows_of(sheet)))
    assert "sheet of the campaign other" in copress("record", campaign, "--sheet", sheet, code=2)
    rows = rows_of(sheet)
    for row in rows:
        row["campaign"] = ""
        row["planned_anode_mpa"] = "90"
    said = copress("record", campaign, "--sheet", write(sheet, rows), code=2)
    assert "fixes it at 60" in said
    table = tmp_path / "table.csv"
    table.write_text("copress_mpa,asr_ohm_cm2\n300,40\n", encoding="utf-8")
    assert "not a run sheet" in copress("record", campaign, "--sheet", table, code=2)
    assert "about one trial" in copress("record", campaign, "--sheet", sheet, "--damage", 0, code=2)
    assert "--trial N" in copress("record", campaign, code=2)


def test_the_page_prints_a_code_for_each_cell(campaign, tmp_path):
    sheet = tmp_path / "sheet.csv"
    copress("design", campaign, "--kind", "ccd-face", "--out", sheet)
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    rows = rows_of(sheet)
    assert page.count('class="segno"') == len(rows)
    assert all(row["cell_id"] in page for row in rows)
    assert "copress record mine.toml --sheet sheet.csv" in page
    assert "<script" not in page
    foreign = tmp_path / "thesis.html"
    foreign.write_text("years of work", encoding="utf-8")
    out = tmp_path / "thesis.csv"
    assert "not a page of Copress" in copress(
        "design", campaign, "--kind", "ccd-face", "--out", out, code=2
    )
    assert not out.exists()


def test_a_reading_with_its_unit_is_converted_and_a_bare_one_is_asked_about(tmp_path):
    campaign = tmp_path / "mine.toml"
    hand = CAMPAIGN.replace('map = "manual"', 'map = "manual"\nram_mm = 40\ngauge_step_bar = 5')
    campaign.write_text(hand.format(name="mine"), encoding="utf-8")
    copress("propose", campaign, "--sheet", tmp_path / "sheet.csv")
    (row,) = rows_of(tmp_path / "sheet.csv")
    row |= {"damage": "0", "asr_ohm_cm2": "60", "copress_mpa": row["show_copress_bar"]}
    write(tmp_path / "bare.csv", [row])
    refused = copress("record", campaign, "--sheet", tmp_path / "bare.csv", code=2)
    assert "in bar" in refused
    row["copress_mpa"] = f"{row['show_copress_bar']} bar"
    write(tmp_path / "bar.csv", [row])
    copress("record", campaign, "--sheet", tmp_path / "bar.csv")
    copress("export", campaign, "--out", tmp_path / "out.csv")
    (cell,) = rows_of(tmp_path / "out.csv")
    assert float(cell["copress_mpa"]) == pytest.approx(float(row["planned_copress_mpa"]), rel=1e-6)


def test_a_unit_that_does_not_belong_is_named(tmp_path, campaign):
    copress("propose", campaign, "--sheet", tmp_path / "sheet.csv")
    (row,) = rows_of(tmp_path / "sheet.csv")
    row |= {"damage": "0", "asr_ohm_cm2": "60", "stack_mpa": "12 kN"}
    write(tmp_path / "odd.csv", [row])
    refused = copress("record", campaign, "--sheet", tmp_path / "odd.csv", code=2)
    assert "12 kN" in refused
    assert "not a unit of stack_mpa" in refused
