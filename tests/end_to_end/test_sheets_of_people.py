"""Run sheets as people fill them in: days, uncertainties and slips of their own."""

import csv
import json
import re
import shlex
import sqlite3
from html import unescape
from pathlib import Path

import pytest
from support.command_line import copress


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A hand campaign with three proposed cells, and their sheet."""
    made = copress("new", "hand.toml", "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    assert made.returncode == 0, made.output
    done = copress("propose", "hand.toml", "--count", 3, "--sheet", "week.csv", folder=tmp_path)
    assert done.returncode == 0, done.output
    return tmp_path / "week.csv"


def filled(sheet: Path, *entries: dict[str, object]) -> Path:
    """The first rows of the sheet with these entries."""
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, entry in zip(rows, entries, strict=False):
        row |= {name: str(value) for name, value in entry.items()}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return sheet


def trials(folder: Path) -> list[dict[str, object]]:
    document = json.loads(copress("status", "hand.toml", "--json", folder=folder).stdout)
    found: list[dict[str, object]] = document["trials"]
    return found


def test_days_on_a_sheet_are_kept_as_days(sheet: Path) -> None:
    cells = [
        {"damage": 0, "asr_ohm_cm2": 171, "made_on": "23.11.2026"},
        {"damage": 0, "asr_ohm_cm2": 190, "made_on": "24 Nov 2026"},
    ]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *cells), folder=sheet.parent)
    assert done.returncode == 0, done.output
    assert [one["made_on"] for one in trials(sheet.parent)[:2]] == ["2026-11-23", "2026-11-24"]


def test_a_day_that_nobody_can_read_is_asked_about_on_the_sheet(sheet: Path) -> None:
    entry = {"damage": 0, "asr_ohm_cm2": 171, "made_on": "3/4/2026"}
    done = copress("record", "hand.toml", "--sheet", filled(sheet, entry), folder=sheet.parent)
    assert done.returncode == 2
    assert "row 2 (cell-0001): made_on 3/4/2026: can be read in two ways" in done.output
    assert trials(sheet.parent)[0]["state"] == "planned"


def test_days_of_an_earlier_version_that_are_none_do_not_stop_the_report(sheet: Path) -> None:
    folder = sheet.parent
    entry = {"damage": 0, "asr_ohm_cm2": 171, "made_on": "2026-11-23"}
    copress("record", "hand.toml", "--sheet", filled(sheet, entry), folder=folder)
    with sqlite3.connect(folder / "hand.db") as store:
        guards = store.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in guards:
            store.execute(f"drop trigger {name}")
        store.execute("update making set made_on = 'last week'")
        store.execute("update result set after = replace(after, '2026-11-23', 'last week')")
    store.close()
    assert copress("report", "hand.toml", "--out", "r.html", folder=folder).returncode == 0
    assert "last week" in (folder / "r.html").read_text(encoding="utf-8")
    more = copress("record", "hand.toml", "--trial", 1, "--retention", 0.9, folder=folder)
    assert more.returncode == 0, more.output


def test_a_resistance_ten_times_off_all_others_is_asked_about_before_any_prediction(
    sheet: Path,
) -> None:
    folder = sheet.parent
    entries = [{"damage": 0, "asr_ohm_cm2": 171.5}, {"damage": 0, "asr_ohm_cm2": 1715}]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert done.returncode == 2
    assert "row 3 (cell-0002): 1715 ohm cm2 is 10 times above all other cells" in done.output
    assert [one["state"] for one in trials(folder)] == ["planned"] * 3
    typed = ("record", "hand.toml", "--damage", 0, "--asr-ohm-cm2")
    assert copress(*typed, 171.5, "--trial", 1, folder=folder).returncode == 0
    asked = copress(*typed, 17.15, "--trial", 2, folder=folder)
    assert asked.returncode == 2
    assert "10 times below all other cells measured so far (172)" in asked.output
    assert "add --yes" in asked.output
    assert copress(*typed, 30, "--trial", 2, folder=folder).returncode == 0
    assert copress(*typed, 1715, "--trial", 3, "--yes", folder=folder).returncode == 0


def test_an_achieved_value_ten_times_off_its_plan_is_asked_about(sheet: Path) -> None:
    entry = {"damage": 0, "asr_ohm_cm2": 171.5, "stack_mpa": "600"}
    done = copress("record", "hand.toml", "--sheet", filled(sheet, entry), folder=sheet.parent)
    assert done.returncode == 2
    assert "stack_mpa = 600 is far from the planned 60, by a factor of 10" in done.output


def test_an_uncertainty_next_to_the_number_is_kept_and_one_next_to_a_setting_asked_about(
    sheet: Path,
) -> None:
    folder = sheet.parent
    entries = [
        {"damage": 0, "asr_ohm_cm2": "171,5 ± 3"},
        {"damage": 0, "asr_ohm_cm2": "180", "copress_mpa": "550 ± 5"},
    ]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert done.returncode == 2
    assert "copress_mpa holds '550 ± 5'; write one number alone" in done.output
    entries[1]["copress_mpa"] = "550"
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert "171.5 ± 3 ohm cm2" in done.stdout
    assert trials(folder)[0]["asr_std_ohm_cm2"] == 3.0
    entries[0]["asr_std_ohm_cm2"] = "5"
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert "asr_std_ohm_cm2 holds '5': ± 3 is said too: which is right?" in done.output


def test_what_stands_on_a_row_without_a_result_is_not_passed_over(sheet: Path) -> None:
    folder = sheet.parent
    entries = [{"lot": "A", "note": "in the glovebox"}, {"damage": 0, "asr_ohm_cm2": 171}]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert done.returncode == 0, done.output
    assert "not filled in yet: lot, note not kept until damage or a resistance" in done.stdout
    entries = [{"damage": 0, "asr_ohm_cm2": 180}, {"damage": "", "asr_ohm_cm2": "", "note": "ok"}]
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert "recorded: intact, 180 ohm cm2" in done.stdout
    assert "added to: intact, 171 ohm cm2" in done.stdout
    assert [one["note"] for one in trials(folder)[:2]] == ["in the glovebox", "ok"]


def test_one_spectrum_for_two_cells_of_a_sheet_is_asked_about(sheet: Path) -> None:
    folder = sheet.parent
    points = [10 ** (6 - k / 8) for k in range(57)]
    ohm = [complex(100.0, 0.0) + 200.0 / (1 + 2j * 3.14159 * f * 2e-6) for f in points]
    lines = [f"{f},{z.real},{z.imag}" for f, z in zip(points, ohm, strict=True)]
    text = "\n".join(["freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm", *lines])
    (folder / "sweep.csv").write_text(text, encoding="utf-8")
    entries = [{"damage": 0, "spectrum": "sweep.csv"}] * 2
    done = copress("record", "hand.toml", "--sheet", filled(sheet, *entries), folder=folder)
    assert done.returncode == 2
    assert "row 3 (cell-0002): the spectrum is, byte for byte, the one of cell-0001" in done.output


def test_a_grade_in_words_is_answered_with_the_grades(sheet: Path) -> None:
    words = ("record", "hand.toml", "--trial", 1, "--damage", "cracked")
    done = copress(*words, folder=sheet.parent)
    assert done.returncode == 2
    assert "'cracked': write 0 intact, 1 hairline" in " ".join(done.output.split())


def commands_in(said: str) -> list[list[str]]:
    """What stands behind `copress` in the lines of an answer, cut as a shell cuts it."""
    lines = said.replace("\n", " ")
    return [
        shlex.split(one)[:6] for one in re.findall(r"copress ([a-z]+ .*?)(?=copress |$)", lines)
    ]


def test_commands_on_the_screen_work_for_a_campaign_with_a_blank_in_its_name(
    tmp_path: Path,
) -> None:
    file, sheet = "my cells.toml", "this week.csv"
    made = copress("new", file, "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    assert 'then: copress propose "my cells.toml"' in made.stdout
    assert 'copress record "my cells.toml" --trial N' in (tmp_path / file).read_text("utf-8")
    said = copress("propose", file, "--sheet", sheet, folder=tmp_path).stdout
    assert ["record", file, "--trial", "1"] == commands_in(said)[0][:4]
    assert 'copress record "my cells.toml" --sheet "this week.csv"' in said
    printed = (tmp_path / "this week.html").read_text(encoding="utf-8")
    assert 'copress record "my cells.toml" --sheet "this week.csv"' in unescape(printed)
    words = ("record", file, "--trial", 1, "--damage", 0, "--measurement-failed", "cable")
    copress(*words, folder=tmp_path)
    status = copress("status", file, folder=tmp_path).stdout
    assert 'copress record "my cells.toml" --trial 1' in " ".join(status.split())


def test_a_day_to_come_is_asked_about(sheet: Path) -> None:
    words = ("record", "hand.toml", "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 171)
    done = copress(*words, "--made-on", "1 Dec 2099", folder=sheet.parent)
    assert done.returncode == 2
    assert "made_on = 2099-12-01 lies in the future. Nothing was recorded." in done.output


def test_a_trial_that_stands_aside_is_spoken_of_by_the_limits_of_now(sheet: Path) -> None:
    folder, file = sheet.parent, sheet.parent / "hand.toml"
    whole = file.read_text(encoding="utf-8")
    rule = 'constraints = ["anode_mpa <= 0.75 * copress_mpa"'
    file.write_text(whole.replace(rule, f'{rule}, "copress_mpa <= 200"'), encoding="utf-8")
    assert copress("propose", "hand.toml", folder=folder).returncode == 0
    assert 'the rule "copress_mpa <= 200" does not hold' in copress(
        "status", "hand.toml", folder=folder
    ).stdout.replace("\n", " ")
    file.write_text(whole.replace("high = 700", "high = 300"), encoding="utf-8")
    said = copress("status", "hand.toml", folder=folder).stdout.replace("\n", " ")
    assert "<= 200" not in said
    assert "is above high = 300 in the campaign file" in said
    file.write_text(whole, encoding="utf-8")
    said = copress("status", "hand.toml", folder=folder).stdout.replace("\n", " ")
    assert "was set aside: it is allowed now, and offered again with the next proposal" in said


def test_a_decimal_comma_in_a_rule_or_a_number_is_named(sheet: Path) -> None:
    folder, file = sheet.parent, sheet.parent / "hand.toml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("<= 0.75", "<= 0,75"), encoding="utf-8")
    assert (
        "Write a decimal point: 2.5, not 2,5."
        in copress("propose", "hand.toml", folder=folder).output
    )
    file.write_text(whole.replace("budget = 25", "budget = 25,5"), encoding="utf-8")
    said = copress("status", "hand.toml", folder=folder).output
    assert "`. Write a decimal point: 2.5, not 2,5." in said


def test_a_campaign_for_cycle_life_says_how_its_result_is_given(tmp_path: Path) -> None:
    copress("new", "c.toml", "--goal", "cycle_life", "--press", "manual", folder=tmp_path)
    said = copress("propose", "c.toml", folder=tmp_path).stdout
    assert "after cycling: --retention 0.91" in said.replace("\n", " ")


def test_status_shows_a_retention_where_there_is_one(sheet: Path) -> None:
    folder = sheet.parent
    words = ("record", "hand.toml", "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 171)
    copress(*words, folder=folder)
    before = copress("status", "hand.toml", folder=folder).stdout
    assert "lowest resistance so far: cell-0001, 171 ohm cm2" in before
    assert "retention" not in before
    copress("record", "hand.toml", "--trial", 1, "--retention", "91 %", folder=folder)
    after = copress("status", "hand.toml", folder=folder).stdout
    assert "retention" in after
    assert "0.91" in after


def test_what_is_no_table_is_named_and_the_way_to_one_said(sheet: Path) -> None:
    for name in ("hand.toml", "hand.db"):
        done = copress("explore", name, folder=sheet.parent)
        assert done.returncode == 2
        assert f"{name} belongs to a campaign and is no table" in done.output
        assert "copress export CAMPAIGN.toml --out cells.csv" in done.output
    (sheet.parent / "scan.pdf").write_bytes(b"%PDF-1.7 ...")
    assert "scan.pdf is a PDF" in copress("explore", "scan.pdf", folder=sheet.parent).output
